package fleet

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/runner/target"
)

// defaults are what targets have in common: settings, and variables.
type defaults struct {
	settings  *yaml.Node
	variables map[string]string
	wrong     []error // which every target says otherwise, too
}

func (r *reader) defaults(node *yaml.Node) defaults {
	if node == nil || node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" {
		return defaults{}
	}
	if node.Kind != yaml.MappingNode {
		r.refuse(node.Line, "defaults: wanted settings such as \"timeout: 20s\", found %s", positioned.Kind(node))
		return defaults{}
	}
	settings, own := r.apart(node, "variables")
	d := defaults{settings: settings, variables: r.variables(own["variables"])}
	_, err := r.entries.Options(settings, nil, d.variables, r.environment(d.variables)) // also what every target says otherwise
	d.wrong = single([]error{err})
	r.problems = append(r.problems, d.wrong...)
	return d
}

// without gives the defaults without what a target says itself, in whichever way: what is said of it alone counts.
func (d defaults) without(settings *yaml.Node, variables map[string]string) defaults {
	said := map[string]bool{}
	for key, value := range pairs(settings) {
		if key.Value != "embedded" || value.Value != "false" { // which says nothing of who is asked
			said[target.Subject(key.Value)] = true
		}
	}
	for name := range variables {
		said[target.Subject(name)] = true
	}
	left := defaults{variables: map[string]string{}, wrong: d.wrong}
	for name, theirs := range d.variables {
		if !said[target.Subject(name)] {
			left.variables[name] = theirs
		}
	}
	if d.settings != nil {
		node := *d.settings
		node.Content = nil
		for key, value := range pairs(d.settings) {
			if !said[target.Subject(key.Value)] {
				node.Content = append(node.Content, key, value)
			}
		}
		left.settings = &node
	}
	return left
}

// apart gives the mapping without the keys that are the fleet's own, and those. A setting that is the fleet's is refused.
func (r *reader) apart(mapping *yaml.Node, own ...string) (*yaml.Node, map[string]*yaml.Node) {
	settings, found := *mapping, map[string]*yaml.Node{}
	settings.Content = nil
	if keys := len(mapping.Content) / 2; keys > maxKeys {
		r.refuse(mapping.Line, "wanted at most %d settings, found %d", maxKeys, keys)
		return &settings, found
	}
	for key, value := range pairs(mapping) {
		meant := misspelt.Nearest(key.Value, own)
		switch {
		case slices.Contains(own, key.Value):
			if found[key.Value] != nil {
				r.refuse(key.Line, "%s: is given twice: keep one", key.Value)
			}
			found[key.Value] = value
		case slices.Contains(aside(), key.Value):
			r.refuse(key.Line, "%s: %s", key.Value, elsewhere(key.Value))
		case key.Kind == yaml.ScalarNode && meant != "" && !isSetting(key.Value):
			r.refuse(key.Line, "%s: unknown key; did you mean %s?", key.Value, meant)
			if found[meant] == nil {
				found[meant] = value
			}
		default:
			settings.Content = append(settings.Content, key, value)
		}
	}
	return &settings, found
}

func (r *reader) target(node *yaml.Node, d defaults) (Target, bool) {
	if node.Kind != yaml.MappingNode {
		r.refuse(node.Line, "wanted a target, as a mapping with a name, found %s", positioned.Kind(node))
		return Target{}, false
	}
	before := len(r.problems)
	settings, own := r.apart(node, "name", "variables")
	called := r.name(node, own["name"])
	variables := r.variables(own["variables"])
	d = d.without(settings, variables)
	maps.Copy(d.variables, variables)
	options, err := r.entries.Options(d.settings, settings, d.variables, r.environment(d.variables))
	wrong := slices.DeleteFunc(single([]error{err}), func(problem error) bool {
		return slices.ContainsFunc(d.wrong, func(known error) bool { return known.Error() == problem.Error() })
	})
	r.problems = append(r.problems, wrong...)
	switch {
	case len(wrong) > 0:
	case options.Reference:
		r.problems = append(r.problems, options.CheckNamed(nil)) // also nil
	case !options.NamesTarget() && r.getenv != nil:
		r.refuse(node.Line, "%s: wanted env or base-url, found neither (\"embedded: true\" means the reference target)", called)
	}
	return Target{Name: called, Options: options, Foreign: r.foreign(own["variables"])}, len(single(r.problems[before:])) == 0
}

// name is what a target is called; it is a mistake when another has that name.
func (r *reader) name(node, called *yaml.Node) string {
	switch {
	case called == nil:
		r.refuse(node.Line, "wanted a name, found none")
		return "a target without a name"
	case called.Kind != yaml.ScalarNode || called.ShortTag() == "!!null":
		r.refuse(called.Line, "name: %s, found %s", wantName, positioned.Kind(called))
	case !name.MatchString(called.Value):
		r.refuse(called.Line, "name: %s, found %s", wantName, shown(called.Value))
	case r.first[called.Value] > 0:
		r.refuse(called.Line, "name: %s is also in line %d: keep one", called.Value, r.first[called.Value])
	default:
		r.first[called.Value] = called.Line
	}
	return called.Value
}

const wantName = "wanted at most 63 small letters, digits, dots, hyphens and underscores, the first a letter or a digit"

// variables reads which variables of the environment stand for ours, or for those that a contract names.
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
		if wrong := r.wrongVariable(key, value); wrong != "" {
			r.refuse(key.Line, "variables: %s", wrong)
			continue
		}
		if _, twice := named[key.Value]; twice {
			r.refuse(key.Line, "variables: %s: is given twice: keep one", key.Value)
			continue
		}
		named[key.Value] = value.Value
		if target.SettingOf(key.Value) == "" {
			r.entries.Withhold(value.Value)
		}
	}
	return named
}

// wrongVariable says what is wrong with one of the variables, without what may be a secret that somebody wrote there.
func (r *reader) wrongVariable(key, value *yaml.Node) string {
	switch {
	case key.Kind != yaml.ScalarNode:
		return "wanted the name of a variable of ours as key, found " + positioned.Kind(key)
	case !variable.MatchString(key.Value):
		return "wanted the name of a variable of ours as key, found another text"
	case slices.Contains(aside(), target.SettingOf(key.Value)):
		return key.Value + ": " + elsewhere(target.SettingOf(key.Value))
	case value.Kind != yaml.ScalarNode || value.ShortTag() == "!!null":
		return key.Value + ": wanted the name of the variable that holds it, such as ACME_CLIENT_ID, found " + positioned.Kind(value)
	case strings.HasPrefix(value.Value, "$") && variable.MatchString(strings.Trim(value.Value, "${}")):
		return key.Value + ": wanted the name of the variable that holds it, such as ACME_CLIENT_ID, without $ and brackets"
	case !variable.MatchString(value.Value):
		return key.Value + ": wanted the name of the variable that holds it, such as ACME_CLIENT_ID; secrets do not stand here"
	case r.getenv == nil:
		return ""
	}
	if _, set := r.getenv(value.Value); set {
		return ""
	}
	if conventional.MatchString(value.Value) {
		return key.Value + " is to be " + value.Value + ", which is not set"
	}
	return key.Value + ": the variable that is named there is not set; secrets do not stand here"
}

var (
	variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	// conventional is how variables are called that are no secrets in the place of one.
	conventional = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$`)
)

// foreign are those of a target's variables that are none of ours, with their places.
func (r *reader) foreign(node *yaml.Node) map[string]string {
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	places := map[string]string{}
	for key := range pairs(node) {
		if !slices.Contains(r.ours, key.Value) {
			places[key.Value] = positioned.At(r.file, key.Line)
		}
	}
	return places
}

// CheckForeign looks whether a target's contract names the variables that are none of ours.
func (t Target) CheckForeign(named []string) error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(t.Foreign)) {
		if !slices.Contains(named, name) {
			problems = append(problems, fmt.Errorf("%s: variables: %s is none of ours, and none that the contract names%s", t.Foreign[name], name, meant(name)))
		}
	}
	return errors.Join(problems...)
}

// meant asks for the variable of ours that is probably meant by another.
func meant(name string) string {
	lower := func(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "-")) }
	ours := target.Variables()
	names := make([]string, 0, len(ours))
	for _, variable := range ours {
		names = append(names, lower(variable))
	}
	if i := slices.Index(names, misspelt.Nearest(lower(name), names)); i >= 0 {
		return ": did you mean " + ours[i] + "?"
	}
	return ""
}

// environment is what a target gets to see: of ours, and of what holds a credential of any target, what its variables name, and all
// that is nobody's, such as HTTPS_PROXY.
func (r *reader) environment(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		if r.getenv == nil {
			return "", false
		}
		if theirs, named := variables[name]; named {
			return r.getenv(theirs)
		}
		if strings.HasPrefix(name, "AUTHCONFORM_") || r.entries.Withholds(name) {
			return "", false
		}
		return r.getenv(name)
	}
}
