package mock

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
)

// The reasons of the resource.
const (
	noHeader          reason = "no-header"
	twoHeaders        reason = "two-headers"
	tokenInQuery      reason = "token-in-query"
	wrongScheme       reason = "wrong-scheme"
	clientCredentials reason = "client-credentials"
	emptyToken        reason = "empty-token"
	garbage           reason = "garbage"
	otherCase         reason = "other-case"
	longerToken       reason = "longer-token"
	tampered          reason = "tampered"
	emptySignature    reason = "empty-signature"
	algNone           reason = "alg-none"
	algNoneSpelt      reason = "alg-none-spelt"
	refreshToken      reason = "refresh-token"
	expired           reason = "expired"
	revoked           reason = "revoked"
)

// used is a request to the resource with a good token.
type used struct {
	*http.Request
	scheme    string // that the token has to be shown with
	count     int    // how often the token was shown, this time among them
	other     bool   // it is not the target's first
	displaced bool   // another one was shown since that is younger
	renewed   bool   // a refresh brought it
}

// resource decides what the protected resource answers.
func (s *service) resource(r *http.Request) reference.Answer {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		a := reference.GenericError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "This address does not support the request method.")
		a.Header.Set("Allow", "GET, HEAD")
		return a
	}
	why := s.use(r)
	if why == "" && s.habits.denies != nil {
		_, token := reference.SplitScheme(r.Header.Get("Authorization"))
		u := s.tokens.use(token)
		u.Request, u.scheme = r, s.shownAs()
		if s.habits.denies(u) {
			return s.read.forbidden(garbage)
		}
	}
	if why == "" || why == s.habits.takes {
		return reference.NewAnswer(http.StatusOK, map[string]any{"data": []any{}})
	}
	a := s.read.forbidden(why)
	if change := s.habits.answers[why]; change != nil {
		a = change(a)
	}
	return a
}

// use says why a request is not served; "" where it is.
func (s *service) use(r *http.Request) reason {
	fields := r.Header.Values("Authorization")
	switch {
	case len(fields) == 0 && r.URL.Query().Has("access_token"):
		return tokenInQuery
	case len(fields) == 0:
		return noHeader
	case len(fields) > 1:
		return twoHeaders
	}
	scheme, token := reference.SplitScheme(fields[0])
	switch {
	case strings.EqualFold(scheme, "Basic"):
		return clientCredentials
	case token == "":
		return emptyToken
	case !strings.EqualFold(scheme, s.shownAs()):
		return wrongScheme
	}
	return s.known(token)
}

// shownAs is the scheme that tokens are shown with.
func (s *service) shownAs() string {
	if scheme := s.read.facts.Tokens.Scheme; scheme != "" {
		return scheme
	}
	a := s.success.write(s.read.responseMembers(s.config.Clock(), s.tokens.lifetime, false))
	if kind, _ := at(a.Body, s.read.places.kind); text(kind) != "" {
		return text(kind)
	}
	return "Bearer"
}

// known says what is wrong with a token.
func (s *service) known(token string) reason {
	all := s.tokens.all()
	now := s.config.Clock()
	for _, i := range all {
		life := s.tokens.lifetime
		if s.habits.early {
			life /= 2
		}
		switch {
		case i.access != token:
		case i.revoked:
			return revoked
		case !now.Before(i.at.Add(life)):
			return expired
		default:
			return ""
		}
	}
	for _, i := range all {
		if i.refresh == token {
			return refreshToken
		}
	}
	if alg := algOf(token); strings.EqualFold(alg, "none") {
		if alg == "none" {
			return algNone
		}
		return algNoneSpelt
	}
	for _, i := range all {
		if why := resembles(token, i.access); why != "" {
			return why
		}
	}
	return garbage
}

// remembers says that a token is one that was issued here, or comes near to one.
func (s *service) remembers(token string) bool {
	return slices.ContainsFunc(s.tokens.all(), func(i issued) bool {
		return token != "" && (i.access == token || i.refresh == token || resembles(token, i.access) != "")
	})
}

// algOf is the algorithm that a JWT names; "" for what is none.
func algOf(token string) string {
	head, _, _ := strings.Cut(token, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(head)
	var header struct {
		Alg string `json:"alg"`
	}
	if err != nil || json.Unmarshal(decoded, &header) != nil {
		return ""
	}
	return header.Alg
}

// resembles says how a token comes near to one that was issued; "" where it does not.
func resembles(token, issued string) reason {
	parts, own := strings.Split(token, "."), strings.Split(issued, ".")
	switch {
	case issued == "":
		return ""
	case strings.EqualFold(token, issued):
		return otherCase
	case strings.HasSuffix(token, ".") && strings.HasPrefix(issued, token):
		return emptySignature
	case strings.HasPrefix(issued, token), strings.HasPrefix(token, strings.TrimRight(issued, "=")):
		return longerToken
	case len(parts) == len(own) && len(own) == 3 && parts[1] == own[1] && parts[2] == own[2]:
		return tampered // in its header
	}
	same := 0
	for i := range min(len(token), len(issued)) {
		if token[i] == issued[i] {
			same++
		}
	}
	if len(token) == len(issued) && same > len(issued)/2 {
		return tampered
	}
	return ""
}

// forbidden is how the resource refuses: as the facts promise it, or as RFC 6750, section 3 has it.
func (r *reading) forbidden(why reason) reference.Answer {
	if !r.facts.Has(facts.StrictResource) {
		a := reference.NewAnswer(http.StatusUnauthorized, map[string]any{"error": "invalid_token", "error_description": "The access token is invalid or has expired."})
		a.Header.Set("WWW-Authenticate", `Bearer realm="`+r.facts.Name+`", error="invalid_token"`)
		if why == noHeader || why == tokenInQuery {
			a.Header.Set("WWW-Authenticate", `Bearer realm="`+r.facts.Name+`"`)
		}
		return a
	}
	status := http.StatusForbidden
	if why == noHeader || why == tokenInQuery || why == twoHeaders {
		status = http.StatusBadRequest
	}
	if model := r.errorModel(); model != nil {
		if body, _, ok := made(model, nil, nil, wishes{r.places.message: r.exactly(description)}, func(body any) bool { return r.allows(model, body) }); ok {
			members, _ := body.(map[string]any)
			return reference.NewAnswer(status, members)
		}
	}
	return reference.GenericError(status, "FORBIDDEN", "The access token is invalid, expired or revoked.")
}

// errorModel is the schema of errors that are no OAuth errors; nil where the facts name none.
func (r *reading) errorModel() *openapi3.SchemaRef {
	if r.facts.ErrorModel == "" || r.doc.Components == nil {
		return nil
	}
	return r.doc.Components.Schemas[r.facts.ErrorModel]
}
