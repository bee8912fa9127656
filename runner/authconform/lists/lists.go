// Package lists holds the commands that list what is judged, asked and built in, and print the schemas.
package lists

import (
	"errors"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/attest"
	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/diff"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/probe"
)

// Command is authconform list.
func Command() *cobra.Command {
	list := &cobra.Command{
		Use:   "list",
		Short: "List what is judged and asked, what is built in, and what proves it",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("list what? one of clauses, probes, scenarios, coverage, contradictions, features, rulings, deviations, variants, nulls, contracts (authconform list --help)")
		},
	}
	contract := list.PersistentFlags().String("contract", target.DefaultContract, "`CONTRACT` to list: a name, or the file of an OpenAPI document")
	role := RoleFlag(list.PersistentFlags())
	list.AddCommand(&cobra.Command{
		Use:     "clauses",
		Short:   "List every clause with its level and sentence",
		Example: "  authconform list clauses\n  authconform list clauses --contract my-service.yaml\n  authconform list clauses --role client",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return listClauses(cmd, *role, *contract) },
	}, &cobra.Command{
		Use:   "probes",
		Short: "List every probe, in the order in which they are asked",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return listProbes(cmd, *contract) },
	}, &cobra.Command{
		Use:     "scenarios",
		Short:   "List every scenario that clients are led through: what the target does, what each waits for, and which clauses need it",
		Example: "  authconform list scenarios\n  authconform client --scenario 'open-*' -- ./my-client",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return listScenarios(cmd, *contract) },
	}, &cobra.Command{
		Use:   "coverage",
		Short: "List everything that the contract's document states, and the clauses that judge it",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return listCoverage(cmd, *role, *contract) },
	}, &cobra.Command{
		Use:   "contradictions",
		Short: "List where the contract's sources disagree or fall silent, and which ruling decides it",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return listContradictions(cmd, *contract) },
	}, &cobra.Command{
		Use:     "features",
		Short:   "List what a contract may have or promise, whether this one does, and what its facts say for it",
		Example: "  authconform list features --contract my-service.yaml",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return listFeatures(cmd, *contract) },
	}, &cobra.Command{
		Use:   "rulings",
		Short: "List the rulings that clauses and contradictions cite, with what each decides",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return listRulings(cmd) },
	}, &cobra.Command{
		Use:     "deviations",
		Short:   "List every deviation of the contract's reference target, or client, and the clause that has to find it",
		Example: "  authconform list deviations\n  authconform serve prioticket --deviate challenge-missing\n  authconform list deviations --role client",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return listTrials(cmd, *role, *contract, matrix.TrialDeviation, matrix.TrialGenerated)
		},
	}, &cobra.Command{
		Use:   "variants",
		Short: "List what the contract leaves open, done in other ways than the reference target's, and which clauses warn of it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return listTrials(cmd, *role, *contract, matrix.TrialVariant)
		},
	}, &cobra.Command{
		Use:   "nulls",
		Short: "List the targets that keep no contract at all",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return listTrials(cmd, *role, *contract, matrix.TrialNull) },
	}, &cobra.Command{
		Use:   "contracts",
		Short: "List the contracts that are built in",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return listContracts(cmd) },
	})
	return list
}

func listClauses(cmd *cobra.Command, r Role, ref string) error {
	contract, err := openapi.Load(ref)
	if err != nil {
		return err
	}
	catalogue := suites.Catalogue
	if r == OfClient {
		catalogue = suites.ClientCatalogue
	}
	clauses, err := catalogue(contract)
	if err != nil {
		return err
	}
	return Clauses(cmd.OutOrStdout(), clauses)
}

// Clauses prints a row for each clause.
func Clauses(w io.Writer, clauses []clause.Clause) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range clauses {
		_, _ = fmt.Fprintf(table, "%s\t%s\tThe %s %s.\n", c.ID, c.Level, reports.Result{Area: c.Area()}.Party(), c.Sentence) // told by Flush
	}
	return table.Flush()
}

func listProbes(cmd *cobra.Command, ref string) error {
	contract, err := openapi.Load(ref)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, p := range probe.For(contract) {
		_, _ = fmt.Fprintf(table, "%s\t%s\tThe suite %s%s.\n", p.Name, p.Expect, p.Asks, oneOf(p)) // told by Flush
	}
	return table.Flush()
}

// oneOf says of a spelling that a core run may ask another one in its place.
func oneOf(p probe.Probe) string {
	if p.Family == "" {
		return ""
	}
	return " (a core run asks one of " + string(p.Family) + ", chosen by its id)"
}

func listContracts(cmd *cobra.Command) error {
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, name := range openapi.Names() {
		contract, err := openapi.Load(name)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\n", name, contract.Title) // told by Flush
	}
	return table.Flush()
}

// Schema is authconform schema.
func Schema() *cobra.Command {
	schemas := map[string]func() []byte{
		"config": target.ConfigSchema, "report": reports.Schema, "baseline": baseline.Schema, "matrix": matrix.Schema,
		"diff": diff.Schema, "history": history.Schema, "verification": attest.VerificationSchema, "policy": attest.PolicySchema,
		"acceptance": attest.AcceptanceSchema,
	}
	return &cobra.Command{
		Use:       "schema config|report|baseline|matrix|diff|history|verification|policy|acceptance",
		Short:     "Print the JSON Schema of authconform.yaml, report.json, a baseline, matrix.json, a diff, a line of a history, a verification, a policy or what is accepted by one",
		Example:   "  authconform schema config > authconform.schema.json",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"config", "report", "baseline", "matrix", "diff", "history", "verification", "policy", "acceptance"},
		RunE: func(cmd *cobra.Command, args []string) error {
			_, err := cmd.OutOrStdout().Write(schemas[args[0]]())
			return err
		},
	}
}
