package reference

import (
	"net/http"
	"strings"
)

// unprovenDeviations take one spelling of a client that proves nothing, and no other (R9, R11).
func unprovenDeviations() []Deviation {
	const elsewhere, secret, unknown, nobody = "errors.wrong-secret-in-body.refused", "errors.wrong-secret.refused", "errors.unknown-client.refused", "errors.no-credentials.refused"
	taken := func(name, sentence string, chosen asked, clause string, collateral ...string) Deviation {
		return breaks(name, sentence, takes(chosen, documentedAgain), clause, collateral...).seenBy(Full)
	}
	scheme := func(name string) asked {
		return func(q *inquiry) bool {
			sent, value := splitScheme(q.Header.Get("Authorization"))
			id, key, readable := basicCredentials("Basic " + value)
			return posts(q) && sent == name && readable && id == q.ownID && key == q.ownKey
		}
	}
	return []Deviation{
		taken("secret-longer-taken", "takes the secret with more behind it", ownSecret(longerThan), elsewhere),
		taken("secret-cut-taken", "takes a secret that is cut short", ownSecret(prefix), elsewhere),
		taken("secret-blanks-taken", "trims the secret", ownSecret(blanksAround), elsewhere),
		taken("secret-blank-behind-taken", "cuts off blanks behind the secret", ownSecret(blankBehind), elsewhere),
		taken("secret-of-other-taken", "takes another client's secret", ownSecret(func(sent, _ string) bool { return strings.HasPrefix(sent, specials) }), elsewhere),
		taken("secret-in-form-taken", "takes any secret in a form", showing(func(q *inquiry, id, key string, header bool) bool {
			return id == q.ownID && key != "" && key != q.ownKey && !header && q.isForm()
		}), elsewhere),
		taken("secret-with-form-taken", "takes any secret beside a form", showing(func(q *inquiry, id, key string, header bool) bool {
			return id == q.ownID && key != "" && key != q.ownKey && header && q.isForm()
		}), secret, elsewhere),
		taken("secret-empty-taken", "takes an empty secret", secretless(true, false), nobody),
		taken("id-alone-taken", "takes a client's id in the body without its secret", secretless(false, false), nobody),
		taken("id-alone-in-form-taken", "takes a client's id in a form without its secret", secretless(false, true), nobody),
		taken("unknown-in-body-taken", "takes a client that it does not know in the body", unknownIn(false, false), unknown),
		taken("unknown-in-form-taken", "takes a client that it does not know in a form", unknownIn(false, true), unknown),
		taken("unknown-with-form-taken", "takes a client that it does not know beside a form", unknownIn(true, true), unknown),
		taken("right-secret-of-nobody-taken", "takes the right secret with any client id", showing(func(q *inquiry, id, key string, _ bool) bool {
			return id != q.ownID && key == q.ownKey
		}), unknown).seenBy(Core),
		taken("bearer-right-taken", "takes the right credentials under the name Bearer", scheme("Bearer"), "errors.scheme-bearer.refused"),
		taken("digest-right-taken", "takes the right credentials under the name Digest", scheme("Digest"), "errors.scheme-digest.refused"),
		taken("query-get-taken", "issues tokens for GET with credentials in the URL", func(q *inquiry) bool {
			return q.Method == http.MethodGet && q.URL.Query().Has("client_secret")
		}, "errors.credentials-in-query.refused"),
		taken("query-parameters-taken", "takes its parameters out of the URL", func(q *inquiry) bool {
			return posts(q) && q.URL.Query().Has("grant_type")
		}, "errors.parameters-in-query.refused"),
		taken("duplicate-scope-taken", "takes a scope that is there twice", func(q *inquiry) bool { return posts(q) && strings.Count(string(q.content), `"scope"`) == 2 },
			"errors.duplicate-parameter.refused"),
		taken("duplicate-extra-taken", "ignores that an unknown parameter is there twice", func(q *inquiry) bool {
			return posts(q) && strings.Count(string(q.content), "authconform_extra") == 2
		}, "errors.duplicate-parameter.refused"),
		breaks("scope-repeated", "repeats an unknown scope in its error", repeats("scope"), "errors.oauth.characters").seenBy(Full),
		breaks("scope-with-commas", "grants an unknown scope, and lists it with commas", unknownScopeGranted(BookingScope+",%s"), "token.scope.unknown"),
		breaks("scope-in-capitals", "grants an unknown scope, and writes it in capitals", func(c *Config) {
			unknownScopeGranted("%s")(c)
			replies(granted, with(func(members map[string]any) {
				if text, _ := members["scope"].(string); strings.Contains(text, "no-such-scope") {
					members["scope"] = strings.ToUpper(text)
				}
			}))(c)
		}, "token.scope.unknown"),
		breaks("accept-any-refused", "does not take */* for JSON", to(accepts("*/*"), generic(http.StatusNotAcceptable)), "token.accept.any"),
		breaks("accept-none-refused", "wants an Accept", to(accepts(""), generic(http.StatusNotAcceptable)), "token.accept.none"),
		breaks("accept-application-refused", "does not take application/* for JSON", to(accepts("application/*"), generic(http.StatusNotAcceptable)), "token.accept.application"),
		breaks("challenge-http-1-missing", "sends no challenge over HTTP/1.1", to(overHTTP1, field("WWW-Authenticate")), "errors.unknown-client.challenge").betweenVersions(),
	}
}

// unknownScopeGranted grants a scope that does not exist, in the place of %s in what the answer names.
func unknownScopeGranted(named string) func(*Config) {
	return func(c *Config) {
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			scope, _ := q.members()["scope"].(string)
			mine := posts(q) && unknownScope(scope) && q.inHeader() && strings.Count(string(q.content), `"scope"`) == 1 && strings.Contains(string(q.content), "client_credentials")
			if mine {
				withoutScope(q)
			}
			return sound(q).changed(func(r *reply) bool { return mine && granted(r) }, []change{set("scope", strings.Replace(named, "%s", scope, 1))})
		})
	}
}
