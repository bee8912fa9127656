package baseline_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
)

func writtenBaseline(t *testing.T, r reports.Report, old baseline.Baseline, owner string) string {
	t.Helper()
	var b bytes.Buffer
	if err := baseline.Write(&b, r, old, owner, example.On("2025-05-30")); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteBaseline(t *testing.T) {
	old := example.Listing("token.status", "errors.unknown-client.refused", "transport.tls-1-1", "errors.wrong-secret.challenge")
	quoted := example.Listing("transport.tls-1-1")
	quoted.Known[0].Reason, quoted.Known[0].Owner = "says \"later\": \\ #1 é\u202e", "- *jane"
	for name, c := range map[string]struct {
		report reports.Report
		old    baseline.Baseline
		kept   string // the clauses that are listed
	}{
		"failed":     {example.Failed(), baseline.Baseline{}, "errors.wrong-secret.challenge token.valid-form"},
		"strict":     {example.Strict(), baseline.Baseline{}, "token.no-store"},
		"conformant": {example.Conformant(), baseline.Baseline{}, ""},
		"renewed":    {example.Failed(), old, "errors.wrong-secret.challenge token.valid-form transport.tls-1-1"},
		"quoted":     {example.Conformant(), quoted, "transport.tls-1-1"},
	} {
		t.Run(name, func(t *testing.T) {
			written := writtenBaseline(t, c.report, c.old, "jane@example.com")
			reportstest.Golden(t, name+".baseline.yaml", []byte(written))
			complete := strings.ReplaceAll(written, `reason: ""`, `reason: "asked for"`)
			b, err := baseline.Read("baseline.yaml", []byte(complete))
			if err != nil {
				t.Fatalf("with its reasons it is refused: %v", err)
			}
			var got []string
			for _, k := range b.Known {
				got = append(got, k.Clause)
				i := slices.IndexFunc(c.old.Known, func(o baseline.Known) bool { return o.Clause == k.Clause })
				switch {
				case i >= 0 && (k.Reason != c.old.Known[i].Reason || k.Owner != c.old.Known[i].Owner || !k.Expires.Equal(c.old.Known[i].Expires)):
					t.Errorf("kept with a change: %+v, was %+v", k, c.old.Known[i])
				case i < 0 && (k.Owner != "jane@example.com" || !k.Expires.Equal(example.On("2025-05-30"))):
					t.Errorf("not as asked for: %+v", k)
				}
			}
			if strings.Join(got, " ") != c.kept {
				t.Errorf("lists %q, want %q", got, c.kept)
			}
			if _, err := baseline.Read("baseline.yaml", []byte(written)); (err != nil) != strings.Contains(written, `reason: ""`) {
				t.Errorf("as written: %v", err)
			}
		})
	}
}

// With the written baseline, once completed, the same run is conformant.
func TestWrittenBaselineExcuses(t *testing.T) {
	known := example.Listing("errors.wrong-secret.challenge")
	half := example.KnownDeviations()
	half.Results = known.Apply(half.Results)
	for _, c := range []struct {
		report reports.Report
		old    baseline.Baseline
	}{{example.Strict(), baseline.Baseline{}}, {half, known}, {example.KnownDeviations(), example.Listing("errors.wrong-secret.challenge", "token.no-store")}} {
		r := c.report
		written := strings.ReplaceAll(writtenBaseline(t, r, c.old, "jane"), `reason: ""`, "reason: late")
		b, err := baseline.Read("baseline.yaml", []byte(written))
		if err != nil {
			t.Fatal(err)
		}
		r.Results = b.Apply(r.Results)
		if r = example.Judged(r); r.Verdict != reports.VerdictConformant {
			t.Errorf("%s: %s", r.Verdict, r.Reason)
		}
	}
}

func TestWriteBaselineWithoutOwner(t *testing.T) {
	_, err := baseline.Read("baseline.yaml", []byte(writtenBaseline(t, example.Strict(), baseline.Baseline{}, "")))
	want := "baseline.yaml:9: owner: is empty: name who answers for it"
	if !strings.Contains(errorText(err), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestWriteBaselineReportsErrors(t *testing.T) {
	if err := baseline.Write(reportstest.Broken{}, example.Conformant(), baseline.Baseline{}, "", example.On("2025-05-30")); !errors.Is(err, reportstest.ErrBroken) {
		t.Errorf("got %v", err)
	}
}

func TestWriteBaselineHarmless(t *testing.T) {
	r := example.HostileReport()
	for i := range r.Results {
		r.Results[i].Title = reportstest.Hostile
	}
	for _, line := range strings.Split(strings.TrimSuffix(writtenBaseline(t, r, baseline.Baseline{}, reportstest.Hostile), "\n"), "\n") {
		if text.Printable(line) != line {
			t.Errorf("a line that is not printable: %q", line)
		}
	}
}
