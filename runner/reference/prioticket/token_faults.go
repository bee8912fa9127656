package prioticket

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// tokenDeviations are faults in what a token response says (R6).
func tokenDeviations() []fault.Deviation {
	return []fault.Deviation{
		fault.New("access-token-missing", "leaves access_token out", fault.Tokens(fault.DropMember("access_token")),
			"token.body.access_token.required", "token.valid.accepted"),
		fault.New("access-token-renamed", "calls the token accessToken", fault.Tokens(fault.Replace(`"access_token"`, `"accessToken"`)),
			"token.body.access_token.required", "token.body.closed", "token.valid.accepted"),
		fault.New("access-token-number", "writes the token as a number", fault.Tokens(fault.SetMember("access_token", 4242424242)), "token.body.access_token.type"),
		fault.New("access-token-null", "writes null for the token", fault.Tokens(fault.SetMember("access_token", nil)),
			"token.body.access_token.type", "token.valid.accepted"),
		fault.New("access-token-empty", "issues an empty token", fault.Tokens(fault.SetMember("access_token", "")), "token.valid.accepted"),
		fault.New("access-token-space", "puts a space into the token", fault.Tokens(tokenWith(" and more")),
			"token.access-token.usable", "token.access-token.bearer-syntax", "token.access-token.jwt"),
		fault.New("access-token-not-ascii", "puts a letter beyond ASCII into the token", fault.Tokens(tokenWith("é")),
			"token.access-token.usable", "token.access-token.bearer-syntax", "token.access-token.jwt"),
		fault.New("access-token-not-b64token", "puts a character into the token that Bearer tokens do not have", fault.Tokens(tokenWith("!")),
			"token.access-token.bearer-syntax", "token.access-token.jwt"),
		fault.New("access-token-unsigned", "issues JWTs with the algorithm none", fault.Tokens(jwtHeader(`{"alg":"none","typ":"JWT"}`)), "token.access-token.jwt"),
		fault.New("access-token-no-alg", "issues JWTs that do not name their algorithm", fault.Tokens(jwtHeader(`{"typ":"JWT"}`)), "token.access-token.jwt"),

		fault.New("token-type-missing", "leaves token_type out", fault.Tokens(fault.DropMember("token_type")), "token.body.token_type.required"),
		fault.New("token-type-null", "writes null for the token type", fault.Tokens(fault.SetMember("token_type", nil)), "token.body.token_type.type"),
		fault.New("token-type-list", "writes the token type in a list", fault.Tokens(fault.SetMember("token_type", []string{"Bearer"})), "token.body.token_type.type"),
		fault.New("token-type-empty", "leaves the token type empty", fault.Tokens(fault.SetMember("token_type", "")),
			"token.token-type.scheme-name", "token.token-type.bearer"),
		fault.New("token-type-words", "names a token type of two words", fault.Tokens(fault.SetMember("token_type", "Bearer token")),
			"token.token-type.scheme-name", "token.token-type.bearer"),
		fault.New("token-type-mac", "names the token type MAC", fault.Tokens(fault.SetMember("token_type", "MAC")), "token.token-type.bearer"),

		fault.New("member-extra", "adds a member that is not documented", fault.Tokens(fault.SetMember("refresh_token", "none")), "token.body.closed"),
		fault.New("member-twice", "writes token_type twice in a token response", fault.Tokens(fault.Replace(`"token_type"`, `"token_type":"Bearer","token_type"`)),
			"token.members.unique"),
		fault.New("token-cacheable", "lets caches store tokens", fault.Tokens(fault.SetField("Cache-Control")), "headers.cache-control.no-store"),
		fault.New("token-cache-private", "lets the client's own cache store tokens", fault.Tokens(fault.SetField("Cache-Control", "private, max-age=60")),
			"headers.cache-control.no-store"),
	}
}

// expiryDeviations are faults in how long a token lasts (R6).
func expiryDeviations() []fault.Deviation {
	return []fault.Deviation{
		fault.New("expires-in-missing", "leaves expires_in out", fault.Tokens(fault.DropMember("expires_in")), "token.body.expires_in.required"),
		fault.New("expires-in-string", "writes expires_in as a string", fault.Tokens(fault.SetMember("expires_in", "3600")), "token.body.expires_in.type"),
		fault.New("expires-in-null", "writes null for expires_in", fault.Tokens(fault.SetMember("expires_in", nil)), "token.body.expires_in.type"),
		fault.New("expires-in-half", "gives a lifetime with half a second", fault.Tokens(fault.SetMember("expires_in", json.Number("3599.5"))),
			"token.body.expires_in.type", "token.expires-in.integer-literal"),
		fault.New("expires-in-point-zero", "writes expires_in with a fraction of zero", fault.Tokens(fault.SetMember("expires_in", json.Number("3600.0"))),
			"token.expires-in.integer-literal"),
		fault.New("expires-in-exponent", "writes expires_in with an exponent", fault.Tokens(fault.SetMember("expires_in", json.Number("36e2"))),
			"token.expires-in.integer-literal"),
		fault.New("expires-in-zero", "gives tokens a lifetime of nothing", fault.Tokens(expiresIn(0)), "token.expires-in.positive"),
		fault.New("expires-in-negative", "gives tokens a lifetime below nothing", fault.Tokens(expiresIn(-1)), "token.expires-in.positive"),
		fault.New("expires-in-milliseconds", "gives the lifetime in milliseconds", fault.Tokens(fault.SetMember("expires_in", 3600_000)), "token.access-token.exp"),
		fault.New("exp-short", "issues JWTs that expire ten minutes before expires_in is over", fault.Tokens(expiryClaim(3000)), "token.access-token.exp"),
		fault.New("exp-absolute", "writes the time of expiry into expires_in", fault.Tokens(fault.EditMembers(func(members map[string]any) {
			claims := claimsOf(members)
			members["expires_in"] = claims["exp"]
		})), "token.access-token.exp"),
	}
}

// scopeDeviations are faults in what is granted (R7).
func scopeDeviations() []fault.Deviation {
	return []fault.Deviation{
		fault.New("scope-list", "writes the scope as a list", fault.Tokens(fault.SetMember("scope", []string{BookingScope})), "token.body.scope.type"),
		fault.New("scope-null", "writes null for the scope", fault.Tokens(fault.SetMember("scope", nil)), "token.body.scope.type"),
		fault.New("scope-valid-refused", "refuses a scope that the client may have", fault.ResponsesTo(validWithScope, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidScope)),
			"token.scope.granted"),
		fault.New("scope-default-unsaid", "does not say which scope it grants by default", fault.ResponsesTo(asksScope(noScope), fault.DropMember("scope")), "token.scope.default"),
		fault.New("scope-unknown-granted", "grants any scope that it is asked for", grantsUnknownScope(func(members map[string]any, asked string) { members["scope"] = asked }),
			"token.scope.unknown"),
		fault.New("scope-unknown-among", "grants an unknown scope beside a known one",
			grantsUnknownScope(func(members map[string]any, asked string) { members["scope"] = BookingScope + " " + asked }), "token.scope.unknown"),
		fault.New("scope-unknown-joined", "grants an unknown scope beside a known one, with a plus sign between them",
			grantsUnknownScope(func(members map[string]any, asked string) { members["scope"] = BookingScope + "+" + asked }), "token.scope.unknown"),
		fault.New("scope-unknown-encoded", "grants an unknown scope, and writes the list percent-encoded",
			grantsUnknownScope(func(members map[string]any, asked string) {
				members["scope"] = url.QueryEscape(BookingScope + " " + asked)
			}), "token.scope.unknown"),
		fault.New("scope-unknown-prefixed", "grants an unknown scope below an address of its own",
			grantsUnknownScope(func(members map[string]any, asked string) { members["scope"] = BookingScope + "/" + asked }), "token.scope.unknown"),
		fault.New("scope-unknown-ignored", "ignores an unknown scope and does not say so",
			grantsUnknownScope(func(members map[string]any, _ string) { delete(members, "scope") }), "token.scope.unknown"),
		fault.New("scope-unknown-code", "refuses an unknown scope with invalid_request", fault.ResponsesTo(asksScope(unknownScope), fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)),
			"token.scope.unknown").SeenBy(fault.Full),
		fault.New("scope-unknown-status", "refuses an unknown scope with 403", fault.ResponsesTo(asksScope(unknownScope), fault.OAuth(http.StatusForbidden, reference.CodeInvalidScope)),
			"token.scope.unknown"),
	}
}

// grantsUnknownScope grants a token to who asks for an unknown scope, and says of the scope what tell writes.
func grantsUnknownScope(tell func(members map[string]any, asked string)) func(*reference.Config) {
	return func(c *reference.Config) {
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			scope, _ := q.Members()["scope"].(string)
			if !asksScope(unknownScope)(q) {
				return sound(q)
			}
			withoutScope(q)
			return sound(q).Changed(fault.Granted, []fault.Edit{fault.EditMembers(func(members map[string]any) { tell(members, scope) })})
		})
	}
}

// tokenWith adds something to the end of the token.
func tokenWith(more string) fault.Edit {
	return fault.EditMembers(func(members map[string]any) {
		token, _ := members["access_token"].(string)
		members["access_token"] = token + more
	})
}

// jwtHeader gives the token another header. Its signature is then wrong, which nobody outside can see.
func jwtHeader(header string) fault.Edit {
	return jwtPart(0, func(string) string { return header })
}

// expiryClaim has a token expire so many seconds after it was issued, whatever expires_in says.
func expiryClaim(seconds int64) fault.Edit {
	return jwtPart(1, func(claims string) string {
		return editedClaims(claims, func(members map[string]any) {
			issued, _ := members["iat"].(json.Number).Int64()
			members["exp"] = issued + seconds
		})
	})
}

// expiresIn gives a token another lifetime, and a claim that agrees with it.
func expiresIn(seconds int64) fault.Edit {
	claim, say := expiryClaim(seconds), fault.SetMember("expires_in", seconds)
	return func(r *fault.Response) {
		claim(r)
		say(r)
	}
}

func jwtPart(index int, edit func(string) string) fault.Edit {
	return fault.EditMembers(func(members map[string]any) {
		token, _ := members["access_token"].(string)
		parts := strings.Split(token, ".")
		if decoded, err := base64.RawURLEncoding.DecodeString(parts[index]); err == nil {
			parts[index] = base64.RawURLEncoding.EncodeToString([]byte(edit(string(decoded))))
		}
		members["access_token"] = strings.Join(parts, ".")
	})
}

func editedClaims(claims string, edit func(map[string]any)) string {
	r := &fault.Response{Content: []byte(claims)}
	fault.EditMembers(edit)(r)
	return string(r.Content)
}

func claimsOf(members map[string]any) map[string]any {
	token, _ := members["access_token"].(string)
	_, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(payload)
	if err != nil {
		return nil
	}
	return (&fault.Response{Content: decoded}).Members()
}
