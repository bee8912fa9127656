package reference

import (
	"net/http"
	"slices"
)

// refusable is a request that has to be refused (R23), what makes a good one of it, and another way to refuse it.
type refusable struct {
	name, what string // what completes "The target takes …"
	chosen     func(*memory) asked
	taken      func(*memory) recast
	how        string // completes "The target refuses … "
	other      change
}

func refusables() []refusable {
	always := func(chosen asked) func(*memory) asked { return func(*memory) asked { return chosen } }
	by := func(taken recast) func(*memory) recast { return func(*memory) recast { return taken } }
	user, client, latest := by(asDocumented), by(asOwnClient), func(m *memory) recast { return m.latest }
	unauthorized := func(code string) change { return oauth(http.StatusUnauthorized, code) }
	bad := func(code string) change { return oauth(http.StatusBadRequest, code) }
	return []refusable{
		{"wrong-password", "a password that is cut short", always(wrongPassword(prefix)), user, "with 401", unauthorized(codeInvalidGrant)},
		{"wrong-password-case", "a password in another case", always(wrongPassword(otherCase)), user, "with 403", generic(http.StatusForbidden)},
		{"unknown-user", "a user that it does not know", always(stranger), user, "with 404", generic(http.StatusNotFound)},
		{"username-missing", "a request without a user name", always(without(logsIn, "username")), user, "as an invalid grant", bad(codeInvalidGrant)},
		{"password-missing", "a request without a password", always(without(logsIn, "password")), user, "with 422", generic(http.StatusUnprocessableEntity)},
		{"password-empty", "an empty password", always(emptyPassword), user, "with 401", unauthorized(codeInvalidGrant)},
		{"grant-missing", "a request without grant_type", always(grantless), user, "as an unsupported grant type", bad(codeUnsupportedGrantType)},
		{"grant-unknown", "a grant type that it does not support", always(otherGrantForm), user, "as an invalid request", bad(codeInvalidRequest)},
		{"wrong-secret", "a wrong client secret", always(guessAtLogin), client, "with 403", generic(http.StatusForbidden)},
		{"unknown-client", "a client that it does not know", always(unknownClient), client, "as an unauthorized one", bad(codeUnauthorizedClient)},
		{"no-credentials", "a request without client authentication", always(clientlessLogin), client, "as an invalid request", bad(codeInvalidRequest)},
		{"scheme-bearer", "client authentication with the scheme Bearer", always(authScheme("Bearer")), client, "as an invalid token", unauthorized("invalid_token")},
		{"basic-not-base64", "Basic credentials that are not base64", always(notBase64), client, "as an unauthorized client", bad(codeUnauthorizedClient)},
		{"basic-no-colon", "Basic credentials without a colon", always(noColon), client, "with 403", generic(http.StatusForbidden)},
		{"refresh-garbage", "a refresh token that nobody issued", func(m *memory) asked { return m.unheard }, user, "with 401", unauthorized(codeInvalidGrant)},
		{"refresh-missing", "a refresh without a refresh token", always(without(renews, "refresh_token")), user, "as an invalid grant", bad(codeInvalidGrant)},
		{"refresh-access-token", "an access token in the place of a refresh token", func(m *memory) asked { return m.misplaced }, latest, "as an invalid request", bad(codeInvalidRequest)},
		{"refresh-wrong-secret", "a refresh with a wrong client secret", always(refreshByGuess), client, "with 403", generic(http.StatusForbidden)},
		{"refresh-no-client", "a refresh without client authentication", always(clientlessRefresh), client, "as an invalid request", bad(codeInvalidRequest)},
		{"refresh-other-client", "the refresh token of another client", func(m *memory) asked { return m.foreign }, client, "with 401", unauthorized(codeInvalidClient)},
	}
}

// refusalDeviations are requests that are taken though they must not be, or refused in the wrong way (R23).
func refusalDeviations() []Deviation {
	var list []Deviation
	for _, r := range refusables() {
		answered := func(changes ...change) func(*Config) {
			return remembering(func(m *memory) func(*Config) { return to(r.chosen(m), changes...) })
		}
		refused := "errors." + r.name + ".refused"
		list = append(list,
			breaks(r.name+"-taken", "takes "+r.what, remembering(func(m *memory) func(*Config) { return takes(r.chosen(m), r.taken(m)) }), refused),
			breaks(r.name+"-answer", "refuses "+r.what+" "+r.how, answered(r.other), "errors."+r.name+".answer"))
		if r.name != "wrong-password-case" { // the second guess at a user's password: a run has none to ask again with (R4, R5)
			list = append(list, breaks(r.name+"-500", "fails on "+r.what, answered(generic(http.StatusInternalServerError)), refused))
		}
	}
	return list
}

// carelessDeviations are targets that do not look at one part of a request at all (R23).
func carelessDeviations() []Deviation {
	refused := func(name string) string { return "errors." + name + ".refused" }
	word, wordCase, nobody, empty := refused("wrong-password"), refused("wrong-password-case"), refused("unknown-user"), refused("password-empty")
	secret, client, anonymous, bearer := refused("wrong-secret"), refused("unknown-client"), refused("no-credentials"), refused("scheme-bearer")
	garbled, halved := refused("basic-not-base64"), refused("basic-no-colon")
	named := func(q *inquiry) bool { return wrongPassword(anySecret)(q) || stranger(q) || emptyPassword(q) }
	half := func(q *inquiry) bool { return without(logsIn, "username")(q) || without(logsIn, "password")(q) }
	secretless := func(q *inquiry) bool { return wrongSecret(anySecret)(q) || unknownClient(q) }
	return []Deviation{
		breaks("password-unchecked", "takes any password of a user that it knows", takes(wrongPassword(anySecret), asDocumented), word, wordCase),
		breaks("refusal-brings-refresh-token", "refuses a wrong password, and brings a refresh token all the same",
			to(wrongPassword(anySecret), set("refresh_token", "YW5vdGhlci1vbmU")), word, wordCase),
		breaks("user-unchecked", "takes any user and any password", takes(named, asDocumented), word, wordCase, nobody, empty),
		breaks("user-not-needed", "takes a client that leaves its user out", takes(half, asDocumented), refused("username-missing"), refused("password-missing")),
		breaks("grant-assumed", "takes every request for a login that names no grant type of its own", takes(func(q *inquiry) bool {
			return grantless(q) || otherGrantForm(q)
		}, asDocumented), refused("grant-missing"), refused("grant-unknown")),
		breaks("clients-unchecked", "takes any client that names itself", takes(secretless, asOwnClient), secret, client, refused("refresh-wrong-secret")),
		breaks("client-not-needed", "takes a user's password from whoever sends it", takes(func(q *inquiry) bool {
			return strangeClient(q) && !renews(q)
		}, asOwnClient), secret, client, anonymous, bearer, garbled, halved),
		breaks("header-unread", "takes anything that stands in Authorization for a client", takes(func(q *inquiry) bool {
			return strangeClient(q) && q.inHeader()
		}, asOwnClient), secret, client, bearer, garbled, halved, refused("refresh-wrong-secret")),
		breaks("refresh-unread", "takes anything for a refresh token", remembering(func(m *memory) func(*Config) {
			return together(takes(m.unheard, asDocumented), takes(m.misplaced, asDocumented))
		}), refused("refresh-garbage"), refused("refresh-access-token")),
	}
}

// notGranted are the refusals that are due to the user or the refresh token, and have the code invalid_grant.
func notGranted() []string {
	return []string{"wrong-password", "wrong-password-case", "unknown-user", "refresh-garbage", "refresh-access-token", "refresh-other-client"}
}

// unclear are those that the sound target answers with invalid_request or unsupported_grant_type.
func unclear() []string {
	return []string{"username-missing", "password-missing", "password-empty", "grant-missing", "grant-unknown", "refresh-missing"}
}

// noClient are those with invalid_client.
func noClient() []string {
	return []string{"wrong-secret", "unknown-client", "no-credentials", "scheme-bearer", "basic-not-base64", "basic-no-colon", "refresh-no-client", "refresh-wrong-secret"}
}

func clausesOf(part string, names ...[]string) []string {
	var ids []string
	for _, list := range names {
		for _, name := range list {
			ids = append(ids, "errors."+name+"."+part)
		}
	}
	return ids
}

// loginErrorDeviations are errors that are no OAuth errors (R20, R23).
func loginErrorDeviations() []Deviation {
	const model = "errors.oauth.json"
	bad, unauthorized := status(http.StatusBadRequest), status(http.StatusUnauthorized)
	refused := func(names ...[]string) []string { return clausesOf("refused", names...) }
	answer := func(names ...[]string) []string { return clausesOf("answer", names...) }
	many := func(name, sentence string, mutate func(*Config), clauses []string) Deviation {
		return breaks(name, sentence, mutate, clauses[0], clauses[1:]...)
	}
	page := content("text/html; charset=UTF-8", "<!doctype html><title>Bad Request</title>")
	return []Deviation{
		many("invalid-grant-200", "answers invalid grants with an error and status 200", replies(coded(codeInvalidGrant), statusIs(http.StatusOK)), refused(notGranted())),
		many("invalid-grant-redirect", "sends who has no valid grant to a login page", replies(coded(codeInvalidGrant), toLogin), refused(notGranted())),
		many("bad-requests-500", "fails on every bad request", replies(bad, generic(http.StatusInternalServerError)),
			slices.DeleteFunc(refused(notGranted(), unclear()), func(id string) bool { return id == "errors.wrong-password-case.refused" })), // its guess was spent on asking again

		many("bad-clients-login-page", "shows a login page to clients that fail to authenticate", replies(unauthorized, statusIs(http.StatusOK), page), refused(noClient())),
		many("refusals-redirect", "redirects whoever it refuses to its start page", replies(status(http.StatusBadRequest, http.StatusUnauthorized), toLogin),
			refused(notGranted(), unclear(), noClient())),
		many("refusals-403", "refuses everything with 403", replies(status(http.StatusBadRequest, http.StatusUnauthorized), statusIs(http.StatusForbidden)),
			answer(notGranted(), unclear(), noClient())),
		many("invalid-grant-unauthorized-client", "gives the code unauthorized_client for invalid grants", replies(coded(codeInvalidGrant), set("error", codeUnauthorizedClient)),
			answer(notGranted())),
		many("invalid-client-misspelt", "writes invalid-client for invalid_client", replies(coded(codeInvalidClient), set("error", "invalid-client")), answer(noClient())),
		many("bad-requests-page", "shows a web page for every bad request", replies(bad, page), append([]string{model}, answer(notGranted(), unclear())...)),
		many("bad-requests-framework", "answers bad requests with the error model of its framework", replies(bad, content("application/json", `{"code":400,"message":"Bad Request"}`)),
			append([]string{model}, answer(notGranted(), unclear())...)),
		many("bad-clients-empty", "says nothing to clients that fail to authenticate", replies(unauthorized, speechless, field("Content-Type")),
			append([]string{model}, answer(noClient())...)),
		breaks("grant-unknown-error-number", "writes a number for the code of an error", to(otherGrantForm, set("error", 400)), model, "errors.grant-unknown.answer"),
		breaks("errors-media-type", "calls errors text/html", replies(bad, field("Content-Type", "text/html")), model),
		breaks("errors-trailing", "writes more after the JSON of an error", replies(unauthorized, after("}")), model),
		breaks("errors-bom", "puts a byte order mark before errors", replies(bad, before("\xef\xbb\xbf")), model),
	}
}

// loginChallengeDeviations are faults in WWW-Authenticate (R23).
func loginChallengeDeviations() []Deviation {
	const clause = "errors.wrong-secret.challenge"
	challenged := func(values ...string) func(*Config) {
		return replies(status(http.StatusUnauthorized), field("WWW-Authenticate", values...))
	}
	return []Deviation{
		breaks("challenge-missing", "never sends a challenge from the token endpoint", challenged(), clause),
		breaks("challenge-bearer", "names the scheme Bearer at the token endpoint", challenged(`Bearer realm="ticketpark"`), clause),
		breaks("challenge-wrong-secret-missing", "sends no challenge to who sends a wrong secret", to(wrongSecret(anySecret), field("WWW-Authenticate")), clause),
		breaks("challenge-empty", "sends an empty challenge", challenged(""), "headers.www-authenticate.grammar"),
		breaks("challenge-oauth", "names a scheme that does not exist", challenged(`OAuth realm="ticketpark", error="invalid_client"`), clause),
	}
}
