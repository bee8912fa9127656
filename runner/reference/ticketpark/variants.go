package ticketpark

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// sessionVariants are other sound ways to keep sessions (R22, R25).
func sessionVariants() []fault.Variant {
	remembers := func(name, sentence string, mutate func(*Memory) func(*reference.Config)) fault.Variant {
		return fault.NewVariant(name, sentence, Remembering(mutate))
	}
	last := func(s *session) int { return len(s.access) - 1 }
	return []fault.Variant{
		remembers("refresh-not-rotated", "brings the same refresh token again and again", func(m *Memory) func(*reference.Config) {
			return fault.Compose(fault.Admit(m.used, m.latest), m.tells("refresh_token", func(s *session) string { return s.refresh[0] }))
		}),
		remembers("refresh-used-works", "takes used refresh tokens too", func(m *Memory) func(*reference.Config) { return fault.Admit(m.used, m.latest) }),
		remembers("refresh-replay-ends-session", "ends a session when a used refresh token of it is shown", func(m *Memory) func(*reference.Config) {
			return fault.Compose(fault.Admit(m.used, m.ends), fault.ResponsesTo(m.over, invalid), m.bars(func(s *session, _ int) bool { return s.ended }))
		}),
		remembers("refresh-by-stranger-ends-session", "ends a session when another client shows its refresh token", func(m *Memory) func(*reference.Config) {
			return fault.Compose(fault.Admit(m.foreign, m.ends), fault.ResponsesTo(m.over, invalid))
		}),
		remembers("refresh-shown-ends-session", "ends a session when its refresh token is shown to the resource", misuseEndsSession),
		remembers("refresh-ends-old-access", "ends the old access token with a refresh", func(m *Memory) func(*reference.Config) {
			return m.bars(func(s *session, refreshes int) bool { return refreshes < last(s) })
		}),
		remembers("refresh-same-access", "brings the same access token by a refresh", func(m *Memory) func(*reference.Config) {
			return m.tells("access_token", func(s *session) string { return s.access[0] })
		}),
		remembers("one-session", "ends a user's session when the user logs in again", func(m *Memory) func(*reference.Config) {
			superseded := m.whose(func(_ *fault.Request, s *session) bool { return s != nil && s != m.sessions[len(m.sessions)-1] })
			return fault.Compose(fault.ResponsesTo(superseded, invalid), m.bars(func(s *session, _ int) bool { return s != m.sessions[len(m.sessions)-1] }))
		}),
		remembers("refresh-503-spends", "spends a refresh token, and is unavailable for the answer", func(m *Memory) func(*reference.Config) {
			return losing(m.refreshed(1), fault.Generic(http.StatusServiceUnavailable), fault.SetField("Retry-After", "0"))
		}),
		remembers("refresh-504-spends", "spends a refresh token, and answers too late for its front", func(m *Memory) func(*reference.Config) {
			return losing(m.current, fault.Generic(http.StatusGatewayTimeout))
		}),
		fault.NewVariant("token-same", "gives every login the same access token", fault.SameToken),
	}
}

// losing changes the first answer to the chosen requests that is a token, when the target has done what it was asked.
func losing(chosen fault.RequestMatch, changes ...fault.Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var lost sync.Once
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			mine := chosen(q)
			return sound(q).Changed(func(r *fault.Response) bool {
				first := false
				if mine && fault.Granted(r) {
					lost.Do(func() { first = true })
				}
				return first
			}, changes)
		})
	}
}

// pairVariants are other sound token responses (R21).
func pairVariants() []fault.Variant {
	signed := "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." // a header and claims, to which what was issued is the signature
	prefixed := func(member, prefix string) fault.Edit {
		return fault.EditMembers(func(members map[string]any) {
			token, _ := members[member].(string)
			members[member] = prefix + token
		})
	}
	return []fault.Variant{
		fault.NewVariant("token-jwt", "issues access tokens that are JWTs", fault.Tokens(prefixed("access_token", signed))),
		fault.NewVariant("token-names-no-alg", "issues access tokens that are JWTs and do not name their algorithm", underHeader(`{"typ":"JWT"}`)).SeenBy(fault.Full),
		fault.NewVariant("token-long", "issues access tokens of four kilobytes", fault.Tokens(prefixed("access_token", strings.Repeat("QUJD", 1024)))),
		fault.NewVariant("token-short", "issues access tokens of sixteen characters", fault.Tokens(fault.EditMembers(func(members map[string]any) { members["access_token"] = reference.Random(16) }))),
		fault.NewVariant("token-padded", "issues access tokens with every character that a Bearer token may have", fault.Tokens(fault.EditMembers(func(members map[string]any) {
			members["access_token"] = reference.Random(reference.IDLength) + "-._~+/9=="
		}))),
		fault.NewVariant("refresh-token-jwt", "issues refresh tokens that are JWTs", renamed(asShown, func(issued string) string { return signed + issued })).SeenBy(fault.Full),
		fault.NewVariant("refresh-token-long", "issues refresh tokens of two kilobytes", renamed(asShown, func(issued string) string { return strings.Repeat("QUJD", 512) + issued })).SeenBy(fault.Full),
		fault.NewVariant("refresh-token-odd", "issues refresh tokens with characters that a form has to encode", renamed(asShown, func(issued string) string { return "a+b/c==&d=%" + issued })).SeenBy(fault.Full),
		fault.NewVariant("refresh-token-one-case", "issues refresh tokens in small letters and reads them in either case", renamed(strings.ToLower, strings.ToLower)).SeenBy(fault.Full),
		fault.NewVariant("refresh-token-padding-ends", "issues refresh tokens with padding and reads no further than that", renamed(func(sent string) string {
			bare, _, _ := strings.Cut(sent, "=")
			return bare + "=="
		}, func(issued string) string { return issued + "==" })).SeenBy(fault.Full),
		fault.NewVariant("member-scope", "says which scope it grants", fault.Tokens(fault.SetMember("scope", "events tickets"))),
		fault.NewVariant("member-scope-null", "writes null for the scope", fault.Tokens(fault.SetMember("scope", nil))),
		fault.NewVariant("members-more", "says more of the user and the session", fault.Tokens(fault.SetMember("user", map[string]any{"id": 1, "roles": []string{"box office"}}), fault.SetMember("refresh_expires_in", 1209600))),
		fault.NewVariant("token-type-title", "names the token type Bearer", fault.Tokens(fault.SetMember("token_type", "Bearer"))),
		fault.NewVariant("token-type-upper", "names the token type BEARER", fault.Tokens(fault.SetMember("token_type", "BEARER"))),
		fault.NewVariant("token-type-absent", "names no token type, as the page's example does not", fault.Tokens(fault.DropMember("token_type")), "token.token-type.bearer"),
		fault.NewVariant("token-storable", "says nothing to caches", fault.Tokens(fault.SetField("Cache-Control"), fault.SetField("Pragma")), "headers.cache-control.no-store"),
		fault.NewVariant("token-cache-directives", "forbids caches more than to store tokens", fault.Tokens(fault.SetField("Cache-Control", "no-cache, No-Store", "max-age=0"))),
		fault.NewVariant("expires-in-point-zero", "writes expires_in with a fraction of zero", fault.Tokens(fault.SetMember("expires_in", json.Number("3600.0")))),
		fault.NewVariant("expires-in-example", "gives tokens ten minutes, as the page's example does", fault.Tokens(fault.SetMember("expires_in", 600))),
		fault.NewVariant("json-ordered", "writes the members in another order", fault.Tokens(fault.Replace(`,"token_type":"bearer"`, ""), fault.Replace(`{`, `{"token_type":"bearer",`))),
	}
}

// asShown reads a refresh token as it is.
func asShown(token string) string { return token }

// renamed tells clients other refresh tokens than the sound target has issued, and knows what it reads of them again.
func renamed(read, tell func(string) string) func(*reference.Config) {
	return func(c *reference.Config) {
		var names sync.Map // what was told -> what was issued
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			if form := q.SentForm(); form != nil {
				if issued, found := names.Load(read(form.Get("refresh_token"))); found {
					form.Set("refresh_token", issued.(string)) //nolint:forcetypeassert // nothing else is stored
					q.Fill(form)
				}
			}
			return sound(q).Changed(fault.Granted, []fault.Edit{fault.EditMembers(func(members map[string]any) {
				issued, _ := members["refresh_token"].(string)
				members["refresh_token"] = tell(issued)
				names.Store(tell(issued), issued)
			})})
		})
	}
}

// loginVariants are requests that the contract leaves open whether they are taken (R25).
func loginVariants() []fault.Variant {
	refuse := fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)
	methods := func(changes ...fault.Edit) func(*reference.Config) {
		return fault.ResponsesTo(func(q *fault.Request) bool { return !fault.Posts(q) }, changes...)
	}
	return []fault.Variant{
		fault.NewVariant("credentials-in-body-taken", "takes the client's credentials in the body too", fault.Admit(inFormAlone, fromContent)),
		fault.NewVariant("credentials-in-body-400", "answers the client's credentials in the body with 400", fault.ResponsesTo(fault.ContentAlone, refuse)),
		fault.NewVariant("line-feed-400", "calls a request invalid that has a control character in a grant type or a secret", fault.Compose(
			fault.ResponsesTo(func(q *fault.Request) bool { return strings.ContainsAny(q.SentForm().Get("grant_type"), "\n\t\x00") }, refuse),
			fault.ResponsesTo(fault.OwnSecret(fault.LineBehind), refuse))).SeenBy(fault.Full),
		fault.NewVariant("grant-foreign-invalid", "has other grants of OAuth 2.0 too, and refuses what they were given", fault.ResponsesTo(speltInForm(func(sent string) bool {
			return sent == "authorization_code" || strings.HasPrefix(sent, "urn:ietf:")
		}), invalid)).SeenBy(fault.Full),
		fault.NewVariant("json-taken", "takes the request in JSON too", fault.Admit(sendsJSON, fromJSON)),
		fault.NewVariant("json-refused-in-text", "refuses a request in JSON with a text", fault.ResponsesTo(sendsJSON, fault.SetContent("text/plain", "Unsupported Media Type"))),
		fault.NewVariant("json-400", "answers a request in JSON with 400", fault.ResponsesTo(sendsJSON, refuse)),
		fault.NewVariant("accept-xml-json", "sends JSON to a client that accepts XML alone", fault.Admit(fault.Accepts("application/xml"), fault.AcceptingAll)),
		fault.NewVariant("accept-xml-xml", "sends XML to a client that accepts XML alone", fault.Compose(fault.Admit(fault.Accepts("application/xml"), fault.AcceptingAll),
			fault.ResponsesTo(fault.Accepts("application/xml"), fault.SetContent("application/xml", "<token><type>none</type></token>")))),
		fault.NewVariant("methods-404", "answers other methods with 404", methods(fault.Generic(http.StatusNotFound), fault.SetField("Allow"))),
		fault.NewVariant("methods-page", "shows a web page to other methods", methods(fault.SetStatus(http.StatusOK), fault.SetContent("text/html", "<!doctype html><p>POST"))),
		fault.NewVariant("methods-500", "fails on other methods", methods(fault.Generic(http.StatusInternalServerError))),
		fault.NewVariant("method-get-taken", "takes a login in the query", fault.Admit(fault.ByMethod(http.MethodGet), fromQuery)),
		fault.NewVariant("user-name-case-ignored", "does not mind the case of a user name", fault.Admit(otherCaseName, asDocumented)),
	}
}

// fromQuery makes a POST of a GET.
func fromQuery(q *fault.Request) {
	q.Method = http.MethodPost
	q.Fill(q.URL.Query())
}

// loginRefusalVariants are other refusals that RFC 6749 lets a target give, and some that it advises against (R23).
func loginRefusalVariants() []fault.Variant {
	unauthorized, refusals := fault.WithStatus(http.StatusUnauthorized), fault.WithStatus(http.StatusBadRequest, http.StatusUnauthorized)
	return []fault.Variant{
		fault.NewVariant("client-400", "refuses clients with 400", fault.Responses(coded(reference.CodeInvalidClient), fault.SetStatus(http.StatusBadRequest), fault.SetField("WWW-Authenticate"))),
		fault.NewVariant("client-400-in-header-alone", "challenges those alone who sent credentials in the header", fault.ResponsesTo(clientless, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidClient))),
		fault.NewVariant("anonymous-no-challenge", "sends no challenge to who does not authenticate", fault.ResponsesTo(clientless, fault.SetField("WWW-Authenticate"))),
		fault.NewVariant("challenge-lower", "writes basic in lower case", fault.Responses(unauthorized, fault.SetField("WWW-Authenticate", `basic Realm=ticketpark`))),
		fault.NewVariant("challenges-in-one-field", "sends several challenges in one field", fault.Responses(unauthorized, fault.SetField("WWW-Authenticate", `Bearer realm="a, b", Basic realm="ticketpark"`))),
		fault.NewVariant("challenges-in-two-fields", "sends two challenges in two fields", fault.Responses(unauthorized, fault.SetField("WWW-Authenticate", `Bearer realm="a"`, `Basic realm="ticketpark"`))),
		fault.NewVariant("empty-is-invalid-grant", "takes an empty user name or refresh token for a wrong one", fault.ResponsesTo(func(q *fault.Request) bool {
			return emptyName(q) || emptyRefresh(q)
		}, invalid)),
		fault.NewVariant("password-empty-grant", "takes an empty password for a wrong one", fault.ResponsesTo(emptyPassword, invalid)),
		fault.NewVariant("invalid-grant-401", "refuses invalid grants with 401", fault.Responses(coded(reference.CodeInvalidGrant), fault.SetStatus(http.StatusUnauthorized)), clausesOf("answer", notGranted())...),
		fault.NewVariant("missing-is-invalid-grant", "takes a missing name or password for a wrong one", fault.ResponsesTo(func(q *fault.Request) bool {
			return without(logsIn, "username")(q) || without(logsIn, "password")(q)
		}, invalid), "errors.username-missing.answer", "errors.password-missing.answer"),
		fault.NewVariant("errors-bare", "describes no error", fault.Responses(refusals, fault.DropMember("error_description"), fault.DropMember("error_uri"))),
		fault.NewVariant("errors-full", "writes more members than an OAuth error has", fault.Responses(refusals, fault.SetMember("error_hint", "none"), fault.SetMember("code", 400))),
		fault.NewVariant("errors-quoted", "quotes in the description of an error", fault.Responses(refusals, fault.SetMember("error_description", `The "grant" ist ungültig.`))),
	}
}

// eventVariants are other sound answers of a resource (R24).
func eventVariants() []fault.Variant {
	bearer := func(values ...string) func(*reference.Config) {
		return fault.Uses(fault.RefusedUse, fault.SetField("WWW-Authenticate", values...))
	}
	return []fault.Variant{
		fault.NewVariant("resource-no-content", "serves the resource with 204", fault.Uses(fault.Good, func(r *fault.Response) {
			*r = fault.Response{Status: http.StatusNoContent, Fields: http.Header{}}
		})),
		fault.NewVariant("resource-text", "refuses in plain text", fault.Uses(fault.RefusedUse, fault.SetContent("text/plain; charset=utf-8", "Access denied.\n"))),
		fault.NewVariant("resource-speechless", "refuses without a word", fault.Uses(fault.RefusedUse, fault.Speechless)),
		fault.NewVariant("resource-403", "refuses at the resource with 403", fault.Uses(fault.RefusedUse, fault.Forbids),
			"resource.garbage.challenge", "resource.longer-token.challenge", "resource.no-header.challenge", "resource.other-case.challenge",
			"resource.refresh-token.challenge", "resource.tampered.challenge"),
		fault.NewVariant("resource-404", "hides the resource from who shows no good token", fault.Uses(fault.RefusedUse, fault.Generic(http.StatusNotFound)),
			"resource.garbage.challenge", "resource.longer-token.challenge", "resource.no-header.challenge", "resource.other-case.challenge",
			"resource.refresh-token.challenge", "resource.tampered.challenge"),
		fault.NewVariant("bearer-bare", "sends a challenge without parameters", bearer("Bearer")),
		fault.NewVariant("bearer-lower", "writes bearer in lower case", bearer(`bearer realm=ticketpark`)),
		fault.NewVariant("bearer-among-others", "sends several challenges from the resource", bearer(`Basic realm="ticketpark", Bearer error="invalid_token", error_description="It has expired"`)),
		fault.NewVariant("bearer-in-two-fields", "sends its challenges from the resource in two fields", bearer(`Basic realm="a"`, `Bearer realm="ticketpark"`)),
	}
}
