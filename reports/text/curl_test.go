package text

import (
	"context"
	"encoding/base64"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/suites/evidence"
)

func TestCurl(t *testing.T) {
	for _, c := range []struct {
		name string
		x    evidence.Exchange
		want string
	}{
		{
			"the documented request",
			evidence.Exchange{Request: reportstest.Post(grant, reportstest.AcceptJSON, basicGood, typeJSON, "User-Agent: authconform/1")},
			`curl -sS -i -X POST -H 'Accept: application/json' -u "$AUTHCONFORM_CLIENT_ID:$AUTHCONFORM_CLIENT_SECRET" -H 'Content-Type: application/json' --data-binary '{"grant_type":"client_credentials"}' ` + reportstest.Endpoint,
		},
		{
			"a wrong secret",
			evidence.Exchange{Request: reportstest.Post("", reportstest.AcceptJSON, reportstest.BasicWrong, typeJSON)},
			`curl -sS -i -X POST -H 'Accept: application/json' -u "$AUTHCONFORM_CLIENT_ID:${AUTHCONFORM_CLIENT_SECRET%?}" -H 'Content-Type: application/json' --data-binary '' ` + reportstest.Endpoint,
		},
		{
			"the scheme in lower case",
			evidence.Exchange{Request: reportstest.Post("x", reportstest.AcceptJSON, "authorization: basic cXdlcnR5dWlvcDpaeDNWYjVObTdRdzk=", typeJSON)},
			`curl -sS -i -X POST -H 'Accept: application/json' -H "authorization: basic $(printf %s "$AUTHCONFORM_CLIENT_ID:$AUTHCONFORM_CLIENT_SECRET" | base64 | tr -d '\n')" -H 'Content-Type: application/json' --data-binary x ` + reportstest.Endpoint,
		},
		{
			"no content type, no accept",
			evidence.Exchange{Request: reportstest.Post("@/etc/passwd")},
			`curl -sS -i -X POST -H Accept: -H Content-Type: --data-raw @/etc/passwd ` + reportstest.Endpoint,
		},
		{"HEAD", evidence.Exchange{Request: evidence.Request{Method: "HEAD", URL: reportstest.Endpoint}}, `curl -sS -I -H Accept: ` + reportstest.Endpoint},
		{
			"a token that no shell can name",
			evidence.Exchange{Request: evidence.Request{Method: "GET", URL: reportstest.Endpoint + "?a=[b]&c", Header: reportstest.Post("", reportstest.AcceptJSON, "Authorization: Bearer eyJhbGciOiJFUzI1NiJ9.e30.c2ln").Header}},
			`curl -sS -i -H 'Accept: application/json' -H 'Authorization: Bearer ‹access token›' -g '` + reportstest.Endpoint + `?a=[b]&c'`,
		},
		{"a name that is followed by letters", evidence.Exchange{Request: reportstest.Post(`qwertyuiop_x`, reportstest.AcceptJSON, typeJSON)}, `curl -sS -i -X POST -H 'Accept: application/json' -H 'Content-Type: application/json' --data-binary "${AUTHCONFORM_CLIENT_ID}_x" ` + reportstest.Endpoint},
		{"a shell expression from a hostile record", evidence.Exchange{Request: reportstest.Post(`evilevilevil`, reportstest.AcceptJSON, typeJSON)}, `curl -sS -i -X POST -H 'Accept: application/json' -H 'Content-Type: application/json' --data-binary '‹evil›' ` + reportstest.Endpoint},
		{"a handshake", evidence.Exchange{Probe: "tls-1-1", Request: evidence.Request{URL: "https://api.example.org"}}, "openssl s_client -connect api.example.org:443 -servername api.example.org -tls1_1 -cipher DEFAULT@SECLEVEL=0 </dev/null"},
		{"a handshake of TLS 1.0 with an address", evidence.Exchange{Probe: "tls-1-0", Request: evidence.Request{URL: "https://[::1]:8443"}}, "openssl s_client -connect '[::1]:8443' -tls1 -cipher DEFAULT@SECLEVEL=0 </dev/null"},
		{"no address", evidence.Exchange{Request: evidence.Request{Method: "GET", URL: "-o/tmp/x"}}, ""},
		{"another scheme", evidence.Exchange{Request: evidence.Request{Method: "GET", URL: "file://localhost/etc/passwd"}}, ""},
		{"no method", evidence.Exchange{Request: evidence.Request{Method: "GET x", URL: reportstest.Endpoint}}, ""},
		{"too long", evidence.Exchange{Request: reportstest.Post(strings.Repeat("x", MaxCommand+1))}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Curl(reportstest.Record(), c.x); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

var environment = []string{
	"AUTHCONFORM_CLIENT_ID=the id", "AUTHCONFORM_CLIENT_SECRET=se'c\"r$e`t!1", `AUTHCONFORM_ODD_SECRET=O"D\D/ D&D`, "AUTHCONFORM_SHORT_ID=SHORT",
}

// A command connects as the run did: with a private authority and a client certificate, by the reader's own variables.
func TestCurlConnectsAsTheRunDid(t *testing.T) {
	rec := reportstest.Record()
	rec.Run.CACert, rec.Run.ClientCert = true, true
	get := evidence.Exchange{Request: evidence.Request{Method: "GET", URL: "https://api.example.org/x", Header: reportstest.Post("", reportstest.AcceptJSON).Header}}
	for x, want := range map[*evidence.Exchange]string{
		&get: `curl -sS --cacert "$AUTHCONFORM_CA_CERT" --cert "$AUTHCONFORM_CLIENT_CERT" --key "$AUTHCONFORM_CLIENT_KEY" -i -H 'Accept: application/json' https://api.example.org/x`,
		{Probe: "tls-1-2", Request: evidence.Request{URL: "https://api.example.org"}}: `openssl s_client -connect api.example.org:443 -servername api.example.org -CAfile "$AUTHCONFORM_CA_CERT" -cert "$AUTHCONFORM_CLIENT_CERT" -key "$AUTHCONFORM_CLIENT_KEY" -tls1_2 </dev/null`,
	} {
		if got := Curl(rec, *x); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	get.Request.URL = "http://api.example.org/x"
	if got := Curl(rec, get); strings.Contains(got, "cert") {
		t.Errorf("certificates without TLS: %s", got)
	}
}

// It goes where the user said that the name leads, and says nothing of other addresses.
func TestCurlConnectsWhereTheRunDid(t *testing.T) {
	rec := reportstest.Record()
	rec.Run.Connect = []string{"api.example.org:443:192.0.2.7", "api.example.org:80:[2001:db8::1]", "other.example.org:443:192.0.2.8"}
	header := reportstest.Post("", reportstest.AcceptJSON).Header
	for want, x := range map[string]evidence.Exchange{
		`curl -sS --resolve api.example.org:443:192.0.2.7 -i -H 'Accept: application/json' https://api.example.org/x`:     {Request: evidence.Request{Method: "GET", URL: "https://api.example.org/x", Header: header}},
		`curl -sS --resolve 'api.example.org:80:[2001:db8::1]' -i -H 'Accept: application/json' http://api.example.org/x`: {Request: evidence.Request{Method: "GET", URL: "http://api.example.org/x", Header: header}},
		`openssl s_client -connect 192.0.2.7:443 -servername api.example.org -tls1_2 </dev/null`:                          {Probe: "tls-1-2", Request: evidence.Request{URL: "https://api.example.org"}},
	} {
		if got := Curl(rec, x); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// arguments runs the command with a curl that prints its arguments, and what it reads for "@-".
func arguments(t *testing.T, command string) []string {
	t.Helper()
	bin := t.TempDir()
	script := "#!/bin/sh\nprintf '%s\\0' \"$@\"\nfor a; do [ \"$a\" = @- ] && cat; done; exit 0\n"
	if err := os.WriteFile(filepath.Join(bin, "curl"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	bash := exec.CommandContext(context.Background(), "bash", "-c", command)
	bash.Env = append([]string{"PATH=" + bin + ":" + os.Getenv("PATH"), "LC_ALL=C.UTF-8"}, environment...)
	bash.Dir = bin
	out, err := bash.CombinedOutput()
	if err != nil {
		t.Fatalf("%s\n%v: %s", command, err, out)
	}
	left, err := filepath.Glob(filepath.Join(bin, "*"))
	if err != nil || len(left) != 1 {
		t.Fatalf("the command left files behind: %v (%v)", left, err)
	}
	return strings.Split(string(out), "\x00")
}

// after gives the argument that follows an option.
func after(arguments []string, option string) string {
	for i, a := range arguments[:len(arguments)-1] {
		if a == option {
			return arguments[i+1]
		}
	}
	return "no " + option
}

func TestCurlBodiesInAShell(t *testing.T) {
	for _, body := range reportstest.Nasty {
		command := Curl(reportstest.Record(), evidence.Exchange{Request: reportstest.Post(body, "X-Nasty: "+body, reportstest.AcceptJSON, typeJSON)})
		checkCommand(t, command)
		got := arguments(t, command)
		if strings.Contains(body, "\x00") {
			piped := strings.SplitN(strings.Join(got, "\x00"), reportstest.Endpoint+"\x00", 2)[1]
			if after(got, "--data-binary") != "@-" || piped != body {
				t.Errorf("body %q arrived as %q", body, piped)
			}
			continue
		}
		if sent := after(got, "--data-binary"); sent != body {
			t.Errorf("body %q arrived as %q\n%s", body, sent, command)
		}
		unsendable := strings.ContainsAny(body, "\r\n")
		if header := after(got, "-H"); (header == "X-Nasty: "+body) == unsendable {
			t.Errorf("header with %q arrived as %q", body, header)
		}
	}
}

// What stands beside a secret keeps its quotes, and the secret keeps the encoding that it had.
func TestCurlSecretsInAShell(t *testing.T) {
	secret := "se'c\"r$e`t!1"
	for _, beside := range reportstest.Nasty {
		if strings.Contains(beside, "\x00") {
			continue
		}
		body := beside + " Zx3Vb5Nm7Qw9 " + beside
		command := Curl(reportstest.Record(), evidence.Exchange{Request: reportstest.Post(body, typeJSON)})
		checkCommand(t, command)
		if got, want := after(arguments(t, command), "--data-binary"), beside+" "+secret+" "+beside; got != want {
			t.Errorf("arrived as %q, want %q\n%s", got, want, command)
		}
	}
	basic := func(scheme, pair string) string {
		return "Authorization: " + scheme + " " + base64.StdEncoding.EncodeToString([]byte(pair))
	}
	jq := func(x string) string {
		if _, err := exec.LookPath("jq"); err != nil {
			t.Skip("jq is not installed, and the command needs it for this secret")
		}
		return x
	}
	for _, c := range []struct{ name, header, body, option, want string }{
		{"identifier and secret", basic("Basic", "qwertyuiop:Zx3Vb5Nm7Qw9"), "", "-u", "the id:" + secret},
		{"cut short", basic("Basic", "qwertyuiop:Zx3Vb5Nm7Qw"), "", "-u", "the id:" + secret[:len(secret)-1]},
		{"the scheme in lower case", basic("basic", "qwertyuiop:Zx3Vb5Nm7Qw9"), "", "-H", basic("basic", "the id:"+secret)},
		{"long enough for base64 to wrap", basic("bAsIc", "qwertyuiop:Zx3Vb5Nm7Qw9"+strings.Repeat("'\\", 60)), "", "-H", basic("bAsIc", "the id:"+secret+strings.Repeat("'\\", 60))},
		{"no colon", basic("Basic", "qwertyuiop"), "", "-H", basic("Basic", "the id")},
		{"not UTF-8", basic("Basic", "qwertyuiop:\xff\n"), "", "-u", "the id:\xff\n"},
		{"form-encoded in Basic", basic("Basic", "qwertyuiop:pq%22r%5Cs%2Ft+u%26v"), "", "-u", jq("the id:O%22D%5CD%2F%20D%26D")},
		{"form", typeJSON, "s=pq%22r%5Cs%2Ft+u%26v&abc=1", "--data-binary", "s=O%22D%5CD%2F%20D%26D&SHORT=1"},
		{"JSON", typeJSON, `{"s":"pq\"r\\s/t u&v"}`, "--data-binary", `{"s":"O\"D\\D/ D&D"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			command := Curl(reportstest.Record(), evidence.Exchange{Request: reportstest.Post(c.body, c.header, reportstest.AcceptJSON)})
			checkCommand(t, command)
			if got := after(arguments(t, command), c.option); got != c.want {
				t.Errorf("\n got %q\nwant %q\n%s", got, c.want, command)
			}
		})
	}
}

// Near misses of a secret arrive as they were sent, wherever they stand.
func TestCurlNearMissesInAShell(t *testing.T) {
	rec := reportstest.Record()
	for shell, sent := range map[string]string{
		"${AUTHCONFORM_ODD_SECRET}x": `O"D\D/ D&Dx`, " ${AUTHCONFORM_ODD_SECRET} ": ` O"D\D/ D&D `,
		"${AUTHCONFORM_ODD_SECRET} ": `O"D\D/ D&D `, "${AUTHCONFORM_ODD_SECRET}\n": `O"D\D/ D&D` + "\n",
	} {
		rec.Run.Names = append(slices.Clone(reportstest.Record().Run.Names), evidence.Named{Pseudonym: `near"miss`, Meaning: "near miss", Shell: shell})
		escaped, err := JSON(sent, "", "")
		if err != nil {
			t.Fatal(err)
		}
		pair := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(`qwertyuiop:near"miss`))
		for _, c := range []struct{ header, body, option, want string }{
			{pair, "", "-u", "the id:" + sent},
			{typeJSON, `{"s":"near\"miss"}`, "--data-binary", `{"s":` + string(escaped) + `}`},
			{typeJSON, `s=near%22miss&abc=1`, "--data-binary", "s=" + strings.ReplaceAll(url.QueryEscape(sent), "+", "%20") + "&SHORT=1"},
		} {
			if c.option != "-u" {
				if _, err := exec.LookPath("jq"); err != nil {
					continue
				}
			}
			command := Curl(rec, evidence.Exchange{Request: reportstest.Post(c.body, c.header)})
			checkCommand(t, command)
			if got := after(arguments(t, command), c.option); got != c.want {
				t.Errorf("\n got %q\nwant %q\n%s", got, c.want, command)
			}
		}
	}
}

// checkCommand holds what every command has to be: harmless to print, broken into lines that are still it.
func checkCommand(t *testing.T, command string) {
	t.Helper()
	if Printable(command) != command {
		t.Errorf("not printable: %q", command)
	}
	if got := strings.Join(shellWords(command), " "); got != command || len(shellWords(command)) < 4 {
		t.Errorf("its words are not found: %q", shellWords(command))
	}
}
