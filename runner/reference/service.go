package reference

import "net/http"

// The grant types that contracts name.
const (
	grantClientCredentials = "client_credentials"
	grantPassword          = "password"
	grantRefresh           = "refresh_token"
)

// policy is what one contract makes of a target: where it is, what it decides, and how clients ask it. Everything around
// it is the same for all of them.
type policy struct {
	// contract names the contract, as a user types it.
	contract string
	// base is what the contract's paths are appended to; token and resource are the two paths.
	base, token, resource string
	// scope is one that the client is granted; empty where the contract has none.
	scope string
	// owner says that there is a resource owner, with a password, in the place of clients that are refused.
	owner bool
	// decides makes what decides of a complete configuration.
	decides func(Config) service
	// credentials reads a field of scheme Basic as the contract's clients write it.
	credentials func(authorization string) (id, secret string, readable bool)
	// documented is the request for a token that the contract documents, as the target's client and user send it.
	documented func(Config) documentedRequest
}

// documentedRequest is what there is to a request beside its address and its method.
type documentedRequest struct {
	authorization, contentType string
	content                    []byte
}

// service is what one contract's target decides.
type service interface {
	// Decide gives the answer to a request over TLS.
	Decide(*http.Request) Answer
	// Revoke is Target.Revoke.
	Revoke(token string) bool
}
