package selftest_test

import (
	"context"
	"errors"
	"flag"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/selftest"
)

var update = flag.Bool("update", false, "write suites/MATRIX.md anew")

// ending ends a selftest when the first trial is over.
type ending struct {
	end   context.CancelFunc
	total int
}

func (e *ending) Tried(_, total int, _ string) {
	e.total = total
	e.end()
}

// A selftest that is cancelled leaves nothing running, neither of the runs that are under way nor of those that wait
// for tokens to expire.
func TestCancelledSelftestEnds(t *testing.T) {
	if testing.Short() {
		t.Skip("begins a whole selftest")
	}
	before := len(running())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	watch := &ending{end: cancel}
	_, err := selftest.Test(ctx, selftest.Run{Patterns: []string{"sound-*", "expired-4*", "json-*"}, Observer: watch})
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "the selftest was interrupted after") {
		t.Errorf("the error is %v", err)
	}
	if watch.total < 15 {
		t.Errorf("%d trials are too few for this test", watch.total)
	}
	for deadline := time.Now().Add(time.Minute); len(running()) > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines are left of what were %d:\n%s", len(running()), before, strings.Join(running(), "\n\n"))
		}
	}
}

// running gives the stack of every goroutine but those that Ginkgo leaves behind: it waits for signals after each
// suite that it has run, and never stops; nor does what the runtime gets them from, once one was waited for.
func running() []string {
	stacks := make([]byte, 1<<22)
	stacks = stacks[:runtime.Stack(stacks, true)]
	return slices.DeleteFunc(strings.Split(string(stacks), "\n\n"), func(stack string) bool {
		return strings.Contains(stack, "ginkgo/v2/internal/interrupt_handler") || strings.Contains(stack, "os/signal.loop")
	})
}

// BenchmarkSelftest makes all trials of all contracts.
func BenchmarkSelftest(b *testing.B) {
	runs := 0
	for b.Loop() {
		m, err := selftest.Test(b.Context(), selftest.Run{})
		if err != nil {
			b.Fatal(err)
		}
		if m.Verdict != matrix.Sound {
			b.Fatal(strings.Join(m.Reasons, "; "))
		}
		for _, c := range m.Contracts {
			runs += len(c.Trials)
		}
	}
	b.ReportMetric(float64(runs)/float64(b.N), "runs")
	b.ReportMetric(float64(runs)/b.Elapsed().Seconds(), "runs/s")
}
