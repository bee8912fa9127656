package facts

// User name the request parameters that carry a resource owner's credentials (RFC 6749, section 4.3.2), or those of who
// logs in. Both are set or none.
type User struct {
	// NameParameter and PasswordParameter are their names.
	NameParameter, PasswordParameter string
}

// Refresh say how a session is refreshed (RFC 6749, section 6). Both are set or none. The refresh token is what stands at
// Tokens.RefreshToken.
type Refresh struct {
	// Grant is the grant_type of a refresh.
	Grant string
	// Parameter is the request parameter that carries the refresh token.
	Parameter string
}

// Request say how a valid token request is written.
type Request struct {
	// MediaType is the media type of its body.
	MediaType string
	// Parameters are members of the body that every request has, beside those that other facts name.
	Parameters []Given
	// Headers are header fields that every request has.
	Headers []Given
	// Path are the values of the variables in the operation's path, Query parameters of its query.
	Path, Query []Given
}

// Given is a value that a request always has. It is a literal, or is given to a run from outside.
type Given struct {
	// Key is its place in the facts ("request.parameters.audience").
	Key string
	// Name is what the request calls it.
	Name string
	// Literal is the value itself, of a text, a number or a truth; nil where it comes from outside.
	Literal any
	// Environments gives a value for each environment of the contract.
	Environments map[string]string
	// Variable is the environment variable that gives the value; it begins with VariablePrefix.
	Variable string
	// Secret says that nobody may see the value: it is read from Variable, or from a file that Variable + "_FILE" names.
	Secret bool
}

// VariablePrefix is how the variables begin that facts may name: a contract reads no others of who runs it.
const VariablePrefix = "AUTHCONFORM_"

// Givens are all values that requests always have.
func (r Request) Givens() []Given {
	var all []Given
	for _, some := range [][]Given{r.Path, r.Query, r.Headers, r.Parameters} {
		all = append(all, some...)
	}
	return all
}

// Mechanism is a way of client authentication.
type Mechanism string

// The mechanisms of RFC 6749, section 2.3.1, and of endpoints that know no such clients.
const (
	BasicMechanism  Mechanism = "basic"   // HTTP Basic
	BodyMechanism   Mechanism = "body"    // parameters in the request body
	APIKeyMechanism Mechanism = "api-key" // a key, where the document's security scheme of type apiKey says
	NoMechanism     Mechanism = "none"    // no client authenticates: a user logs in
)

// ClientAuthentication says where the client's credentials go.
type ClientAuthentication struct {
	// Documented is the mechanism that the contract documents.
	Documented Mechanism
	// Also are the other mechanisms that it mentions as supported.
	Also []Mechanism
	// IDParameter and SecretParameter are the names of the body's parameters.
	IDParameter, SecretParameter string
	// FormEncoded says that client id and secret are form-encoded before they become Basic credentials, as RFC 6749,
	// section 2.3.1 has it and facts that do not speak of it; else they are joined as they are (RFC 7617).
	FormEncoded bool
	// Key is where an API key goes, as the document's security scheme says; empty for other mechanisms.
	Key APIKey
}

// APIKey is a security scheme of the type apiKey (OpenAPI, Security Scheme Object).
type APIKey struct {
	// In is "header", "query" or "cookie"; Name is what the key is called there.
	In, Name string
}
