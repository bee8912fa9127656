package probe

// Name identifies a probe in evidence, plans and clauses. Names are stable and never reused.
type Name string

// The valid requests: each differs from Valid in one thing that the contract leaves free.
const (
	Valid     Name = "valid"      // the documented form; the first control
	ValidLast Name = "valid-last" // the same after everything else; the last control

	// The same directly after wrong secrets and passwords that others follow: the last control follows the last of them.
	ValidAfterSecret    Name = "valid-after-wrong-secret"
	ValidAfterPassword  Name = "valid-after-wrong-password"
	ValidAfterPasswords Name = "valid-after-second-wrong-password"
	ValidAfterTwo       Name = "valid-after-two-wrong-secrets" // with none between them; in full only, as it takes two more (R5)
	ValidAfterTokens    Name = "valid-after-bad-tokens"        // when the resource was shown them; in full only, as a core run has no request left for it

	ValidScope      Name = "valid-scope"             // with a scope
	ValidLayout     Name = "valid-layout"            // JSON with white space, members in another order
	ValidCharset    Name = "valid-charset"           // a charset parameter on the media type
	SchemeLowerCase Name = "scheme-lower-case"       // "basic" for "Basic"
	HeaderLowerCase Name = "header-names-lower-case" // "authorization" for "Authorization"
	FormEncoded     Name = "form-encoded"            // application/x-www-form-urlencoded
	BodyCredentials Name = "credentials-in-body"     // client_id and client_secret as members
	FormCredentials Name = "credentials-in-form"     // both of the two before; asked only where nothing else works (R26)
	ExtraParameter  Name = "extra-parameter"         // a parameter that nobody knows

	// All forms once more, with a scope: asked only where nothing works without one (R26).
	DocumentedScope      Name = "valid-with-scope"
	FormScope            Name = "form-encoded-with-scope"
	BodyScope            Name = "credentials-in-body-with-scope"
	FormCredentialsScope Name = "credentials-in-form-with-scope"
)

// forms are the probes that send the valid request in the forms that a target may take, each without and with a scope, the
// documented one first (R26).
func forms() []struct{ bare, scoped Name } {
	return []struct{ bare, scoped Name }{
		{Valid, DocumentedScope}, {FormEncoded, FormScope}, {FormCredentials, FormCredentialsScope}, {BodyCredentials, BodyScope},
	}
}

// Forms are the names of these probes, in the order in which they are asked.
func Forms() []Name {
	var names []Name
	for _, form := range forms() {
		names = append(names, form.bare, form.scoped)
	}
	return names
}

// WithScope says that the form of that name has a scope in it.
func WithScope(name Name) bool {
	for _, form := range forms() {
		if form.scoped == name {
			return true
		}
	}
	return false
}

// ValidAfterGuesses are the valid requests directly after what was wrong: none of it is held against the client or the user (R12).
func ValidAfterGuesses() []Name {
	return []Name{ValidAfterSecret, ValidAfterPassword, ValidAfterPasswords, ValidAfterTwo, ValidAfterTokens}
}

// The controls between a failure and the second try (R4): sent only where there is one.
const (
	ValidControl    Name = "valid-control"
	ResourceControl Name = "resource-control"
)

// The requests that the contract wants refused, or leaves open.
const (
	UnknownScope       Name = "unknown-scope"
	UnknownScopeBeside Name = "unknown-scope-beside-known"
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
	WrongSecret        Name = "wrong-secret" // a made-up one, for the real client
	UnknownClient      Name = "unknown-client"
	SchemeBearer       Name = "scheme-bearer"
	SchemeDigest       Name = "scheme-digest"
	BasicNotBase64     Name = "basic-not-base64"
	BasicNoColon       Name = "basic-no-colon"
	NoCredentials      Name = "no-credentials"
	TwoCredentials     Name = "credentials-twice"
	TwoClients         Name = "credentials-of-two-clients"
	TwoClientsReversed Name = "credentials-of-two-clients-reversed"
	QueryCredentials   Name = "credentials-in-query"
	DuplicateParameter Name = "duplicate-parameter"
	ContentTypeText    Name = "content-type-text"
	ContentTypeNone    Name = "content-type-none"
	AcceptXML          Name = "accept-xml"
	MethodHEAD         Name = "method-head"
)

// The spellings of grant types that are not the contract's own (R9): a core run asks one of those before the bare ones.
const (
	GrantOtherCase    Name = "grant-other-case"
	GrantBlanks       Name = "grant-blanks"
	GrantBlankBefore  Name = "grant-blank-before"
	GrantBlankBehind  Name = "grant-blank-behind"
	GrantTabBehind    Name = "grant-tab-behind"
	GrantLineBehind   Name = "grant-line-feed-behind"
	GrantNulBehind    Name = "grant-nul-behind" // as who reads C strings passes it over
	GrantHyphens      Name = "grant-hyphens"    // client-credentials
	GrantCamel        Name = "grant-camel-case" // clientCredentials
	GrantCut          Name = "grant-cut"
	GrantLonger       Name = "grant-longer"
	GrantQuoted       Name = "grant-quoted"             // with characters that an OAuth error must not hold (R8)
	GrantPassword     Name = "grant-password"           // RFC 6749, section 4.3, of a user who does not exist
	GrantRefresh      Name = "grant-refresh-token"      // section 6, with a token that nobody issued
	GrantCode         Name = "grant-authorization-code" // section 4.1, with a code that nobody issued
	GrantPasswordBare Name = "grant-password-bare"      // the same without what they need
	GrantRefreshBare  Name = "grant-refresh-token-bare"
	GrantCodeBare     Name = "grant-authorization-code-bare"
	GrantJWT          Name = "grant-jwt-bearer"     // RFC 7523, with an assertion that nobody signed
	GrantExchange     Name = "grant-token-exchange" // RFC 8693, with a token that nobody issued
	GrantDevice       Name = "grant-device-code"    // RFC 8628, with a code that nobody issued
	GrantJWTBare      Name = "grant-jwt-bearer-bare"
	GrantExchangeBare Name = "grant-token-exchange-bare"
	GrantDeviceBare   Name = "grant-device-code-bare"
)

// The spellings of wrong secrets for the real client, of which a core run asks one.
const (
	SecretCase        Name = "wrong-secret-case"
	SecretLonger      Name = "wrong-secret-longer"
	SecretCut         Name = "wrong-secret-cut"
	SecretBlanks      Name = "wrong-secret-blanks"
	SecretBlankBehind Name = "wrong-secret-blank-behind"
	SecretLineBehind  Name = "wrong-secret-line-feed-behind"
	SecretOfOther     Name = "wrong-secret-of-other-client"
	SecretInForm      Name = "wrong-secret-in-form"   // a made-up one, in a form
	SecretWithForm    Name = "wrong-secret-with-form" // a made-up one in the header, with a form
)

// The other spellings of clients that prove nothing, of other schemes, of what is in the query and of what is there twice.
const (
	SecretEmpty        Name = "secret-empty"
	SecretEmptyInBody  Name = "secret-empty-in-body"
	NothingInHeader    Name = "client-empty" // neither an id nor a secret
	NothingInBody      Name = "client-empty-in-body"
	IDAlone            Name = "client-id-alone"
	IDAloneInForm      Name = "client-id-alone-in-form"
	UnknownInBody      Name = "unknown-client-in-body"
	UnknownWithForm    Name = "unknown-client-with-form"
	UnknownInForm      Name = "unknown-client-in-form"
	SchemeBearerReal   Name = "scheme-bearer-right-credentials"
	SchemeDigestReal   Name = "scheme-digest-right-credentials"
	QueryGET           Name = "credentials-in-query-get"
	ParametersInQuery  Name = "parameters-in-query"
	DuplicateScope     Name = "duplicate-scope"
	DuplicateExtra     Name = "duplicate-extra-parameter"
	UnknownScopeQuoted Name = "unknown-scope-quoted" // with characters that an OAuth error must not hold (R8)
	AcceptApplication  Name = "accept-application"   // application/*
)

// The requests of the password grant (RFC 6749, section 4.3) that go wrong, or that a contract leaves open.
const (
	JSONEncoded       Name = "json-encoded"        // JSON for a form
	AcceptAny         Name = "accept-any"          // */*
	AcceptNone        Name = "accept-none"         // no Accept at all
	WrongPassword     Name = "wrong-password"      // the real user's, cut short by a character
	WrongPasswordCase Name = "wrong-password-case" // the real user's, differing in case only
	UnknownUser       Name = "unknown-user"
	UserMissing       Name = "username-missing"
	UserEmpty         Name = "username-empty" // a parameter without a value is one that is missing (RFC 6749, section 3.1)
	PasswordMissing   Name = "password-missing"
	PasswordEmpty     Name = "password-empty"
	UserCase          Name = "username-case" // the right password, the name in the other case
)

// The requests of the refresh grant (RFC 6749, section 6).
const (
	RefreshGarbage     Name = "refresh-garbage"
	RefreshMissing     Name = "refresh-missing"
	RefreshEmpty       Name = "refresh-empty"
	Refresh            Name = "refresh"              // with the refresh token of the last login
	RefreshAgain       Name = "refresh-again"        // with the one that the answer brought
	RefreshThird       Name = "refresh-third"        // and with the one after it
	RefreshAccessToken Name = "refresh-access-token" // an access token in the place of the refresh token
	RefreshOtherClient Name = "refresh-other-client" // as another client
	RefreshNoClient    Name = "refresh-no-client"    // without client authentication
	RefreshWrongSecret Name = "refresh-wrong-secret" // as the client, with a made-up secret
	RefreshOld         Name = "refresh-old"          // with the first refresh token, after it was used
	RefreshCase        Name = "refresh-other-case"   // near misses of a refresh token, of which a core run asks one
	RefreshLonger      Name = "refresh-longer"
	RefreshCut         Name = "refresh-cut"
	RefreshFront       Name = "refresh-tampered-front"
	RefreshEnd         Name = "refresh-tampered-end"
	RefreshGrantCase   Name = "refresh-grant-other-case" // a live refresh token under what is not the grant's name; a core run asks one
	RefreshGrantTitle  Name = "refresh-grant-title-case"
	RefreshGrantBefore Name = "refresh-grant-blank-before"
	RefreshGrantTab    Name = "refresh-grant-tab-behind"
	RefreshGrantBehind Name = "refresh-grant-blank-behind"
	RefreshGrantLine   Name = "refresh-grant-line-feed-behind"
	RefreshGrantNul    Name = "refresh-grant-nul-behind"
	RefreshGrantHyphen Name = "refresh-grant-hyphens"
	RefreshGrantCamel  Name = "refresh-grant-camel-case"
)

// The questions below HTTP.
const (
	PlainHTTP         Name = "plain-http"             // with decoys
	PlainHTTPReal     Name = "plain-http-credentials" // with the real credentials
	PlainHTTPResource Name = "plain-http-resource"    // the resource, with a token
	TLS12             Name = "tls-1-2"
	TLS11             Name = "tls-1-1"
	TLS10             Name = "tls-1-0"
)

// The questions that take time, or a hand of the target's owner.
const (
	ExpiryBefore       Name = "lifecycle-before-expiry"  // the first token, shortly before it expires
	ExpiryAfter        Name = "lifecycle-after-expiry"   // and shortly after
	Reissued           Name = "lifecycle-reissued"       // the documented request, when the first token has aged
	Revocable          Name = "lifecycle-revocable"      // a token that is to be revoked
	Revoked            Name = "lifecycle-revoked"        // a token that was revoked
	SessionWrongSecret Name = "session-for-wrong-secret" // logins, each for the question after it
	SessionNoClient    Name = "session-for-no-client"
	SessionNear        Name = "session-for-near-misses"
	SessionOtherClient Name = "session-for-other-client"
	OtherClient        Name = "other-client"                      // a login as the other client: the control of what it must not do
	SessionLast        Name = "session-last"                      // a login after everything that a session is asked; the control of it
	SessionAnew        Name = "session-anew"                      // one more login, whose tokens the questions below are about
	ExpiryRefresh      Name = "lifecycle-refresh"                 // the refresh grant, when the access token has expired
	ExpiryRefreshed    Name = "lifecycle-refreshed"               // and the access token that it brought
	RefreshedBefore    Name = "lifecycle-refreshed-before-expiry" // that token, shortly before it expires
	RefreshedAfter     Name = "lifecycle-refreshed-after-expiry"  // and shortly after
)

// The requests of clients that the target's owner has set up for the suite, of a library, and in bulk.
const (
	UnauthorizedClient Name = "unauthorized-client"
	InvalidGrantClient Name = "invalid-grant-client"
	SpecialClient      Name = "special-client"
	LibraryHeader      Name = "library-header"
	LibraryParams      Name = "library-params"
	Burst              Name = "burst"
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
