package facts

import "github.com/authconform/authconform/openapi/wire"

// Tokens say what a token response is, and how access tokens are used.
type Tokens struct {
	// Scheme is the authentication scheme that a token is sent with; "" for the response's token_type.
	Scheme string
	// SideBySide says that a client may use several tokens at a time: that another one was issued, or the session
	// refreshed, takes nothing from the first.
	SideBySide bool
	// Response is how token responses are promised: Strict, RFC6749 (which is what facts have that do not speak of it) or
	// Documented.
	Response Promise
	// JWT says that tokens are said to be JWTs.
	JWT bool
	// Places are where a response has its members, as JSON pointers (RFC 6901), by their names in RFC 6749; what is not
	// there stands where the RFC has it.
	Places map[string]string
}

// Errors say how errors are promised, and where an error says what.
type Errors struct {
	// Reading is whose rules apply: Strict, RFC6749 or Documented.
	Reading Promise
	// Code and Message point to the error's code and its text; "" where RFC 6749 has them.
	Code, Message string
	// Answers are what the documentation says of single requests: the clause errors.NAME.answer by its NAME
	// ("wrong-secret"), and the answers of which any will do.
	Answers map[string][]ErrorAnswer
}

// ErrorAnswer is a status with an error code; "" for any.
type ErrorAnswer struct {
	Status int
	Code   string
}

// Scope are what is known of scopes.
type Scope struct {
	// Promised says that the contract has scopes.
	Promised bool
	// Example is a scope that the contract shows; "" when it shows none.
	Example string
}

// Places are where answers have what RFC 6749 gives a place, as far as the facts speak of it.
func (f Facts) Places() map[string]string {
	places := map[string]string{}
	for name, pointer := range f.Tokens.Places {
		places[name] = pointer
	}
	for name, pointer := range map[string]string{wire.ErrorCode: f.Errors.Code, wire.ErrorMessage: f.Errors.Message} {
		if pointer != "" {
			places[name] = pointer
		}
	}
	return places
}

// tokenPlaces are the keys under which facts say where a token response has its members.
func tokenPlaces() map[string]string {
	return map[string]string{
		"access-token": wire.AccessToken, "token-type": wire.TokenType, "lifetime": wire.ExpiresIn,
		"expires-at": wire.ExpiresAt, "refresh-token": wire.RefreshToken, "scope": wire.Scope,
	}
}
