package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/authconform/authconform/runner/client"
)

// nodeClients are of simple-oauth2 5.1.0 and openid-client 6.9.0, for which CLIENT_MODULES names a directory with node_modules.
func nodeClients() []libraryClient {
	return []libraryClient{
		{"simple-oauth2 with a form", nodeClient("with-simple-oauth2.js", "simple-oauth2", "form"), map[string][]ruling{
			"prioticket": append(simpleOAuth2Rulings(), sendsForm("bodyFormat is form unless it is set"), simpleOAuth2Bearer()),
			"ticketpark": simpleOAuth2Rulings(),
		}},
		{"simple-oauth2 with JSON", nodeClient("with-simple-oauth2.js", "simple-oauth2", "json"), map[string][]ruling{
			"prioticket": append(simpleOAuth2Rulings(), simpleOAuth2Bearer()),
		}},
		{"openid-client", nodeClient("with-openid-client.mjs", "openid-client"), map[string][]ruling{
			"prioticket": append(openidClientRulings(),
				sendsForm("oauth4webapi's authenticatedRequest sends URLSearchParams and application/x-www-form-urlencoded;charset=UTF-8, always"),
				saysBearer("fetchProtectedResource writes Bearer unless it is given a DPoPHandle, and DPoP is among the types that are taken")),
			"ticketpark": slices.Concat(openidClientRulings(), []ruling{
				fails("open.stuck", "processGenericAccessTokenResponse asserts that token_type is a string, as RFC 6749, section 5.1, demands and Ticketpark's page does not promise",
					"client.open.no-token-type"),
				fails("output.secret", "the error of that has the response's body as its cause, tokens and all, and Node prints an error that nobody catches with its cause",
					"client.confidential.output"),
			}),
		}},
	}
}

func simpleOAuth2Rulings() []ruling {
	return []ruling{
		fails("token.made-up", "Client.request takes what the answer has for a token, without a look at access_token: the call is made with Bearer undefined, "+
			"after an OAuth error with 200 and after {}. HTML ends in Wreck's json: 'strict'", "client.no-token.not-made-up"),
		fails("transport.plain", "the token is asked for by Wreck, which follows nothing unless redirects is set; but the call is fetch's, which follows a 302 to plain HTTP, though without Authorization",
			"client.transport.https-only"),
		hurries("Wreck throws at a 429, and the next call asks again"),
		keepsRefused("AccessToken.expired knows expires_at alone"),
		speaksHTTP1("Wreck is Node's https"),
		skips("the client does not ask for compressed bodies", "Wreck sends no Accept-Encoding unless gunzip is set", "client.open.body-gzip"),
	}
}

func simpleOAuth2Bearer() ruling {
	return saysBearer("the library leaves calls to its users, and so the adapter writes Bearer, as most do")
}

func openidClientRulings() []ruling {
	return append(endsEarly("openid-client throws at an answer that is no token response, and nobody catches that"),
		speaksHTTP1("Node's fetch offers http/1.1 alone"))
}

// nodeClient starts an adapter beside the modules that npm installed: modules are looked for where a program lies.
func nodeClient(file, module string, args ...string) func(*testing.T) client.Command {
	return func(t *testing.T) client.Command {
		t.Helper()
		wantedRuntime(t, "node")
		modules := filepath.Join(os.Getenv("CLIENT_MODULES"), "node_modules")
		if _, err := os.Stat(filepath.Join(modules, module)); err != nil || os.Getenv("CLIENT_MODULES") == "" {
			lacking(t, "CLIENT_MODULES names no directory into which npm installed "+module)
		}
		directory := t.TempDir()
		text, err := os.ReadFile(adapterFile(t, file))
		if err != nil {
			t.Fatal(err)
		}
		adapter := filepath.Join(directory, file)
		if err := os.WriteFile(adapter, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(modules, filepath.Join(directory, "node_modules")); err != nil {
			t.Fatal(err)
		}
		return append(client.Command{"node", adapter}, args...)
	}
}
