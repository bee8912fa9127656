package ticketpark

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/authconform/authconform/runner/reference"
)

// Name names the contract of Ticketpark's API, as a user types it.
const Name = "ticketpark"

// The addresses of Ticketpark's contract, which has no base path. The page has no example of a resource.
const (
	loginPath  = "/oauth/v2/token"
	eventsPath = "/events"
)

// Policy is what the contract makes of a target.
func Policy() *reference.Policy {
	return &reference.Policy{
		Contract: Name, Token: loginPath, Resource: eventsPath, Owner: true,
		Decides:     func(c reference.Config) reference.Service { return newService(c) },
		Credentials: reference.BasicPair,
		Documented: func(c reference.Config) reference.DocumentedRequest {
			form := url.Values{"grant_type": {reference.GrantPassword}, "username": {c.Username}, "password": {c.Password}}
			return reference.DocumentedRequest{Authorization: bareBasic(c.ClientID, c.ClientSecret), ContentType: reference.MediaForm, Content: []byte(form.Encode())}
		},
	}
}

// bareBasic writes credentials as they are (RFC 7617).
func bareBasic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

// Service issues opaque tokens to clients that know a user's password, and remembers them all.
type Service struct {
	config  reference.Config
	clients reference.Clients
	user    reference.Digests
	tokens  *tokenStore
}

func newService(c reference.Config) *Service {
	return &Service{
		config:  c,
		clients: reference.Clients{reference.NewClient(reference.Credentials{ID: c.ClientID, Secret: c.ClientSecret}, nil), reference.NewClient(c.Other, nil)},
		user:    reference.DigestsOf(reference.Credentials{ID: c.Username, Secret: c.Password}),
		tokens:  newTokenStore(c.Lifetime),
	}
}

// Decide implements reference.Service.
func (p *Service) Decide(r *http.Request) reference.Answer {
	switch r.URL.Path {
	case loginPath:
		return p.token(r)
	case eventsPath:
		return p.events(r)
	default:
		return reference.OAuthError(http.StatusNotFound, reference.CodeInvalidRequest, "There is nothing at this address.")
	}
}

// Revoke implements reference.Service.
func (p *Service) Revoke(token string) bool {
	return p.tokens.revoke(token, p.config.Clock())
}

// token decides what the token endpoint answers. Nothing is said of the user, or of what is asked for, before the client
// is known.
func (p *Service) token(r *http.Request) reference.Answer {
	if r.Method != http.MethodPost {
		return otherMethod(http.MethodPost)
	}
	if !reference.AcceptsJSON(r.Header.Values("Accept")) {
		return reference.OAuthError(http.StatusNotAcceptable, reference.CodeInvalidRequest, "The answer is available as application/json only.")
	}
	params, refusal := readLogin(r)
	if refusal != nil {
		return *refusal
	}
	client, refusal := p.authenticate(r.Header.Values("Authorization"), params)
	if refusal != nil {
		return *refusal
	}
	switch params["grant_type"] {
	case "":
		return reference.InvalidRequest("The parameter grant_type is missing.")
	case reference.GrantPassword:
		return p.login(client, params)
	case reference.GrantRefresh:
		return p.refresh(client, params)
	default:
		return reference.OAuthError(http.StatusBadRequest, reference.CodeUnsupportedGrantType, "The grant type is not supported; password and refresh_token are.")
	}
}

// login is the password grant (RFC 6749, section 4.3).
func (p *Service) login(c *reference.Client, params reference.Parameters) reference.Answer {
	name, password := params["username"], params["password"]
	if name == "" || password == "" {
		return reference.InvalidRequest("The parameters username and password are both needed.")
	}
	if !reference.DigestsOf(reference.Credentials{ID: name, Secret: password}).Equal(p.user) {
		return reference.OAuthError(http.StatusBadRequest, reference.CodeInvalidGrant, "The user is unknown or the password is wrong.")
	}
	return p.grant(p.tokens.issue(c.ID, p.config.Clock()))
}

// refresh is the refresh grant (RFC 6749, section 6). It brings another refresh token, and the one that was used is
// worth nothing then; the access token that came with it lasts for as long as was said.
func (p *Service) refresh(c *reference.Client, params reference.Parameters) reference.Answer {
	if params["refresh_token"] == "" {
		return reference.InvalidRequest("The parameter refresh_token is missing.")
	}
	issued, known := p.tokens.exchange(params["refresh_token"], c.ID, p.config.Clock())
	if !known {
		return reference.OAuthError(http.StatusBadRequest, reference.CodeInvalidGrant, "The refresh token is unknown, was used before or belongs to another client.")
	}
	return p.grant(issued)
}

func (p *Service) grant(issued tokenPair) reference.Answer {
	return reference.NewAnswer(http.StatusOK, map[string]any{
		"access_token":  issued.access,
		"refresh_token": issued.refresh,
		"expires_in":    int64(p.config.Lifetime.Seconds()),
		"token_type":    "bearer",
	})
}

// readLogin reads the body of a token request, which has to be a form.
func readLogin(r *http.Request) (reference.Parameters, *reference.Answer) {
	if !reference.SendsForm(r.Header.Values("Content-Type")) {
		refusal := reference.OAuthError(http.StatusUnsupportedMediaType, reference.CodeInvalidRequest, "The request has to be application/x-www-form-urlencoded.")
		return nil, &refusal
	}
	body, refusal := reference.ReadBody(r)
	if refusal != nil {
		return nil, refusal
	}
	values, refusal := reference.FormValues(body)
	if refusal != nil {
		return nil, refusal
	}
	params := reference.Parameters{}
	for name := range values {
		params[name] = values.Get(name)
	}
	return params, nil
}

// authenticate finds the client whose credentials are in the Authorization field, as they are (RFC 7617). It gives the
// answer that refuses the request when there is none: the contract has no other place for them.
func (p *Service) authenticate(authorization []string, params reference.Parameters) (*reference.Client, *reference.Answer) {
	switch {
	case len(authorization) > 1:
		return nil, reference.Refuse("The request has more than one Authorization header.")
	case len(authorization) == 1 && params["client_secret"] != "":
		return nil, reference.Refuse("The client authenticates by more than one mechanism.")
	case len(authorization) == 0:
		return nil, unknownHere("The request holds no client authentication.")
	}
	id, secret, readable := reference.BasicPair(authorization[0])
	if !readable {
		return nil, unknownHere("The Authorization header holds no Basic credentials.")
	}
	if found := p.clients.Find(reference.Credentials{ID: id, Secret: secret}); found != nil {
		return found, nil
	}
	return nil, unknownHere("The client is unknown or its secret is wrong.")
}

// unknownHere is one and the same for an unknown client and a wrong secret.
func unknownHere(description string) *reference.Answer {
	a := reference.OAuthError(http.StatusUnauthorized, reference.CodeInvalidClient, description)
	a.Header.Set("WWW-Authenticate", `Basic realm="ticketpark", charset="UTF-8"`)
	return &a
}

func otherMethod(allowed ...string) reference.Answer {
	a := reference.OAuthError(http.StatusMethodNotAllowed, reference.CodeInvalidRequest, "This address does not support the request method.")
	a.Header.Set("Allow", strings.Join(allowed, ", "))
	return a
}

// events decides what the protected resource answers (RFC 6750, section 3).
func (p *Service) events(r *http.Request) reference.Answer {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return otherMethod(http.MethodGet, http.MethodHead)
	}
	authorization := r.Header.Values("Authorization")
	if len(authorization) > 1 {
		return reference.InvalidRequest("The request has more than one Authorization header.")
	}
	scheme, token := reference.SplitScheme(strings.Join(authorization, ""))
	switch {
	case !strings.EqualFold(scheme, "Bearer"):
		// Who has shown no token is told of no error (section 3.1).
		return bearerOnly(`Bearer realm="ticketpark"`, "The request shows no access token.")
	case !p.tokens.admits(token, p.config.Clock()):
		return bearerOnly(`Bearer realm="ticketpark", error="invalid_token"`, "The access token is invalid, expired or revoked.")
	default:
		return reference.NewAnswer(http.StatusOK, map[string]any{"events": []any{}})
	}
}

func bearerOnly(challenge, message string) reference.Answer {
	a := reference.NewAnswer(http.StatusUnauthorized, map[string]any{"message": message})
	a.Header.Set("WWW-Authenticate", challenge)
	return a
}
