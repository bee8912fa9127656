package outline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// Whatever did not just pass is told in one section, and no section is empty.
func TestSectionsTellEverythingOnce(t *testing.T) {
	for name, r := range example.All() {
		r = r.Complete()
		told := map[string]int{}
		for _, s := range outline.Sections(r) {
			if len(s.Results) == 0 {
				t.Errorf("%s: the section %s tells nothing", name, s.Name)
			}
			for _, x := range s.Results {
				told[x.ID]++
			}
		}
		for _, x := range r.Results {
			want := 1
			if x.Status == reports.Passed && !x.Stale() {
				want = 0
			}
			if told[x.ID] != want {
				t.Errorf("%s: %s (%s) is told %d times, wanted %d", name, x.ID, x.Status, told[x.ID], want)
			}
		}
	}
}

// What matters most comes first, and a cause before what it does not block.
func TestSectionsOrder(t *testing.T) {
	r := example.Failed()
	blocked := example.Outcome("token.status-later", reports.Mandatory, reports.Inconclusive)
	blocked.BlockedBy = "token.valid-form"
	r.Results = append(r.Results, blocked)
	var names, failed []string
	for _, s := range outline.Sections(r.Complete()) {
		names = append(names, s.Name)
		if s.Name == "Failed" {
			for _, x := range s.Results {
				failed = append(failed, x.ID)
			}
		}
	}
	if want := []string{"Gravest", "Failed", "Inconclusive", "Warnings", "Advice", "Skipped"}; !slices.Equal(names, want) {
		t.Errorf("the sections are %v, wanted %v", names, want)
	}
	if want := []string{"token.valid-form", "errors.wrong-secret.challenge"}; !slices.Equal(failed, want) {
		t.Errorf("what failed is told as %v, wanted %v", failed, want)
	}
}

func TestByReason(t *testing.T) {
	var got []string
	for _, g := range outline.ByReason(example.Inconclusive().Complete().Results) {
		if g.Reason != "" {
			got = append(got, outline.CountClauses(g.Results)+": "+g.Reason)
		}
	}
	if len(got) != 2 || !strings.HasPrefix(got[0], "4 mandatory clauses: no form of the valid request gets a token") || !strings.HasPrefix(got[1], "1 mandatory clause: 503 after") {
		t.Errorf("the reasons are %q", got)
	}
}

// Each result is counted in its area, once, under the run's terms.
func TestAreaCounts(t *testing.T) {
	for name, r := range example.All() {
		r = r.Complete()
		counted := 0
		for _, c := range outline.AreaCounts(r) {
			counted += c.Clauses
			if c.Failed > 0 && r.Verdict == reports.VerdictConformant {
				t.Errorf("%s: is conformant, but of %s %d failed", name, c.Area, c.Failed)
			}
		}
		if counted != len(r.Results) {
			t.Errorf("%s: %d of %d results are counted", name, counted, len(r.Results))
		}
	}
	strict := example.Strict().Complete()
	if got := outline.StatusOf(strict, example.Warning()); got != reports.Failed {
		t.Errorf("under --strict a broken recommended clause is %s, wanted %s", got, reports.Failed)
	}
}

// The parts come in one order, and whatever a target said in them is text.
func TestParts(t *testing.T) {
	order := []string{"did", "sent", "got", "wanted", "because", "but", "violation", "", "reason", "known", "baseline", "source", "reproduce", "replay"}
	for name, r := range example.All() {
		for _, x := range r.Complete().Results {
			last := 0
			for _, p := range outline.Parts(x) {
				at := slices.Index(order, p.Label)
				if p.Label == "" { // more of the part before
					at = last
				}
				if at < last {
					t.Errorf("%s: %s: %q comes too late", name, x.ID, p.Label)
				}
				if last = at; text.Printable(p.Text) != p.Text {
					t.Errorf("%s: %s: %q is no text: %q", name, x.ID, p.Label, p.Text)
				}
				if !strings.Contains(outline.Text(x), p.Text) {
					t.Errorf("%s: %s: its text lacks %q", name, x.ID, p.Text)
				}
			}
		}
	}
}

// What stands at the top of every format.
func TestHead(t *testing.T) {
	for name, want := range map[string]struct{ tone, sentence, caveat, fact string }{
		"conformant":  {"good", "4 clauses passed", "Where a question has more spellings", "48 requests"},
		"partial":     {"good", "3 clauses passed", "built into the suite", "https://127.0.0.1:34567/v3.8/distributor"},
		"strict":      {"bad", "failed", "Under --strict", "core"},
		"failed":      {"bad", "failed", "(ruling 26)", "form-encoded"},
		"interrupted": {"open", "failed", "interrupted before", "7c1d"},
		"set-up":      {"open", "the credentials in the configuration are refused", "", "5 requests"},
		"client":      {"bad", "2 clauses failed", "--scenario completes the verdict", "tickets-sdk 2.4.1"},
		"client-kept": {"good", "2 clauses passed", "", "python3 adapter.py"},
		"known":       {"open", "known", "listed in the baseline", "sandbox"},
		"hostile":     {"bad", "failed", "(ruling 26)", "48 requests"},
	} {
		r := example.All()[name].Complete()
		sentence, caveats, facts := outline.VerdictSentence(r), strings.Join(outline.Caveats(r), "\n"), ""
		for _, f := range outline.Facts(r) {
			if facts += f.Text + " " + f.Detail + "\n"; text.Printable(f.Text) != f.Text {
				t.Errorf("%s: %s is no text: %q", name, f.Label, f.Text)
			}
		}
		if got := outline.Tone(r); got != want.tone {
			t.Errorf("%s: the tone is %s, wanted %s", name, got, want.tone)
		}
		for said, part := range map[string]string{sentence: want.sentence, caveats: want.caveat, facts: want.fact} {
			if !strings.Contains(said, part) {
				t.Errorf("%s: wanted %q in %q", name, part, said)
			}
		}
		if strings.HasPrefix(sentence, string(r.Verdict)) || !strings.HasSuffix(sentence, ".") {
			t.Errorf("%s: the sentence is %q", name, sentence)
		}
	}
}

func TestSpanText(t *testing.T) {
	for span, want := range map[time.Duration]string{
		-time.Second: "0 ms", 0: "0 ms", 999 * time.Millisecond: "999 ms", 2500 * time.Millisecond: "2.5 s", 90*time.Second + 400*time.Millisecond: "1m30s",
	} {
		if got := outline.SpanText(span); got != want {
			t.Errorf("%d ns is told as %s, wanted %s", span, got, want)
		}
	}
}

// A step that failed says who has to act.
func TestStepText(t *testing.T) {
	for want, step := range map[string]evidence.Step{
		"✓ passed":             {Status: "passed"},
		"✓ a token was issued": {Status: "passed", Detail: "a token was issued"},
		"- skipped":            {Status: "skipped"},
		"✗ failed":             {Status: "failed", Act: "nobody"},
		`✗ refused\x1b[2J; the target's owner has to act`:                  {Status: "failed", Detail: "refused\x1b[2J", Act: "target"},
		"✗ no route; whoever runs this machine and its network has to act": {Status: "failed", Detail: "no route.", Act: "environment"},
		"✗ failed; whoever wrote the configuration has to act":             {Status: "failed", Act: "configuration"},
	} {
		if sign, words := outline.StepText(step); sign+" "+words != want {
			t.Errorf("%+v is told as %q, wanted %q", step, sign+" "+words, want)
		}
	}
}
