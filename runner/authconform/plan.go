package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports/terminal"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/probe"
)

func planCommand(t console) *cobra.Command {
	plan := &cobra.Command{
		Use:   "plan",
		Short: "Print what a run would send, without sending it",
		Long: `plan prints every request that a run with the same flags would send: method, URL, header fields and
body, with placeholders for all secrets, and the class of answer that is expected. It sends nothing, and
needs no credentials. With --format json it is for programs.`,
		Example: `  authconform plan --env staging
  authconform plan --base-url https://tokens.example.com/v3.8/distributor --profile full --resource-path /orders`,
		Args: cobra.NoArgs,
	}
	options := target.Bind(plan.Flags())
	format := formatFlag(plan.Flags())
	plan.RunE = func(cmd *cobra.Command, _ []string) error {
		if err := checkFormat(*format, formatText, formatJSON); err != nil {
			return err
		}
		return session{console: t, options: options}.plan(cmd.Context(), cmd, *format)
	}
	return plan
}

func (s session) plan(ctx context.Context, cmd *cobra.Command, format string) error {
	planned := []string{"AUTHCONFORM_CLIENT_ID", "AUTHCONFORM_CLIENT_SECRET", "AUTHCONFORM_USERNAME", "AUTHCONFORM_PASSWORD"}
	s.getenv = withPlaceholders(s.getenv, &planned)
	if err := s.options.Resolve(cmd.Flags(), s.getenv, "."); err != nil {
		return err
	}
	s.tellFound()
	contract, err := openapi.Load(s.options.Contract)
	if err != nil {
		return err
	}
	if err := s.options.CheckVariables(s.environ, contract); err != nil {
		return err
	}
	for _, operation := range contract.Operations() {
		for _, g := range operation.Facts.Request.Givens() {
			if len(g.Environments) == 0 {
				planned = append(planned, g.Variable)
			}
		}
	}
	story := reportBuilder{contract: contract, patterns: s.options.Clauses}
	if err := story.catalogue(); err != nil {
		return err
	}
	asked, stop, err := s.target(ctx, contract)
	if err != nil {
		return err
	}
	defer stop()
	questions, err := gather.Planned(ctx, gather.Run{Contract: contract, Target: asked, Version: program, Wanted: clause.Needs(story.clauses)})
	if err != nil {
		return err
	}
	rows, refused, either := planRows(questions, contract.Layout())
	if format == formatJSON {
		return terminal.WritePlanJSON(s.out, &questions.Record, rows, refused, either)
	}
	totals := fmt.Sprintf("%d requests and handshakes: %d end in 4xx, and up to %d more where the contract allows it. Nothing was sent.", len(rows), refused, either)
	return terminal.WritePlan(s.out, &questions.Record, rows, clause.Blocking, totals)
}

// withPlaceholders gives placeholders where a plan needs no real values, so that it can be made by whoever has none.
func withPlaceholders(getenv func(string) (string, bool), planned *[]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, ok := getenv(name)
		_, file := getenv(name + "_FILE")
		if !ok && !file && slices.Contains(*planned, name) && !strings.HasSuffix(name, "_FILE") {
			return "placeholder-" + strings.ToLower(name), true
		}
		return value, ok
	}
}

// planRows puts a plan into words, and counts it.
func planRows(plan gather.Plan, layout *wire.Layout) (rows []terminal.Planned, refused, either int) {
	words := map[probe.Expectation]string{
		probe.Token: layout.Words("200 with a token"), probe.Served: "2xx", probe.Refusal: "4xx",
		probe.Either: "2xx or 4xx, the contract allows both", probe.Connection: "an answer below HTTP",
	}
	counts := map[probe.Expectation]int{}
	for i, p := range plan.Probes {
		counts[p.Expect] += plan.Counts[i]
		rows = append(rows, terminal.Planned{Asks: p.Asks, Expect: words[p.Expect], Count: plan.Counts[i], Exchange: plan.Record.Exchanges[i]})
	}
	return rows, counts[probe.Refusal], counts[probe.Either]
}
