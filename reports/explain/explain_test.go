package explain

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
)

func explained() Clause {
	return Clause{
		Contract: "prioticket", ID: "errors.wrong-secret.challenge", Title: "names the Basic challenge when it refuses Basic credentials",
		Area: "errors", Level: reports.Mandatory, Source: "endpoint page, response 401", Ruling: "R9", Location: "suites/errors/client.go:18",
		Wanted: "WWW-Authenticate with scheme Basic", Explanation: *example.Explanation(),
		Passing: &Example{
			Target: "keeps its contract", Probe: "wrong-secret",
			Sent: `POST /oauth2/token  Authorization: Basic ‹client id›:‹wrong secret›, body {"grant_type":"client_credentials"}`,
			Got:  `401, WWW-Authenticate: Basic realm="distributor", body {"error":"invalid_client"}`,
		},
		Failing: &Example{
			Deviation: "challenge-wrong-secret-missing", Target: "sends no challenge to who sends a wrong secret", Probe: "wrong-secret",
			Sent:       `POST /oauth2/token  Authorization: Basic ‹client id›:‹wrong secret›, body {"grant_type":"client_credentials"}`,
			Got:        `401, no WWW-Authenticate, body {"error":"invalid_client"}`,
			Violations: []wire.Violation{{Pointer: "WWW-Authenticate", Rule: "header-missing", Detail: "found 401 invalid_client without WWW-Authenticate"}},
		},
	}
}

// rare is a clause about any answer, recommended, on no ruling, whose examples cannot be shown; its words do harm where
// they can, for a contract can come from anywhere.
func rare() Clause {
	return Clause{
		Contract: "mine`; rm -rf", ID: "errors.status.503", Title: "keeps " + reportstest.Hostile, Area: "errors", Level: reports.Recommended, Source: reportstest.Hostile,
		Passing: &Example{Reason: "no answer had this status"},
		Failing: &Example{Deviation: "a`b", Target: reportstest.Hostile, Sent: reportstest.Hostile, Got: "<b>`503`</b>\n# not a heading"},
	}
}

func TestExplained(t *testing.T) {
	for name, e := range map[string]Clause{"explained": explained(), "explained-rare": rare()} {
		for ending, write := range map[string]func(io.Writer, Clause) error{
			"terminal.txt": func(w io.Writer, e Clause) error { return WriteTerminal(w, e, 0, false) },
			"md":           WriteMarkdown,
			"json":         func(w io.Writer, e Clause) error { return WriteJSON(w, []Clause{e}) },
		} {
			var b bytes.Buffer
			if err := write(&b, e); err != nil {
				t.Fatal(err)
			}
			reportstest.Golden(t, name+"."+ending, b.Bytes())
			for line := range strings.Lines(b.String()) {
				if !text.IsPrintable(strings.TrimSuffix(line, "\n")) {
					t.Errorf("%s.%s: a line can do harm: %q", name, ending, line)
				}
			}
		}
	}
}

func TestExplainedInColor(t *testing.T) {
	var plain, painted bytes.Buffer
	for b, color := range map[*bytes.Buffer]bool{&plain: false, &painted: true} {
		if err := WriteTerminal(b, explained(), 60, color); err != nil {
			t.Fatal(err)
		}
	}
	if bare := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(painted.String(), ""); bare != plain.String() || bare == painted.String() {
		t.Errorf("color does more than repeat what the text says:\n%q\n%q", painted.String(), plain.String())
	}
	for line := range strings.Lines(plain.String()) {
		if text.Columns(strings.TrimSuffix(line, "\n")) > 60 {
			t.Errorf("%q is wider than 60 columns", line)
		}
	}
}

// Several clauses are listed without examples.
func TestExplainedList(t *testing.T) {
	a, b := explained(), rare()
	a.Passing, a.Failing, b.Passing, b.Failing = nil, nil, nil, nil
	var list, text bytes.Buffer
	if err := WriteListMarkdown(&list, []Clause{a, b}); err != nil {
		t.Fatal(err)
	}
	reportstest.Golden(t, "explained-list.md", list.Bytes())
	if err := WriteJSON(&text, []Clause{a, b}); err != nil {
		t.Fatal(err)
	}
	var read []map[string]any
	if err := json.Unmarshal(text.Bytes(), &read); err != nil || len(read) != 2 {
		t.Fatalf("%d clauses, %v:\n%s", len(read), err, text.Bytes())
	}
	for _, member := range []string{"passing", "failing"} {
		if _, there := read[0][member]; there {
			t.Errorf("%s is there without an example", member)
		}
	}
	if probes := read[1]["explanation"].(map[string]any)["probes"]; probes == nil {
		t.Error("a list of no probes is null")
	}
}
