package reference

import (
	"encoding/json"
	"net/http"
	"slices"
)

func ticketparkDeviations() []Deviation {
	generated, _ := ticketparkGenerated()
	return ofPolicy(ticketparkPolicy(), slices.Concat(
		pairDeviations(), lifetimeDeviations(), typeDeviations(), loginEnvelopeDeviations(), codingDeviations(grantRefused, "errors.oauth.json", "errors.grant-unknown.answer"), loginDeviations(),
		refusalDeviations(), carelessDeviations(), loginErrorDeviations(), loginChallengeDeviations(),
		refreshDeviations(), refreshAnswerDeviations(), accessDeviations(), showingDeviations(), agedDeviations(),
		loginSpellingDeviations(),
		loginHeaderDeviations(), plainDeviations(), tlsDeviations(), frontDeviations("errors.oauth.json"), occasionalDeviations(),
		grammarDeviations(), ticketparkGrammarDeviations(),
		connectionDeviations(worthless), reissueDeviations("lifecycle.expiry.alive"), refreshedDeviations(),
		generated,
	))
}

func ticketparkVariants() []Variant {
	_, generated := ticketparkGenerated()
	return variantsOf(ticketparkPolicy(), slices.Concat(
		sessionVariants(), pairVariants(), loginVariants(), loginRefusalVariants(), eventVariants(), wireVariants(), codingVariants(), plainVariants(), lifecycleVariants(),
		shapeVariants(), lifetimeVariants(func(*reply) {}), reissueVariants(),
		generated,
	))
}

// pairDeviations are faults in the two tokens of an answer (R21).
func pairDeviations() []Deviation {
	const accepted, access, refresh = "token.valid.accepted", "token.body.access_token.", "token.body.refresh_token."
	return []Deviation{
		breaks("access-token-missing", "leaves access_token out", tokens(drop("access_token")), access+"required", accepted),
		breaks("access-token-renamed", "calls the access token accessToken", tokens(replaced(`"access_token"`, `"accessToken"`)), access+"required", accepted),
		breaks("access-token-number", "writes the access token as a number", tokens(set("access_token", 4242424242)), access+"type"),
		breaks("access-token-null", "writes null for the access token", tokens(set("access_token", nil)), access+"type", accepted),
		breaks("access-token-object", "writes the access token as an object", tokens(with(func(members map[string]any) {
			members["access_token"] = map[string]any{"token": members["access_token"]}
		})), access+"type"),
		breaks("access-token-empty", "issues an empty access token", tokens(set("access_token", "")), accepted),
		breaks("token-list", "puts a token response into a list", tokens(before("["), after("]")), accepted),
		breaks("refresh-token-missing", "leaves refresh_token out", tokens(drop("refresh_token")), refresh+"required"),
		breaks("refresh-token-renamed", "calls the refresh token refreshToken", tokens(replaced(`"refresh_token"`, `"refreshToken"`)), refresh+"required"),
		breaks("refresh-token-number", "writes the refresh token as a number", tokens(set("refresh_token", 4242424242)), refresh+"type"),
		breaks("refresh-token-null", "writes null for the refresh token", tokens(set("refresh_token", nil)), refresh+"type"),
		breaks("refresh-token-boolean", "says that there is a refresh token, and not which", tokens(set("refresh_token", true)), refresh+"type"),
		breaks("refresh-token-empty", "issues an empty refresh token", tokens(set("refresh_token", "")), "token.refresh-token.not-empty"),
	}
}

// lifetimeDeviations are faults in how long an access token lasts (R21).
func lifetimeDeviations() []Deviation {
	const required, integer, positive = "token.body.expires_in.required", "token.body.expires_in.type", "token.expires-in.positive"
	return []Deviation{
		breaks("expires-in-missing", "leaves expires_in out", tokens(drop("expires_in")), required),
		breaks("expires-in-camel", "calls the lifetime expiresIn", tokens(replaced(`"expires_in"`, `"expiresIn"`)), required),
		breaks("expires-in-string", "writes expires_in as a string", tokens(set("expires_in", "3600")), integer),
		breaks("expires-in-null", "writes null for expires_in", tokens(set("expires_in", nil)), integer),
		breaks("expires-in-half", "gives a lifetime with half a second", tokens(set("expires_in", json.Number("3599.5"))), integer),
		breaks("expires-in-date", "writes the moment of expiry as a date", tokens(set("expires_in", "2030-01-01T00:00:00Z")), integer),
		breaks("expires-in-zero", "gives tokens a lifetime of nothing", tokens(set("expires_in", 0)), positive),
		breaks("expires-in-negative", "gives tokens a lifetime below nothing", tokens(set("expires_in", -1)), positive),
	}
}

// typeDeviations are faults in the token type, and in what caches may do (R21).
func typeDeviations() []Deviation {
	const bearer, cached = "token.token-type.bearer", "headers.cache-control.no-store"
	return []Deviation{
		breaks("token-type-missing", "leaves token_type out", tokens(drop("token_type")), bearer),
		breaks("token-type-null", "writes null for the token type", tokens(set("token_type", nil)), bearer),
		breaks("token-type-list", "writes the token type in a list", tokens(set("token_type", []string{"Bearer"})), bearer),
		breaks("token-type-words", "names a token type of two words", tokens(set("token_type", "Bearer token")), bearer),
		breaks("token-type-mac", "names the token type MAC", tokens(set("token_type", "MAC")), bearer),
		breaks("token-cacheable", "lets caches store tokens", tokens(field("Cache-Control")), cached),
		breaks("token-cache-private", "lets the client's own cache store tokens", tokens(field("Cache-Control", "private, max-age=60")), cached),
		breaks("refresh-cacheable", "lets caches store refreshed tokens", remembering(func(m *memory) func(*Config) { return renewals(m, field("Cache-Control")) }), cached),
	}
}

// loginEnvelopeDeviations are faults in the body around the members (R21).
func loginEnvelopeDeviations() []Deviation {
	const text, mediaType = "token.status.200", "token.media-type.200"
	return []Deviation{
		breaks("token-bom", "puts a byte order mark before token responses", tokens(before("\xef\xbb\xbf")), text),
		breaks("token-trailing", "writes more after the JSON of a token response", tokens(after("\n<!-- cached -->")), text),
		breaks("token-not-utf8", "writes a token response that is not UTF-8", tokens(replaced("{", "{\"user\":\"Z\xfcrich\",")), text),
		breaks("token-media-type", "calls token responses text/html", tokens(field("Content-Type", "text/html; charset=UTF-8")), mediaType),
		breaks("token-media-type-javascript", "calls token responses text/javascript", tokens(field("Content-Type", "text/javascript")), mediaType),
		breaks("token-no-media-type", "does not say of what type token responses are", tokens(field("Content-Type")), mediaType),
		breaks("token-media-type-twice", "says twice of what type token responses are", tokens(field("Content-Type", "application/json", "application/json")), mediaType),
		breaks("refresh-media-type", "calls refreshed tokens text/plain", remembering(func(m *memory) func(*Config) {
			return renewals(m, field("Content-Type", "text/plain"))
		}), mediaType),
	}
}

// loginDeviations are valid requests that are refused, or answered in another way than with 200 (R21, R26).
func loginDeviations() []Deviation {
	refuse := oauth(http.StatusBadRequest, codeInvalidRequest)
	const nothing, anything = "token.accept.none", "token.accept.any"
	return []Deviation{
		breaks("header-refused", "takes the client's credentials in the body only",
			together(takes(inFormAlone, fromContent), to(headerAlone, oauth(http.StatusUnauthorized, codeInvalidClient))), "token.valid.accepted"),
		breaks("created", "issues tokens with status 201", tokens(statusIs(http.StatusCreated)),
			"token.valid.accepted", "token.valid.after-refusals", anything, nothing, "token.accept.application",
			"token.refresh.accepted", "token.refresh.chained"),
		breaks("accept-needed", "refuses who does not say what it accepts", to(accepts(""), refuse), nothing),
		breaks("accept-none-page", "shows a web page to who does not say what it accepts", to(accepts(""), content("text/html", "<!doctype html><p>Welcome")), nothing),
		breaks("accept-none-form", "answers who does not say what it accepts in a form", to(accepts(""), formed), nothing),
		breaks("accept-any-406", "takes */* for nothing that it has", to(accepts("*/*"), oauth(http.StatusNotAcceptable, codeInvalidRequest)), anything),
		breaks("accept-any-page", "shows a web page to who accepts anything", to(accepts("*/*"), content("text/html", "<!doctype html><p>Welcome")), anything),
		breaks("accept-application-406", "takes application/* for nothing that it has", to(accepts("application/*"), oauth(http.StatusNotAcceptable, codeInvalidRequest)), "token.accept.application"),
		breaks("accept-exact", "answers those alone who accept application/json and nothing else", together(to(accepts(""), refuse), to(accepts("*/*"), refuse)), anything, nothing),
	}
}

// inFormAlone chooses forms that have the client's credentials in them and nowhere else.
func inFormAlone(q *inquiry) bool { return contentAlone(q) && q.sentForm() != nil }

func loginHeaderDeviations() []Deviation {
	return []Deviation{
		breaks("hsts-missing", "does not ask browsers to use HTTPS only", replies(every, field("Strict-Transport-Security")), "transport.hsts"),
	}
}

// occasionalDeviations are faults that show only sometimes. They touch what every answer is held against, or what comes
// last.
func occasionalDeviations() []Deviation {
	const last = "token.valid.after-refusals"
	third := func(n int64) bool { return n%3 == 0 }
	return []Deviation{
		breaks("every-third-token-type-missing", "leaves token_type out of every third token response", counted(third, granted, drop("token_type")), "token.token-type.bearer"),
		breaks("every-third-token-cacheable", "lets caches store every third token", counted(third, granted, field("Cache-Control")), "headers.cache-control.no-store"),
		breaks("every-third-expires-in-string", "writes every third expires_in as a string", counted(third, granted, set("expires_in", "3600")), "token.body.expires_in.type"),
		breaks("every-third-token-trailing", "writes more after the JSON of every third token response", counted(third, granted, after("}")), "token.status.200"),
		breaks("every-third-error-page", "calls every third error text/html", counted(third, status(http.StatusBadRequest), field("Content-Type", "text/html")), "errors.oauth.json"),
		breaks("user-locked-out", "locks a user out once somebody has tried two wrong passwords", lockedOut(2, wrongPassword(anySecret), logsIn, invalid), last),
		breaks("client-locked-out", "locks a client out once somebody has tried a wrong secret for it",
			lockedOut(1, wrongSecret(anySecret), posts, oauth(http.StatusUnauthorized, codeInvalidClient)), last),
		breaks("refuses-after-wrong-secret", "refuses the next request of a client for whom a wrong secret was tried", distrusts(wrongSecret(anySecret)), last),
		breaks("lock-next", "refuses whatever comes next of a client for whom a wrong secret was tried", locksNext(ownSecret(anySecret), ofOwnClient, oauth(http.StatusUnauthorized, codeInvalidClient)), last),
		breaks("user-lock-next", "refuses whatever login of a user comes next after a wrong password", locksNext(wrongPassword(anySecret), logsIn, invalid), last),
		breaks("client-locked-out-later", "locks a client out once somebody has tried two wrong secrets for it",
			lockedOut(2, ownSecret(anySecret), posts, oauth(http.StatusUnauthorized, codeInvalidClient)), last),
		breaks("client-locked-out-in-a-row", "locks a client out once two wrong secrets were tried for it with no right one between",
			locksInARow(ownSecret(anySecret), oauth(http.StatusUnauthorized, codeInvalidClient)), last).seenBy(Full),
		breaks("logins-limited", "lets a user log in four times, and never again", counted(func(n int64) bool { return n > 4 }, granted, invalid), last),
	}
}
