package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/suites/evidence"
)

// The lines of the terminal are the command.
func TestCurlWrappedInAShell(t *testing.T) {
	for _, body := range reportstest.Nasty {
		command := Curl(reportstest.Record(), evidence.Exchange{Request: reportstest.Post(body+" qwertyuiop", reportstest.BasicWrong, typeJSON)})
		wrapped := strings.Join(wrapCommand(command, 40), "\n")
		if diff := cmp.Diff(arguments(t, command), arguments(t, wrapped)); diff != "" {
			t.Errorf("wrapped it does something else:\n%s\n%s", wrapped, diff)
		}
	}
}

func TestSafeShell(t *testing.T) {
	for _, shell := range []string{
		"$AUTHCONFORM_CLIENT_ID", "${AUTHCONFORM_AUTHCONFORM_CLIENT_SECRET}", "${AUTHCONFORM_AUTHCONFORM_CLIENT_SECRET%?}", "${AUTHCONFORM_A^^}", "${AUTHCONFORM_A~~}", "${AUTHCONFORM_A:0:5}", "${AUTHCONFORM_A:0:-1}",
		"${AUTHCONFORM_A}x", "${AUTHCONFORM_A}x1Y", " ${AUTHCONFORM_A} ", "${AUTHCONFORM_A} ", "${AUTHCONFORM_A}\n",
		"unknown-client", `$(printf %s "$AUTHCONFORM_A" | tr a-zA-Z A-Za-z)`, `$(printf %s "$AUTHCONFORM_A" | tr 'a-zA-Z' 'A-Za-z')`,
	} {
		if SafeShell(shell) != shell {
			t.Errorf("%s is refused", shell)
		}
	}
	if got := SafeShell("$REFRESH_TOKEN"); got != "$AUTHCONFORM_REFRESH_TOKEN" {
		t.Errorf("a token is called %q", got)
	}
	for _, shell := range []string{
		"$(rm -rf ~)", "`id`", "$AUTHCONFORM_A;id", "${AUTHCONFORM_A:-$(id)}", "${AUTHCONFORM_A@P}", "$AUTHCONFORM_A\n", `"`, "$1", "$a b", `$(printf %s "$AUTHCONFORM_A" | tr 'a b)`, "${AUTHCONFORM_A//x/$(id)}", "${AUTHCONFORM_A[$(id)]}", "${!A}",
		`$(printf %s "$AUTHCONFORM_A" | sh)`, "$AWS_SECRET_ACCESS_KEY", "${AWS_SECRET_ACCESS_KEY}", "${TOKEN}", "$GITHUB_TOKEN", "$HOME", "$AUTHCONFORM", "$AUTHCONFORM_",
		`$(printf %s "$AWS_SECRET_ACCESS_KEY" | tr a b)`, "${AWS_SECRET_ACCESS_KEY%?}",
		"${AWS_SECRET_ACCESS_KEY}x", "$AUTHCONFORM_A x", " $AUTHCONFORM_A ", "${AUTHCONFORM_A}xxxx", "${AUTHCONFORM_A}  ", "${AUTHCONFORM_A}\n\n", "${AUTHCONFORM_A}\nid", "${AUTHCONFORM_A} id",
		"${AUTHCONFORM_A}$B", "${AUTHCONFORM_A}`", `${AUTHCONFORM_A}"`, `${AUTHCONFORM_A}\`, "${AUTHCONFORM_A};", "\n${AUTHCONFORM_A}", "${AUTHCONFORM_A}\r", "${AUTHCONFORM_A%?}x",
	} {
		if got := SafeShell(shell); got != "" {
			t.Errorf("%q is taken", got)
		}
	}
}

func FuzzCurl(f *testing.F) {
	f.Add("POST", reportstest.Endpoint, "Authorization", "Basic cXdlcnR5dWlvcDpaeDNWYjVObTdRdzk=", []byte(grant), "qwertyuiop", "$AUTHCONFORM_A")
	f.Add("GET", "https://[::1]/?{a}", "x", reportstest.Hostile, []byte("\x00'"), "a", "${AUTHCONFORM_A%?}")
	f.Add("", "https://h", "", "", []byte(nil), "", "")
	f.Fuzz(func(t *testing.T, method, address, name, value string, body []byte, pseudonym, shell string) {
		rec := reportstest.Record()
		rec.Run.Names = append(rec.Run.Names, evidence.Named{Pseudonym: pseudonym, Meaning: "x", Shell: shell})
		x := evidence.Exchange{
			Probe:    "tls-1-1",
			Request:  evidence.Request{Method: method, URL: address, Header: []evidence.Field{{Name: name, Value: value}}, Body: body},
			Response: &evidence.Response{Status: len(body) * 100, Header: []evidence.Field{{Name: name, Value: value}}, Body: body},
		}
		sent, got := Describe(rec, x)
		for _, text := range []string{sent, got} {
			if Printable(text) != text {
				t.Errorf("not printable: %q", text)
			}
		}
		if command := Curl(rec, x); command != "" {
			checkCommand(t, command)
			for _, word := range shellWords(command) {
				if strings.ContainsAny(word, ";|&<>") && strings.Trim(word, bareBytes+";|&<>") == "" && word != "|" && word != "</dev/null" {
					t.Errorf("an operator stands bare in %s", command)
				}
			}
		}
	})
}
