package drafts

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/wire"
)

// Candidate is an operation that may be the one that issues tokens.
type Candidate struct {
	Method, Path string
	ID           string // its operationId; "" where it has none
	Line         int
	// Why says what speaks for it, the weightiest first.
	Why []string

	weight int
	item   *openapi3.PathItem
	op     *openapi3.Operation
}

// Name is how facts and flags call it: by its operationId, or by method and path.
func (c Candidate) Name() string { return cmp.Or(c.ID, c.Method+" "+c.Path) }

// is says that a name means the candidate.
func (c Candidate) is(name string) bool {
	return name != "" && (name == c.ID || strings.EqualFold(name, c.Method+" "+c.Path) || name == c.Path)
}

// What it takes to be taken for the token operation, and to be so alone.
const (
	likely = 40
	ahead  = 25
)

// Candidates lists the operations that may issue tokens, the likeliest first.
func Candidates(doc *openapi3.T) []Candidate {
	var found []Candidate
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			c := Candidate{Method: method, Path: path, ID: op.OperationID, item: item, op: op}
			if op.Origin != nil && op.Origin.Key != nil {
				c.Line = op.Origin.Key.Line
			}
			if c.score(doc); c.weight >= likely {
				found = append(found, c)
			}
		}
	}
	slices.SortFunc(found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return found
}

// reason is something that speaks for an operation, or against it.
type reason struct {
	weight int
	why    string
}

var (
	tokenWords = regexp.MustCompile(`(?i)(^|[^a-z])(access[_-]?)?tokens?([^a-z]|$)|accesstoken|gettoken|createtoken|issuetoken`)
	loginWords = regexp.MustCompile(`(?i)oauth|auth|login|log-in|signin|sign-in|session|credential`)
	otherWords = regexp.MustCompile(`(?i)revo(ke|cation)|introspect|logout|log-out|signout|verify|validate|password/?(reset|forgot|change)|forgot|register|signup|userinfo|/authorize$|jwks|well-known`)
)

func (c *Candidate) score(doc *openapi3.T) {
	var reasons []reason
	add := func(is bool, weight int, format string, args ...any) {
		if is {
			reasons = append(reasons, reason{weight, fmt.Sprintf(format, args...)})
		}
	}
	scheme := c.tokenURLOf(doc)
	add(scheme != "", 50, "the security scheme %s has it for its tokenUrl", scheme)
	if at, status := c.token(); at != "" {
		add(strings.HasSuffix(at, "/access_token"), 45, "its answer %s has %s", status, at)
		add(!strings.HasSuffix(at, "/access_token"), 30, "its answer %s has %s", status, at)
	}
	for _, name := range []string{"grant_type", "grantType"} {
		add(c.member(name) != nil, 20, "its request has %s", name)
	}
	add(c.hasUser(), 12, "its request has a user's name and password")
	add(c.hasClient(), 12, "its request has a client's credentials")
	add(tokenWords.MatchString(c.Path), 15, "its path speaks of tokens")
	add(!tokenWords.MatchString(c.Path) && loginWords.MatchString(c.Path), 10, "its path speaks of authentication")
	add(tokenWords.MatchString(c.ID+" "+c.op.Summary), 5, "its name speaks of tokens")
	add(otherWords.MatchString(c.Path+" "+c.ID), -60, "its name speaks of something else")
	add(strings.Contains(strings.ToLower(c.Path), "refresh"), -25, "its path speaks of refreshing")
	add(c.Method != http.MethodPost, -30, "it is no POST")
	slices.SortStableFunc(reasons, func(a, b reason) int { return b.weight - a.weight })
	for _, r := range reasons {
		c.weight += r.weight
		c.Why = append(c.Why, r.why)
	}
}

// tokenURLOf names the security scheme whose tokenUrl leads to the operation.
func (c *Candidate) tokenURLOf(doc *openapi3.T) string {
	if doc.Components == nil {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Components.SecuritySchemes)) {
		ref := doc.Components.SecuritySchemes[name]
		if ref == nil || ref.Value == nil || ref.Value.Flows == nil {
			continue
		}
		f := ref.Value.Flows
		for _, flow := range []*openapi3.OAuthFlow{f.ClientCredentials, f.Password, f.AuthorizationCode} {
			if flow != nil && flow.TokenURL != "" && c.leadsHere(doc, flow.TokenURL) {
				return name
			}
		}
	}
	return ""
}

// leadsHere compares paths alone: a tokenUrl may be relative, and servers have variables.
func (c *Candidate) leadsHere(doc *openapi3.T, tokenURL string) bool {
	at, err := url.Parse(strings.NewReplacer("{", "", "}", "").Replace(tokenURL))
	if err != nil {
		return false
	}
	path := "/" + strings.Trim(at.Path, "/")
	own := "/" + strings.Trim(strings.NewReplacer("{", "", "}", "").Replace(c.Path), "/")
	for _, server := range c.servers(doc) {
		base := strings.NewReplacer("{", "", "}", "").Replace(server.URL)
		if _, rest, ok := strings.Cut(base, "://"); ok {
			_, base, _ = strings.Cut(rest, "/")
		}
		if strings.TrimSuffix("/"+strings.Trim(base, "/"), "/")+own == path {
			return true
		}
	}
	return path == own
}

// servers are those nearest to the operation, without those that are null.
func (c *Candidate) servers(doc *openapi3.T) openapi3.Servers {
	nearest := doc.Servers
	switch {
	case c.op.Servers != nil && len(*c.op.Servers) > 0:
		nearest = *c.op.Servers
	case len(c.item.Servers) > 0:
		nearest = c.item.Servers
	}
	return slices.DeleteFunc(slices.Clone(nearest), func(s *openapi3.Server) bool { return s == nil })
}

// answers are the JSON schemas of the answers of a class, by status.
func (c *Candidate) answers(class string) map[string]*openapi3.SchemaRef {
	models := map[string]*openapi3.SchemaRef{}
	for status, ref := range c.op.Responses.Map() {
		if ref == nil || ref.Value == nil || !strings.HasPrefix(strings.ToLower(status), class) {
			continue
		}
		for _, mediaType := range slices.Sorted(maps.Keys(ref.Value.Content)) {
			if media := ref.Value.Content[mediaType]; wire.MayBeJSON(mediaType) && media != nil && media.Schema != nil {
				models[status] = media.Schema
				break
			}
		}
	}
	return models
}

// token points to the access token in an answer, and says in which.
func (c *Candidate) token() (pointer, status string) {
	models := c.answers("2")
	for _, status := range slices.Sorted(maps.Keys(models)) {
		if at := pointerTo(models[status], accessTokens()); at != "" {
			return at, status
		}
	}
	return "", ""
}

func accessTokens() []string {
	return []string{"access_token", "accessToken", "access-token", "AccessToken", "accesstoken", "token", "Token", "jwt", "auth_token", "authToken", "bearer_token", "bearerToken", "session_token", "sessionToken", "id_token", "idToken"}
}

// requestBody is the body that is asked for.
func (c *Candidate) requestBody() *openapi3.RequestBody {
	if c.op.RequestBody == nil {
		return nil
	}
	return c.op.RequestBody.Value
}

// model is the schema of requests with the media type that a draft takes.
func (c *Candidate) model() *openapi3.SchemaRef {
	if body := c.requestBody(); body != nil {
		if media := body.Content[c.mediaType()]; media != nil {
			return media.Schema
		}
	}
	return nil
}

// mediaType is the first that the suite writes, in alphabetical order: a form after JSON.
func (c *Candidate) mediaType() string {
	body := c.requestBody()
	if body == nil {
		return ""
	}
	for _, mediaType := range []string{"application/json", "application/x-www-form-urlencoded"} {
		if body.Content[mediaType] != nil {
			return mediaType
		}
	}
	all := slices.Sorted(maps.Keys(body.Content))
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// member is the schema of a request's member; nil where there is none.
func (c *Candidate) member(name string) *openapi3.Schema {
	found, _ := properties(c.model())
	return found[name]
}

// firstMember is the first of the names that a request's member has.
func (c *Candidate) firstMember(names ...string) string {
	found, _ := properties(c.model())
	return spelt(found, names)
}

func (c *Candidate) userName() string {
	return c.firstMember("username", "userName", "user_name", "email", "emailAddress", "login", "user", "userId", "user_id", "account")
}

func (c *Candidate) password() string {
	return c.firstMember("password", "Password", "passwd", "passphrase", "pwd")
}

func (c *Candidate) hasUser() bool { return c.userName() != "" && c.password() != "" }

func (c *Candidate) clientID() string {
	return c.firstMember("client_id", "clientId", "clientID", "app_id", "appId", "app_key", "appKey", "key", "consumer_key", "consumerKey", "access_key", "accessKey", "api_key")
}

func (c *Candidate) clientSecret() string {
	return c.firstMember("client_secret", "clientSecret", "app_secret", "appSecret", "secret", "consumer_secret", "consumerSecret", "secret_key", "secretKey", "api_secret")
}

func (c *Candidate) hasClient() bool { return c.clientID() != "" && c.clientSecret() != "" }
