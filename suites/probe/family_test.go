package probe_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/probe"
)

// Every spelling of a family comes up about as often as every other, and one run has no say in what another asks.
func TestFamiliesAreChosenFromEvenly(t *testing.T) {
	const runs, spellings = 7000, 7
	times, both := map[int]int{}, map[[2]int]int{}
	for i := range runs {
		run := fmt.Sprintf("%016x", i)
		one, other := probe.Family("one").Chosen(run, spellings), probe.Family("other").Chosen(run, spellings)
		if again := probe.Family("one").Chosen(run, spellings); again != one {
			t.Fatalf("run %s chose %d, and then %d", run, one, again)
		}
		times[one]++
		both[[2]int{one, other}]++
	}
	for i := range spellings {
		if n := times[i]; n < 850 || n > 1150 {
			t.Errorf("spelling %d came up in %d of %d runs, wanted about %d", i, n, runs, runs/spellings)
		}
	}
	if len(both) != spellings*spellings {
		t.Errorf("found %d pairs of spellings in two families, wanted all %d", len(both), spellings*spellings)
	}
}

// The spellings of a family are asked in the same phase, so that the choice among them is made once, and a family has
// at least two.
func TestFamiliesAreOfOnePhase(t *testing.T) {
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		phases, sizes := map[probe.Family][]probe.Phase{}, map[probe.Family]int{}
		for _, p := range probe.For(contract) {
			if p.Family != "" && !slices.Contains(phases[p.Family], p.Phase) {
				phases[p.Family] = append(phases[p.Family], p.Phase)
			}
			sizes[p.Family]++
		}
		for family, of := range phases {
			if len(of) != 1 || sizes[family] < 2 {
				t.Errorf("%s: family %s has %d spellings in %d phases, wanted several in one", name, family, sizes[family], len(of))
			}
		}
	}
}
