package prioticket

import (
	"net/http"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// unprovenDeviations take one spelling of a client that proves nothing, and no other (R9, R11).
func unprovenDeviations() []fault.Deviation {
	const elsewhere, secret, unknown, nobody = "errors.wrong-secret-in-body.refused", "errors.wrong-secret.refused", "errors.unknown-client.refused", "errors.no-credentials.refused"
	taken := func(name, sentence string, chosen fault.RequestMatch, clause string, collateral ...string) fault.Deviation {
		return fault.New(name, sentence, fault.Admit(chosen, fault.DocumentedAgain), clause, collateral...).SeenBy(fault.Full)
	}
	scheme := func(name string) fault.RequestMatch {
		return func(q *fault.Request) bool {
			sent, value := reference.SplitScheme(q.Header.Get("Authorization"))
			id, key, readable := reference.BasicCredentials("Basic " + value)
			return fault.Posts(q) && sent == name && readable && id == q.OwnID && key == q.OwnKey
		}
	}
	return []fault.Deviation{
		taken("secret-longer-taken", "takes the secret with more behind it", fault.OwnSecret(fault.LongerThan), elsewhere, secret),
		taken("secret-cut-taken", "takes a secret that is cut short", fault.OwnSecret(fault.Prefix), elsewhere, secret),
		taken("secret-blanks-taken", "trims the secret", fault.OwnSecret(fault.BlanksAround), elsewhere, secret),
		taken("secret-blank-behind-taken", "cuts off blanks behind the secret", fault.OwnSecret(fault.BlankBehind), elsewhere, secret),
		taken("secret-line-behind-taken", "reads a secret as far as its line goes", fault.OwnSecret(fault.LineBehind), elsewhere, secret),
		taken("nobody-taken", "takes a client with neither id nor secret", fault.NobodyIn(true), nobody),
		taken("nobody-in-body-taken", "takes a client with neither id nor secret in the body", fault.NobodyIn(false), nobody),
		taken("secret-of-other-taken", "takes another client's secret", fault.OwnSecret(func(sent, _ string) bool { return strings.HasPrefix(sent, reference.Specials) }), elsewhere, secret),
		taken("secret-in-form-taken", "takes any secret in a form", fault.Showing(func(q *fault.Request, id, key string, header bool) bool {
			return id == q.OwnID && key != "" && key != q.OwnKey && !header && q.IsForm()
		}), elsewhere),
		taken("secret-with-form-taken", "takes any secret beside a form", fault.Showing(func(q *fault.Request, id, key string, header bool) bool {
			return id == q.OwnID && key != "" && key != q.OwnKey && header && q.IsForm()
		}), secret, elsewhere),
		taken("secret-empty-taken", "takes an empty secret", fault.Secretless(true, false), nobody),
		taken("id-alone-taken", "takes a client's id in the body without its secret", fault.Secretless(false, false), nobody),
		taken("id-alone-in-form-taken", "takes a client's id in a form without its secret", fault.Secretless(false, true), nobody),
		taken("unknown-in-body-taken", "takes a client that it does not know in the body", fault.UnknownIn(false, false), unknown),
		taken("unknown-in-form-taken", "takes a client that it does not know in a form", fault.UnknownIn(false, true), unknown),
		taken("unknown-with-form-taken", "takes a client that it does not know beside a form", fault.UnknownIn(true, true), unknown),
		taken("right-secret-of-nobody-taken", "takes the right secret with any client id", fault.Showing(func(q *fault.Request, id, key string, _ bool) bool {
			return id != q.OwnID && key == q.OwnKey
		}), unknown).SeenBy(fault.Core),
		taken("client-prefix-taken", "takes a client whose id begins with one that it knows", fault.OwnPrefix, unknown).SeenBy(fault.Core),
		taken("bearer-right-taken", "takes the right credentials under the name Bearer", scheme("Bearer"), "errors.scheme-bearer.refused"),
		taken("digest-right-taken", "takes the right credentials under the name Digest", scheme("Digest"), "errors.scheme-digest.refused"),
		taken("query-get-taken", "issues tokens for GET with credentials in the URL", func(q *fault.Request) bool {
			return q.Method == http.MethodGet && q.URL.Query().Has("client_secret")
		}, "errors.credentials-in-query.refused"),
		taken("query-parameters-taken", "takes its parameters out of the URL", func(q *fault.Request) bool {
			return fault.Posts(q) && q.URL.Query().Has("grant_type")
		}, "errors.parameters-in-query.refused"),
		taken("duplicate-scope-taken", "takes a scope that is there twice", func(q *fault.Request) bool { return fault.Posts(q) && strings.Count(string(q.Content), `"scope"`) == 2 },
			"errors.duplicate-parameter.refused"),
		taken("duplicate-extra-taken", "ignores that an unknown parameter is there twice", func(q *fault.Request) bool {
			return fault.Posts(q) && strings.Count(string(q.Content), "authconform_extra") == 2
		}, "errors.duplicate-parameter.refused"),
		taken("header-of-two-clients-taken", "lets the header win over another client in the body", func(q *fault.Request) bool {
			id, key, _ := q.Credentials()
			return twice(q) && id == q.OwnID && key == q.OwnKey && q.Members()["client_id"] != q.OwnID
		}, "errors.credentials-twice.refused"),
		taken("body-of-two-clients-taken", "lets the body win over another client in the header", func(q *fault.Request) bool {
			id, _, _ := q.Credentials()
			return twice(q) && id != q.OwnID && q.Members()["client_secret"] == q.OwnKey
		}, "errors.credentials-twice.refused"),
		fault.New("scope-beside-granted", "grants an unknown scope beside one that it knows", unknownScopeGranted("%s", besideKnown), "token.scope.unknown").SeenBy(fault.Full),
		fault.New("scope-repeated", "repeats an unknown scope in its error", repeats("scope"), "errors.oauth.characters").SeenBy(fault.Full),
		fault.New("scope-with-commas", "grants an unknown scope, and lists it with commas", unknownScopeGranted(BookingScope+",%s", unknownScope), "token.scope.unknown"),
		fault.New("scope-in-capitals", "grants an unknown scope, and writes it in capitals", func(c *reference.Config) {
			unknownScopeGranted("%s", unknownScope)(c)
			fault.Responses(fault.Granted, fault.EditMembers(func(members map[string]any) {
				if text, _ := members["scope"].(string); strings.Contains(text, "no-such-scope") {
					members["scope"] = strings.ToUpper(text)
				}
			}))(c)
		}, "token.scope.unknown"),
		fault.New("accept-any-refused", "does not take */* for JSON", fault.ResponsesTo(fault.Accepts("*/*"), fault.Generic(http.StatusNotAcceptable)), "token.accept.any"),
		fault.New("accept-none-refused", "wants an Accept", fault.ResponsesTo(fault.Accepts(""), fault.Generic(http.StatusNotAcceptable)), "token.accept.none"),
		fault.New("accept-application-refused", "does not take application/* for JSON", fault.ResponsesTo(fault.Accepts("application/*"), fault.Generic(http.StatusNotAcceptable)), "token.accept.application"),
		fault.New("challenge-http-1-missing", "sends no challenge over HTTP/1.1", fault.ResponsesTo(fault.OverHTTP1, fault.SetField("WWW-Authenticate")), "errors.unknown-client.challenge").BetweenVersions(),
	}
}

// ofTwoClients chooses requests that show one client in the header and another in the body.
func ofTwoClients(q *fault.Request) bool {
	id, _, _ := q.Credentials()
	return twice(q) && q.Members()["client_id"] != id
}

// besideKnown chooses scopes that begin with one that the target knows.
func besideKnown(scope string) bool {
	return unknownScope(scope) && strings.HasPrefix(scope, BookingScope+" ")
}

// unknownScopeGranted grants a scope that does not exist, in the place of %s in what the answer names.
func unknownScopeGranted(named string, chosen func(string) bool) func(*reference.Config) {
	return func(c *reference.Config) {
		fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			scope, _ := q.Members()["scope"].(string)
			mine := fault.Posts(q) && chosen(scope) && q.InHeader() && strings.Count(string(q.Content), `"scope"`) == 1 && strings.Contains(string(q.Content), "client_credentials")
			if mine {
				withoutScope(q)
			}
			return sound(q).Changed(func(r *fault.Response) bool { return mine && fault.Granted(r) }, []fault.Edit{fault.SetMember("scope", strings.Replace(named, "%s", scope, 1))})
		})
	}
}
