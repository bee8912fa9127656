package ticketpark

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync/atomic"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// Deviations lists every deviation of the target, part by part of the contract, and then those that are generated.
func Deviations() []fault.Deviation {
	generated, _ := Generated()
	return fault.Of(Policy(), slices.Concat(
		pairDeviations(), lifetimeDeviations(), typeDeviations(), loginEnvelopeDeviations(), fault.CodingDeviations(grantRefused, "errors.oauth.json", "errors.grant-unknown.answer"), loginDeviations(),
		refusalDeviations(), carelessDeviations(), loginErrorDeviations(), loginChallengeDeviations(),
		refreshDeviations(), refreshAnswerDeviations(), accessDeviations(), showingDeviations(), agedDeviations(),
		loginSpellingDeviations(), nearRefreshDeviations(),
		fault.OnePlaceDeviations(false, "errors.wrong-secret.refused", takesBodyToo), fault.OnePlaceDeviations(true, "errors.wrong-secret.refused", takesBodyToo),
		loginHeaderDeviations(), fault.PlainDeviations(), fault.TLSDeviations(), fault.FrontDeviations("errors.oauth.json"), occasionalDeviations(),
		fault.GrammarDeviations(), grammarFaults(),
		fault.ConnectionDeviations(worthless, "resource.token.connections"), fault.OpenDeviations("resource.garbage.refused", "resource.tampered.refused"), schemeDeviations(), fault.ReissueDeviations(true), fault.LockDeviations("token.valid.after-refusals", fault.Core), fault.ElsewhereDeviations(strangers()), renewedDeviations(), refreshedDeviations(),
		generated,
	))
}

// Variants lists every variant of the target, as Deviations does.
func Variants() []fault.Variant {
	_, generated := Generated()
	return fault.VariantsOf(Policy(), slices.Concat(
		sessionVariants(), pairVariants(), loginVariants(), loginRefusalVariants(), eventVariants(), fault.WireVariants(), fault.CodingVariants(), fault.PlainVariants(), fault.LifecycleVariants(),
		fault.ShapeVariants(), fault.LifetimeVariants(func(*fault.Response) {}), fault.ReissueVariants(),
		generated,
	))
}

// pairDeviations are faults in the two tokens of an answer (R21).
func pairDeviations() []fault.Deviation {
	const accepted, access, refresh = "token.valid.accepted", "token.body.access_token.", "token.body.refresh_token."
	return []fault.Deviation{
		fault.New("access-token-missing", "leaves access_token out", fault.Tokens(fault.DropMember("access_token")), access+"required", accepted),
		fault.New("access-token-renamed", "calls the access token accessToken", fault.Tokens(fault.Replace(`"access_token"`, `"accessToken"`)), access+"required", accepted),
		fault.New("access-token-number", "writes the access token as a number", fault.Tokens(fault.SetMember("access_token", 4242424242)), access+"type"),
		fault.New("access-token-null", "writes null for the access token", fault.Tokens(fault.SetMember("access_token", nil)), access+"type", accepted),
		fault.New("access-token-object", "writes the access token as an object", fault.Tokens(fault.EditMembers(func(members map[string]any) {
			members["access_token"] = map[string]any{"token": members["access_token"]}
		})), access+"type"),
		fault.New("access-token-empty", "issues an empty access token", fault.Tokens(fault.SetMember("access_token", "")), accepted),
		fault.New("token-list", "puts a token response into a list", fault.Tokens(fault.Prepend("["), fault.Append("]")), accepted),
		fault.New("refresh-token-missing", "leaves refresh_token out", fault.Tokens(fault.DropMember("refresh_token")), refresh+"required"),
		fault.New("refresh-token-renamed", "calls the refresh token refreshToken", fault.Tokens(fault.Replace(`"refresh_token"`, `"refreshToken"`)), refresh+"required"),
		fault.New("refresh-token-number", "writes the refresh token as a number", fault.Tokens(fault.SetMember("refresh_token", 4242424242)), refresh+"type"),
		fault.New("refresh-token-null", "writes null for the refresh token", fault.Tokens(fault.SetMember("refresh_token", nil)), refresh+"type"),
		fault.New("refresh-token-boolean", "says that there is a refresh token, and not which", fault.Tokens(fault.SetMember("refresh_token", true)), refresh+"type"),
		fault.New("refresh-token-empty", "issues an empty refresh token", fault.Tokens(fault.SetMember("refresh_token", "")), "token.refresh-token.not-empty"),
	}
}

// lifetimeDeviations are faults in how long an access token lasts (R21).
func lifetimeDeviations() []fault.Deviation {
	const required, integer, positive = "token.body.expires_in.required", "token.body.expires_in.type", "token.expires-in.positive"
	return []fault.Deviation{
		fault.New("expires-in-missing", "leaves expires_in out", fault.Tokens(fault.DropMember("expires_in")), required),
		fault.New("expires-in-camel", "calls the lifetime expiresIn", fault.Tokens(fault.Replace(`"expires_in"`, `"expiresIn"`)), required),
		fault.New("expires-in-string", "writes expires_in as a string", fault.Tokens(fault.SetMember("expires_in", "3600")), integer),
		fault.New("expires-in-null", "writes null for expires_in", fault.Tokens(fault.SetMember("expires_in", nil)), integer),
		fault.New("expires-in-half", "gives a lifetime with half a second", fault.Tokens(fault.SetMember("expires_in", json.Number("3599.5"))), integer),
		fault.New("expires-in-date", "writes the moment of expiry as a date", fault.Tokens(fault.SetMember("expires_in", "2030-01-01T00:00:00Z")), integer),
		fault.New("expires-in-zero", "gives tokens a lifetime of nothing", fault.Tokens(fault.SetMember("expires_in", 0)), positive),
		fault.New("expires-in-negative", "gives tokens a lifetime below nothing", fault.Tokens(fault.SetMember("expires_in", -1)), positive),
	}
}

// typeDeviations are faults in the token type, and in what caches may do (R21).
func typeDeviations() []fault.Deviation {
	const bearer, cached = "token.token-type.bearer", "headers.cache-control.no-store"
	return []fault.Deviation{
		fault.New("token-type-missing", "leaves token_type out", fault.Tokens(fault.DropMember("token_type")), bearer),
		fault.New("token-type-null", "writes null for the token type", fault.Tokens(fault.SetMember("token_type", nil)), bearer),
		fault.New("token-type-list", "writes the token type in a list", fault.Tokens(fault.SetMember("token_type", []string{"Bearer"})), bearer),
		fault.New("token-type-words", "names a token type of two words", fault.Tokens(fault.SetMember("token_type", "Bearer token")), bearer),
		fault.New("token-type-mac", "names the token type MAC", fault.Tokens(fault.SetMember("token_type", "MAC")), bearer),
		fault.New("token-cacheable", "lets caches store tokens", fault.Tokens(fault.SetField("Cache-Control")), cached),
		fault.New("token-cache-private", "lets the client's own cache store tokens", fault.Tokens(fault.SetField("Cache-Control", "private, max-age=60")), cached),
		fault.New("refresh-cacheable", "lets caches store refreshed tokens", Remembering(func(m *Memory) func(*reference.Config) { return renewals(m, fault.SetField("Cache-Control")) }), cached),
	}
}

// loginEnvelopeDeviations are faults in the body around the members (R21).
func loginEnvelopeDeviations() []fault.Deviation {
	const text, mediaType = "token.status.200", "token.media-type.200"
	return []fault.Deviation{
		fault.New("token-bom", "puts a byte order mark before token responses", fault.Tokens(fault.Prepend("\xef\xbb\xbf")), text),
		fault.New("token-trailing", "writes more after the JSON of a token response", fault.Tokens(fault.Append("\n<!-- cached -->")), text),
		fault.New("token-not-utf8", "writes a token response that is not UTF-8", fault.Tokens(fault.Replace("{", "{\"user\":\"Z\xfcrich\",")), text),
		fault.New("token-media-type", "calls token responses text/html", fault.Tokens(fault.SetField("Content-Type", "text/html; charset=UTF-8")), mediaType),
		fault.New("token-media-type-javascript", "calls token responses text/javascript", fault.Tokens(fault.SetField("Content-Type", "text/javascript")), mediaType),
		fault.New("token-no-media-type", "does not say of what type token responses are", fault.Tokens(fault.SetField("Content-Type")), mediaType),
		fault.New("token-media-type-twice", "says twice of what type token responses are", fault.Tokens(fault.SetField("Content-Type", "application/json", "application/json")), mediaType),
		fault.New("refresh-media-type", "calls refreshed tokens text/plain", Remembering(func(m *Memory) func(*reference.Config) {
			return renewals(m, fault.SetField("Content-Type", "text/plain"))
		}), mediaType),
	}
}

// loginDeviations are valid requests that are refused, or answered in another way than with 200 (R21, R26).
func loginDeviations() []fault.Deviation {
	refuse := fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)
	const nothing, anything = "token.accept.none", "token.accept.any"
	return []fault.Deviation{
		fault.New("header-refused", "takes the client's credentials in the body only",
			fault.Compose(fault.Admit(inFormAlone, fromContent), fault.ResponsesTo(fault.HeaderAlone, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient))), "token.valid.accepted"),
		fault.New("created", "issues tokens with status 201", fault.Tokens(fault.SetStatus(http.StatusCreated)),
			"token.valid.accepted", "token.valid.after-refusals", anything, nothing, "token.accept.application",
			"token.refresh.accepted", "token.refresh.chained"),
		fault.New("accept-needed", "refuses who does not say what it accepts", fault.ResponsesTo(fault.Accepts(""), refuse), nothing),
		fault.New("accept-none-page", "shows a web page to who does not say what it accepts", fault.ResponsesTo(fault.Accepts(""), fault.SetContent("text/html", "<!doctype html><p>Welcome")), nothing),
		fault.New("accept-none-form", "answers who does not say what it accepts in a form", fault.ResponsesTo(fault.Accepts(""), fault.Formed), nothing),
		fault.New("accept-any-406", "takes */* for nothing that it has", fault.ResponsesTo(fault.Accepts("*/*"), fault.OAuth(http.StatusNotAcceptable, reference.CodeInvalidRequest)), anything),
		fault.New("accept-any-page", "shows a web page to who accepts anything", fault.ResponsesTo(fault.Accepts("*/*"), fault.SetContent("text/html", "<!doctype html><p>Welcome")), anything),
		fault.New("accept-application-406", "takes application/* for nothing that it has", fault.ResponsesTo(fault.Accepts("application/*"), fault.OAuth(http.StatusNotAcceptable, reference.CodeInvalidRequest)), "token.accept.application"),
		fault.New("accept-exact", "answers those alone who accept application/json and nothing else", fault.Compose(fault.ResponsesTo(fault.Accepts(""), refuse), fault.ResponsesTo(fault.Accepts("*/*"), refuse)), anything, nothing),
	}
}

// takesBodyToo is a target that takes credentials in the body as well, and whatever else is chosen.
func takesBodyToo(chosen fault.RequestMatch) func(*reference.Config) {
	return fault.Compose(fault.Admit(inFormAlone, fromContent), fault.Admit(func(q *fault.Request) bool { return chosen(q) && !fault.Renews(q) }, asDocumented, asOwnClient))
}

// inFormAlone chooses forms that have the client's credentials in them and nowhere else.
func inFormAlone(q *fault.Request) bool { return fault.ContentAlone(q) && q.SentForm() != nil }

func loginHeaderDeviations() []fault.Deviation {
	return []fault.Deviation{
		fault.New("hsts-missing", "does not ask browsers to use HTTPS only", fault.Responses(fault.Always, fault.SetField("Strict-Transport-Security")), "transport.hsts"),
	}
}

// occasionalDeviations are faults that show only sometimes. They touch what every answer is held against, or what comes
// last.
func occasionalDeviations() []fault.Deviation {
	const last = "token.valid.after-refusals"
	third := func(n int64) bool { return n%3 == 0 }
	return []fault.Deviation{
		fault.New("every-third-token-type-missing", "leaves token_type out of every third token response", fault.Counted(third, fault.Granted, fault.DropMember("token_type")), "token.token-type.bearer"),
		fault.New("every-third-token-cacheable", "lets caches store every third token", fault.Counted(third, fault.Granted, fault.SetField("Cache-Control")), "headers.cache-control.no-store"),
		fault.New("every-third-expires-in-string", "writes every third expires_in as a string", fault.Counted(third, fault.Granted, fault.SetMember("expires_in", "3600")), "token.body.expires_in.type"),
		fault.New("every-third-token-trailing", "writes more after the JSON of every third token response", fault.Counted(third, fault.Granted, fault.Append("}")), "token.status.200"),
		fault.New("every-third-error-page", "calls every third error text/html", fault.Counted(third, fault.WithStatus(http.StatusBadRequest), fault.SetField("Content-Type", "text/html")), "errors.oauth.json"),
		fault.New("user-locked-out", "locks a user out once somebody has tried two wrong passwords", fault.LockedOut(2, wrongPassword(fault.AnySecret), logsIn, invalid), last),
		fault.New("client-locked-out", "locks a client out once somebody has tried a wrong secret for it",
			fault.LockedOut(1, fault.WrongSecret(fault.AnySecret), fault.Posts, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)), last),
		fault.New("refuses-after-wrong-secret", "refuses the next request of a client for whom a wrong secret was tried", fault.Distrusts(fault.WrongSecret(fault.AnySecret)), last),
		fault.New("lock-next", "refuses whatever comes next of a client for whom a wrong secret was tried", fault.LocksNext(fault.OwnSecret(fault.AnySecret), fault.OfOwnClient, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)), last),
		fault.New("user-lock-next", "refuses whatever login of a user comes next after a wrong password", fault.LocksNext(wrongPassword(fault.AnySecret), logsIn, invalid), last),
		fault.New("client-locked-out-later", "locks a client out once somebody has tried two wrong secrets for it",
			fault.LockedOut(2, fault.OwnSecret(fault.AnySecret), fault.Posts, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)), last),
		fault.New("client-locked-out-in-a-row", "locks a client out once two wrong secrets were tried for it with no right one between",
			fault.LocksInARow(fault.OwnSecret(fault.AnySecret), fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)), last).SeenBy(fault.Full),
		fault.New("user-locked-by-refreshes", "locks a user out once four refresh tokens were refused", locksAfterRefusedRefreshes(4), last),
		fault.New("logins-limited", "lets a user log in four times, and never again", fault.Counted(func(n int64) bool { return n > 4 }, fault.Granted, invalid), last),
	}
}

// locksAfterRefusedRefreshes refuses logins once so many refreshes of the target's client were refused.
func locksAfterRefusedRefreshes(limit int64) func(*reference.Config) {
	return func(c *reference.Config) {
		var refused atomic.Int64
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			r := sound(q)
			if fault.Renews(q) && fault.WithStatus(http.StatusBadRequest)(r) && refused.Add(1) > 0 {
				return r
			}
			locked := logsIn(q) && refused.Load() >= limit
			return r.Changed(func(r *fault.Response) bool { return locked && fault.Granted(r) }, []fault.Edit{invalid})
		})
	}
}
