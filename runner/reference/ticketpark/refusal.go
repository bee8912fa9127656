package ticketpark

import (
	"net/http"
	"slices"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// Refusable is a request that has to be refused (R23), what makes a good one of it, and another way to refuse it.
type Refusable struct {
	Name, what string // what completes "The target takes …"
	Chosen     func(*Memory) fault.RequestMatch
	taken      func(*Memory) fault.RequestEdit
	how        string // completes "The target refuses … "
	other      fault.Edit
}

// Refusables lists the requests that have to be refused.
func Refusables() []Refusable {
	always := func(chosen fault.RequestMatch) func(*Memory) fault.RequestMatch {
		return func(*Memory) fault.RequestMatch { return chosen }
	}
	by := func(taken fault.RequestEdit) func(*Memory) fault.RequestEdit {
		return func(*Memory) fault.RequestEdit { return taken }
	}
	user, client, latest := by(asDocumented), by(asOwnClient), func(m *Memory) fault.RequestEdit { return m.latest }
	unauthorized := func(code string) fault.Edit { return fault.OAuth(http.StatusUnauthorized, code) }
	bad := func(code string) fault.Edit { return fault.OAuth(http.StatusBadRequest, code) }
	return []Refusable{
		{"wrong-password", "a password that is cut short", always(wrongPassword(fault.Prefix)), user, "with 401", unauthorized(reference.CodeInvalidGrant)},
		{"wrong-password-case", "a password in another case", always(wrongPassword(otherCase)), user, "with 403", fault.Generic(http.StatusForbidden)},
		{"unknown-user", "a user that it does not know", always(stranger), user, "with 404", fault.Generic(http.StatusNotFound)},
		{"username-missing", "a request without a user name", always(without(logsIn, "username")), user, "as an invalid grant", bad(reference.CodeInvalidGrant)},
		{"password-missing", "a request without a password", always(without(logsIn, "password")), user, "with 422", fault.Generic(http.StatusUnprocessableEntity)},
		{"password-empty", "an empty password", always(emptyPassword), user, "with 401", unauthorized(reference.CodeInvalidGrant)},
		{"grant-missing", "a request without grant_type", always(grantless), user, "as an unsupported grant type", bad(reference.CodeUnsupportedGrantType)},
		{"grant-unknown", "a grant type that it does not support", always(otherGrantForm), user, "as an invalid request", bad(reference.CodeInvalidRequest)},
		{"wrong-secret", "a wrong client secret", always(guessAtLogin), client, "with 403", fault.Generic(http.StatusForbidden)},
		{"unknown-client", "a client that it does not know", always(fault.UnknownClient), client, "as an unauthorized one", bad(reference.CodeUnauthorizedClient)},
		{"no-credentials", "a request without client authentication", always(clientlessLogin), client, "as an invalid request", bad(reference.CodeInvalidRequest)},
		{"scheme-bearer", "client authentication with the scheme Bearer", always(fault.AuthScheme("Bearer")), client, "as an invalid token", unauthorized("invalid_token")},
		{"basic-not-base64", "Basic credentials that are not base64", always(fault.NotBase64), client, "as an unauthorized client", bad(reference.CodeUnauthorizedClient)},
		{"basic-no-colon", "Basic credentials without a colon", always(fault.NoColon), client, "with 403", fault.Generic(http.StatusForbidden)},
		{"refresh-garbage", "a refresh token that nobody issued", func(m *Memory) fault.RequestMatch { return m.unheard }, user, "with 401", unauthorized(reference.CodeInvalidGrant)},
		{"refresh-missing", "a refresh without a refresh token", always(without(fault.Renews, "refresh_token")), user, "as an invalid grant", bad(reference.CodeInvalidGrant)},
		{"refresh-access-token", "an access token in the place of a refresh token", func(m *Memory) fault.RequestMatch { return m.misplaced }, latest, "as an invalid request", bad(reference.CodeInvalidRequest)},
		{"refresh-wrong-secret", "a refresh with a wrong client secret", always(refreshByGuess), client, "with 403", fault.Generic(http.StatusForbidden)},
		{"refresh-no-client", "a refresh without client authentication", always(clientlessRefresh), client, "as an invalid request", bad(reference.CodeInvalidRequest)},
		{"refresh-other-client", "the refresh token of another client", func(m *Memory) fault.RequestMatch { return m.foreign }, client, "with 401", unauthorized(reference.CodeInvalidClient)},
	}
}

// refusalDeviations are requests that are taken though they must not be, or refused in the wrong way (R23).
func refusalDeviations() []fault.Deviation {
	var list []fault.Deviation
	for _, r := range Refusables() {
		answered := func(changes ...fault.Edit) func(*reference.Config) {
			return Remembering(func(m *Memory) func(*reference.Config) { return fault.ResponsesTo(r.Chosen(m), changes...) })
		}
		refused := "errors." + r.Name + ".refused"
		list = append(list,
			fault.New(r.Name+"-taken", "takes "+r.what, Remembering(func(m *Memory) func(*reference.Config) { return fault.Admit(r.Chosen(m), r.taken(m)) }), refused),
			fault.New(r.Name+"-answer", "refuses "+r.what+" "+r.how, answered(r.other), "errors."+r.Name+".answer"))
		if r.Name != "wrong-password-case" { // the second guess at a user's password: a run has none to ask again with (R4, R5)
			list = append(list, fault.New(r.Name+"-500", "fails on "+r.what, answered(fault.Generic(http.StatusInternalServerError)), refused))
		}
	}
	return list
}

// carelessDeviations are targets that do not look at one part of a request at all (R23).
func carelessDeviations() []fault.Deviation {
	refused := func(name string) string { return "errors." + name + ".refused" }
	word, wordCase, nobody, empty := refused("wrong-password"), refused("wrong-password-case"), refused("unknown-user"), refused("password-empty")
	secret, client, anonymous, bearer := refused("wrong-secret"), refused("unknown-client"), refused("no-credentials"), refused("scheme-bearer")
	garbled, halved := refused("basic-not-base64"), refused("basic-no-colon")
	named := func(q *fault.Request) bool {
		return wrongPassword(fault.AnySecret)(q) || stranger(q) || emptyPassword(q)
	}
	half := func(q *fault.Request) bool { return without(logsIn, "username")(q) || without(logsIn, "password")(q) }
	secretless := func(q *fault.Request) bool { return fault.WrongSecret(fault.AnySecret)(q) || fault.UnknownClient(q) }
	return []fault.Deviation{
		fault.New("password-unchecked", "takes any password of a user that it knows", fault.Admit(wrongPassword(fault.AnySecret), asDocumented), word, wordCase),
		fault.New("refusal-brings-refresh-token", "refuses a wrong password, and brings a refresh token all the same",
			fault.ResponsesTo(wrongPassword(fault.AnySecret), fault.SetMember("refresh_token", "YW5vdGhlci1vbmU")), word, wordCase),
		fault.New("user-unchecked", "takes any user and any password", fault.Admit(named, asDocumented), word, wordCase, nobody, empty),
		fault.New("user-not-needed", "takes a client that leaves its user out", fault.Admit(half, asDocumented), refused("username-missing"), refused("password-missing")),
		fault.New("grant-assumed", "takes every request for a login that names no grant type of its own", fault.Admit(func(q *fault.Request) bool {
			return grantless(q) || otherGrantForm(q)
		}, asDocumented), refused("grant-missing"), refused("grant-unknown")),
		fault.New("clients-unchecked", "takes any client that names itself", fault.Admit(secretless, asOwnClient), secret, client, refused("refresh-wrong-secret")),
		fault.New("client-not-needed", "takes a user's password from whoever sends it", fault.Admit(func(q *fault.Request) bool {
			return strangeClient(q) && !fault.Renews(q)
		}, asOwnClient), secret, client, anonymous, bearer, garbled, halved),
		fault.New("header-unread", "takes anything that stands in Authorization for a client", fault.Admit(func(q *fault.Request) bool {
			return strangeClient(q) && q.InHeader()
		}, asOwnClient), secret, client, bearer, garbled, halved, refused("refresh-wrong-secret")),
		fault.New("refresh-unread", "takes anything for a refresh token", Remembering(func(m *Memory) func(*reference.Config) {
			return fault.Compose(fault.Admit(m.unheard, asDocumented), fault.Admit(m.misplaced, asDocumented))
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
func loginErrorDeviations() []fault.Deviation {
	const model = "errors.oauth.json"
	bad, unauthorized := fault.WithStatus(http.StatusBadRequest), fault.WithStatus(http.StatusUnauthorized)
	refused := func(names ...[]string) []string { return clausesOf("refused", names...) }
	answer := func(names ...[]string) []string { return clausesOf("answer", names...) }
	many := func(name, sentence string, mutate func(*reference.Config), clauses []string) fault.Deviation {
		return fault.New(name, sentence, mutate, clauses[0], clauses[1:]...)
	}
	page := fault.SetContent("text/html; charset=UTF-8", "<!doctype html><title>Bad Request</title>")
	return []fault.Deviation{
		many("invalid-grant-200", "answers invalid grants with an error and status 200", fault.Responses(coded(reference.CodeInvalidGrant), fault.SetStatus(http.StatusOK)), refused(notGranted())),
		many("invalid-grant-redirect", "sends who has no valid grant to a login page", fault.Responses(coded(reference.CodeInvalidGrant), toLogin), refused(notGranted())),
		many("bad-requests-500", "fails on every bad request", fault.Responses(bad, fault.Generic(http.StatusInternalServerError)),
			slices.DeleteFunc(refused(notGranted(), unclear()), func(id string) bool { return id == "errors.wrong-password-case.refused" })), // its guess was spent on asking again

		many("bad-clients-login-page", "shows a login page to clients that fail to authenticate", fault.Responses(unauthorized, fault.SetStatus(http.StatusOK), page), refused(noClient())),
		many("refusals-redirect", "redirects whoever it refuses to its start page", fault.Responses(fault.WithStatus(http.StatusBadRequest, http.StatusUnauthorized), toLogin),
			refused(notGranted(), unclear(), noClient())),
		many("refusals-403", "refuses everything with 403", fault.Responses(fault.WithStatus(http.StatusBadRequest, http.StatusUnauthorized), fault.SetStatus(http.StatusForbidden)),
			answer(notGranted(), unclear(), noClient())),
		many("invalid-grant-unauthorized-client", "gives the code unauthorized_client for invalid grants", fault.Responses(coded(reference.CodeInvalidGrant), fault.SetMember("error", reference.CodeUnauthorizedClient)),
			answer(notGranted())),
		many("invalid-client-misspelt", "writes invalid-client for invalid_client", fault.Responses(coded(reference.CodeInvalidClient), fault.SetMember("error", "invalid-client")), answer(noClient())),
		many("bad-requests-page", "shows a web page for every bad request", fault.Responses(bad, page), append([]string{model}, answer(notGranted(), unclear())...)),
		many("bad-requests-framework", "answers bad requests with the error model of its framework", fault.Responses(bad, fault.SetContent("application/json", `{"code":400,"message":"Bad Request"}`)),
			append([]string{model}, answer(notGranted(), unclear())...)),
		many("bad-clients-empty", "says nothing to clients that fail to authenticate", fault.Responses(unauthorized, fault.Speechless, fault.SetField("Content-Type")),
			append([]string{model}, answer(noClient())...)),
		fault.New("grant-unknown-error-number", "writes a number for the code of an error", fault.ResponsesTo(otherGrantForm, fault.SetMember("error", 400)), model, "errors.grant-unknown.answer"),
		fault.New("errors-media-type", "calls errors text/html", fault.Responses(bad, fault.SetField("Content-Type", "text/html")), model),
		fault.New("errors-trailing", "writes more after the JSON of an error", fault.Responses(unauthorized, fault.Append("}")), model),
		fault.New("errors-bom", "puts a byte order mark before errors", fault.Responses(bad, fault.Prepend("\xef\xbb\xbf")), model),
	}
}

// loginChallengeDeviations are faults in WWW-Authenticate (R23).
func loginChallengeDeviations() []fault.Deviation {
	const clause = "errors.wrong-secret.challenge"
	challenged := func(values ...string) func(*reference.Config) {
		return fault.Responses(fault.WithStatus(http.StatusUnauthorized), fault.SetField("WWW-Authenticate", values...))
	}
	return []fault.Deviation{
		fault.New("challenge-missing", "never sends a challenge from the token endpoint", challenged(), clause),
		fault.New("challenge-bearer", "names the scheme Bearer at the token endpoint", challenged(`Bearer realm="ticketpark"`), clause),
		fault.New("challenge-wrong-secret-missing", "sends no challenge to who sends a wrong secret", fault.ResponsesTo(fault.WrongSecret(fault.AnySecret), fault.SetField("WWW-Authenticate")), clause),
		fault.New("challenge-empty", "sends an empty challenge", challenged(""), "headers.www-authenticate.grammar"),
		fault.New("challenge-oauth", "names a scheme that does not exist", challenged(`OAuth realm="ticketpark", error="invalid_client"`), clause),
	}
}
