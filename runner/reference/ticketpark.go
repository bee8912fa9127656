package reference

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
)

// Ticketpark names the contract of Ticketpark's API, as a user types it.
const Ticketpark = "ticketpark"

// The addresses of Ticketpark's contract, which has no base path. The page has no example of a resource.
const (
	loginPath  = "/oauth/v2/token"
	eventsPath = "/events"
)

// ticketparkPolicy is what the contract makes of a target.
func ticketparkPolicy() *policy {
	return &policy{
		contract: Ticketpark, token: loginPath, resource: eventsPath, owner: true,
		decides:     func(c Config) service { return newTicketpark(c) },
		credentials: basicPair,
		documented: func(c Config) documentedRequest {
			form := url.Values{"grant_type": {grantPassword}, "username": {c.Username}, "password": {c.Password}}
			return documentedRequest{bareBasic(c.ClientID, c.ClientSecret), mediaForm, []byte(form.Encode())}
		},
	}
}

// bareBasic writes credentials as they are (RFC 7617).
func bareBasic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
}

// ticketparkService issues opaque tokens to clients that know a user's password, and remembers them all.
type ticketparkService struct {
	config  Config
	clients clients
	user    digests
	tokens  *tokenStore
}

func newTicketpark(c Config) *ticketparkService {
	return &ticketparkService{
		config:  c,
		clients: clients{newClient(Credentials{c.ClientID, c.ClientSecret}, nil), newClient(c.Other, nil)},
		user:    digestsOf(Credentials{c.Username, c.Password}),
		tokens:  newTokenStore(c.Lifetime),
	}
}

func (p *ticketparkService) Decide(r *http.Request) Answer {
	switch r.URL.Path {
	case loginPath:
		return p.token(r)
	case eventsPath:
		return p.events(r)
	default:
		return oauthError(http.StatusNotFound, codeInvalidRequest, "There is nothing at this address.")
	}
}

func (p *ticketparkService) Revoke(token string) bool {
	return p.tokens.revoke(token, p.config.Clock())
}

// token decides what the token endpoint answers. Nothing is said of the user, or of what is asked for, before the client
// is known.
func (p *ticketparkService) token(r *http.Request) Answer {
	if r.Method != http.MethodPost {
		return otherMethod(http.MethodPost)
	}
	if !acceptsJSON(r.Header.Values("Accept")) {
		return oauthError(http.StatusNotAcceptable, codeInvalidRequest, "The answer is available as application/json only.")
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
		return invalidRequest("The parameter grant_type is missing.")
	case grantPassword:
		return p.login(client, params)
	case grantRefresh:
		return p.refresh(client, params)
	default:
		return oauthError(http.StatusBadRequest, codeUnsupportedGrantType, "The grant type is not supported; password and refresh_token are.")
	}
}

// login is the password grant (RFC 6749, section 4.3).
func (p *ticketparkService) login(c *client, params parameters) Answer {
	name, password := params["username"], params["password"]
	if name == "" || password == "" {
		return invalidRequest("The parameters username and password are both needed.")
	}
	if !digestsOf(Credentials{name, password}).equal(p.user) {
		return oauthError(http.StatusBadRequest, codeInvalidGrant, "The user is unknown or the password is wrong.")
	}
	return p.grant(p.tokens.issue(c.id, p.config.Clock()))
}

// refresh is the refresh grant (RFC 6749, section 6). It brings another refresh token, and the one that was used is
// worth nothing then; the access token that came with it lasts for as long as was said.
func (p *ticketparkService) refresh(c *client, params parameters) Answer {
	if params["refresh_token"] == "" {
		return invalidRequest("The parameter refresh_token is missing.")
	}
	issued, known := p.tokens.exchange(params["refresh_token"], c.id, p.config.Clock())
	if !known {
		return oauthError(http.StatusBadRequest, codeInvalidGrant, "The refresh token is unknown, was used before or belongs to another client.")
	}
	return p.grant(issued)
}

func (p *ticketparkService) grant(issued tokenPair) Answer {
	return answer(http.StatusOK, map[string]any{
		"access_token":  issued.access,
		"refresh_token": issued.refresh,
		"expires_in":    int64(p.config.Lifetime.Seconds()),
		"token_type":    "bearer",
	})
}

// readLogin reads the body of a token request, which has to be a form.
func readLogin(r *http.Request) (parameters, *Answer) {
	if !sendsForm(r.Header.Values("Content-Type")) {
		refusal := oauthError(http.StatusUnsupportedMediaType, codeInvalidRequest, "The request has to be application/x-www-form-urlencoded.")
		return nil, &refusal
	}
	body, refusal := readBody(r)
	if refusal != nil {
		return nil, refusal
	}
	values, refusal := formValues(body)
	if refusal != nil {
		return nil, refusal
	}
	params := parameters{}
	for name := range values {
		params[name] = values.Get(name)
	}
	return params, nil
}

// authenticate finds the client whose credentials are in the Authorization field, as they are (RFC 7617). It gives the
// answer that refuses the request when there is none: the contract has no other place for them.
func (p *ticketparkService) authenticate(authorization []string, params parameters) (*client, *Answer) {
	switch {
	case len(authorization) > 1:
		return nil, refuse("The request has more than one Authorization header.")
	case len(authorization) == 1 && params["client_secret"] != "":
		return nil, refuse("The client authenticates by more than one mechanism.")
	case len(authorization) == 0:
		return nil, unknownHere("The request holds no client authentication.")
	}
	id, secret, readable := basicPair(authorization[0])
	if !readable {
		return nil, unknownHere("The Authorization header holds no Basic credentials.")
	}
	if found := p.clients.find(Credentials{id, secret}); found != nil {
		return found, nil
	}
	return nil, unknownHere("The client is unknown or its secret is wrong.")
}

// unknownHere is one and the same for an unknown client and a wrong secret.
func unknownHere(description string) *Answer {
	a := oauthError(http.StatusUnauthorized, codeInvalidClient, description)
	a.Header.Set("WWW-Authenticate", `Basic realm="ticketpark", charset="UTF-8"`)
	return &a
}

func otherMethod(allowed ...string) Answer {
	a := oauthError(http.StatusMethodNotAllowed, codeInvalidRequest, "This address does not support the request method.")
	a.Header.Set("Allow", strings.Join(allowed, ", "))
	return a
}

// events decides what the protected resource answers (RFC 6750, section 3).
func (p *ticketparkService) events(r *http.Request) Answer {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return otherMethod(http.MethodGet, http.MethodHead)
	}
	authorization := r.Header.Values("Authorization")
	if len(authorization) > 1 {
		return invalidRequest("The request has more than one Authorization header.")
	}
	scheme, token := splitScheme(strings.Join(authorization, ""))
	switch {
	case !strings.EqualFold(scheme, "Bearer"):
		// Who has shown no token is told of no error (section 3.1).
		return bearerOnly(`Bearer realm="ticketpark"`, "The request shows no access token.")
	case !p.tokens.admits(token, p.config.Clock()):
		return bearerOnly(`Bearer realm="ticketpark", error="invalid_token"`, "The access token is invalid, expired or revoked.")
	default:
		return answer(http.StatusOK, map[string]any{"events": []any{}})
	}
}

func bearerOnly(challenge, message string) Answer {
	a := answer(http.StatusUnauthorized, map[string]any{"message": message})
	a.Header.Set("WWW-Authenticate", challenge)
	return a
}
