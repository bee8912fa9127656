package lists

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites"
)

// listCoverage prints a row for everything that the document states.
func listCoverage(cmd *cobra.Command, r Role, ref string) error {
	contract, err := openapi.Load(ref)
	if err != nil {
		return err
	}
	catalogue, cover := suites.Catalogue, suites.Coverage
	if r == OfClient {
		catalogue, cover = suites.ClientCatalogue, suites.ClientCoverage
	}
	clauses, err := catalogue(contract)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, c := range cover(contract, clauses) {
		ids := slices.Clone(c.Clauses)
		for _, id := range c.Client {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		judged := strings.Join(ids, ", ")
		if judged == "" {
			judged = "no clause: " + c.Reason
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", c.Location(), c.InWords(), judged) // told by Flush
	}
	return table.Flush()
}

// listContradictions prints where the sources disagree or fall silent, and how that is decided.
func listContradictions(cmd *cobra.Command, ref string) error {
	contract, err := openapi.Load(ref)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, c := range contract.Facts.Contradictions {
		fmt.Fprintf(&b, "%s (R%d)\n", c.About, c.Ruling)
		for _, said := range c.Says {
			source := contract.Facts.Sources[said.Source]
			if said.Source == openapi.DocumentSource {
				source = "OpenAPI document"
			}
			fmt.Fprintf(&b, "  %s: %s.\n", source, said.Text)
		}
		b.WriteString("\n")
	}
	_, err = io.WriteString(cmd.OutOrStdout(), b.String())
	return err
}

// listFeatures prints a row for every feature, and which of them the contract has.
func listFeatures(cmd *cobra.Command, ref string) error {
	contract, err := openapi.Load(ref)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, f := range openapi.Features() {
		has := "no"
		if contract.Facts.Has(f.Feature) {
			has = "yes"
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\tThe contract %s.\t%s\n", f.Feature, has, f.Meaning, f.Fact) // told by Flush
	}
	return table.Flush()
}

// listRulings prints a row for every ruling.
func listRulings(cmd *cobra.Command) error {
	table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, r := range suites.Rulings() {
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\n", r.Number, r.Title, r.Short) // told by Flush
	}
	return table.Flush()
}
