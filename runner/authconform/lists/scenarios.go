package lists

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/scenario"
)

// listScenarios tells of every scenario what the target does in it, what is waited for, and which clauses need it.
func listScenarios(cmd *cobra.Command, ref string) error {
	contract, err := openapi.Load(ref)
	if err != nil {
		return err
	}
	clauses, err := suites.ClientCatalogue(contract)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, s := range scenario.For(contract) {
		fmt.Fprintf(&b, "%s\n  The target %s.\n  The client is asked for %s.\n", s.Name, s.Does, asked(s))
		var steps []string
		for _, step := range s.Steps {
			steps = append(steps, string(step))
		}
		fmt.Fprintf(&b, "  It is waited for that it: %s.\n  Clauses: %s\n\n", strings.Join(steps, "; "), strings.Join(Needing(clauses, s.Name), ", "))
	}
	_, err = io.WriteString(cmd.OutOrStdout(), b.String())
	return err
}

func asked(s scenario.Scenario) string {
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
		for _, needed := range c.Subject.Scenarios() {
			if needed == name {
				ids = append(ids, c.ID)
				break
			}
		}
	}
	return ids
}
