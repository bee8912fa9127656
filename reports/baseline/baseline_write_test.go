package baseline_test

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
)

func writtenBaseline(t *testing.T, r reports.Report, old, owner string) string {
	t.Helper()
	written, _, err := baseline.Merge("baseline.yaml", []byte(old), r, owner, example.On("2025-05-30"))
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}

// theirs is a file that people wrote in.
const theirs = `# Ours. Ask jane before you touch it.
known:
    # the gateway, see ticket 12
    - clause: transport.tls-1-1
      reason: >-
        says "later": #1 é,
        and means it
      owner: "- *jane"   # on leave until May
      expires: 2025-05-31

    # fixed in staging, keep until production is
    - {clause: token.status, reason: r, owner: o, expires: 2025-04-01}
# the end
`

func TestMerge(t *testing.T) {
	const failures = "errors.wrong-secret.challenge token.valid-form"
	for name, c := range map[string]struct {
		report reports.Report
		old    string
		listed string
	}{
		"failed":            {example.Failed(), "", failures},
		"strict":            {example.Strict(), "", "token.no-store"},
		"client":            {example.Client(), "", "client.confidential.output client.token.reused"},
		"conformant":        {example.Conformant(), "", ""},
		"merged":            {example.Failed(), theirs, "transport.tls-1-1 token.status " + failures},
		"nothing to add":    {example.Conformant(), theirs, "transport.tls-1-1 token.status"},
		"listed already":    {example.Failed(), "known:\n- {clause: token.valid-form, reason: '', owner: '', expires: 2025-05-30}\n- {owner: o, clause: errors.wrong-secret.challenge, reason: r, expires: 2025-05-30}", "token.valid-form errors.wrong-secret.challenge"},
		"an empty list":     {example.Failed(), "# ours\nknown: []  # none so far\n# the end\n", failures},
		"no list":           {example.Failed(), "known: # none so far\n", failures},
		"comments alone":    {example.Failed(), "# ours\n", failures},
		"no line's end":     {example.Failed(), "known:\n- clause: token.status\n  reason: r\n  owner: o\n  expires: 2025-04-01", "token.status " + failures},
		"a text at its end": {example.Failed(), "known:\n- clause: token.status\n  owner: o\n  expires: 2025-04-01\n  reason: |\n    late\n\n", "token.status " + failures},
		"a list elsewhere":  {example.Failed(), "known:\n  []\n", failures},
		"CRLF":              {example.Failed(), "known:\r\n- clause: token.status\r\n  reason: r\r\n  owner: o\r\n  expires: 2025-04-01\r\n", "token.status " + failures},
	} {
		t.Run(name, func(t *testing.T) {
			written := writtenBaseline(t, c.report, c.old, "jane@example.com")
			if kept, _, _ := strings.Cut(c.old, "[]"); !strings.HasPrefix(written, strings.TrimRight(kept, " ")) {
				t.Errorf("what was there is not as it was:\n%s", written)
			}
			for line := range strings.Lines(c.old) {
				if _, comment, found := strings.Cut(line, "#"); found && !strings.Contains(written, comment) {
					t.Errorf("a comment is lost: %s", comment)
				}
			}
			if name != "CRLF" {
				reportstest.Golden(t, strings.NewReplacer(" ", "-", "'", "").Replace(name)+".baseline.yaml", []byte(written))
			}
			complete := strings.NewReplacer("reason: \"\"", "reason: late", "reason: ''", "reason: late", "owner: ''", "owner: jane").Replace(written)
			if b, err := baseline.Read("baseline.yaml", []byte(complete)); err != nil && strings.Contains(complete, "known") || listed(b) != c.listed {
				t.Errorf("lists %q, want %q: %v", listed(b), c.listed, err)
			}
			again := writtenBaseline(t, c.report, written, "jane@example.com")
			if c.listed != "" && again != written {
				t.Errorf("the second time it is another file:\n%s", again)
			}
		})
	}
}

func listed(b baseline.Baseline) string {
	var list []string
	for _, k := range b.Known {
		list = append(list, k.Clause)
	}
	return strings.Join(list, " ")
}

// A file to which nothing can be added without touching what is there is refused, and told before a run begins.
func TestMergeRefuses(t *testing.T) {
	const entry = "{clause: token.status, reason: r, owner: o, expires: 2025-04-01}"
	for text, want := range map[string]string{
		"known: [" + entry + "]\n":                       "baseline.yaml:1: the list is written in [ ]",
		"{known: []}\n":                                  "wanted a baseline",
		"known: []\nmore: 1\n":                           "wanted a baseline",
		"- " + entry + "\n":                              "wanted a baseline",
		"known: ~\n":                                     "write known: []",
		"known: text\n":                                  "wanted a list of entries under known",
		"known:\n- token.status\n":                       "baseline.yaml:2: the entry names no clause",
		"known:\n- {reason: r}\n":                        "names no clause",
		"known: &a []\n":                                 "anchor",
		"known:\n\t- x\n":                                "not valid YAML",
		"known: []\n---\nknown: []\n":                    "second document",
		strings.Repeat("# many\n", baseline.MaxBaseline): "at most 256 KiB",
	} {
		err := baseline.CheckMerge("baseline.yaml", []byte(text))
		if !strings.Contains(errorText(err), want) {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
		if _, _, merging := baseline.Merge("baseline.yaml", []byte(text), example.Failed(), "", example.On("2025-05-30")); errorText(merging) != errorText(err) {
			t.Errorf("%.60q: checked it says %v, merged %v", text, err, merging)
		}
	}
	for _, text := range []string{"known:\n- " + entry + "\n...\n", "known: [\n]\n"} {
		_, _, err := baseline.Merge("baseline.yaml", []byte(text), example.Failed(), "", example.On("2025-05-30"))
		if !strings.Contains(errorText(err), "cannot be added at its end without touching others") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// With the written baseline, once completed, the same run is conformant.
func TestWrittenBaselineExcuses(t *testing.T) {
	for _, old := range []string{"", "known:\n- {clause: token.no-store, reason: r, owner: o, expires: 2025-04-01}\n"} {
		r := example.Strict()
		written := strings.ReplaceAll(writtenBaseline(t, r, old, "jane"), `reason: ""`, "reason: late")
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
	_, err := baseline.Read("baseline.yaml", []byte(writtenBaseline(t, example.Strict(), "", "")))
	want := "baseline.yaml:9: owner: is empty: name who answers for it"
	if !strings.Contains(errorText(err), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestWriteBaselineHarmless(t *testing.T) {
	r := example.HostileReport()
	for i := range r.Results {
		r.Results[i].Title = reportstest.Hostile
	}
	for _, line := range strings.Split(strings.TrimSuffix(writtenBaseline(t, r, "", reportstest.Hostile), "\n"), "\n") {
		if text.Printable(line) != line {
			t.Errorf("a line that is not printable: %q", line)
		}
	}
}
