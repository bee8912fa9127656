package selftest

import (
	"flag"
	"maps"
	"os/exec"
	"slices"
	"testing"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

var (
	runs = flag.Int("runs", 20, "how many core runs of each sound target are compared clause by clause")
	load = flag.Bool("load", false, "have two busy processes compete for the machine meanwhile")
)

// One run of a sound target is as another, clause by clause, however many questions are under way at once. By hand, with
// many: make steady.
func TestRunsComeToTheSame(t *testing.T) { // not parallel: judging takes over state of the whole process
	if testing.Short() {
		t.Skip("makes dozens of runs")
	}
	if *load {
		for range 2 {
			busy := exec.CommandContext(t.Context(), "nice", "sh", "-c", "while :; do :; done")
			if err := busy.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				_ = busy.Process.Kill()
				_ = busy.Wait()
			})
		}
	}
	for _, contract := range targets.Contracts() {
		b, err := newRunner(contract, "")
		if err != nil {
			t.Fatal(err)
		}
		b.manner.Concurrency = target.DefaultConcurrency
		sound := Trials(contract)[slices.IndexFunc(Trials(contract), func(of Target) bool { return of.Kind == matrix.TrialSound && of.Effort == fault.Core })]
		var first map[string]clause.Status
		for n := range *runs {
			rec, err := b.ask(t.Context(), sound, 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			found := map[string]clause.Status{}
			for _, o := range suites.Judge(b.clauses, rec) {
				found[o.ID] = o.Status
			}
			if first == nil {
				first = found
			}
			for _, id := range slices.Sorted(maps.Keys(first)) {
				if found[id] != first[id] {
					t.Errorf("%s: %s was %s in run 1, and %s in run %d", contract, id, first[id], found[id], n+1)
				}
			}
		}
		t.Logf("%s: %d runs, %d clauses", contract, *runs, len(first))
	}
}

// The manners of a selftest are what they are called.
func TestTheMannersOfATrial(t *testing.T) {
	if testing.Short() {
		t.Skip("tries dozens of targets")
	}
	for name, manner := range map[string]Manner{
		"HTTP/1.1": {Protocol: "http/1.1"}, "HTTP/2": {Protocol: "h2"}, "no scope": {Unscoped: true},
	} {
		for _, contract := range targets.Contracts() {
			b, err := newRunner(contract, "")
			if err != nil {
				t.Fatal(err)
			}
			b.manner = manner
			rec, err := b.ask(t.Context(), Trials(contract)[0], 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			protos := map[string]bool{}
			for _, x := range rec.Exchanges {
				if x.TLS != nil && x.Response != nil {
					protos[x.Response.Proto] = true
				}
			}
			switch {
			case manner.Protocol == "http/1.1" && protos["HTTP/2.0"], manner.Protocol == "h2" && protos["HTTP/1.1"]:
				t.Errorf("%s, %s: answered over %v", contract, name, protos)
			case manner.Unscoped && rec.Run.Scope != "":
				t.Errorf("%s, %s: asked with %q", contract, name, rec.Run.Scope)
			}
			for _, o := range suites.Judge(b.clauses, rec) {
				if o.Status == clause.Failed || o.Status == clause.Warned {
					t.Errorf("%s, %s: %s is %s", contract, name, o.ID, o.Status)
				}
			}
		}
	}
}
