package reference

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
)

// sessionVariants are other sound ways to keep sessions (R22, R25).
func sessionVariants() []Variant {
	remembers := func(name, sentence string, mutate func(*memory) func(*Config)) Variant {
		return leaves(name, sentence, remembering(mutate))
	}
	last := func(s *session) int { return len(s.access) - 1 }
	return []Variant{
		remembers("refresh-not-rotated", "brings the same refresh token again and again", func(m *memory) func(*Config) {
			return together(takes(m.used, m.latest), m.tells("refresh_token", func(s *session) string { return s.refresh[0] }))
		}),
		remembers("refresh-used-works", "takes used refresh tokens too", func(m *memory) func(*Config) { return takes(m.used, m.latest) }),
		remembers("refresh-replay-ends-session", "ends a session when a used refresh token of it is shown", func(m *memory) func(*Config) {
			return together(takes(m.used, m.ends), to(m.over, invalid), m.bars(func(s *session, _ int) bool { return s.ended }))
		}),
		remembers("refresh-by-stranger-ends-session", "ends a session when another client shows its refresh token", func(m *memory) func(*Config) {
			return together(takes(m.foreign, m.ends), to(m.over, invalid))
		}),
		remembers("refresh-ends-old-access", "ends the old access token with a refresh", func(m *memory) func(*Config) {
			return m.bars(func(s *session, refreshes int) bool { return refreshes < last(s) })
		}),
		remembers("refresh-same-access", "brings the same access token by a refresh", func(m *memory) func(*Config) {
			return m.tells("access_token", func(s *session) string { return s.access[0] })
		}),
		remembers("one-session", "ends a user's session when the user logs in again", func(m *memory) func(*Config) {
			superseded := m.whose(func(_ *inquiry, s *session) bool { return s != nil && s != m.sessions[len(m.sessions)-1] })
			return together(to(superseded, invalid), m.bars(func(s *session, _ int) bool { return s != m.sessions[len(m.sessions)-1] }))
		}),
		remembers("refresh-503-spends", "spends a refresh token, and is unavailable for the answer", func(m *memory) func(*Config) {
			return losing(m.refreshed(1), generic(http.StatusServiceUnavailable), field("Retry-After", "0"))
		}),
		remembers("refresh-504-spends", "spends a refresh token, and answers too late for its front", func(m *memory) func(*Config) {
			return losing(m.current, generic(http.StatusGatewayTimeout))
		}),
		leaves("token-same", "gives every login the same access token", sameToken),
	}
}

// losing changes the first answer to the chosen requests that is a token, when the target has done what it was asked.
func losing(chosen asked, changes ...change) func(*Config) {
	return func(c *Config) {
		var lost sync.Once
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			mine := chosen(q)
			return sound(q).changed(func(r *reply) bool {
				first := false
				if mine && granted(r) {
					lost.Do(func() { first = true })
				}
				return first
			}, changes)
		})
	}
}

// pairVariants are other sound token responses (R21).
func pairVariants() []Variant {
	signed := "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." // a header and claims, to which what was issued is the signature
	prefixed := func(member, prefix string) change {
		return with(func(members map[string]any) {
			token, _ := members[member].(string)
			members[member] = prefix + token
		})
	}
	return []Variant{
		leaves("token-jwt", "issues access tokens that are JWTs", tokens(prefixed("access_token", signed))),
		leaves("token-long", "issues access tokens of four kilobytes", tokens(prefixed("access_token", strings.Repeat("QUJD", 1024)))),
		leaves("token-short", "issues access tokens of sixteen characters", tokens(with(func(members map[string]any) { members["access_token"] = random(16) }))),
		leaves("token-padded", "issues access tokens with every character that a Bearer token may have", tokens(with(func(members map[string]any) {
			members["access_token"] = random(idLength) + "-._~+/9=="
		}))),
		leaves("refresh-token-jwt", "issues refresh tokens that are JWTs", renamed(asShown, func(issued string) string { return signed + issued })).seenBy(Full),
		leaves("refresh-token-long", "issues refresh tokens of two kilobytes", renamed(asShown, func(issued string) string { return strings.Repeat("QUJD", 512) + issued })).seenBy(Full),
		leaves("refresh-token-odd", "issues refresh tokens with characters that a form has to encode", renamed(asShown, func(issued string) string { return "a+b/c==&d=%" + issued })).seenBy(Full),
		leaves("refresh-token-one-case", "issues refresh tokens in small letters and reads them in either case", renamed(strings.ToLower, strings.ToLower)).seenBy(Full),
		leaves("member-scope", "says which scope it grants", tokens(set("scope", "events tickets"))),
		leaves("member-scope-null", "writes null for the scope", tokens(set("scope", nil))),
		leaves("members-more", "says more of the user and the session", tokens(set("user", map[string]any{"id": 1, "roles": []string{"box office"}}), set("refresh_expires_in", 1209600))),
		leaves("token-type-title", "names the token type Bearer", tokens(set("token_type", "Bearer"))),
		leaves("token-type-upper", "names the token type BEARER", tokens(set("token_type", "BEARER"))),
		leaves("token-type-absent", "names no token type, as the page's example does not", tokens(drop("token_type")), "token.token-type.bearer"),
		leaves("token-storable", "says nothing to caches", tokens(field("Cache-Control"), field("Pragma")), "headers.cache-control.no-store"),
		leaves("token-cache-directives", "forbids caches more than to store tokens", tokens(field("Cache-Control", "no-cache, No-Store", "max-age=0"))),
		leaves("expires-in-point-zero", "writes expires_in with a fraction of zero", tokens(set("expires_in", json.Number("3600.0")))),
		leaves("expires-in-example", "gives tokens ten minutes, as the page's example does", tokens(set("expires_in", 600))),
		leaves("json-ordered", "writes the members in another order", tokens(replaced(`,"token_type":"bearer"`, ""), replaced(`{`, `{"token_type":"bearer",`))),
	}
}

// asShown reads a refresh token as it is.
func asShown(token string) string { return token }

// renamed tells clients other refresh tokens than the sound target has issued, and knows what it reads of them again.
func renamed(read, tell func(string) string) func(*Config) {
	return func(c *Config) {
		var names sync.Map // what was told -> what was issued
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			if form := q.sentForm(); form != nil {
				if issued, found := names.Load(read(form.Get("refresh_token"))); found {
					form.Set("refresh_token", issued.(string)) //nolint:forcetypeassert // nothing else is stored
					q.fill(form)
				}
			}
			return sound(q).changed(granted, []change{with(func(members map[string]any) {
				issued, _ := members["refresh_token"].(string)
				members["refresh_token"] = tell(issued)
				names.Store(tell(issued), issued)
			})})
		})
	}
}

// loginVariants are requests that the contract leaves open whether they are taken (R25).
func loginVariants() []Variant {
	refuse := oauth(http.StatusBadRequest, codeInvalidRequest)
	methods := func(changes ...change) func(*Config) {
		return to(func(q *inquiry) bool { return !posts(q) }, changes...)
	}
	return []Variant{
		leaves("credentials-in-body-taken", "takes the client's credentials in the body too", takes(inFormAlone, fromContent)),
		leaves("credentials-in-body-400", "answers the client's credentials in the body with 400", to(contentAlone, refuse)),
		leaves("json-taken", "takes the request in JSON too", takes(sendsJSON, fromJSON)),
		leaves("json-refused-in-text", "refuses a request in JSON with a text", to(sendsJSON, content("text/plain", "Unsupported Media Type"))),
		leaves("json-400", "answers a request in JSON with 400", to(sendsJSON, refuse)),
		leaves("accept-xml-json", "sends JSON to a client that accepts XML alone", takes(accepts("application/xml"), acceptingAll)),
		leaves("accept-xml-xml", "sends XML to a client that accepts XML alone", together(takes(accepts("application/xml"), acceptingAll),
			to(accepts("application/xml"), content("application/xml", "<token><type>none</type></token>")))),
		leaves("methods-404", "answers other methods with 404", methods(generic(http.StatusNotFound), field("Allow"))),
		leaves("methods-page", "shows a web page to other methods", methods(statusIs(http.StatusOK), content("text/html", "<!doctype html><p>POST"))),
		leaves("methods-500", "fails on other methods", methods(generic(http.StatusInternalServerError))),
		leaves("method-get-taken", "takes a login in the query", takes(byMethod(http.MethodGet), fromQuery)),
		leaves("user-name-case-ignored", "does not mind the case of a user name", takes(otherCaseName, asDocumented)),
	}
}

// fromQuery makes a POST of a GET.
func fromQuery(q *inquiry) {
	q.Method = http.MethodPost
	q.fill(q.URL.Query())
}

// loginRefusalVariants are other refusals that RFC 6749 lets a target give, and some that it advises against (R23).
func loginRefusalVariants() []Variant {
	unauthorized, refusals := status(http.StatusUnauthorized), status(http.StatusBadRequest, http.StatusUnauthorized)
	return []Variant{
		leaves("client-400", "refuses clients with 400", replies(coded(codeInvalidClient), statusIs(http.StatusBadRequest), field("WWW-Authenticate"))),
		leaves("client-400-in-header-alone", "challenges those alone who sent credentials in the header", to(clientless, oauth(http.StatusBadRequest, codeInvalidClient))),
		leaves("anonymous-no-challenge", "sends no challenge to who does not authenticate", to(clientless, field("WWW-Authenticate"))),
		leaves("challenge-lower", "writes basic in lower case", replies(unauthorized, field("WWW-Authenticate", `basic Realm=ticketpark`))),
		leaves("challenges-in-one-field", "sends several challenges in one field", replies(unauthorized, field("WWW-Authenticate", `Bearer realm="a, b", Basic realm="ticketpark"`))),
		leaves("challenges-in-two-fields", "sends two challenges in two fields", replies(unauthorized, field("WWW-Authenticate", `Bearer realm="a"`, `Basic realm="ticketpark"`))),
		leaves("password-empty-grant", "takes an empty password for a wrong one", to(emptyPassword, invalid)),
		leaves("invalid-grant-401", "refuses invalid grants with 401", replies(coded(codeInvalidGrant), statusIs(http.StatusUnauthorized)), clausesOf("answer", notGranted())...),
		leaves("missing-is-invalid-grant", "takes a missing name or password for a wrong one", to(func(q *inquiry) bool {
			return without(logsIn, "username")(q) || without(logsIn, "password")(q)
		}, invalid), "errors.username-missing.answer", "errors.password-missing.answer"),
		leaves("errors-bare", "describes no error", replies(refusals, drop("error_description"), drop("error_uri"))),
		leaves("errors-full", "writes more members than an OAuth error has", replies(refusals, set("error_hint", "none"), set("code", 400))),
		leaves("errors-quoted", "quotes in the description of an error", replies(refusals, set("error_description", `The "grant" ist ungültig.`))),
	}
}

// eventVariants are other sound answers of a resource (R24).
func eventVariants() []Variant {
	bearer := func(values ...string) func(*Config) { return uses(refusedUse, field("WWW-Authenticate", values...)) }
	return []Variant{
		leaves("resource-no-content", "serves the resource with 204", uses(good, func(r *reply) {
			*r = reply{status: http.StatusNoContent, fields: http.Header{}}
		})),
		leaves("resource-text", "refuses in plain text", uses(refusedUse, content("text/plain; charset=utf-8", "Access denied.\n"))),
		leaves("resource-speechless", "refuses without a word", uses(refusedUse, speechless)),
		leaves("resource-403", "refuses at the resource with 403", uses(refusedUse, forbids),
			"resource.garbage.challenge", "resource.longer-token.challenge", "resource.no-header.challenge", "resource.other-case.challenge",
			"resource.refresh-token.challenge", "resource.tampered.challenge"),
		leaves("resource-404", "hides the resource from who shows no good token", uses(refusedUse, generic(http.StatusNotFound)),
			"resource.garbage.challenge", "resource.longer-token.challenge", "resource.no-header.challenge", "resource.other-case.challenge",
			"resource.refresh-token.challenge", "resource.tampered.challenge"),
		leaves("bearer-bare", "sends a challenge without parameters", bearer("Bearer")),
		leaves("bearer-lower", "writes bearer in lower case", bearer(`bearer realm=ticketpark`)),
		leaves("bearer-among-others", "sends several challenges from the resource", bearer(`Basic realm="ticketpark", Bearer error="invalid_token", error_description="It has expired"`)),
		leaves("bearer-in-two-fields", "sends its challenges from the resource in two fields", bearer(`Basic realm="a"`, `Bearer realm="ticketpark"`)),
	}
}
