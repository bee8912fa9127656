package reference

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// byClient chooses requests by the client that authenticates in their header.
func byClient(who func(Config) Credentials) asked {
	return func(q *inquiry) bool {
		id, _, readable := basicCredentials(q.Header.Get("Authorization"))
		return posts(q) && readable && id == who(q.config).ID
	}
}

func isUnauthorized(c Config) Credentials { return c.Unauthorized }

func isInvalidGrant(c Config) Credentials { return c.InvalidGrant }

func isSpecial(c Config) Credentials { return c.Special }

// ownerDeviations are clients that the target's owner has set up, and that get another answer than they have to (R9).
func ownerDeviations() []Deviation {
	const unauthorized, invalid, special = "errors.unauthorized-client.refused", "errors.invalid-grant-client.refused", "token.special-client"
	const spelling = "errors.oauth-error-model.error.enum"
	outsider, lapsed, odd := byClient(isUnauthorized), byClient(isInvalidGrant), byClient(isSpecial)
	return []Deviation{
		breaks("unauthorized-client-taken", "issues tokens to a client that is not authorized for the grant", takes(outsider, signed), unauthorized),
		breaks("unauthorized-client-401", "takes a client that is not authorized for the grant for one that it does not know",
			to(outsider, oauth(http.StatusUnauthorized, codeInvalidClient)), unauthorized),
		breaks("unauthorized-client-403", "refuses a client that is not authorized for the grant with 403", to(outsider, generic(http.StatusForbidden)), unauthorized),
		breaks("unauthorized-client-code", "refuses a client that is not authorized for the grant with invalid_grant", to(outsider, set("error", codeInvalidGrant)), unauthorized),
		breaks("unauthorized-client-spelling", "writes unauthorized-client for unauthorized_client", to(outsider, set("error", "unauthorized-client")),
			"errors.code.unauthorized_client", unauthorized, spelling),
		breaks("invalid-grant-client-taken", "issues tokens to a client whose grant is invalid", takes(lapsed, signed), invalid),
		breaks("invalid-grant-client-401", "refuses a client whose grant is invalid with 401", to(lapsed, oauth(http.StatusUnauthorized, codeInvalidGrant)), invalid),
		breaks("invalid-grant-client-code", "refuses a client whose grant is invalid with invalid_request", to(lapsed, set("error", codeInvalidRequest)), invalid),
		breaks("invalid-grant-client-spelling", "writes INVALID_GRANT for invalid_grant", to(lapsed, set("error", "INVALID_GRANT")),
			"errors.code.invalid_grant", invalid, spelling),
		breaks("special-client-undecoded", "reads Basic credentials without decoding them", takes(odd, undecoded), special),
		breaks("special-client-refused", "refuses a client whose identifier has special characters as a bad request", to(odd, oauth(http.StatusBadRequest, codeInvalidRequest)), special),
	}
}

// undecoded has the sound target see the credentials of a request as who does not form-decode them does.
func undecoded(q *inquiry) {
	pair, _, _ := q.pair()
	id, secret, _ := strings.Cut(pair, ":")
	again := url.QueryEscape(id) + ":" + url.QueryEscape(secret)
	q.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(again)))
}

// libraryDeviations are answers that golang.org/x/oauth2 makes nothing of (R9).
func libraryDeviations() []Deviation {
	const header, params, form = "token.library.header", "token.library.params", "token.form-encoded"
	encoded := typedAs("application/x-www-form-urlencoded")
	alone := func(where asked) asked { return func(q *inquiry) bool { return encoded(q) && where(q) } }
	refuse := oauth(http.StatusBadRequest, codeInvalidRequest)
	list := []Deviation{
		breaks("library-refused", "takes no form", to(encoded, generic(http.StatusUnsupportedMediaType)), form, header, params),
		breaks("library-header-refused", "takes no form with credentials in the header", to(alone(headerAlone), refuse), header, form),
		breaks("library-params-refused", "takes no form with credentials in it", to(alone(contentAlone), refuse), params),
		breaks("library-form-answer", "answers in a form who does not say what it accepts", to(func(q *inquiry) bool { return q.Header.Get("Accept") == "" && posts(q) && q.isForm() },
			formed), header, params),
		breaks("library-media-type", "calls token responses to forms text/plain", to(encoded, func(r *reply) {
			if granted(r) {
				field("Content-Type", "text/plain")(r)
			}
		}), "token.media-type.200", header, params),
		breaks("library-token-type-list", "writes the token type in a list for forms", to(encoded, set("token_type", []string{"Bearer"})),
			"token.body.token_type.type", header, params),
	}
	for i := range list {
		list[i] = list[i].seenBy(Full)
	}
	return list
}

// burstDeviations are other answers to who exceeds the limit than 429, and answers with 429 that are not sound (R9).
func burstDeviations() []Deviation {
	const clause = "errors.burst.answer"
	limited := status(http.StatusTooManyRequests)
	list := []Deviation{
		breaks("burst-503", "gives way under a burst", replies(limited, generic(http.StatusServiceUnavailable)), clause),
		breaks("burst-500", "fails under a burst", replies(limited, generic(http.StatusInternalServerError)), clause),
		breaks("burst-403", "blocks who sends a burst with 403", replies(limited, generic(http.StatusForbidden)), clause),
		breaks("burst-200", "answers who sends a burst with an error and status 200", replies(limited, statusIs(http.StatusOK)), clause),
		breaks("burst-granted", "grants what it has no time to look at", hurries(45), clause),
		breaks("burst-no-retry-after", "does not say to who sends a burst when to try again", replies(limited, field("Retry-After")), "headers.retry-after.on-429"),
		breaks("burst-retry-after-words", "says in words when to try again", replies(limited, field("Retry-After", "in a minute")), "headers.retry-after.on-429"),
		breaks("burst-page", "shows who sends a burst a web page", replies(limited, content("text/html", "<!doctype html><p>429")), "errors.media-type.429", "errors.status.429"),
	}
	for i := range list {
		list[i] = list[i].seenBy(Burst)
	}
	return list
}

// hurries grants whatever grant type it is asked for, once so many requests were refused.
func hurries(after int64) func(*Config) {
	return func(c *Config) {
		var refused atomic.Int64
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			if refused.Load() > after && grantIs(otherGrant)(q) {
				grantRight(q)
			}
			r := sound(q)
			if !granted(r) {
				refused.Add(1)
			}
			return r
		})
	}
}
