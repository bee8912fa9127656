package clause

import "fmt"

// String names the ruling as reports do: "R9"; "" for none.
func (r Ruling) String() string {
	if r == 0 {
		return ""
	}
	return fmt.Sprintf("R%d", int(r))
}

// Text says in a sentence or two what the ruling decides; "" for none, and for a number that no ruling has. It speaks of
// rulings alone that something rests on: a clause, a question, a note, or a contradiction of a contract's sources.
func (r Ruling) Text() string { return rulingTexts()[r] }

func rulingTexts() map[Ruling]string {
	return map[Ruling]string{
		1: "Within one contract the OpenAPI document comes first, then the endpoint page, then the concept page; " +
			"and what is more specific beats what is more general.",
		3: "In a situation that the sources describe, a status that the operation does not list is a mandatory failure. " +
			"In one that they do not describe, it is a recommended one.",
		4: "An outage is no deviation: no answer, 429, 502, 503, 504, and 500 to a valid request are inconclusive after some retries. " +
			"A 500 to a malformed or unauthorised request is a deviation.",
		6: "A token response is 200 with application/json and a body that satisfies the schema, with nothing else in it. " +
			"The token has to be able to travel in a header, and its lifetime is a positive whole number; " +
			"type Bearer, the Bearer syntax, a JWT and no-store are recommended.",
		7: "A valid scope is granted, and the answer says so when it grants another one. " +
			"An unknown scope gets 400 invalid_scope, or a token without it that says so.",
		8: "Every error seen is held against its model, whatever provoked it: 400 and 401 carry the OAuth model, the other documented statuses the generic one, " +
			"as exactly one JSON text in UTF-8. A member twice is a recommended failure.",
		9: "Each wrong request has the answers that the sources allow it, and where they allow several, every one conforms. " +
			"What they do not document, such as forms, other spellings and other media types, is recommended only.",
		10: "WWW-Authenticate has to parse as a list of challenges (RFC 9110). A realm in it is recommended.",
		11: "A token for a wrong secret, an unknown client, no credentials or credentials in the URL is the gravest failure there is: reports list it first.",
		12: "White space, the order of members and a charset parameter do not matter to who reads JSON (recommended). " +
			"A refused request does not lock the client out: the valid request after it succeeds (mandatory).",
		13: "A token is accepted again and again within its lifetime, beside other tokens and until the run's end. " +
			"Its type in lower case is accepted too (recommended).",
		14: "A request without Authorization gets 400 (endpoint page) or 403 (concept page) and a message in the body; 401 is not documented. " +
			"A token in the query does not stand in for the header.",
		15: "A garbage, tampered or expired token gets 400 or 403, a revoked one 403, each with a message in the body. " +
			"Client credentials in its place are refused with 400, 401 or 403.",
		16: "A token works until expires_in is over and is refused afterwards, with a grace on both sides of a tenth of the lifetime, " +
			"at least a second and at most a minute.",
		17: "Tokens are revoked outside of the contract: what is judged is a token that the target's owner revokes or says is revoked.",
		18: "On plain HTTP a refused or closed connection is a rejection, and so is any 4xx or 5xx that is no OAuth answer. " +
			"A token, another 2xx or the OAuth error that HTTPS gives is a mandatory failure, a redirect to https a recommended one.",
		19: "The certificate has to verify for the host (mandatory). TLS 1.2 has to be enough and 1.0 and 1.1 refused (recommended); HSTS is optional.",
		20: "The page documents requests and successes, and leaves errors to OAuth 2.0: that a bad request is refused is mandatory, " +
			"the status and code of RFC 6749 are recommended.",
		21: "The password grant, form-encoded with Basic client authentication, gets 200 and JSON with an access token, a refresh token and a positive lifetime; " +
			"other members are allowed. Type Bearer and no-store are recommended.",
		22: "A refresh gets the same response as a login: the new access token works, and so does the new refresh token. " +
			"Whether the old one still works is noted, not judged.",
		23: "Wrong credentials, missing parameters, unknown grants and unknown refresh tokens are refused with 4xx and no token (mandatory), " +
			"in the way of RFC 6749, section 5.2 (recommended).",
		24: "A token is accepted as Bearer, again and again; none or a bad one gets any 4xx (mandatory), " +
			"401 with WWW-Authenticate: Bearer being recommended. A token ends as its expires_in says.",
		25: "The page says nothing of other methods, media types and spellings, nor of what a refresh does to the session before: that is noted, not judged.",
		26: "When the valid request is refused in its documented form although the credentials are good, that is the one failure, " +
			"and what depends on it is asked in the form that works. Where none works, it is inconclusive.",
	}
}
