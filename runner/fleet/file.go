package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/target"
)

// The bounds of a file of targets.
const (
	MaxFile     = 8 << 20
	MaxTargets  = 10_000
	maxPieces   = 200_000 // lines and items
	maxKeys     = 1000    // of one target
	maxProblems = 50
)

// Target is one of the fleet's.
type Target struct {
	Name    string
	Options *target.Options
	// Foreign are the places of those under its variables that are none of ours, by name: its contract has to name them.
	Foreign map[string]string
}

// name is how a target may be called: its reports go to a directory of that name, its badge to a file.
var name = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// aside are the settings of a run that are the fleet's own: where reports go, and what is printed.
func aside() []string {
	return []string{"out", "config", "history", "quiet", "no-progress", "verbose", "write-baseline"}
}

// elsewhere says where one of them is said.
func elsewhere(setting string) string {
	if slices.Contains([]string{"config", "verbose", "write-baseline"}, setting) {
		return "is for run, and no fleet has it: leave it out"
	}
	return "is the whole fleet's: give --" + setting + " to the command"
}

// Read reads a file of targets, in their order there. Each holds what authconform.yaml can hold, over the file's defaults, a name,
// and, under variables, which of the environment's variables are its credentials: no target gets to see those of another. All
// mistakes in all entries are told at once, with file and line; those that have none are given all the same, so that what else is
// wrong can be told with it. Without getenv nothing is known of variables: for whoever counts targets, and asks none.
func Read(path string, getenv func(string) (string, bool)) ([]Target, error) {
	f, info, err := file.Open(path)
	if err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	data, err := file.ReadAll(path, f, info.Size(), MaxFile)
	if err != nil {
		return nil, fmt.Errorf("fleet: %w", err)
	}
	return parse(path, data, getenv)
}

// parse reads the text of a file.
func parse(path string, data []byte, getenv func(string) (string, bool)) ([]Target, error) {
	r := reader{
		file: path, getenv: getenv, entries: target.EntriesOf(path, filepath.Dir(path)), ours: target.Variables(),
		first: map[string]int{},
	}
	if pieces := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte(",")) + bytes.Count(data, []byte("[")) + bytes.Count(data, []byte("{")); pieces > maxPieces {
		return nil, fmt.Errorf("%s: wanted at most %d lines and items, found %d: several files make several fleets", path, maxPieces, pieces)
	}
	root, err := positioned.Parse(data)
	var fault *positioned.Fault
	switch {
	case errors.As(err, &fault):
		return nil, fmt.Errorf("%s: %w", positioned.At(path, fault.Line), err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, err)
	case root == nil:
		return nil, fmt.Errorf("%s: wanted a mapping with the key targets, and defaults where they have something in common, found nothing", path)
	case root.Kind != yaml.MappingNode:
		return nil, fmt.Errorf("%s: wanted a mapping with the key targets, and defaults where they have something in common, found %s", positioned.At(path, root.Line), positioned.Kind(root))
	}
	return r.fleet(root)
}

// reader reads one file.
type reader struct {
	file     string
	getenv   func(string) (string, bool)
	entries  *target.Entries
	ours     []string       // the variables that are ours
	first    map[string]int // the line of each name
	problems []error
}

func (r *reader) refuse(line int, format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf("%s: %s", positioned.At(r.file, line), fmt.Sprintf(format, args...)))
}

func (r *reader) fleet(root *yaml.Node) ([]Target, error) {
	top := r.top(root)
	d := r.defaults(top["defaults"])
	targets, said := top["targets"]
	switch {
	case !said && len(r.problems) > 0: // it is probably the key that was told of
		return nil, joinMistakes(r.problems)
	case !said:
		r.refuse(root.Line, "wanted the key targets, a list of at least one, found none")
		return nil, joinMistakes(r.problems)
	case targets.Kind == yaml.MappingNode:
		r.refuse(targets.Line, "targets: wanted a list, each with a hyphen before it (\"- name: acme\"), found a mapping")
		return nil, joinMistakes(r.problems)
	case targets.Kind != yaml.SequenceNode:
		r.refuse(targets.Line, "targets: wanted a list of at least one, found %s", positioned.Kind(targets))
		return nil, joinMistakes(r.problems)
	case len(targets.Content) == 0:
		r.refuse(targets.Line, "targets: wanted a list of at least one, found an empty one")
		return nil, joinMistakes(r.problems)
	case len(targets.Content) > MaxTargets:
		r.refuse(targets.Line, "wanted at most %d targets, found %d: several files make several fleets", MaxTargets, len(targets.Content))
		return nil, joinMistakes(r.problems)
	}
	var fleet []Target
	for _, node := range targets.Content {
		if len(r.problems) > 10*maxProblems {
			break // it is told of more than somebody reads
		}
		if t, ok := r.target(node, d); ok {
			fleet = append(fleet, t)
		}
	}
	return fleet, joinMistakes(r.problems)
}

// top gives what stands under the file's own keys.
func (r *reader) top(root *yaml.Node) map[string]*yaml.Node {
	own, first := []string{"defaults", "targets"}, map[string]int{}
	found := map[string]*yaml.Node{}
	for key, value := range pairs(root) {
		switch {
		case key.Kind != yaml.ScalarNode:
			r.refuse(key.Line, "wanted the keys defaults and targets, found %s", positioned.Kind(key))
		case first[key.Value] > 0:
			r.refuse(key.Line, "%s: is given twice, first in line %d: keep one", key.Value, first[key.Value])
		case slices.Contains(own, key.Value):
			found[key.Value], first[key.Value] = value, key.Line
		case isSetting(key.Value):
			r.refuse(key.Line, "%s: what all targets have in common stands under defaults", key.Value)
		default:
			r.refuse(key.Line, "wanted the keys defaults and targets, found %s%s", shown(key.Value), misspelt.Question(key.Value, own))
		}
	}
	return found
}

// shown is a text of the file's as an error has it.
func shown(value string) string {
	return fmt.Sprintf("%q", text.Printable(text.Bounded(value, maxShown)))
}

// maxShown is how much of it, in bytes.
const maxShown = 80

// isSetting says whether authconform.yaml may hold a key.
func isSetting(key string) bool {
	return target.SettingOf("AUTHCONFORM_"+strings.ToUpper(strings.ReplaceAll(key, "-", "_"))) == key
}

// pairs gives the keys of a mapping with their values.
func pairs(mapping *yaml.Node) func(func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		for i := 0; i+1 < len(mapping.Content); i += 2 {
			if !yield(mapping.Content[i], mapping.Content[i+1]) {
				return
			}
		}
	}
}
