package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/runner/usage"
)

// acting is one life of a reference client as a command.
type acting struct {
	console
	deviation, variant, null string
}

func actCommand(t console) *cobra.Command {
	a := acting{console: t}
	command := &cobra.Command{
		Use:   "act CONTRACT",
		Short: "Act as a client that is judged: a sound one, or one that breaks its contract in one way",
		Long: `act calls as a client of the contract does, once through: it takes from its environment (AUTHCONFORM_TOKEN_URL and
its like) where to call, who it is and how often to call, and ends with 0 when every call was answered with 2xx.

It is started by authconform client, as any client is.`,
		Example: `  authconform client --contract prioticket -- authconform act prioticket
  authconform client -- authconform act prioticket --deviate refetch-every-call
  authconform list deviations --role client`,
		Args: usage.Takes{What: "a CONTRACT that has a reference client, " + usage.OneOf(caller.Contracts()), Such: "act prioticket", Min: 1, Max: 1}.Args,
	}
	flags := command.Flags()
	flags.StringVar(&a.deviation, "deviate", "", "break the contract as the `DEVIATION` of that name does")
	flags.StringVar(&a.variant, "vary", "", "do what the contract leaves open as the `VARIANT` of that name does")
	flags.StringVar(&a.null, "null", "", "keep no contract at all, as the `NULL` client of that name")
	command.RunE = func(cmd *cobra.Command, args []string) error {
		client, err := a.client(args[0])
		if err != nil {
			return err
		}
		env := func(name string) string {
			value, _ := a.getenv(name)
			return value
		}
		if code := client.Live(cmd.Context(), env, a.out, a.err); code != 0 {
			return &toldError{code}
		}
		return nil
	}
	return command
}

// client gives the one that the flags choose.
func (a acting) client(contract string) (caller.Caller, error) {
	given := slices.DeleteFunc([]string{a.deviation, a.variant, a.null}, func(name string) bool { return name == "" })
	if len(given) > 1 {
		return caller.Caller{}, errors.New("--deviate, --vary, --null: each makes another client: keep one")
	}
	sound, known := caller.Sound(contract)
	if !known {
		return caller.Caller{}, fmt.Errorf("act: wanted a contract that has a reference client (%s), found %q", strings.Join(caller.Contracts(), ", "), contract)
	}
	switch {
	case a.deviation != "":
		return chosen(contract, "deviate", a.deviation, caller.Deviations(contract), func(d caller.Deviation) (string, caller.Caller) { return d.Name, d.Caller() })
	case a.variant != "":
		return chosen(contract, "vary", a.variant, caller.Variants(contract), func(v caller.Variant) (string, caller.Caller) { return v.Name, v.Caller() })
	case a.null != "":
		return chosen(contract, "null", a.null, caller.Nulls(contract), func(n caller.Null) (string, caller.Caller) { return n.Name, n.Caller() })
	default:
		return sound, nil
	}
}

// listOf is where the clients of a flag are told.
func listOf(flag string) string {
	return map[string]string{"deviate": "deviations", "vary": "variants", "null": "nulls"}[flag]
}

func chosen[T any](contract, flag, name string, list []T, of func(T) (string, caller.Caller)) (caller.Caller, error) {
	var names []string
	for _, entry := range list {
		known, client := of(entry)
		if known == name {
			return client, nil
		}
		names = append(names, known)
	}
	return caller.Caller{}, fmt.Errorf("--%s: wanted one of the %s of %s, found %q: %ssee authconform list %s --role client --contract %s",
		flag, listOf(flag), contract, name, misspelt.Meant(name, names), listOf(flag), contract)
}
