package usage

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi/misspelt"
)

// flag answers a flag that the library does not take. What was typed as a value shows only where it cannot be a secret.
func (t tree) flag(c *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
		syntax  *pflag.InvalidSyntaxError
	)
	if words := c.Flags().Args(); len(words) > 0 && strings.Contains(c.Use, separator) {
		return fmt.Errorf("found a flag behind %q: a command and its flags are written behind --, such as %s -- %s …", words[0], c.CommandPath(), words[0])
	}
	switch {
	case errors.As(err, &unknown):
		if c.HasSubCommands() && !t.both[c] && len(c.Flags().Args()) > 0 {
			return choice(c, c.Flags().Args()[0]) // of a command that is none nobody knows the flags
		}
		return t.unknown(c, unknown)
	case errors.As(err, &missing):
		flag := missing.GetFlag()
		return fmt.Errorf("--%s: wanted %s after it, found nothing: --%s %s", flag.Name, placeholder(flag), flag.Name, placeholder(flag))
	case errors.As(err, &invalid):
		return t.invalid(invalid)
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: wanted --FLAG or --FLAG=VALUE, found no name", syntax.GetSpecifiedFlag())
	}
	return err
}

// separator stands in a usage line before a command of the user's, whose flags are none of ours.
const separator = " -- "

func (t tree) unknown(c *cobra.Command, unknown *pflag.NotExistError) error {
	word, hyphens := unknown.GetSpecifiedName(), "--"
	if short := unknown.GetSpecifiedShortnames(); short != "" {
		word, _, _ = strings.Cut(short, "=")
		for _, typed := range t.typed { // of a flag with one hyphen the library has read the first letters as flags of their own
			if bare, one := strings.CutPrefix(typed, "-"); one && !strings.HasPrefix(bare, "-") && strings.HasSuffix(bare, short) {
				word, _, _ = strings.Cut(bare, "=")
			}
		}
		if hyphens = "-"; c.Flags().Lookup(word) != nil {
			return fmt.Errorf("unknown flag -%s: did you mean --%s? flags have two hyphens", word, word)
		}
	}
	if t.Secret != nil {
		if where := t.Secret(word); where != "" {
			return fmt.Errorf("unknown flag --%s: %s", word, where)
		}
	}
	meant := misspelt.Nearest(word, flags(c))
	switch takers := takers(c.Root(), word); {
	case meant != "" && !slices.Contains(flags(c), word):
		return fmt.Errorf("unknown flag %s%s: did you mean --%s? %s --help lists them", hyphens, word, meant, c.CommandPath())
	case len(takers) > 0:
		return fmt.Errorf("unknown flag %s%s: %s does not take it, but %s", hyphens, word, name(c), strings.Join(takers, ", "))
	}
	if hyphens == "-" {
		return fmt.Errorf("unknown flag -%s: flags have names and two hyphens, %s --help lists them", word, c.CommandPath())
	}
	return fmt.Errorf("unknown flag %s%s: %s --help lists those that there are", hyphens, word, c.CommandPath())
}

// takers are the commands that have a flag of that name.
func takers(c *cobra.Command, flag string) []string {
	var names []string
	if c.HasParent() && (c.Flags().Lookup(flag) != nil || c.PersistentFlags().Lookup(flag) != nil) {
		names = append(names, name(c))
	}
	for _, sub := range c.Commands() {
		if found := takers(sub, flag); len(names) == 0 || !c.HasParent() { // that one of its own does, too, tells nobody more
			names = append(names, found...)
		}
	}
	return names
}

// flags are the names of those that a command takes, the shortest first: of several that are as near it is meant.
func flags(c *cobra.Command) []string {
	var names []string
	add := func(flag *pflag.Flag) {
		if !flag.Hidden && !slices.Contains(names, flag.Name) {
			names = append(names, flag.Name)
		}
	}
	c.Flags().VisitAll(add)
	c.InheritedFlags().VisitAll(add)
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	return names
}

func (t tree) invalid(invalid *pflag.InvalidValueError) error {
	flag, cause := invalid.GetFlag(), invalid.Unwrap()
	wanted := map[string]string{
		"bool": "wanted true or false", "int": "wanted a whole number", "duration": "wanted a duration such as 10s",
	}[flag.Value.Type()]
	switch {
	case wanted == "":
		return fmt.Errorf("--%s: %w", flag.Name, cause)
	case strings.TrimSpace(invalid.GetValue()) == "":
		return fmt.Errorf("--%s: is empty: %s", flag.Name, wanted)
	}
	return fmt.Errorf("--%s: %s, found %q", flag.Name, wanted, invalid.GetValue())
}

// placeholder is what stands for a flag's value in the usage text.
func placeholder(flag *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(flag)
	if name == "" {
		return "a value"
	}
	return name
}
