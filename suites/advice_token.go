package suites

func tokenMends() []mend {
	return []mend{
		{"token.status.*", "Write the answer once, with one serialiser, in UTF-8 without a byte order mark. Look for what prints after it: debug output, a template's last line, a second handler."},
		{"*.media-type.*", "Set Content-Type to application/json, once, where the answer is written, and not by the default of the framework. Proxies and error pages in front of the service often replace it."},
		{"*.closed", "Leave out of the answer what the contract does not document, or have the contract document it. Give the answer a type of its own instead of serialising an internal object."},
		{"token.body.*.required", "Send the member in every token response, whatever the grant or the client. A serialiser that leaves out empty or default values often is the cause."},
		{"errors.*.required", "Send the member in every answer of this model, from whichever layer the answer comes. One function that writes all errors keeps them alike."},
		{"token.body.*.type", "Write the member in the documented JSON type: numbers without quotes, text as a string, and no null where there is no value. Leave an optional member out instead."},
		{"token.valid.accepted", "Send the request exactly as the documentation has it and follow it through the service's log: the media type, the scheme of Authorization and the decoding of the credentials are where it usually ends. Everything else rests on this answer, so mend it first."},
		{"token.valid.after-refusals", "Do not lock a client out after a handful of refused requests, nor keep anything of one request for the next. Slow down who guesses by address instead."},
		{"token.json.layout", "Read the body with a JSON parser, and never by comparing text or looking at the order of members."},
		{"token.json.charset", "Compare the media type without its parameters: application/json;charset=utf-8 is application/json. A parser of media types does that, an equality of strings does not."},
		{"token.form-encoded", "Accept application/x-www-form-urlencoded beside JSON at the token endpoint. OAuth libraries send nothing else."},
		{"token.credentials-in-body", "When there is no Authorization, take client_id and client_secret from the body. OAuth libraries can be set to send them there."},
		{"token.special-client", "After the base64, decode id and secret from their form encoding (RFC 6749, section 2.3.1), and cut them apart at the first colon before that. Test with a secret that has %, + and : in it."},
		{"token.library.*", "Ask for a token with a common OAuth library and read what it says: it is stricter about the media type and the members of the answer than a hand-written client. What it stumbles over, customers will too."},
		{"token.extra-parameter", "Ignore parameters that the endpoint does not know (RFC 6749, section 3.2). A strict schema for requests is the usual cause."},
		{"token.accept.*", "Answer application/json unless the client rules it out. A missing Accept and */* both mean that anything will do."},
		{"token.access-token.exp", "Compute expires_in and the token's exp from the same clock reading and the same setting. Check that the servers' clocks agree."},
		{"token.access-token.jwt", "Issue tokens as signed JWTs whose header names the algorithm. Where tokens are opaque on purpose, no mend is needed."},
		{"token.access-token.*", "Encode tokens in base64url, which needs no character that a header or the Bearer syntax forbids. Check what is issued for every kind of client, and that it is never empty."},
		{"token.refresh-token.*", "Issue a refresh token with every token response, and store it before the answer is sent. An empty one often means that storing it failed unnoticed."},
		{"token.token-type.*", "Send token_type Bearer, a constant. Clients put it before the token in Authorization as it stands."},
		{"token.expires-in.*", "Send the seconds that are left as a positive whole number, such as 3600. Not a point in time, not milliseconds, and no fraction from a division."},
		{"*.members.unique", "Build the answer as one object and serialise it, instead of joining text or merging objects with other spellings of the same member."},
		{"*.enum", "Send one of the documented values, and map internal ones to them in one place. What is more detailed belongs into a description, such as error_description."},
		{"token.scope.granted", "Grant each scope that is registered for the client, and separate them at spaces. Compare the names as the documentation writes them."},
		{"token.scope.default", "Say in scope what was granted when the client asked for none in particular. It has no other way to know."},
		{"token.scope.unknown", "Refuse a scope that does not exist with 400 invalid_scope, or grant less and send the scope that was granted. Never repeat what was asked for unread."},
		{"token.refresh.*", "At each refresh issue a new access token and a refresh token that works in its turn, and only then retire the old one. Check that both are stored before the answer leaves."},
	}
}
