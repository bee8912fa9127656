package reference

import "net/http"

// The grant types that contracts name.
const (
	GrantClientCredentials = "client_credentials"
	GrantPassword          = "password"
	GrantRefresh           = "refresh_token"
)

// Policy is what one contract makes of a target: where it is, what it decides, and how clients ask it. Everything around
// it is the same for all of them.
type Policy struct {
	// Contract names the contract, as a user types it.
	Contract string
	// Base is what the contract's paths are appended to; token and resource are the two paths.
	Base, Token, Resource string
	// IsToken tells the token endpoint's paths from others, where Token has variables; nil where it is the only one.
	IsToken func(path string) bool
	// Scope is one that the client is granted; empty where the contract has none.
	Scope string
	// Owner says that there is a resource owner, with a password, in the place of clients that are refused.
	Owner bool
	// Alike says that the contract promises nothing of clients that are refused by name, or have special characters.
	Alike bool
	// Places are where answers have what RFC 6749 calls by a name, as the names that lead to it, where it is elsewhere.
	Places map[string][]string
	// Errs is an error with a status, as the contract documents it; nil where the two models of this package are.
	Errs func(status int) Answer
	// Unrotated changes a target so that a refresh brings the same refresh token again; nil where there is none.
	Unrotated func(*Config)
	// Decides makes what decides of a complete configuration.
	Decides func(Config) Service
	// Credentials reads a field of scheme Basic as the contract's clients write it.
	Credentials func(authorization string) (id, secret string, readable bool)
	// Documented is the request for a token that the contract documents, as the target's client and user send it.
	Documented func(Config) DocumentedRequest
}

// DocumentedRequest is what there is to a request beside its address and its method.
type DocumentedRequest struct {
	Authorization, ContentType string
	Header                     http.Header // further fields
	Query                      string
	Content                    []byte
}

// Serves says that a path, from the root, is that of an endpoint below Base.
func (p *Policy) Serves(endpoint, path string) bool {
	if endpoint == p.Token && p.IsToken != nil {
		return p.IsToken(path)
	}
	return path == p.Base+endpoint
}

// Service is what one contract's target decides.
type Service interface {
	// Decide gives the answer to a request over TLS.
	Decide(*http.Request) Answer
	// Revoke is Target.Revoke.
	Revoke(token string) bool
}
