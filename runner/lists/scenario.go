package lists

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/scenario"
)

// ScenarioRow is what clients are led through.
type ScenarioRow struct {
	Name    scenario.Name   `json:"name"`
	Does    string          `json:"does"` // completes "The target …"
	Calls   int             `json:"calls"`
	Seconds float64         `json:"pause"` // after each call
	Starts  int             `json:"starts"`
	Steps   []scenario.Step `json:"steps"` // each completes "It is waited for that it …"
	Clauses []string        `json:"clauses"`
}

// scenarios tells of each what the target does in it, what is waited for, and which clauses need it.
func scenarios(contract *openapi.Contract) (Listing, error) {
	clauses, err := suites.ClientCatalogue(contract)
	if err != nil {
		return Listing{}, err
	}
	var l Listing
	for _, s := range scenario.ForEach(contract) {
		var steps []string
		for _, step := range s.Steps {
			steps = append(steps, string(step))
		}
		needing := Needing(clauses, s.Name)
		l.row(ScenarioRow{s.Name, s.Does, s.Calls, s.Pause.Seconds(), s.Lives, s.Steps, orNone(needing)},
			fmt.Sprintf("%s\n  The target %s.\n  The client is asked for %s.\n  It is waited for that it: %s.\n  Clauses: %s\n",
				s.Name, s.Does, describeCalls(s), strings.Join(steps, "; "), strings.Join(needing, ", ")))
	}
	return l, nil
}

func describeCalls(s scenario.Scenario) string {
	words := fmt.Sprintf("%d calls, %v apart", s.Calls, s.Pause)
	switch {
	case s.Calls == 1:
		words = "a call"
	case s.Pause == 0:
		words = fmt.Sprintf("%d calls", s.Calls)
	}
	if s.Lives > 1 {
		words += fmt.Sprintf(", in each of %d starts", s.Lives)
	}
	return words
}

// Needing are the IDs of the clauses that are judged by a scenario.
func Needing(clauses []clause.Clause, name scenario.Name) []string {
	var ids []string
	for _, c := range clauses {
		if slices.Contains(c.Subject.Scenarios(), name) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
