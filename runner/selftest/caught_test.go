//go:build !race

package selftest

import (
	"os"
	"sync"
	"testing"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
)

// variantStride is how many variants are taken for one that is tried: they have to be asked everything.
const variantStride = 3

// TestEachDeviationIsCaught asks each deviation of the built-in contracts what the clauses need that have to find it, and some of
// the variants and every null target all there is: what TestTheSuiteBites does, but that what else a deviation breaks is not looked for.
func TestEachDeviationIsCaught(t *testing.T) { // not parallel: judging takes over state of the whole process
	if os.Getenv(wholeTests) != "" {
		t.Skip("TestTheSuiteBites asks all of each")
	}
	var judging sync.Mutex
	var caught []*catching
	var patient, prompt []func()
	for _, name := range targets.Contracts() {
		b, err := newRunner(name, "")
		if err != nil {
			t.Fatal(err)
		}
		c := &catching{runner: b, judging: &judging}
		caught = append(caught, c)
		for i, tried := range b.trials() {
			switch waits := tried.Effort == fault.Patient; {
			case tried.Kind == matrix.TrialVariant && i%variantStride != 0:
			case testing.Short() && (waits || i%briefly != 0 || tried.Effort == fault.Full):
			case waits:
				patient = append(patient, func() { c.wait(t, tried) })
			default:
				prompt = append(prompt, func() { c.try(t, tried) })
			}
		}
	}
	atOnce(patient, 1)
	atOnce(prompt, 2) // one computes while another waits
	for _, c := range caught {
		c.conclude(t)
	}
}
