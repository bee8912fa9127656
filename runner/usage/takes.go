package usage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi/misspelt"
)

// Takes says what a command takes, for those who give it something else.
type Takes struct {
	What     string   // in words: "one FILE.har, the evidence of an earlier run"
	Such     string   // what to type, after the program's name: "judge reports/evidence.har"
	Min, Max int      // how many; a Max of 0 for any number
	Words    []string // the only ones that there are, where they are few
}

// Args is the rule of a command that takes this.
func (t Takes) Args(c *cobra.Command, args []string) error {
	if n := len(args); n < t.Min || t.Max > 0 && n > t.Max {
		found := "nothing"
		if n > 0 {
			found = quoted(args)
		}
		if n > 1 {
			found = fmt.Sprintf("%d: %s", n, found)
		}
		return fmt.Errorf("%s: wanted %s, found %s; such as %s %s", name(c), t.what(), found, c.Root().Name(), t.Such)
	}
	for _, word := range args {
		if strings.TrimSpace(word) == "" {
			return fmt.Errorf("%s: wanted %s, found %q, which is empty; such as %s %s", name(c), t.what(), word, c.Root().Name(), t.Such)
		}
		if len(t.Words) > 0 && !slices.Contains(t.Words, word) {
			return fmt.Errorf("%s: wanted %s, found %q%s", name(c), t.what(), word, misspelt.Question(word, t.Words))
		}
	}
	return nil
}

func (t Takes) what() string {
	switch {
	case len(t.Words) == 0:
		return t.What
	case t.What == "":
		return OneOf(t.Words)
	}
	return t.What + ", " + OneOf(t.Words)
}
