package main

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/lists"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/selftest"
)

// recipe are the arguments of a run that sees what the server's target does.
func (s serving) recipe(server *reference.Server, trial selftest.Target) [][]string {
	lines := [][]string{
		{"run", "--contract", s.ref, "--ca-cert", s.authority},
		{"--base-url", server.BaseURL},
		{"--plain-url", server.PlainURL},
		{"--resource-path", server.ResourcePath},
	}
	if name := s.valuesOf(); name != "" {
		lines = append(lines, []string{"--env", name})
	}
	if server.Scope != "" {
		lines = append(lines, []string{"--scope", server.Scope})
	}
	if name := s.valuesOf(); name != "" && s.contract.IsProduction(name) {
		lines = append(lines, []string{"--allow-production"}) // its values are sent to this machine
	}
	if more := lists.Flags(trial.Effort); more != "" {
		lines = append(lines, strings.Fields(more))
	}
	if trial.Effort == fault.Full {
		lines = append(lines, []string{"--max-wait", "1s"}) // its tokens live an hour, and nobody waits for one to age
	}
	return lines
}

// valuesOf names an environment whose values requests may have, where nothing else says which they have: rather one of trials.
func (s serving) valuesOf() string {
	chosen := ""
	for _, name := range s.contract.Environments() {
		lacks := func(g facts.Given) bool { return g.Variable == "" && g.Literal == nil && g.Environments[name] == "" }
		if !slices.ContainsFunc(s.contract.Givens(), lacks) && (chosen == "" || s.contract.IsProduction(chosen)) {
			chosen = name
		}
	}
	if slices.ContainsFunc(s.contract.Givens(), func(g facts.Given) bool { return g.Variable == "" && len(g.Environments) > 0 }) {
		return chosen
	}
	return ""
}

// introduce prints what somebody needs who wants to ask the server. Its secrets are made up and guard nothing.
func (s serving) introduce(server *reference.Server, trial selftest.Target, revoked string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Serving %s until interrupted.\n%s\n", s.served(trial), expectation(trial))
	for _, shown := range []struct{ title, text string }{
		{"base URL", server.BaseURL},
		{"plain URL", server.PlainURL},
		{"resource path", server.ResourcePath},
		{"client id", server.ClientID},
		{"client secret", server.ClientSecret},
		{"user name", server.Username},
		{"password", server.Password},
		{"scope", server.Scope},
		{"authority", s.authority},
	} {
		if shown.text != "" {
			b.WriteString(row(shown.title, []string{shown.text}))
		}
	}
	var lines []string
	for _, words := range s.recipe(server, trial) {
		for i, word := range words {
			if strings.ContainsAny(word, " '\"$&;()<>|*?#~") {
				words[i] = shellWord(word)
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	fmt.Fprintf(&b, "\nAsk it from another terminal:\n\n%s  authconform %s\n", s.exports(server, revoked), strings.Join(lines, " \\\n    "))
	_, err := io.WriteString(s.out, b.String())
	return err
}

func (s serving) served(trial selftest.Target) string {
	if trial.Name == "" {
		return "the " + trial.Contract + " contract"
	}
	return trial.Name + " (" + string(trial.Kind) + " of " + trial.Contract + ")"
}

// expectation says what the target does that is served in the sound one's place, and what has to come of a run against it.
func expectation(trial selftest.Target) string {
	if trial.Name == "" {
		return ""
	}
	collateral := slices.DeleteFunc(slices.Clone(trial.Stated), func(id string) bool { return id == trial.Clause })
	var rows string
	switch {
	case trial.Kind == matrix.TrialNull:
		rows = "  verdict        nonconformant or inconclusive\n"
	case trial.Clause == "":
		rows = "  verdict        conformant\n" + row("warns", trial.Stated)
	default:
		rows = row("found by", []string{trial.Clause}) + row("and also by", collateral)
	}
	return "\nThe target " + trial.Sentence + ".\n\n" + rows
}

// row names clauses on a line each; nothing without any.
func row(title string, ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	const indent = 17
	return fmt.Sprintf("  %-*s%s\n", indent-2, title, strings.Join(ids, "\n"+strings.Repeat(" ", indent)))
}

// exports are the shell's commands that name the server's clients, and its user.
func (s serving) exports(server *reference.Server, revoked string) string {
	var b strings.Builder
	for name, value := range variables(s.contract, server, revoked) {
		fmt.Fprintf(&b, "  export %s=%s\n", name, shellWord(value))
	}
	return b.String()
}

// variables are the environment of a run against the server, in their order.
func variables(contract *openapi.Contract, server *reference.Server, revoked string) iter.Seq2[string, string] {
	list := []struct{ name, value string }{
		{"CLIENT_ID", server.ClientID},
		{"CLIENT_SECRET", server.ClientSecret},
		{"USERNAME", server.Username},
		{"PASSWORD", server.Password},
		{"UNAUTHORIZED_CLIENT_ID", server.Unauthorized.ID},
		{"UNAUTHORIZED_CLIENT_SECRET", server.Unauthorized.Secret},
		{"INVALID_GRANT_CLIENT_ID", server.InvalidGrant.ID},
		{"INVALID_GRANT_CLIENT_SECRET", server.InvalidGrant.Secret},
		{"SPECIAL_CLIENT_ID", server.Special.ID},
		{"SPECIAL_CLIENT_SECRET", server.Special.Secret},
		{"OTHER_CLIENT_ID", server.Other.ID},
		{"OTHER_CLIENT_SECRET", server.Other.Secret},
		{"REVOKED_TOKEN", revoked},
	}
	given := contract.Givens()
	return func(yield func(string, string) bool) {
		for _, g := range given { // the target takes any value
			if g.Variable != "" && !yield(g.Variable, anyValue) {
				return
			}
		}
		for _, variable := range list {
			if variable.value != "" && !yield("AUTHCONFORM_"+variable.name, variable.value) {
				return
			}
		}
	}
}

// shellWord makes one word of a text for the shell.
func shellWord(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
