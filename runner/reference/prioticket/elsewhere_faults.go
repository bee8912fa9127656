package prioticket

import (
	"net/http"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// strangers are those of this contract.
func strangers() fault.Strangers {
	return fault.Strangers{
		Anonymous: anonymous, Unknown: fault.UnknownClient, Remembered: fault.OwnSecret(fault.AnySecret), Refuse: fault.Forbids,
		Near:       func(q *fault.Request) bool { return fault.OwnSecret(fault.AnySecret)(q) && !q.InHeader() },
		NearSecret: "errors.wrong-secret-in-body.refused", OnConnection: "errors.wrong-secret.refused", OfOther: "errors.wrong-secret.refused",
		NoCredentials: "errors.no-credentials.refused", UnknownClient: "errors.unknown-client.refused", Spoil: []string{"resource.token.at-the-end"},
	}
}

// inForm chooses forms by what they give as grant_type and scope.
func inForm(fits func(grant, scope string, has bool) bool) fault.RequestMatch {
	return func(q *fault.Request) bool {
		form := q.SentForm()
		return fault.Posts(q) && q.IsForm() && q.InHeader() && fits(form.Get("grant_type"), form.Get("scope"), form.Has("grant_type"))
	}
}

// formDeviations take in a form what they refuse in JSON (R9), or over HTTP/1.1 what they refuse over HTTP/2.
func formDeviations() []fault.Deviation {
	return []fault.Deviation{
		fault.New("grant-unknown-in-form-taken", "takes any grant type in a form", fault.Admit(inForm(func(grant, _ string, _ bool) bool {
			return grant != "" && grant != reference.GrantClientCredentials
		}), documentedContent), "errors.grant-unknown.refused").SeenBy(fault.Full),
		fault.New("grant-missing-in-form-taken", "wants no grant type in a form", fault.Admit(inForm(func(_, _ string, has bool) bool { return !has }), documentedContent),
			"errors.grant-missing.refused").SeenBy(fault.Full),
		fault.New("scope-unknown-in-form-dropped", "reads no scope in a form, and says that it granted what was asked", func(c *reference.Config) {
			fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
				asked := q.SentForm().Get("scope")
				if !inForm(func(_, scope string, _ bool) bool { return unknownScope(scope) })(q) {
					return sound(q)
				}
				documentedContent(q)
				return sound(q).Changed(fault.Granted, []fault.Edit{fault.SetMember("scope", asked)})
			})
		}, "token.scope.unknown").SeenBy(fault.Full),
		fault.New("put-over-http-1-taken", "takes PUT for POST over HTTP/1.1", fault.Admit(func(q *fault.Request) bool {
			return q.Method == http.MethodPut && fault.OverHTTP1(q)
		}, fault.DocumentedAgain), "errors.method-put.refused").SeenBy(fault.Full).BetweenVersions(),
	}
}
