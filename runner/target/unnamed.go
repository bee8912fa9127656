package target

import (
	"errors"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/reports/text"
)

// variablePrefix begins the names of our variables.
const variablePrefix = "AUTHCONFORM_"

// CheckVariables finds what looks like a variable of ours among an environment ("NAME=value") and is none: a misspelt one would
// be passed over in silence. Those that the contract's facts name are ours, too. Each error is an ErrConfiguration that says what was probably meant, and repeats no value.
func (o *Options) CheckVariables(environ []string, c *openapi.Contract) error {
	known := append(o.variables(), GivenVariables(c)...)
	var problems []error
	for _, name := range ours(environ) {
		if slices.Contains(known, name) {
			continue
		}
		advice := "take it out of the environment"
		if meant := misspelt.Nearest(strings.TrimPrefix(name, variablePrefix), unprefixed(known)); meant != "" {
			advice = "did you mean " + variable(meant) + "?"
		}
		problems = append(problems, problemf(name, "is no variable of authconform: %s", advice))
	}
	return errors.Join(problems...)
}

// CheckNamed refuses a run that names no target where somebody evidently meant one: in CI, or where variables or a file of
// settings are there. A forgotten address would judge the reference target otherwise, and pass. It answers after Resolve, and
// its error is an ErrConfiguration.
func (o *Options) CheckNamed(environ []string) error {
	switch {
	case o.Reference && o.NamesTarget():
		return problemf(o.where(embeddedFlag), "asks the reference target that is built in, and %s names another: leave one of them away", o.where(o.named()))
	case o.Reference || o.NamesTarget():
		return nil
	}
	why := ""
	set := ours(environ)
	switch {
	case len(set) > 0:
		why = set[0] + " is set"
	case o.Config != "":
		why = "there are settings in " + o.Config
	case inCI(environ):
		why = "CI is set"
	default:
		return nil
	}
	return problemf("target", "wanted the name of one, found none, although %s: give --%s or --%s, or --%s to ask the reference target that is built in",
		why, environmentFlag, baseURLFlag, embeddedFlag)
}

// named is the setting that names the target.
func (o *Options) named() string {
	if o.BaseURL != "" {
		return baseURLFlag
	}
	return environmentFlag
}

// variables are the names of all variables that are read, and of those that printed commands are run with.
func (o *Options) variables() []string {
	var names []string
	for _, s := range o.settings() {
		names = append(names, variable(s.name))
	}
	for _, c := range o.everyCredential() {
		names = append(names, c.variable())
	}
	for _, token := range text.TokenVariables() {
		names = append(names, variablePrefix+token)
	}
	return names
}

// ours are the names of an environment that begin as ours do, sorted.
func ours(environ []string) []string {
	var names []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, variablePrefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// inCI takes an empty CI and one that is false for none.
func inCI(environ []string) bool {
	for _, entry := range environ {
		if name, value, _ := strings.Cut(entry, "="); name == "CI" && value != "" && value != "false" && value != "0" {
			return true
		}
	}
	return false
}

func unprefixed(names []string) []string {
	bare := make([]string, len(names))
	for i, name := range names {
		bare[i] = strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, variablePrefix), "_", "-"))
	}
	return bare
}
