package facts

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
)

const passwordGrant = "password"

// checkRequests holds what the suite's requests are made of against what the document says of requests. A document
// that lists no members leaves their names open, and one that lists no values of grant_type leaves those open.
func checkRequests(f Facts, document Document, fail refuse) {
	checkGrants(f, fail)
	checkRules(f, fail)
	switch {
	case len(document.MediaTypes) == 0 && f.Request.MediaType != "":
		fail("request.media-type", "wanted none, as the document has no body for the operation's requests, found one: leave it out, or write the body into the document (requestBody)")
	case len(document.MediaTypes) == 0 && (grantOf(f) != "" || f.User.NameParameter != "" || f.ClientAuthentication.Documented == BodyMechanism):
		fail("request.media-type", "wanted the body into which grant type, user or credentials are written, found none in the document: write it there (requestBody)")
	case f.Request.MediaType != "" && !slices.Contains(document.MediaTypes, f.Request.MediaType):
		fail("request.media-type", "wanted a media type of the operation's request body (%s), found another", strings.Join(document.MediaTypes, ", "))
	}
	for _, named := range []struct {
		key, value, what string
		known            []string
	}{
		{"grant", grantOf(f), "a value of grant_type", document.Grants},
		{"refresh.grant", f.Refresh.Grant, "a value of grant_type", document.Grants},
		{"refresh.parameter", f.Refresh.Parameter, "a member of the request's body", document.Members},
		{"user.name", f.User.NameParameter, "a member of the request's body", document.Members},
		{"user.password", f.User.PasswordParameter, "a member of the request's body", document.Members},
	} {
		if named.value != "" && len(named.known) > 0 && !slices.Contains(named.known, named.value) {
			fail(named.key, "wanted %s in the document (%s), found another", named.what, strings.Join(named.known, ", "))
		}
	}
}

// grantOf is the grant type that requests name; "" for none.
func grantOf(f Facts) string {
	if f.Grant == NoGrant {
		return ""
	}
	return f.Grant
}

// checkRules wants the rules of an RFC for endpoints alone that have what the RFC speaks of.
func checkRules(f Facts, fail refuse) {
	known := f.ClientAuthentication.Documented == BasicMechanism || f.ClientAuthentication.Documented == BodyMechanism
	switch {
	case f.Grant == NoGrant && f.Errors.Reading != "" && f.Errors.Reading != Documented:
		fail("errors", "wanted {reading: documented}, as requests have no grant type (grant: none) and RFC 6749 says nothing of them; found another reading")
	case f.Errors.Reading == Strict && f.ClientAuthentication.Documented != "" && !known:
		fail("errors", "wanted rfc6749 or {reading: documented} where no client authenticates by identifier and secret, found strict")
	}
	if f.Grant == NoGrant && f.Tokens.Response != Documented {
		fail("tokens.response", "wanted documented, as requests have no grant type (grant: none) and RFC 6749 says nothing of their answers; found another reading")
	}
}

// once are the grants that no suite can ask for by itself, and why.
func once() map[string]string {
	const browser = "it takes somebody at a browser"
	return map[string]string{
		"authorization_code": browser + ", and a code is good once", "implicit": browser, "urn:ietf:params:oauth:grant-type:device_code": browser,
		"refresh_token": "it goes on with a session that another grant has begun (refresh: {grant: refresh_token, parameter: refresh_token})",
	}
}

// checkGrants wants a user where the grant takes one, and there alone.
func checkGrants(f Facts, fail refuse) {
	if why := once()[f.Grant]; why != "" {
		fail("grant", "wanted a grant that can be asked for again and again, such as client_credentials or password, found %s: %s", f.Grant, why)
	}
	switch {
	case (f.User.NameParameter == "") != (f.User.PasswordParameter == ""):
		fail("user", "wanted name and password, found one of them missing")
	case f.Grant == passwordGrant && f.User.NameParameter == "":
		fail("user", "wanted name and password, which the password grant has parameters for; found no such key")
	case f.Grant != passwordGrant && f.Grant != NoGrant && f.User.NameParameter != "":
		fail("user", "wanted no user for another grant than password, found one")
	case f.Grant == NoGrant && f.ClientAuthentication.Documented == NoMechanism && f.User.NameParameter == "":
		fail("client-authentication.documented", "wanted user: {name: …, password: …} beside it, as no client authenticates; found no such key; a single key in the body, without an identifier, cannot be judged yet")
	}
	switch {
	case (f.Refresh.Grant == "") != (f.Refresh.Parameter == ""):
		fail("refresh", "wanted grant and parameter, found one of them missing")
	case f.Refresh.Grant != "" && f.Refresh.Grant == f.Grant:
		fail("refresh.grant", "wanted another grant than the one that a session begins with, found the same")
	}
}

var clauseID = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)

// checkReading looks at what says how answers are read.
func checkReading(f Facts, fail refuse) {
	if f.Tokens.Scheme != "" && !wire.IsToken(f.Tokens.Scheme) {
		fail("tokens.scheme", "wanted the name of an authentication scheme, found other characters in it")
	}
	for _, id := range slices.Sorted(maps.Keys(f.ClauseSources)) {
		if !clauseID.MatchString(id) {
			fail("clause-sources."+id, "wanted the ID of a clause such as token.valid.accepted, found another word")
		}
	}
}
