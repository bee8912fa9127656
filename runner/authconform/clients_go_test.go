package main

import (
	"slices"
	"testing"

	"github.com/authconform/authconform/runner/client"
)

// goClients are of golang.org/x/oauth2 as go.mod has it: client credentials for Prioticket, a password and refresh tokens for
// Ticketpark, in both places where the library can show who calls.
func goClients(t *testing.T) []libraryClient {
	t.Helper()
	built := goBuilt(t, "xoauth2")
	start := func(style string) func(*testing.T) client.Command {
		return func(t *testing.T) client.Command { return client.Command{built(t), style} }
	}
	return []libraryClient{
		{"x/oauth2 in the header", start("header"), map[string][]ruling{
			"prioticket": append(xoauth2Rulings(), xoauth2Prioticket()...),
			"ticketpark": append(xoauth2Rulings(), xoauth2Ticketpark()...),
		}},
		{"x/oauth2 in the body", start("params"), map[string][]ruling{
			"prioticket": slices.Concat(xoauth2Rulings(), xoauth2Prioticket(), []ruling{
				skips("the client authenticated in the body", "AuthStyleInParams writes client_id and client_secret into the form, and no Authorization",
					"client.authentication.basic", "client.authentication.form-encoded"),
				warns("authentication.body", "so it does, and RFC 6749, section 2.3.1, which Prioticket's page refers to, does not recommend it", "client.authentication.in-header"),
			}),
			"ticketpark": slices.Concat(xoauth2Rulings(), xoauth2Ticketpark(), []ruling{
				skips("the client authenticated in the body", "AuthStyleInParams, as above", "client.authentication.basic"),
				fails("authentication.body", "so it does, and Ticketpark's page has Basic alone", "client.authentication.in-header"),
			}),
		}},
	}
}

func xoauth2Rulings() []ruling {
	return []ruling{
		fails("transport.plain", "net/http's Client sends a POST that is answered with 307 again, by Request.GetBody, to whichever scheme Location has; so it does with a GET and 302, "+
			"and oauth2.Transport shows the token there, too, since it sets Authorization on each request", "client.transport.https-only"),
		fails("transport.other-host", "net/http copies Authorization to where the host's name is the same (shouldCopyHeaderOnRedirect looks at no port), and the body goes along with 307", "client.transport.same-host"),
		hurries("internal.RetrieveToken gives a RetrieveError for 429 and leaves Retry-After to who reads that: the next call asks again"),
		keepsRefused("ReuseTokenSource gives its token while Token.Valid, which knows the expiry alone"),
	}
}

func xoauth2Prioticket() []ruling {
	return []ruling{sendsForm("internal.newTokenRequest writes url.Values and application/x-www-form-urlencoded, always")}
}

func xoauth2Ticketpark() []ruling {
	return []ruling{
		warns("accept.absent", "internal.newTokenRequest sets no Accept", "client.request.accept"),
		refusesType("Token.SetAuthHeader writes the type that the response has, and Ticketpark's page has Authorization: Bearer, whatever that is"),
		skips("the client ended before the service was back", "PasswordCredentialsToken asks once, and the adapter ends when that fails", "client.outage.recovers"),
	}
}
