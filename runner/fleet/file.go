package fleet

import (
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
	"github.com/authconform/authconform/runner/target"
)

// The bounds of a file of targets.
const (
	MaxFile     = 8 << 20
	MaxTargets  = 10_000
	maxProblems = 50
)

// Target is one of the fleet's.
type Target struct {
	Name    string
	Options *target.Options
}

// name is how a target may be called: its reports go to a directory of that name, its badge to a file.
var name = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,62}$`)

// aside are the settings of a run that are the fleet's own: where reports go, and what is printed.
func aside() []string {
	return []string{"out", "config", "history", "quiet", "no-progress", "verbose", "write-baseline"}
}

// Read reads a file of targets, in their order there. Each holds what authconform.yaml can hold, over the file's defaults, a name,
// and, under variables, which of the environment's variables are its credentials: no target gets to see those of another. All
// mistakes in all entries are told at once, with file and line. Without getenv nothing is known of variables: for whoever counts
// targets, and asks none.
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
	r := reader{file: path, dir: filepath.Dir(path), getenv: getenv, first: map[string]int{}}
	root, err := positioned.Parse(data)
	var fault *positioned.Fault
	switch {
	case errors.As(err, &fault):
		return nil, fmt.Errorf("%s: %w", positioned.At(path, fault.Line), err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, err)
	case root == nil || root.Kind != yaml.MappingNode:
		return nil, fmt.Errorf("%s: wanted a mapping with the key targets, and defaults where they have something in common", path)
	}
	return r.fleet(root)
}

type reader struct {
	file, dir string
	getenv    func(string) (string, bool)
	first     map[string]int // the line of each name
	problems  []error
}

func (r *reader) refuse(line int, format string, args ...any) {
	r.problems = append(r.problems, fmt.Errorf("%s: %s", positioned.At(r.file, line), fmt.Sprintf(format, args...)))
}

func (r *reader) fleet(root *yaml.Node) ([]Target, error) {
	var defaults, targets *yaml.Node
	for key, value := range pairs(root) {
		switch key.Value {
		case "defaults":
			defaults = value
		case "targets":
			targets = value
		default:
			r.refuse(key.Line, "wanted the keys defaults and targets, found another")
		}
	}
	common, shared := r.common(defaults)
	if targets == nil || targets.Kind != yaml.SequenceNode || len(targets.Content) == 0 {
		r.refuse(root.Line, "wanted targets, a list of at least one")
		return nil, r.told()
	}
	if len(targets.Content) > MaxTargets {
		r.refuse(targets.Line, "wanted at most %d targets, found %d: several files make several fleets", MaxTargets, len(targets.Content))
		return nil, r.told()
	}
	var fleet []Target
	for _, node := range targets.Content {
		if t, ok := r.target(node, common, shared); ok {
			fleet = append(fleet, t)
		}
	}
	return fleet, r.told()
}

// common takes the defaults apart: settings, and variables.
func (r *reader) common(defaults *yaml.Node) (*yaml.Node, map[string]string) {
	if defaults == nil {
		return nil, nil
	}
	if defaults.Kind != yaml.MappingNode {
		r.refuse(defaults.Line, "defaults: wanted settings such as \"timeout: 20s\", found %s", positioned.Kind(defaults))
		return nil, nil
	}
	settings, own := r.apart(defaults, "variables")
	return settings, r.variables(own["variables"])
}

// apart gives the mapping without the keys that are the fleet's own, and those. A setting that is the fleet's is refused.
func (r *reader) apart(mapping *yaml.Node, own ...string) (*yaml.Node, map[string]*yaml.Node) {
	settings, found := *mapping, map[string]*yaml.Node{}
	settings.Content = nil
	for key, value := range pairs(mapping) {
		switch {
		case slices.Contains(own, key.Value):
			if found[key.Value] != nil {
				r.refuse(key.Line, "%s: is given twice: keep one", key.Value)
			}
			found[key.Value] = value
		case slices.Contains(aside(), key.Value):
			r.refuse(key.Line, "%s: is the whole fleet's: give it to the command", key.Value)
		default:
			settings.Content = append(settings.Content, key, value)
		}
	}
	return &settings, found
}

func (r *reader) target(node, common *yaml.Node, shared map[string]string) (Target, bool) {
	if node.Kind != yaml.MappingNode {
		r.refuse(node.Line, "wanted a target, as a mapping with a name, found %s", positioned.Kind(node))
		return Target{}, false
	}
	settings, own := r.apart(node, "name", "variables")
	called := own["name"]
	switch {
	case called == nil:
		r.refuse(node.Line, "wanted a name, found none")
		return Target{}, false
	case called.Kind != yaml.ScalarNode || !name.MatchString(called.Value):
		r.refuse(called.Line, "name: wanted at most 63 small letters, digits, dots, hyphens and underscores, the first a letter or a digit")
		return Target{}, false
	case r.first[called.Value] > 0:
		r.refuse(called.Line, "name: %s is also in line %d: keep one", called.Value, r.first[called.Value])
		return Target{}, false
	}
	r.first[called.Value] = called.Line
	variables := map[string]string{}
	for _, named := range []map[string]string{shared, r.variables(own["variables"])} {
		for ours, theirs := range named {
			variables[ours] = theirs
		}
	}
	options, err := target.Entry(r.file, r.dir, common, settings, r.environment(variables))
	if err != nil {
		r.problems = append(r.problems, err)
		return Target{}, false
	}
	if !options.NamesTarget() && !options.Reference && r.getenv != nil {
		r.refuse(node.Line, "%s: wanted env or base-url, found neither (\"embedded: true\" means the reference target)", called.Value)
		return Target{}, false
	}
	return Target{Name: called.Value, Options: options}, true
}

// variables reads which variables of the environment stand for ours.
func (r *reader) variables(node *yaml.Node) map[string]string {
	if node == nil {
		return nil
	}
	if node.Kind != yaml.MappingNode {
		r.refuse(node.Line, "variables: wanted a mapping such as \"AUTHCONFORM_CLIENT_ID: ACME_CLIENT_ID\", found %s", positioned.Kind(node))
		return nil
	}
	named := map[string]string{}
	for key, value := range pairs(node) {
		if !strings.HasPrefix(key.Value, "AUTHCONFORM_") || value.Kind != yaml.ScalarNode || !variable.MatchString(value.Value) {
			r.refuse(key.Line, "variables: wanted one of ours and the name of the variable that holds it, such as \"AUTHCONFORM_CLIENT_ID: ACME_CLIENT_ID\"; secrets do not stand here")
			continue
		}
		if !slices.Contains(target.Variables(), key.Value) {
			r.refuse(key.Line, "variables: %s is none of ours%s", key.Value, misspelt.Question(key.Value, target.Variables()))
			continue
		}
		if r.getenv == nil {
			named[key.Value] = value.Value
			continue
		}
		if _, set := r.getenv(value.Value); !set {
			r.refuse(value.Line, "variables: %s is to be %s, which is not set", key.Value, value.Value)
		}
		named[key.Value] = value.Value
	}
	return named
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// environment is what a target gets to see: of ours what its variables name, and all that is nobody's, such as HTTPS_PROXY.
func (r *reader) environment(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		if r.getenv == nil {
			return "", false
		}
		if !strings.HasPrefix(name, "AUTHCONFORM_") {
			return r.getenv(name)
		}
		if theirs, named := variables[name]; named {
			return r.getenv(theirs)
		}
		return "", false
	}
}

// told gives what is wrong, each mistake once and as much of it as somebody reads: one in the defaults is made by every target.
func (r *reader) told() error {
	known := map[string]bool{}
	r.problems = slices.DeleteFunc(single(r.problems), func(problem error) bool {
		twice := known[problem.Error()]
		known[problem.Error()] = true
		return twice
	})
	if more := len(r.problems) - maxProblems; more > 0 {
		r.problems = append(r.problems[:maxProblems], fmt.Errorf("%s: holds %d more mistakes", r.file, more))
	}
	return errors.Join(r.problems...)
}

// single takes joined errors apart.
func single(problems []error) []error {
	var all []error
	for _, problem := range problems {
		if joined, several := problem.(interface{ Unwrap() []error }); several {
			all = append(all, single(joined.Unwrap())...)
		} else if problem != nil {
			all = append(all, problem)
		}
	}
	return all
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
