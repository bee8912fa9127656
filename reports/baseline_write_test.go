package reports

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

func writtenBaseline(t *testing.T, r Report, old Baseline, owner string) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteBaseline(&b, r, old, owner, on("2025-05-30")); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteBaseline(t *testing.T) {
	old := listing("token.status", "errors.unknown-client.refused", "transport.tls-1-1", "errors.wrong-secret.challenge")
	quoted := listing("transport.tls-1-1")
	quoted.Known[0].Reason, quoted.Known[0].Owner = "says \"later\": \\ #1 é\u202e", "- *jane"
	for name, c := range map[string]struct {
		report Report
		old    Baseline
		kept   string // the clauses that are listed
	}{
		"failed":     {failed(), Baseline{}, "errors.wrong-secret.challenge token.valid-form"},
		"strict":     {strict(), Baseline{}, "token.no-store"},
		"conformant": {conformant(), Baseline{}, ""},
		"renewed":    {failed(), old, "errors.wrong-secret.challenge token.valid-form transport.tls-1-1"},
		"quoted":     {conformant(), quoted, "transport.tls-1-1"},
	} {
		t.Run(name, func(t *testing.T) {
			written := writtenBaseline(t, c.report, c.old, "jane@example.com")
			golden(t, name+".baseline.yaml", []byte(written))
			complete := strings.ReplaceAll(written, `reason: ""`, `reason: "asked for"`)
			b, err := ReadBaseline("baseline.yaml", []byte(complete))
			if err != nil {
				t.Fatalf("with its reasons it is refused: %v", err)
			}
			var got []string
			for _, k := range b.Known {
				got = append(got, k.Clause)
				i := slices.IndexFunc(c.old.Known, func(o Known) bool { return o.Clause == k.Clause })
				switch {
				case i >= 0 && (k.Reason != c.old.Known[i].Reason || k.Owner != c.old.Known[i].Owner || !k.Expires.Equal(c.old.Known[i].Expires)):
					t.Errorf("kept with a change: %+v, was %+v", k, c.old.Known[i])
				case i < 0 && (k.Owner != "jane@example.com" || !k.Expires.Equal(on("2025-05-30"))):
					t.Errorf("not as asked for: %+v", k)
				}
			}
			if strings.Join(got, " ") != c.kept {
				t.Errorf("lists %q, want %q", got, c.kept)
			}
			if _, err := ReadBaseline("baseline.yaml", []byte(written)); (err != nil) != strings.Contains(written, `reason: ""`) {
				t.Errorf("as written: %v", err)
			}
		})
	}
}

// With the written baseline, once completed, the same run is conformant.
func TestWrittenBaselineExcuses(t *testing.T) {
	known := listing("errors.wrong-secret.challenge")
	half := knownDeviations()
	half.Results = known.Apply(half.Results)
	for _, c := range []struct {
		report Report
		old    Baseline
	}{{strict(), Baseline{}}, {half, known}, {knownDeviations(), listing("errors.wrong-secret.challenge", "token.no-store")}} {
		r := c.report
		written := strings.ReplaceAll(writtenBaseline(t, r, c.old, "jane"), `reason: ""`, "reason: late")
		b, err := ReadBaseline("baseline.yaml", []byte(written))
		if err != nil {
			t.Fatal(err)
		}
		r.Results = b.Apply(r.Results)
		if r = judged(r); r.Verdict != VerdictConformant {
			t.Errorf("%s: %s", r.Verdict, r.Reason)
		}
	}
}

func TestWriteBaselineWithoutOwner(t *testing.T) {
	_, err := ReadBaseline("baseline.yaml", []byte(writtenBaseline(t, strict(), Baseline{}, "")))
	want := "baseline.yaml:9: owner: is empty: name who answers for it"
	if !strings.Contains(text(err), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestWriteBaselineReportsErrors(t *testing.T) {
	if err := WriteBaseline(broken{}, conformant(), Baseline{}, "", on("2025-05-30")); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
}

func TestWriteBaselineHarmless(t *testing.T) {
	r := hostileReport()
	for i := range r.Results {
		r.Results[i].Title = hostile
	}
	for _, line := range strings.Split(strings.TrimSuffix(writtenBaseline(t, r, Baseline{}, hostile), "\n"), "\n") {
		if Printable(line) != line {
			t.Errorf("a line that is not printable: %q", line)
		}
	}
}
