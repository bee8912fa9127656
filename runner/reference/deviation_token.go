package reference

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// tokenDeviations are faults in what a token response says (R6).
func tokenDeviations() []Deviation {
	return []Deviation{
		breaks("access-token-missing", "leaves access_token out", tokens(drop("access_token")),
			"token.body.access_token.required", "token.valid.accepted"),
		breaks("access-token-renamed", "calls the token accessToken", tokens(replaced(`"access_token"`, `"accessToken"`)),
			"token.body.access_token.required", "token.body.closed", "token.valid.accepted"),
		breaks("access-token-number", "writes the token as a number", tokens(set("access_token", 4242424242)), "token.body.access_token.type"),
		breaks("access-token-null", "writes null for the token", tokens(set("access_token", nil)),
			"token.body.access_token.type", "token.valid.accepted"),
		breaks("access-token-empty", "issues an empty token", tokens(set("access_token", "")), "token.valid.accepted"),
		breaks("access-token-space", "puts a space into the token", tokens(tokenWith(" and more")),
			"token.access-token.usable", "token.access-token.bearer-syntax", "token.access-token.jwt"),
		breaks("access-token-not-ascii", "puts a letter beyond ASCII into the token", tokens(tokenWith("é")),
			"token.access-token.usable", "token.access-token.bearer-syntax", "token.access-token.jwt"),
		breaks("access-token-not-b64token", "puts a character into the token that Bearer tokens do not have", tokens(tokenWith("!")),
			"token.access-token.bearer-syntax", "token.access-token.jwt"),
		breaks("access-token-unsigned", "issues JWTs with the algorithm none", tokens(jwtHeader(`{"alg":"none","typ":"JWT"}`)), "token.access-token.jwt"),
		breaks("access-token-no-alg", "issues JWTs that do not name their algorithm", tokens(jwtHeader(`{"typ":"JWT"}`)), "token.access-token.jwt"),

		breaks("token-type-missing", "leaves token_type out", tokens(drop("token_type")), "token.body.token_type.required"),
		breaks("token-type-null", "writes null for the token type", tokens(set("token_type", nil)), "token.body.token_type.type"),
		breaks("token-type-list", "writes the token type in a list", tokens(set("token_type", []string{"Bearer"})), "token.body.token_type.type"),
		breaks("token-type-empty", "leaves the token type empty", tokens(set("token_type", "")),
			"token.token-type.scheme-name", "token.token-type.bearer"),
		breaks("token-type-words", "names a token type of two words", tokens(set("token_type", "Bearer token")),
			"token.token-type.scheme-name", "token.token-type.bearer"),
		breaks("token-type-mac", "names the token type MAC", tokens(set("token_type", "MAC")), "token.token-type.bearer"),

		breaks("member-extra", "adds a member that is not documented", tokens(set("refresh_token", "none")), "token.body.closed"),
		breaks("member-twice", "writes token_type twice in a token response", tokens(replaced(`"token_type"`, `"token_type":"Bearer","token_type"`)),
			"token.members.unique"),
		breaks("token-cacheable", "lets caches store tokens", tokens(field("Cache-Control")), "headers.cache-control.no-store"),
		breaks("token-cache-private", "lets the client's own cache store tokens", tokens(field("Cache-Control", "private, max-age=60")),
			"headers.cache-control.no-store"),
	}
}

// expiryDeviations are faults in how long a token lasts (R6).
func expiryDeviations() []Deviation {
	return []Deviation{
		breaks("expires-in-missing", "leaves expires_in out", tokens(drop("expires_in")), "token.body.expires_in.required"),
		breaks("expires-in-string", "writes expires_in as a string", tokens(set("expires_in", "3600")), "token.body.expires_in.type"),
		breaks("expires-in-null", "writes null for expires_in", tokens(set("expires_in", nil)), "token.body.expires_in.type"),
		breaks("expires-in-half", "gives a lifetime with half a second", tokens(set("expires_in", json.Number("3599.5"))),
			"token.body.expires_in.type", "token.expires-in.integer-literal"),
		breaks("expires-in-point-zero", "writes expires_in with a fraction of zero", tokens(set("expires_in", json.Number("3600.0"))),
			"token.expires-in.integer-literal"),
		breaks("expires-in-exponent", "writes expires_in with an exponent", tokens(set("expires_in", json.Number("36e2"))),
			"token.expires-in.integer-literal"),
		breaks("expires-in-zero", "gives tokens a lifetime of nothing", tokens(expiresIn(0)), "token.expires-in.positive"),
		breaks("expires-in-negative", "gives tokens a lifetime below nothing", tokens(expiresIn(-1)), "token.expires-in.positive"),
		breaks("expires-in-milliseconds", "gives the lifetime in milliseconds", tokens(set("expires_in", 3600_000)), "token.access-token.exp"),
		breaks("exp-short", "issues JWTs that expire ten minutes before expires_in is over", tokens(expiryClaim(3000)), "token.access-token.exp"),
		breaks("exp-absolute", "writes the time of expiry into expires_in", tokens(with(func(members map[string]any) {
			claims := claimsOf(members)
			members["expires_in"] = claims["exp"]
		})), "token.access-token.exp"),
	}
}

// scopeDeviations are faults in what is granted (R7).
func scopeDeviations() []Deviation {
	return []Deviation{
		breaks("scope-list", "writes the scope as a list", tokens(set("scope", []string{BookingScope})), "token.body.scope.type"),
		breaks("scope-null", "writes null for the scope", tokens(set("scope", nil)), "token.body.scope.type"),
		breaks("scope-valid-refused", "refuses a scope that the client may have", to(validWithScope, oauth(http.StatusBadRequest, codeInvalidScope)),
			"token.scope.granted"),
		breaks("scope-default-unsaid", "does not say which scope it grants by default", to(asksScope(noScope), drop("scope")), "token.scope.default"),
		breaks("scope-unknown-granted", "grants any scope that it is asked for", grantsUnknownScope(func(members map[string]any, asked string) { members["scope"] = asked }),
			"token.scope.unknown"),
		breaks("scope-unknown-among", "grants an unknown scope beside a known one",
			grantsUnknownScope(func(members map[string]any, asked string) { members["scope"] = BookingScope + " " + asked }), "token.scope.unknown"),
		breaks("scope-unknown-joined", "grants an unknown scope beside a known one, with a plus sign between them",
			grantsUnknownScope(func(members map[string]any, asked string) { members["scope"] = BookingScope + "+" + asked }), "token.scope.unknown"),
		breaks("scope-unknown-encoded", "grants an unknown scope, and writes the list percent-encoded",
			grantsUnknownScope(func(members map[string]any, asked string) {
				members["scope"] = url.QueryEscape(BookingScope + " " + asked)
			}), "token.scope.unknown"),
		breaks("scope-unknown-prefixed", "grants an unknown scope below an address of its own",
			grantsUnknownScope(func(members map[string]any, asked string) { members["scope"] = BookingScope + "/" + asked }), "token.scope.unknown"),
		breaks("scope-unknown-ignored", "ignores an unknown scope and does not say so",
			grantsUnknownScope(func(members map[string]any, _ string) { delete(members, "scope") }), "token.scope.unknown"),
		breaks("scope-unknown-code", "refuses an unknown scope with invalid_request", to(asksScope(unknownScope), oauth(http.StatusBadRequest, codeInvalidRequest)),
			"token.scope.unknown").seenBy(Full),
		breaks("scope-unknown-status", "refuses an unknown scope with 403", to(asksScope(unknownScope), oauth(http.StatusForbidden, codeInvalidScope)),
			"token.scope.unknown"),
	}
}

// grantsUnknownScope grants a token to who asks for an unknown scope, and says of the scope what tell writes.
func grantsUnknownScope(tell func(members map[string]any, asked string)) func(*Config) {
	return func(c *Config) {
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			scope, _ := q.members()["scope"].(string)
			if !asksScope(unknownScope)(q) {
				return sound(q)
			}
			withoutScope(q)
			return sound(q).changed(granted, []change{with(func(members map[string]any) { tell(members, scope) })})
		})
	}
}

// tokenWith adds something to the end of the token.
func tokenWith(more string) change {
	return with(func(members map[string]any) {
		token, _ := members["access_token"].(string)
		members["access_token"] = token + more
	})
}

// jwtHeader gives the token another header. Its signature is then wrong, which nobody outside can see.
func jwtHeader(header string) change {
	return jwtPart(0, func(string) string { return header })
}

// expiryClaim has a token expire so many seconds after it was issued, whatever expires_in says.
func expiryClaim(seconds int64) change {
	return jwtPart(1, func(claims string) string {
		return editedClaims(claims, func(members map[string]any) {
			issued, _ := members["iat"].(json.Number).Int64()
			members["exp"] = issued + seconds
		})
	})
}

// expiresIn gives a token another lifetime, and a claim that agrees with it.
func expiresIn(seconds int64) change {
	claim, say := expiryClaim(seconds), set("expires_in", seconds)
	return func(r *reply) {
		claim(r)
		say(r)
	}
}

func jwtPart(index int, edit func(string) string) change {
	return with(func(members map[string]any) {
		token, _ := members["access_token"].(string)
		parts := strings.Split(token, ".")
		if decoded, err := base64.RawURLEncoding.DecodeString(parts[index]); err == nil {
			parts[index] = base64.RawURLEncoding.EncodeToString([]byte(edit(string(decoded))))
		}
		members["access_token"] = strings.Join(parts, ".")
	})
}

func editedClaims(claims string, edit func(map[string]any)) string {
	r := &reply{content: []byte(claims)}
	with(edit)(r)
	return string(r.content)
}

func claimsOf(members map[string]any) map[string]any {
	token, _ := members["access_token"].(string)
	_, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return nil
	}
	return (&reply{content: decoded}).members()
}
