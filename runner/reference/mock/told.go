package mock

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// tokenDeviations are token responses that no client can make use of, and requests that are refused though they are valid.
func (r *reading) tokenDeviations() []fault.Deviation {
	member := func(place string, value any) func(*reference.Config) {
		return r.issuing(func(a reference.Answer) { put(a.Body, place, value) })
	}
	return append(slices.Concat(r.refusedRequests(), r.endDeviations(member)),
		fault.New("token-missing", "leaves the access token out", r.issuing(func(a reference.Answer) { drop(a.Body, r.places.access) }), "token.valid.accepted"),
		fault.New("token-empty", "issues an empty access token", member(r.places.access, ""), "token.valid.accepted"),
		fault.New("token-spaces", "issues tokens with spaces and line ends", member(r.places.access, "a token\r\nof two lines"), "token.access-token.usable"),
		fault.New("token-odd", "issues tokens with characters that no Bearer token has", member(r.places.access, `a"token"!`+reference.Random(reference.IDLength)), "token.access-token.bearer-syntax"),
		fault.New("token-opaque", "issues tokens that are no JWTs", r.issuing(func(a reference.Answer) { put(a.Body, r.places.access, reference.Random(reference.IDLength)) }), "token.access-token.jwt"),
		fault.New("token-exp", "issues JWTs that say they have expired", member(r.places.access, expiredJWT), "token.access-token.exp"),
		fault.New("token-type-words", "names a token type of two words", member(r.places.kind, "Bearer token"), "token.token-type.scheme-name"),
		fault.New("token-type-mac", "names the token type MAC", member(r.places.kind, "MAC"), "token.token-type.bearer"),
		fault.New("lifetime-half", "gives a lifetime with a fraction", r.tokens(fault.Replace(`3600`, `36e2`)), "token.expires-in.integer-literal"),
		fault.New("refresh-token-empty", "issues empty refresh tokens", member(r.places.refresh, ""), "token.refresh-token.not-empty"),
		fault.New("token-member-twice", "repeats the members of a token response", r.tokens(fault.EditText(twice)), "token.members.unique"),
		fault.New("scope-missing", "does not say which scope it grants", r.issuing(func(a reference.Answer) { drop(a.Body, r.places.scope) }), "token.scope.default"),
		fault.New("scope-unknown-granted", "grants a scope that does not exist", r.with(habits{takes: scopeUnknown, echoes: true}), "token.scope.unknown"),
	)
}

// endDeviations are tokens that say nothing of use about their end.
func (r *reading) endDeviations(member func(place string, value any) func(*reference.Config)) []fault.Deviation {
	const positive = "token.expires-in.positive"
	if r.places.until != "" {
		return []fault.Deviation{
			fault.New("end-past", "issues tokens that say they have ended", member(r.places.until, "2001-09-09T01:46:40Z"), positive),
			fault.New("end-words", "says in words when a token ends", member(r.places.until, "in an hour"), "token.expires-at.time"),
		}
	}
	return []fault.Deviation{
		fault.New("lifetime-zero", "gives tokens a lifetime of nothing", member(r.places.lifetime, 0), positive),
		fault.New("lifetime-negative", "gives tokens a lifetime below nothing", member(r.places.lifetime, -1), positive),
	}
}

// expiredJWT says that it expired in 2001.
const expiredJWT = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjEwMDAwMDAwMDB9.c2lnbmF0dXJl"

// twice writes the first member of an object once more.
func twice(body []byte) []byte {
	text := strings.TrimSpace(string(body))
	inside, isObject := strings.CutPrefix(text, "{")
	if !isObject {
		return body
	}
	return []byte("{" + strings.TrimSuffix(inside, "}") + "," + inside)
}

// tokens changes what is written of token responses.
func (r *reading) tokens(changes ...fault.Edit) func(*reference.Config) {
	return fault.Responses(fault.WithStatus(r.success.status), changes...)
}

// refusedRequests are valid requests that are refused.
func (r *reading) refusedRequests() []fault.Deviation {
	refuse := func(a *fault.Response) {
		fault.Instead(func() reference.Answer { return r.dress(r.ways(bodyGarbage)[0].write()) })(a)
	}
	on := func(chosen fault.RequestMatch) func(*reference.Config) {
		return fault.ResponsesTo(func(q *fault.Request) bool { return fault.Posts(q) && chosen(q) }, refuse)
	}
	accepts := func(value string) fault.RequestMatch {
		return func(q *fault.Request) bool { return q.Header.Get("Accept") == value }
	}
	return append(slices.Concat(r.bodyCredentials(on), r.scopes(on)),
		fault.New("locked-out", "locks a client out after a refusal", r.with(habits{locks: true}), "token.valid.after-refusals"),
		fault.New("accept-any-refused", "refuses who accepts any media type", on(accepts("*/*")), "token.accept.any"),
		fault.New("accept-none-refused", "refuses who does not say what is accepted", on(accepts("")), "token.accept.none"),
		fault.New("accept-application-refused", "refuses who accepts any media type of application", on(accepts("application/*")), "token.accept.application"),
		fault.New("accept-xml-text", "sends XML to who accepts nothing else", answeringXML(), "errors.accept-xml.answer"),
		fault.New("layout-refused", "refuses JSON with white space", on(func(q *fault.Request) bool { return strings.HasPrefix(string(q.Content), "\r\n") }), "token.json.layout").SeenBy(fault.Full),
		fault.New("charset-refused", "refuses a charset on the request's media type", on(func(q *fault.Request) bool { return strings.Contains(q.Header.Get("Content-Type"), "charset") }), "token.json.charset"),
		fault.New("form-refused", "refuses a form", on(func(q *fault.Request) bool {
			return q.IsForm() && (q.InHeader() || r.facts.ClientAuthentication.Documented == facts.BodyMechanism)
		}), "token.form-encoded"),
		fault.New("body-credentials-404", "answers credentials in the body with 404", fault.ResponsesTo(func(q *fault.Request) bool { return !q.InHeader() && q.InContent() }, fault.SetStatus(http.StatusNotFound)), "errors.credentials-in-body.answer"),
		fault.New("special-refused", "refuses clients with special characters", on(func(q *fault.Request) bool {
			id, _, _ := q.Credentials()
			return id == q.Config.Special.ID
		}), "token.special-client"),
		fault.New("library-header-refused", "refuses the library that puts credentials into the header", on(func(q *fault.Request) bool { return q.IsForm() && q.InHeader() }), "token.library.header").SeenBy(fault.Full),
		fault.New("library-params-refused", "refuses the library that puts credentials into the body", on(func(q *fault.Request) bool { return q.IsForm() && !q.InHeader() }), "token.library.params").SeenBy(fault.Full),
		fault.New("extra-refused", "refuses a parameter that it does not know", on(func(q *fault.Request) bool { return strings.Contains(string(q.Content), "authconform_extra") }), "token.extra-parameter"),
		fault.New("extra-teapot", "answers a parameter that it does not know with a status that is not documented", fault.ResponsesTo(func(q *fault.Request) bool {
			return strings.Contains(string(q.Content), "authconform_extra")
		}, refuse, fault.SetStatus(http.StatusTeapot)), "errors.status.documented"),
		fault.New("scheme-case-refused", "refuses basic in small letters", on(fault.AuthScheme("basic")), "headers.scheme.case"),
		fault.New("names-case-refused", "fails where header names are in small letters", fault.ResponsesTo(fault.OverHTTP1, refuse), "headers.names.case").BetweenVersions(),
		fault.New("refresh-refused", "refuses every refresh", on(r.renews), "token.refresh.accepted"),
		fault.New("refresh-once", "refreshes a session once", r.with(habits{once: true}), "token.refresh.chained"),
	)
}

// scopes are refused where the documented request does without one.
func (r *reading) scopes(on func(fault.RequestMatch) func(*reference.Config)) []fault.Deviation {
	if r.alwaysScoped() {
		return nil
	}
	return []fault.Deviation{
		fault.New("scope-refused", "refuses every scope", on(func(q *fault.Request) bool { return strings.Contains(string(q.Content), "scope") }), "token.scope.granted"),
	}
}

// alwaysScoped says that every request has a scope.
func (r *reading) alwaysScoped() bool {
	return slices.ContainsFunc(r.facts.Request.Parameters, func(g facts.Given) bool { return g.Name == "scope" })
}

// bodyCredentials are refused where they are another way than the documented one.
func (r *reading) bodyCredentials(on func(fault.RequestMatch) func(*reference.Config)) []fault.Deviation {
	if r.facts.ClientAuthentication.Documented == facts.BodyMechanism {
		return nil
	}
	return []fault.Deviation{
		fault.New("body-credentials-refused", "refuses credentials in the body", on(func(q *fault.Request) bool {
			return !q.InHeader() && q.InContent() && strings.Contains(string(q.Content), q.OwnKey)
		}), "token.credentials-in-body"),
	}
}

func answeringXML() func(*reference.Config) {
	return fault.ResponsesTo(func(q *fault.Request) bool { return fault.Posts(q) && q.Header.Get("Accept") == "application/xml" },
		fault.SetStatus(http.StatusOK), fault.SetContent("application/xml", "<error/>"))
}

// renews chooses refreshes.
func (r *reading) renews(q *fault.Request) bool {
	return fault.Posts(q) && r.facts.Refresh.Grant != "" && strings.Contains(string(q.Content), r.facts.Refresh.Grant)
}

// headerDeviations are faults in header fields of the token endpoint, and in any error.
func (r *reading) headerDeviations() []fault.Deviation {
	refused := func(x *fault.Response) bool { return x.Status >= http.StatusBadRequest }
	challenged := fault.WithStatus(http.StatusUnauthorized)
	if r.lacks(http.StatusUnauthorized) {
		challenged = refused
	}
	any4 := func(changes ...fault.Edit) func(*reference.Config) { return fault.Responses(refused, changes...) }
	return []fault.Deviation{
		fault.New("token-cacheable", "lets caches store tokens", r.tokens(fault.SetField("Cache-Control")), "headers.cache-control.no-store"),
		fault.New("challenge-grammar", "ends every challenge in something that is no parameter", fault.Responses(challenged, fault.SetField("WWW-Authenticate", reference.Challenge+`; trailing`)), "headers.www-authenticate.grammar"),
		fault.New("challenge-no-realm", "names no realm", fault.Responses(fault.WithStatus(http.StatusUnauthorized), fault.SetField("WWW-Authenticate", "Basic")), "headers.www-authenticate.realm"),
		fault.New("allow-missing", "does not say which methods it supports", fault.Responses(fault.WithStatus(http.StatusMethodNotAllowed), fault.SetField("Allow")), "headers.allow.on-405"),
		fault.New("retry-after-missing", "does not say when to try again", fault.First(fault.Instead(func() reference.Answer { return r.outage(http.StatusTooManyRequests) }), fault.SetField("Retry-After")), "headers.retry-after.on-429"),
		fault.New("errors-page", "writes errors as web pages", any4(fault.SetContent("text/html", "<!doctype html><p>Error")), "errors.oauth.json"),
		fault.New("errors-characters", "quotes in its errors what they must not hold", any4(fault.EditMembers(func(members map[string]any) { put(members, r.places.message, `"é"`) })), "errors.oauth.characters"),
		fault.New("error-member-twice", "repeats the members of an error", any4(fault.EditText(twice)), "errors.members.unique"),
		fault.New("method-head-200", "answers HEAD with 200", r.changes(func(a reference.Answer) reference.Answer {
			a.Status = http.StatusOK
			return a
		}, "method-head"), "errors.method-head.refused"),
		fault.New("burst-forbidden", "answers a burst with 403", fault.ResponsesTo(func(q *fault.Request) bool {
			return strings.Contains(string(q.Content), "authconform_burst")
		}, fault.SetStatus(http.StatusForbidden)), "errors.burst.answer").SeenBy(fault.Burst),
	}
}

// failure is an error with a status: for 401 that of a client that is not known, for others as the document has it.
func (r *reading) failure(status int) reference.Answer {
	if status == http.StatusUnauthorized {
		return r.dress(r.ways(r.stranger())[0].write())
	}
	return r.outage(status)
}

// outage is an answer with a status that no request brings about, as the document has it.
func (r *reading) outage(status int) reference.Answer {
	if got, ok := r.refusal(outcome{status, ""}, false); ok {
		a := r.dress(got.write())
		a.Header.Set("Retry-After", "0")
		return a
	}
	a := reference.GenericError(status, "UNAVAILABLE", description)
	a.Header.Set("Retry-After", "0")
	return a
}
