package suites_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// A report tells of each question which of its spellings a run asked and which its id left. What something else kept from
// being asked is neither, and a question that was asked whole is not told of.
func TestSpelt(t *testing.T) {
	contract, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	var rec evidence.Record
	var wanted []clause.Spelt
	at := map[probe.Family]int{}
	for _, p := range probe.For(contract) {
		name := string(p.Name)
		place, told := at[p.Family]
		switch {
		case p.Family == "" || p.Family == probe.Duplicates:
			rec.Exchanges = append(rec.Exchanges, evidence.Exchange{Probe: name})
		case !told:
			at[p.Family] = len(wanted)
			wanted = append(wanted, clause.Spelt{Question: string(p.Family), Asked: []string{name}})
			rec.Exchanges = append(rec.Exchanges, evidence.Exchange{Probe: name})
		case len(wanted[place].Left) == 2:
			rec.Skipped = append(rec.Skipped, evidence.Skipped{Probe: name, Reason: "it takes a client", Flag: "--other-client-id-file"})
		default:
			wanted[place].Left = append(wanted[place].Left, name)
			rec.Skipped = append(rec.Skipped, evidence.Skipped{Probe: name, Instead: wanted[place].Asked[0], Flag: "--profile full"})
		}
	}
	if len(wanted) < 5 {
		t.Fatalf("%d questions have several spellings", len(wanted))
	}
	if diff := cmp.Diff(wanted, suites.Spelt(contract, rec)); diff != "" {
		t.Errorf("(-wanted +told):\n%s", diff)
	}
}
