package prioticket

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// byClient chooses requests by the client that authenticates in their header.
func byClient(who func(reference.Config) reference.Credentials) fault.RequestMatch {
	return func(q *fault.Request) bool {
		id, _, readable := reference.BasicCredentials(q.Header.Get("Authorization"))
		return fault.Posts(q) && readable && id == who(q.Config).ID
	}
}

func isUnauthorized(c reference.Config) reference.Credentials { return c.Unauthorized }

func isInvalidGrant(c reference.Config) reference.Credentials { return c.InvalidGrant }

func isSpecial(c reference.Config) reference.Credentials { return c.Special }

// ownerDeviations are clients that the target's owner has set up, and that get another answer than they have to (R9).
func ownerDeviations() []fault.Deviation {
	const unauthorized, invalid, special = "errors.unauthorized-client.refused", "errors.invalid-grant-client.refused", "token.special-client"
	const spelling = "errors.oauth-error-model.error.enum"
	outsider, lapsed, odd := byClient(isUnauthorized), byClient(isInvalidGrant), byClient(isSpecial)
	return []fault.Deviation{
		fault.New("unauthorized-client-taken", "issues tokens to a client that is not authorized for the grant", fault.Admit(outsider, signed), unauthorized),
		fault.New("unauthorized-client-401", "takes a client that is not authorized for the grant for one that it does not know",
			fault.ResponsesTo(outsider, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidClient)), unauthorized),
		fault.New("unauthorized-client-403", "refuses a client that is not authorized for the grant with 403", fault.ResponsesTo(outsider, fault.Generic(http.StatusForbidden)), unauthorized),
		fault.New("unauthorized-client-code", "refuses a client that is not authorized for the grant with invalid_grant", fault.ResponsesTo(outsider, fault.SetMember("error", reference.CodeInvalidGrant)), unauthorized),
		fault.New("unauthorized-client-spelling", "writes unauthorized-client for unauthorized_client", fault.ResponsesTo(outsider, fault.SetMember("error", "unauthorized-client")),
			"errors.code.unauthorized_client", unauthorized, spelling),
		fault.New("invalid-grant-client-taken", "issues tokens to a client whose grant is invalid", fault.Admit(lapsed, signed), invalid),
		fault.New("invalid-grant-client-401", "refuses a client whose grant is invalid with 401", fault.ResponsesTo(lapsed, fault.OAuth(http.StatusUnauthorized, reference.CodeInvalidGrant)), invalid),
		fault.New("invalid-grant-client-code", "refuses a client whose grant is invalid with invalid_request", fault.ResponsesTo(lapsed, fault.SetMember("error", reference.CodeInvalidRequest)), invalid),
		fault.New("invalid-grant-client-spelling", "writes INVALID_GRANT for invalid_grant", fault.ResponsesTo(lapsed, fault.SetMember("error", "INVALID_GRANT")),
			"errors.code.invalid_grant", invalid, spelling),
		fault.New("special-client-undecoded", "reads Basic credentials without decoding them", fault.Admit(odd, undecoded), special),
		fault.New("special-client-refused", "refuses a client whose identifier has special characters as a bad request", fault.ResponsesTo(odd, fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)), special),
	}
}

// undecoded has the sound target see the credentials of a request as who does not form-decode them does.
func undecoded(q *fault.Request) {
	pair, _, _ := q.Pair()
	id, secret, _ := strings.Cut(pair, ":")
	again := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
	q.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(again)))
}

// libraryDeviations are answers that golang.org/x/oauth2 makes nothing of (R9).
func libraryDeviations() []fault.Deviation {
	const header, params, form = "token.library.header", "token.library.params", "token.form-encoded"
	encoded := fault.TypedAs("application/x-www-form-urlencoded")
	alone := func(where fault.RequestMatch) fault.RequestMatch {
		return func(q *fault.Request) bool { return encoded(q) && where(q) }
	}
	refuse := fault.OAuth(http.StatusBadRequest, reference.CodeInvalidRequest)
	list := []fault.Deviation{
		fault.New("library-refused", "takes no form", fault.ResponsesTo(encoded, fault.Generic(http.StatusUnsupportedMediaType)), form, header, params),
		fault.New("library-header-refused", "takes no form with credentials in the header", fault.ResponsesTo(alone(fault.HeaderAlone), refuse), header, form),
		fault.New("library-params-refused", "takes no form with credentials in it", fault.ResponsesTo(alone(fault.ContentAlone), refuse), params),
		fault.New("library-form-answer", "answers in a form who does not say what it accepts", fault.ResponsesTo(func(q *fault.Request) bool { return q.Header.Get("Accept") == "" && fault.Posts(q) && q.IsForm() },
			fault.Formed), header, params),
		fault.New("library-media-type", "calls token responses to forms text/plain", fault.ResponsesTo(encoded, func(r *fault.Response) {
			if fault.Granted(r) {
				fault.SetField("Content-Type", "text/plain")(r)
			}
		}), "token.media-type.200", header, params),
		fault.New("library-token-type-list", "writes the token type in a list for forms", fault.ResponsesTo(encoded, fault.SetMember("token_type", []string{"Bearer"})),
			"token.body.token_type.type", header, params),
	}
	for i := range list {
		list[i] = list[i].SeenBy(fault.Full)
	}
	return list
}

// burstDeviations are other answers to who exceeds the limit than 429, and answers with 429 that are not sound (R9).
func burstDeviations() []fault.Deviation {
	const clause = "errors.burst.answer"
	limited := fault.WithStatus(http.StatusTooManyRequests)
	list := []fault.Deviation{
		fault.New("burst-503", "gives way under a burst", fault.Responses(limited, fault.Generic(http.StatusServiceUnavailable)), clause),
		fault.New("burst-500", "fails under a burst", fault.Responses(limited, fault.Generic(http.StatusInternalServerError)), clause),
		fault.New("burst-403", "blocks who sends a burst with 403", fault.Responses(limited, fault.Generic(http.StatusForbidden)), clause),
		fault.New("burst-200", "answers who sends a burst with an error and status 200", fault.Responses(limited, fault.SetStatus(http.StatusOK)), clause),
		fault.New("burst-granted", "grants what it has no time to look at", hurries(45), clause),
		fault.New("burst-no-retry-after", "does not say to who sends a burst when to try again", fault.Responses(limited, fault.SetField("Retry-After")), "headers.retry-after.on-429"),
		fault.New("burst-retry-after-words", "says in words when to try again", fault.Responses(limited, fault.SetField("Retry-After", "in a minute")), "headers.retry-after.on-429"),
		fault.New("burst-page", "shows who sends a burst a web page", fault.Responses(limited, fault.SetContent("text/html", "<!doctype html><p>429")), "errors.media-type.429", "errors.status.429"),
	}
	for i := range list {
		list[i] = list[i].SeenBy(fault.Burst)
	}
	return list
}

// hurries grants whatever grant type it is asked for, once so many requests were refused.
func hurries(after int64) func(*reference.Config) {
	return func(c *reference.Config) {
		var refused atomic.Int64
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			if refused.Load() > after && grantIs(otherGrant)(q) {
				grantRight(q)
			}
			r := sound(q)
			if !fault.Granted(r) {
				refused.Add(1)
			}
			return r
		})
	}
}
