package complete

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/lists"
	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
)

// values gives what may be typed for a command that was given these arguments.
type values func(command *cobra.Command, args []string) []cobra.Completion

// Tree gives completions to a whole tree of commands. Formats are those of each command, by its path without the program.
func Tree(root *cobra.Command, formats map[string][]string, getenv func(string) (string, bool)) {
	t := tree{formats, getenv}
	for _, c := range root.Commands() {
		t.complete(c)
	}
}

type tree struct {
	formats map[string][]string
	getenv  func(string) (string, bool)
}

func (t tree) complete(c *cobra.Command) {
	flags := map[string]values{
		"env": t.environments, "clause": t.clauses, "deviate": t.deviations, "scenario": t.scenarios,
		"role": fixed(string(lists.OfService), string(lists.OfClient)), "vary": acts(matrix.TrialVariant), "null": acts(matrix.TrialNull),
		"profile": fixed(target.CoreProfile, target.FullProfile), "grant": fixed(openapi.StarterGrants()...), "only": fixed("http/1.1", "h2"),
	}
	if c.Name() == actCommand {
		flags["deviate"] = acts(matrix.TrialDeviation)
		c.ValidArgsFunction = only(first(fixed(caller.Contracts()...)))
	}
	if formats := t.formats[c.Name()]; formats != nil {
		flags["format"] = fixed(formats...)
	}
	c.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		switch values := flags[flag.Name]; {
		case values != nil:
			_ = c.RegisterFlagCompletionFunc(flag.Name, only(values)) // fails where there is one already: a persistent flag's
		case flag.Name == "contract":
			_ = c.RegisterFlagCompletionFunc(flag.Name, contracts) // likewise
		}
	})
	switch c.Name() {
	case "lint":
		c.ValidArgsFunction = contracts
	case "explain":
		c.ValidArgsFunction = only(first(t.explained))
	case "serve":
		c.ValidArgsFunction = func(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return contracts(c, args, begun)
		}
	case "selftest":
		c.ValidArgsFunction = only(t.trials)
	case "judge":
		c.ValidArgsFunction = files("har")
	case "report":
		c.ValidArgsFunction = files("json")
	}
	for _, sub := range c.Commands() {
		t.complete(sub)
	}
}

// only completes values, and no names of files.
func only(v values) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		words := slices.DeleteFunc(slices.Clone(v(c, args)), func(word cobra.Completion) bool { return !strings.HasPrefix(word, begun) })
		return words, cobra.ShellCompDirectiveNoFileComp
	}
}

// files completes the names of files that end so.
func files(ending string) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return []cobra.Completion{ending}, cobra.ShellCompDirectiveFilterFileExt
	}
}

// contracts are names, and the files of documents.
func contracts(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return openapi.Names(), cobra.ShellCompDirectiveDefault
}

func fixed(words ...string) values {
	return func(*cobra.Command, []string) []cobra.Completion { return words }
}

// first completes one argument, and none after it.
func first(v values) values {
	return func(c *cobra.Command, args []string) []cobra.Completion {
		if len(args) > 0 {
			return nil
		}
		return v(c, args)
	}
}

// contract is the one that the line names so far; nil where it cannot be read.
func (t tree) contract(c *cobra.Command) *openapi.Contract {
	ref := openapi.DefaultName
	if flag := c.Flag("contract"); flag != nil && flag.Value.String() != "" {
		ref = flag.Value.String()
		if said, ok := t.getenv("AUTHCONFORM_CONTRACT"); ok && !flag.Changed {
			ref = said
		}
	}
	contract, err := openapi.Load(ref)
	if err != nil {
		return nil
	}
	return contract
}

func (t tree) environments(c *cobra.Command, _ []string) []cobra.Completion {
	contract := t.contract(c)
	if contract == nil {
		return nil
	}
	var words []cobra.Completion
	for _, name := range contract.Environments() {
		url, err := contract.BaseURL(name)
		if err == nil && contract.IsProduction(name) {
			url += ", production"
		}
		words = append(words, cobra.CompletionWithDesc(name, url))
	}
	return words
}

// clauses are IDs, and the areas that they begin with.
func (t tree) clauses(c *cobra.Command, _ []string) []cobra.Completion {
	contract := t.contract(c)
	if contract == nil {
		return nil
	}
	all := t.catalogue(c, contract)
	var areas, ids []cobra.Completion
	for _, clause := range all {
		if area := cobra.CompletionWithDesc(clause.Area(), "every clause of the area"); !slices.Contains(areas, area) {
			areas = append(areas, area)
		}
		ids = append(ids, cobra.CompletionWithDesc(clause.ID, clause.Sentence))
	}
	return slices.Concat(areas, ids)
}

// explained are clauses and rulings.
func (t tree) explained(c *cobra.Command, args []string) []cobra.Completion {
	words := t.clauses(c, args)
	for _, r := range suites.Rulings() {
		words = append(words, cobra.CompletionWithDesc(fmt.Sprint(r.Number), r.Title))
	}
	return words
}

// deviations are the targets that are served in a contract's sound one's place.
func (t tree) deviations(_ *cobra.Command, args []string) []cobra.Completion {
	if len(args) == 0 {
		return nil
	}
	return served(args[0])
}

func served(contract string) []cobra.Completion {
	var words []cobra.Completion
	trials, _ := selftest.TrialsOf(contract) // a contract that cannot be read has none
	for _, trial := range trials {
		if trial.Kind != matrix.TrialSound {
			words = append(words, cobra.CompletionWithDesc(trial.Name, trial.Sentence))
		}
	}
	return words
}

// trials are what a selftest may be narrowed to.
func (t tree) trials(c *cobra.Command, _ []string) []cobra.Completion {
	if ofClients(c) {
		return clientTrials(c)
	}
	var words []cobra.Completion
	for _, kind := range []matrix.TrialKind{matrix.TrialSound, matrix.TrialDeviation, matrix.TrialGenerated, matrix.TrialVariant, matrix.TrialNull} {
		words = append(words, cobra.CompletionWithDesc(fmt.Sprint(kind), "every target of the kind"))
	}
	tried := targets.Contracts()
	if flag := c.Flag("contract"); flag != nil && flag.Value.String() != "" {
		tried = []string{flag.Value.String()}
	}
	for _, contract := range tried {
		words = append(words, served(contract)...)
	}
	return words
}
