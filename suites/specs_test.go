package suites_test

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// Each clause of each contract has one spec, and its text begins with the clause's ID. Without evidence each is
// inconclusive, and says so for itself.
func TestEveryClauseIsASpec(t *testing.T) {
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		left := map[string]bool{}
		service, clients := wholeCatalogue(t, contract), clientCatalogue(t, contract)
		for _, c := range slices.Concat(service, clients) {
			left[c.ID] = true
		}
		for _, o := range slices.Concat(suites.Judge(service, evidence.Record{}), suites.JudgeClient(clients, evidence.Record{})) {
			if !left[o.ID] {
				t.Errorf("%s: %s has two specs, or is not in the catalogue", name, o.ID)
			}
			delete(left, o.ID)
			if o.Status != clause.Inconclusive || o.Reason == "" || strings.Contains(o.Reason, "failed to judge") {
				t.Errorf("%s: without evidence %s is %s: %s", name, o.ID, o.Status, o.Reason)
			}
		}
		for id := range left {
			t.Errorf("%s: %s has no spec", name, id)
		}
	}
}

// some are clauses of each kind that a judgement can be short with.
func some(t *testing.T) []clause.Clause {
	t.Helper()
	contract, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := clause.Choose(wholeCatalogue(t, contract), []string{"errors.wrong-secret", "resource.token"})
	if err != nil {
		t.Fatal(err)
	}
	return chosen
}

// Ginkgo leaves a goroutine and a handler of signals behind each run, and counts on the process's end. A process that
// judges many targets leaves none.
func TestJudgementsLeaveNothingBehind(t *testing.T) {
	clauses := some(t)
	judge := func(times int) (goroutines int, heap uint64) {
		for range times {
			if got := suites.Judge(clauses, evidence.Record{}); len(got) != len(clauses) {
				t.Fatalf("%d of %d clauses were judged", len(got), len(clauses))
			}
		}
		for range 100 { // what ends needs a moment to be gone
			if runtime.GC(); runtime.NumGoroutine() <= 4 {
				break
			}
			time.Sleep(time.Millisecond)
		}
		var memory runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&memory)
		return runtime.NumGoroutine(), memory.HeapAlloc
	}
	goroutines, heap := judge(10)
	const judgements, each = 500, 256 // bytes
	after, grown := judge(judgements)
	if after > goroutines {
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d after %d judgements:\n%s", goroutines, after, judgements, stacks[:runtime.Stack(stacks, true)])
	}
	if grown > heap+judgements*each {
		t.Errorf("%d judgements left %d bytes behind", judgements, grown-heap)
	}
}

// Whoever has judged ends when told to: Ginkgo's handler of signals is gone.
func TestAJudgementLeavesSignalsAlone(t *testing.T) {
	const child = "AUTHCONFORM_TEST_SIGNALLED"
	if os.Getenv(child) != "" {
		suites.Judge(some(t), evidence.Record{})
		for range 200 { // the handler needs a moment to be gone
			if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatal("the signal did not end the process")
	}
	judging := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	judging.Env = append(os.Environ(), child+"=1")
	printed, err := judging.CombinedOutput()
	if judging.ProcessState == nil {
		t.Fatal(err)
	}
	if status, ok := judging.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() || status.Signal() != syscall.SIGTERM {
		t.Errorf("the judging process did not end by the signal: %v\n%s", judging.ProcessState, printed)
	}
}
