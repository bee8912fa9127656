package main

import (
	"os/exec"
	"slices"
	"testing"

	"github.com/authconform/authconform/runner/client"
)

// pythonClients are of Debian's python3-requests-oauthlib (1.3.0, with oauthlib 3.2.2 and requests 2.28.1) and
// python3-authlib (1.2.0), which are its own Python's.
func pythonClients() []libraryClient {
	return []libraryClient{
		{"requests-oauthlib", pythonClient("with-requests-oauthlib.py", "requests_oauthlib"), map[string][]ruling{
			"prioticket": slices.Concat(requestsOAuthlibRulings(), []ruling{
				refusesType(oauthlibTypes), sendsForm("OAuth2Session.fetch_token has application/x-www-form-urlencoded among its headers and writes the body so"),
				unencoded("requests' HTTPBasicAuth joins both parts as they are"),
			}),
			"ticketpark": append(requestsOAuthlibRulings(), passwordGoesAlong(), declinesType(oauthlibTypes)),
		}},
		{"Authlib", pythonClient("with-authlib.py", "authlib"), map[string][]ruling{
			"prioticket": slices.Concat(authlibRulings(), []ruling{
				refusesType(authlibTypes), sendsForm("OAuth2Client's DEFAULT_HEADERS have application/x-www-form-urlencoded"),
				unencoded("authlib.oauth2.auth.encode_client_secret_basic joins both parts as they are"),
			}),
			"ticketpark": append(authlibRulings(), passwordGoesAlong(), declinesType(authlibTypes)),
		}},
	}
}

// Where libraries take one token type alone.
const (
	oauthlibTypes = "oauthlib's Client.add_token raises ValueError for a token type that is neither Bearer nor MAC"
	authlibTypes  = "TokenAuth.prepare raises UnsupportedTokenTypeError for a token type that is not Bearer"
)

// unencoded is of clients that make base64 of the bare identifier and secret (R29).
func unencoded(why string) ruling {
	return fails("authentication.unencoded", why, "client.authentication.form-encoded")
}

func followsRedirects() ruling {
	return fails("transport.plain", "requests follows a redirect to plain HTTP, with the body of a POST after 307; Authorization stays behind, since should_strip_auth sees another port",
		"client.transport.https-only")
}

func passwordGoesAlong() ruling {
	return fails("transport.other-host", "the body that requests sends again to another port after 307 has the password", "client.transport.same-host")
}

func requestsOAuthlibRulings() []ruling {
	return append(endsEarly("OAuth2Session.fetch_token raises an error for an answer that is no token response, and nobody catches that"),
		followsRedirects(), speaksHTTP1("urllib3 1.26 speaks HTTP/1.1"))
}

func authlibRulings() []ruling {
	return []ruling{
		followsRedirects(), speaksHTTP1("urllib3 1.26 speaks HTTP/1.1"),
		hurries("OAuth2Client.fetch_token raises an error for a 429, whatever Retry-After says, and the next call asks again"),
		keepsRefused("ensure_active_token knows expires_at alone"),
	}
}

func pythonClient(file, module string) func(*testing.T) client.Command {
	const python = "/usr/bin/python3" // for which Debian's packages are
	return func(t *testing.T) client.Command {
		t.Helper()
		if err := exec.CommandContext(t.Context(), python, "-c", "import "+module).Run(); err != nil {
			lacking(t, python+" has no "+module)
		}
		return client.Command{python, "-B", adapterFile(t, file)}
	}
}

// shellClients are a script of curl and jq, which was written with the contracts beside it: it shows that nothing more is needed to keep them.
func shellClients() []libraryClient {
	rows := append(endsEarly("curl --fail ends with 22, and the script with it (set -e)"),
		skips("the client does not ask for compressed bodies", "curl sends Accept-Encoding with --compressed alone", "client.open.body-gzip"))
	return []libraryClient{{
		"curl and jq",
		func(t *testing.T) client.Command {
			t.Helper()
			for _, name := range []string{"bash", "curl", "jq"} {
				wantedRuntime(t, name)
			}
			return client.Command{"bash", adapterFile(t, "with-curl.sh")}
		},
		map[string][]ruling{"prioticket": rows, "ticketpark": rows},
	}}
}
