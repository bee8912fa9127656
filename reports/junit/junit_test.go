package junit

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/joshdk/go-junit"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
)

func writeJUnit(b *bytes.Buffer, r reports.Report) error { return Write(b, r) }

func TestWriteJUnit(t *testing.T) {
	for name, report := range example.All() {
		t.Run(name, func(t *testing.T) {
			got := example.Render(t, report, writeJUnit)
			reportstest.Golden(t, name+".junit.xml", got)
			suites, err := junit.Ingest(got)
			if err != nil {
				t.Fatal(err)
			}
			var sum junit.Totals
			for _, s := range suites {
				sum.Tests += s.Totals.Tests
				sum.Passed += s.Totals.Passed
				sum.Failed += s.Totals.Failed
				sum.Error += s.Totals.Error
				sum.Skipped += s.Totals.Skipped
			}
			s := report.Complete().Summary
			stale := reports.Count(report.Results, reports.Result.Stale)
			want := junit.Totals{
				Tests: s.Clauses, Passed: s.Passed + s.Warned - stale, Failed: s.Failed, Error: s.Inconclusive + stale, Skipped: s.Skipped + s.Known,
			}
			if report.Strict {
				want.Passed, want.Failed = want.Passed-s.Recommended.Warned, want.Failed+s.Recommended.Warned
			}
			if report.SetUpFailed() {
				want.Tests, want.Error = want.Tests+1, want.Error+1
			}
			if diff := cmp.Diff(want, sum); diff != "" {
				t.Errorf("counts differ from the summary's:\n%s", diff)
			}
			if red := sum.Failed+sum.Error > 0; red == (report.Verdict == reports.VerdictConformant) && name != "hostile" {
				t.Errorf("red is %t for the verdict %s", red, report.Verdict)
			}
		})
	}
}

// A verdict that no clause explains, such as a missing result, must not leave a green file.
func TestWriteJUnitNeverGreenUnlessConformant(t *testing.T) {
	for name, results := range map[string][]reports.Result{"a clause is missing": example.Passes("token.status"), "no clause at all": nil} {
		r := example.Base()
		r.Results = results
		r.Verdict, r.Reason = reports.Judge(results, []string{"token.status", "token.gone"}, reports.Terms{})
		suites, err := junit.Ingest(example.Render(t, r, writeJUnit))
		if err != nil {
			t.Fatal(err)
		}
		last := suites[len(suites)-1]
		if last.Totals.Error != 1 || last.Tests[0].Message != r.VerdictText() {
			t.Errorf("%s: %+v", name, last)
		}
	}
}

func TestWriteJUnitTells(t *testing.T) {
	suites, err := junit.Ingest(example.Render(t, example.Failed(), writeJUnit))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]junit.Test{}
	for _, s := range suites {
		for _, x := range s.Tests {
			id, _, _ := strings.Cut(x.Name, ":")
			tests[id] = x
		}
	}
	if got := tests["errors.query-credentials"].Message; got != "would send a real secret in a URL (--allow-secret-in-url lets it be asked)" {
		t.Errorf("skipped: %q", got)
	}
	if got := tests["token.no-store"]; got.Status != junit.StatusPassed || !strings.HasPrefix(got.SystemOut, "warning (recommended)\n") {
		t.Errorf("warning: %+v", got)
	}
	failure := tests["errors.wrong-secret.challenge"]
	if want := "wanted WWW-Authenticate with scheme Basic; got 401, no WWW-Authenticate"; !strings.HasPrefix(failure.Message, want) {
		t.Errorf("failure: %q", failure.Message)
	}
	for _, label := range []string{"sent ", "got ", "wanted ", "violation ", "source ", "reproduce "} {
		if !strings.Contains(failure.Error.Error(), "\n"+label) {
			t.Errorf("the failure has no part %q: %v", label, failure.Error)
		}
	}
}

func TestWriteJUnitHarmless(t *testing.T) {
	got := example.Render(t, example.HostileReport(), writeJUnit)
	elements := map[string]bool{}
	for d := xml.NewDecoder(bytes.NewReader(got)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok {
			elements[e.Name.Local] = true
		}
	}
	want := map[string]bool{"testsuites": true, "testsuite": true, "properties": true, "property": true, "testcase": true, "failure": true, "error": true, "skipped": true, "system-out": true}
	if diff := cmp.Diff(want, elements); diff != "" {
		t.Errorf("elements:\n%s", diff)
	}
	if i := bytes.IndexAny(got, "\x1b\x00\x07\u202e\u009b"); i >= 0 {
		t.Errorf("raw control characters: %q", got[i:min(i+20, len(got))])
	}
	if !bytes.Contains(got, []byte(`verdict: conformant\n`)) {
		t.Error("the line end of the target's text is not escaped")
	}
}

// A file has what the usual schema (Jenkins, junit-10.xsd) demands, and nothing that it does not know. It has no licence to be
// copied here with, and no XSD validator is written in Go: this is as much of it as is about what is written.
func TestWriteJUnitKeepsTheSchema(t *testing.T) {
	type form struct {
		required, allowed string
		children          string
	}
	forms := map[string]form{
		"testsuites": {required: "name time tests failures errors", children: "testsuite"},
		"testsuite":  {required: "name tests failures errors", allowed: "id package skipped time timestamp", children: "properties testcase"},
		"properties": {children: "property"},
		"property":   {required: "name value"},
		"testcase":   {required: "name", allowed: "classname time", children: "failure error skipped system-out"},
		"failure":    {allowed: "type message"},
		"error":      {allowed: "type message"},
		"skipped":    {allowed: "type message"},
		"system-out": {},
	}
	duration := regexp.MustCompile(`^[0-9]{1,3}(,?[0-9]{3})*\.[0-9]+$`)
	in := func(list, name string) bool { return slices.Contains(strings.Fields(list), name) }
	for name, report := range example.All() {
		var open []string
		d := xml.NewDecoder(bytes.NewReader(example.Render(t, report, writeJUnit)))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			switch e := token.(type) {
			case xml.StartElement:
				this, known := forms[e.Name.Local]
				if !known || len(open) == 0 && e.Name.Local != "testsuites" || len(open) > 0 && !in(forms[open[len(open)-1]].children, e.Name.Local) {
					t.Errorf("%s: %s stands within %v", name, e.Name.Local, open)
				}
				open = append(open, e.Name.Local)
				var has []string
				for _, a := range e.Attr {
					has = append(has, a.Name.Local)
					if !in(this.required+" "+this.allowed, a.Name.Local) {
						t.Errorf("%s: %s has an attribute %s", name, e.Name.Local, a.Name.Local)
					}
					if a.Name.Local == "time" && !duration.MatchString(a.Value) {
						t.Errorf("%s: %s took %s", name, e.Name.Local, a.Value)
					}
				}
				for _, want := range strings.Fields(this.required) {
					if !slices.Contains(has, want) {
						t.Errorf("%s: %s has no %s", name, e.Name.Local, want)
					}
				}
			case xml.EndElement:
				open = open[:len(open)-1]
			case xml.CharData:
				if len(open) > 0 && forms[open[len(open)-1]].children != "" && len(bytes.TrimSpace(e)) > 0 {
					t.Errorf("%s: text within %s", name, open[len(open)-1])
				}
			}
		}
	}
}
