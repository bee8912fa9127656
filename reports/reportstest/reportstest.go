package reportstest

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/suites/evidence"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden compares with testdata/name, or writes it.
func Golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("golden file (run with -update to write it): %v", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-golden +got):\n%s", name, diff)
	}
}

// Hostile is what a target says that wants to do harm: to a terminal, to XML, to a reader of lines.
const Hostile = "\x1b[2J\x1b]0;owned\x07\u009b31m\u202eabc\u2066\u200b\x00\x0b\ufffe]]><!--\r\nverdict: conformant\n<failure/>\xff&"

// ErrBroken is what a Broken writer gives.
var ErrBroken = errors.New("no space left on device")

// Broken is a writer that takes nothing.
type Broken struct{}

func (Broken) Write([]byte) (int, error) { return 0, ErrBroken }

// WantValid holds a JSON text against a schema.
func WantValid(t *testing.T, compiled *jsonschema.Schema, text []byte) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil {
		t.Errorf("it breaks its own schema: %v", err)
	}
}

// Record has pseudonyms of every kind: with punctuation that each encoding writes differently, short, and
// without a shell expression.
func Record() *evidence.Record {
	return &evidence.Record{Run: evidence.Run{
		BaseURL: "https://api.example.org/v3.8/distributor",
		Names: []evidence.Named{
			{Pseudonym: "qwertyuiop", Meaning: "client id", Shell: "$AUTHCONFORM_CLIENT_ID"},
			{Pseudonym: "Zx3Vb5Nm7Qw9", Meaning: "client secret", Shell: "$AUTHCONFORM_CLIENT_SECRET"},
			{Pseudonym: "Zx3Vb5Nm7Qw", Meaning: "wrong secret", Shell: "${AUTHCONFORM_CLIENT_SECRET%?}"},
			{Pseudonym: `pq"r\s/t u&v`, Meaning: "odd secret", Shell: "$AUTHCONFORM_ODD_SECRET"},
			{Pseudonym: "abc", Meaning: "short id", Shell: "$AUTHCONFORM_SHORT_ID"},
			{Pseudonym: "eyJhbGciOiJFUzI1NiJ9.e30.c2ln", Meaning: "access token"},
			{Pseudonym: "evilevilevil", Meaning: "evil", Shell: "$(rm -rf ~)"},
		},
	}}
}

// Post is a request to Endpoint; header holds lines ("Accept: */*").
func Post(body string, header ...string) evidence.Request {
	r := evidence.Request{Method: "POST", URL: Endpoint, Body: []byte(body)}
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		r.Header = append(r.Header, evidence.Field{Name: name, Value: value})
	}
	return r
}

// Endpoint is where Post sends to.
const Endpoint = "https://api.example.org/v3.8/distributor/oauth2/token"

// BasicWrong is a header line with the client secret of Record cut short.
const BasicWrong = "Authorization: Basic cXdlcnR5dWlvcDpaeDNWYjVObTdRdw=="

// AcceptJSON is a header line.
const AcceptJSON = "Accept: application/json"

// Nasty are texts that mean something to a shell.
var Nasty = []string{
	`{"a":"it's"}`, "line\nline\r\n\ttab", `$HOME $(touch pwned) ` + "`touch pwned`", `"quotes" \back\slash\n`, "\xff\xfe\x80 not UTF-8",
	"!history !!", "bell\x07esc\x1b[31m\u202e\u009b", "‹é日本›", "'", `\`, `\'`, "''", " ", "*?[a-z]{a,b}~#;&|<>()", "-d", "%s %d %%", "a\x010\x7f1",
	"1\x002", "%\x00\\n'", "\n", "$'x'", "\x1b7",
}
