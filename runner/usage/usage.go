package usage

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi/misspelt"
)

// Hints is what a tree of commands knows of words that people type in vain.
type Hints struct {
	// Secret says where a value goes that is given to a flag which does not exist on purpose; "" for every other flag.
	Secret func(flag string) string
	// Extra says what was meant by a word that stands beside a command which takes none; "" where nothing is known.
	Extra func(command *cobra.Command, word string) string
}

// tree is a tree of commands, and what was typed.
type tree struct {
	Hints
	typed []string
	both  map[*cobra.Command]bool // has commands of its own, and does something without one
}

// Mind has a tree of commands answer mistakes in our words, the library's own commands among them. It is called when the
// tree is whole.
func Mind(root *cobra.Command, typed []string, hints Hints) {
	t := tree{Hints: hints, typed: typed, both: map[*cobra.Command]bool{}}
	root.DisableSuggestions = true // ours name one word, and end no line
	root.SetHelpCommand(helpCommand())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd(typed...)
	root.SetFlagErrorFunc(t.flag)
	t.mind(root)
}

func (t tree) mind(c *cobra.Command) {
	if c.Runnable() && c.HasSubCommands() {
		t.both[c] = true
	} else if c.HasSubCommands() {
		c.RunE = func(c *cobra.Command, _ []string) error {
			if !c.HasParent() {
				return c.Help()
			}
			return choice(c, "")
		}
	}
	inner := c.Args
	switch {
	case c.HasSubCommands() && !t.both[c]:
		inner = chosen
	case isNoArgs(inner):
		inner = t.none
	}
	c.Args = func(c *cobra.Command, args []string) error {
		if err := errors.Join(t.swallowed(c), emptied(c), t.doubled(c), t.switched(c, args)); err != nil || inner == nil {
			return err
		}
		err := inner(c, args)
		if t.both[c] && err != nil && len(args) > 0 {
			if meant := nearest(c, args[0], commands(c)); meant != "" {
				return fmt.Errorf("%s: unknown command %q%s", name(c), args[0], meant)
			}
		}
		return err
	}
	for _, sub := range c.Commands() {
		t.mind(sub)
	}
}

// isNoArgs finds the library's rule for commands that take nothing, which functions cannot be compared by.
func isNoArgs(rule cobra.PositionalArgs) bool {
	probe := &cobra.Command{Use: "probe"}
	return rule != nil && rule(probe, nil) == nil && rule(probe, []string{"\x00"}) != nil
}

// none answers what stands beside a command that takes nothing.
func (t tree) none(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := ""
	if t.Extra != nil {
		hint = t.Extra(c, args[0])
	}
	if hint == "" {
		hint = "leave it out, or see " + c.CommandPath() + " --help"
	}
	return fmt.Errorf("%s takes no arguments, found %s: %s", name(c), quoted(args), hint)
}

// switched answers "--strict false": a switch takes no word after it.
func (t tree) switched(c *cobra.Command, args []string) error {
	for _, word := range args {
		value := word
		if said, known := map[string]string{"yes": "true", "on": "true", "no": "false", "off": "false"}[strings.ToLower(word)]; known {
			value = said
		} else if _, err := strconv.ParseBool(word); err != nil {
			continue
		}
		i := slices.Index(t.typed, word)
		if i < 1 || !strings.HasPrefix(t.typed[i-1], "--") {
			continue
		}
		if flag := c.Flags().Lookup(t.typed[i-1][2:]); flag != nil && flag.Value.Type() == "bool" {
			return fmt.Errorf("%s takes no argument %q: a switch and its value are one word, --%s=%s", name(c), word, flag.Name, value)
		}
	}
	return nil
}

// emptied answers "--format ”": what was meant to stand there, such as a variable, is missing.
func emptied(c *cobra.Command) error {
	var mistakes []error
	c.Flags().Visit(func(flag *pflag.Flag) {
		if kind := flag.Value.Type(); (kind == "string" && strings.TrimSpace(flag.Value.String()) == "") || (kind == "stringSlice" && flag.Value.String() == "[]") {
			mistakes = append(mistakes, fmt.Errorf("--%s: is empty: give a value, or leave it out", flag.Name))
		}
	})
	return errors.Join(mistakes...)
}

// doubled answers "--shard 1/2 --shard 2/2": the last one would win, and the first may have been meant.
func (t tree) doubled(c *cobra.Command) error {
	var mistakes []error
	c.Flags().Visit(func(flag *pflag.Flag) {
		if !slices.Contains([]string{"string", "int", "duration"}, flag.Value.Type()) {
			return // a switch, or a list
		}
		times := 0
		for _, word := range t.typed {
			if word == "--" {
				break
			}
			if word == "--"+flag.Name || strings.HasPrefix(word, "--"+flag.Name+"=") {
				times++
			}
		}
		if times > 1 {
			mistakes = append(mistakes, fmt.Errorf("--%s: is given twice: keep one", flag.Name))
		}
	})
	return errors.Join(mistakes...)
}

// swallowed answers a flag that was taken for the value of the flag before it ("--out --strict").
func (t tree) swallowed(c *cobra.Command) error {
	var mistakes []error
	c.Flags().Visit(func(flag *pflag.Flag) {
		value := flag.Value.String()
		if bare, found := strings.CutPrefix(value, "--"); found && c.Flags().Lookup(bare) != nil && slices.Contains(t.typed, value) {
			mistakes = append(mistakes, fmt.Errorf("--%s: wanted %s after it, found the flag %s", flag.Name, placeholder(flag), value))
		}
	})
	return errors.Join(mistakes...)
}

// name is a command as it is typed, without the program.
func name(c *cobra.Command) string {
	if !c.HasParent() {
		return c.Name()
	}
	return strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
}

// choice answers a word in the place of one of a few commands; "" is no word.
func choice(c *cobra.Command, word string) error {
	names := commands(c)
	meant := nearest(c, word, names)
	switch {
	case !c.HasParent() && meant != "":
		return fmt.Errorf("unknown command %q%s %s --help lists them all", word, meant, c.CommandPath())
	case !c.HasParent():
		return fmt.Errorf("unknown command %q: %s --help lists them all", word, c.CommandPath())
	case word == "":
		return fmt.Errorf("%s what? one of %s (%s --help)", name(c), strings.Join(names, ", "), c.CommandPath())
	}
	return fmt.Errorf("%s: wanted %s, found %q%s", name(c), OneOf(names), word, meant)
}

// commands are the names of those that a command has of its own.
func commands(c *cobra.Command) []string {
	var names []string
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			names = append(names, sub.Name())
		}
	}
	return names
}

// nearest ends a sentence with the command that a word means.
func nearest(c *cobra.Command, word string, names []string) string {
	for _, sub := range c.Commands() {
		if slices.Contains(sub.SuggestFor, strings.ToLower(word)) {
			return ": did you mean " + sub.Name() + "?"
		}
	}
	return misspelt.Question(word, names)
}

// chosen takes no word where a command is to be chosen.
func chosen(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return choice(c, args[0])
}

// helpCommand is the library's, but an unknown topic is a mistake.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Help about any command",
		RunE: func(c *cobra.Command, topic []string) error {
			about := c.Root()
			for _, word := range topic {
				i := slices.IndexFunc(about.Commands(), func(sub *cobra.Command) bool { return sub.Name() == word })
				switch {
				case i >= 0:
					about = about.Commands()[i]
				case about.HasSubCommands():
					return choice(about, word)
				default:
					return fmt.Errorf("help: %s has no commands of its own, found %q: %s --help", name(about), word, about.CommandPath())
				}
			}
			about.InitDefaultHelpFlag()
			about.InitDefaultVersionFlag()
			return about.Help()
		},
		ValidArgsFunction: func(c *cobra.Command, topic []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			about, _, err := c.Root().Find(topic)
			if err != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var words []cobra.Completion
			for _, sub := range about.Commands() {
				if sub.IsAvailableCommand() {
					words = append(words, cobra.CompletionWithDesc(sub.Name(), sub.Short))
				}
			}
			return words, cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// OneOf lists words to choose from: "a", "a or b", "a, b or c".
func OneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func quoted(words []string) string {
	list := make([]string, len(words))
	for i, word := range words {
		list[i] = strconv.Quote(word)
	}
	return strings.Join(list, " ")
}
