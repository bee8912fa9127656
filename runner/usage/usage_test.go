package usage_test

import (
	"io"
	"testing"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/runner/usage"
)

// What is typed at a small tree, and the answer in full.
func TestMind(t *testing.T) {
	for name, c := range map[string]struct {
		typed []string
		want  string // "" where it is right
	}{
		"right":             {[]string{"read", "x"}, ""},
		"nothing":           {nil, ""},
		"a command":         {[]string{"raed", "x"}, `unknown command "raed": did you mean read? tool --help lists them all`},
		"with its flags":    {[]string{"raed", "--fast"}, `unknown command "raed": did you mean read? tool --help lists them all`},
		"another word":      {[]string{"open"}, `unknown command "open": did you mean read? tool --help lists them all`},
		"too few":           {[]string{"read"}, `read: wanted one FILE, found nothing; such as tool read a`},
		"too many":          {[]string{"read", "a", "b"}, `read: wanted one FILE, found 2: "a" "b"; such as tool read a`},
		"a flag":            {[]string{"read", "--fsat", "x"}, `unknown flag --fsat: did you mean --fast? tool read --help lists them`},
		"a hyphen":          {[]string{"read", "-fast", "x"}, `unknown flag -fast: did you mean --fast? flags have two hyphens`},
		"of another":        {[]string{"go", "--name", "x"}, `unknown flag --name: go does not take it, but read`},
		"a secret":          {[]string{"go", "--key", "x"}, `unknown flag --key: never`},
		"a switch":          {[]string{"go", "--slow", "false"}, `go takes no argument "false": a switch and its value are one word, --slow=false`},
		"an argument":       {[]string{"go", "away"}, `go takes no arguments, found "away": leave it out, or see tool go --help`},
		"a known argument":  {[]string{"go", "home"}, `go takes no arguments, found "home": it is here`},
		"a swallowed flag":  {[]string{"read", "--name", "--fast", "x"}, `--name: wanted NAME after it, found the flag --fast`},
		"no value":          {[]string{"read", "x", "--name"}, `--name: wanted NAME after it, found nothing: --name NAME`},
		"a value":           {[]string{"read", "x", "--fast=so"}, `--fast: wanted true or false, found "so"`},
		"no topic":          {[]string{"help", "raed"}, `unknown command "raed": did you mean read? tool --help lists them all`},
		"a topic":           {[]string{"help", "read"}, ""},
		"no shell":          {[]string{"completion", "zhs"}, `completion: wanted bash, fish, powershell or zsh, found "zhs": did you mean zsh?`},
		"of a command's":    {[]string{"start", "sh", "--loud"}, `found a flag behind "sh": a command and its flags are written behind --, such as tool start -- sh …`},
		"-c of a command's": {[]string{"start", "sh", "-c", "x"}, `found a flag behind "sh": a command and its flags are written behind --, such as tool start -- sh …`},
		"behind --":         {[]string{"start", "--", "sh", "--loud"}, ""},
		"a value like that": {[]string{"read", "--name=--x", "x"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := run(c.typed); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func run(typed []string) error {
	nothing := func(*cobra.Command, []string) error { return nil }
	root := &cobra.Command{Use: "tool", Args: cobra.ArbitraryArgs, SilenceErrors: true, SilenceUsage: true}
	read := &cobra.Command{
		Use: "read FILE", SuggestFor: []string{"open"}, RunE: nothing,
		Args: usage.Takes{What: "one FILE", Such: "read a", Min: 1, Max: 1}.Args,
	}
	read.Flags().Bool("fast", false, "read fast")
	read.Flags().String("name", "", "`NAME` of the reader")
	away := &cobra.Command{Use: "go", Args: cobra.NoArgs, RunE: nothing}
	away.Flags().Bool("slow", false, "go slowly")
	start := &cobra.Command{Use: "start [flags] -- COMMAND", Args: cobra.ArbitraryArgs, RunE: nothing}
	root.AddCommand(read, away, start)
	root.SetOut(io.Discard)
	root.SetErr(io.Discard)
	root.SetArgs(typed)
	usage.Mind(root, typed, usage.Hints{
		Secret: func(flag string) string { return map[string]string{"key": "never"}[flag] },
		Extra:  func(_ *cobra.Command, word string) string { return map[string]string{"home": "it is here"}[word] },
	})
	return root.Execute()
}

func TestOneOf(t *testing.T) {
	for want, words := range map[string][]string{"": nil, "a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"}} {
		if got := usage.OneOf(words); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
