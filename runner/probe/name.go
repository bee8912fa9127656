package probe

// Name identifies a probe in evidence, plans and clauses. Names are stable and never reused.
type Name string

// The valid requests: each differs from Valid in one thing that the contract leaves free.
const (
	Valid           Name = "valid"                   // the documented form; the first control
	ValidLast       Name = "valid-last"              // the same after everything else; the last control
	ValidScope      Name = "valid-scope"             // with a scope
	ValidLayout     Name = "valid-layout"            // JSON with white space, members in another order
	ValidCharset    Name = "valid-charset"           // a charset parameter on the media type
	SchemeLowerCase Name = "scheme-lower-case"       // "basic" for "Basic"
	HeaderLowerCase Name = "header-names-lower-case" // "authorization" for "Authorization"
	FormEncoded     Name = "form-encoded"            // application/x-www-form-urlencoded
	BodyCredentials Name = "credentials-in-body"     // client_id and client_secret as members
	FormCredentials Name = "credentials-in-form"     // both of the two before; asked only where nothing else works (R26)
	ExtraParameter  Name = "extra-parameter"         // a parameter that nobody knows
)

// The requests that the contract wants refused, or leaves open.
const (
	UnknownScope       Name = "unknown-scope"
	GrantMissing       Name = "grant-missing"
	GrantEmpty         Name = "grant-empty"
	GrantUnknown       Name = "grant-unknown"
	GrantNumber        Name = "grant-number"
	GrantBoolean       Name = "grant-boolean"
	GrantArray         Name = "grant-array"
	GrantObject        Name = "grant-object"
	GrantNull          Name = "grant-null"
	BodyEmpty          Name = "body-empty"
	BodyEmptyObject    Name = "body-empty-object"
	BodyTruncated      Name = "body-truncated"
	BodyGarbage        Name = "body-garbage"
	WrongSecret        Name = "wrong-secret"      // the real one, cut short by a character
	WrongSecretCase    Name = "wrong-secret-case" // the real one, differing in case only
	BodyWrongSecret    Name = "wrong-secret-in-body"
	UnknownClient      Name = "unknown-client"
	SchemeBearer       Name = "scheme-bearer"
	SchemeDigest       Name = "scheme-digest"
	BasicNotBase64     Name = "basic-not-base64"
	BasicNoColon       Name = "basic-no-colon"
	NoCredentials      Name = "no-credentials"
	TwoCredentials     Name = "credentials-twice"
	QueryCredentials   Name = "credentials-in-query"
	DuplicateParameter Name = "duplicate-parameter"
	ContentTypeText    Name = "content-type-text"
	ContentTypeNone    Name = "content-type-none"
	AcceptXML          Name = "accept-xml"
	MethodHEAD         Name = "method-head"
)

// The questions below HTTP.
const (
	PlainHTTP Name = "plain-http"
	TLS12     Name = "tls-1-2"
	TLS11     Name = "tls-1-1"
	TLS10     Name = "tls-1-0"
)

// Method names the probe that asks the token endpoint with another method ("GET" gives "method-get").
func Method(method string) Name {
	lower := []byte(method)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return Name("method-" + string(lower))
}
