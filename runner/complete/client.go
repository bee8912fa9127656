package complete

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/lists"
	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/runner/selftest/clients"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/scenario"
)

// The commands that are about clients, whatever their flags say.
const (
	clientCommand  = "client"
	actCommand     = "act"
	explainCommand = "explain" // of both sides
)

// ofClients says that a line is about those who call.
func ofClients(c *cobra.Command) bool {
	role := c.Flag("role")
	return c.Name() == clientCommand || role != nil && role.Value.String() == string(lists.OfClient)
}

// catalogue gives the clauses that a line may name; none where there is no catalogue.
func (t tree) catalogue(c *cobra.Command, contract *openapi.Contract) []clause.Clause {
	var all []clause.Clause
	for _, of := range []struct {
		wanted bool
		load   func(*openapi.Contract) ([]clause.Clause, error)
	}{
		{!ofClients(c), suites.Catalogue}, {ofClients(c) || c.Name() == explainCommand, suites.ClientCatalogue},
	} {
		if clauses, err := of.load(contract); of.wanted && err == nil {
			all = append(all, clauses...)
		}
	}
	return all
}

// scenarios are what clients are led through.
func (t tree) scenarios(c *cobra.Command, _ []string) []cobra.Completion {
	contract := t.contract(c)
	if contract == nil {
		return nil
	}
	var words []cobra.Completion
	for _, s := range scenario.ForEach(contract) {
		words = append(words, cobra.CompletionWithDesc(string(s.Name), "the target "+s.Does))
	}
	return words
}

// acts gives the reference clients of a kind, of the contract that the line names.
func acts(kind matrix.TrialKind) values {
	return func(_ *cobra.Command, args []string) []cobra.Completion {
		if len(args) == 0 {
			return nil
		}
		return tried(args[0], kind)
	}
}

func tried(contract string, kinds ...matrix.TrialKind) []cobra.Completion {
	var words []cobra.Completion
	for _, trial := range clients.Trials(contract) {
		if slices.Contains(kinds, trial.Kind) {
			words = append(words, cobra.CompletionWithDesc(trial.Name, trial.Sentence))
		}
	}
	return words
}

// clientTrials are what a selftest of clients may be narrowed to.
func clientTrials(c *cobra.Command) []cobra.Completion {
	kinds := []matrix.TrialKind{matrix.TrialSound, matrix.TrialDeviation, matrix.TrialVariant, matrix.TrialNull}
	var words []cobra.Completion
	for _, kind := range kinds {
		words = append(words, cobra.CompletionWithDesc(fmt.Sprint(kind), "every client of the kind"))
	}
	for _, contract := range caller.Contracts() {
		if flag := c.Flag("contract"); flag == nil || flag.Value.String() == "" || flag.Value.String() == contract {
			words = append(words, tried(contract, kinds[1:]...)...)
		}
	}
	return words
}
