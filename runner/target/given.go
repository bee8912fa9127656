package target

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
)

// givens finds the values that the contract's requests always have: in its facts, for the environment that is asked, or in
// the variables that they name. What is required and not given is told with its key, before anything is sent.
func (o *Options) givens(t *Target, c contract) []error {
	var problems []error
	t.Given = map[string]any{}
	for _, g := range c.givens() {
		value, problem := o.givenValue(t, c, g)
		if problem == nil {
			problem = wrongGiven(g, value, c.factAt(g.Key))
		}
		if problem != nil {
			problems = append(problems, problem)
			continue
		}
		t.Given[g.Key] = value
		if g.Secret {
			t.GivenSecrets = append(t.GivenSecrets, evidence.Secret{Value: fmt.Sprint(value), Meaning: "the contract's secret " + g.Name, Shell: "$" + g.Variable})
		}
	}
	return append(problems, o.secretsInURL(t, c)...)
}

func (o *Options) givenValue(t *Target, c contract, g facts.Given) (any, error) {
	if g.Literal != nil {
		return g.Literal, nil
	}
	if g.Variable != "" {
		if slices.Contains(o.variables(), g.Variable) {
			return nil, problemf(c.factAt(g.Key), "%s: names %s, which is a variable of authconform's own: name another", g.Key, g.Variable)
		}
		if found := o.findGiven(g); found.found {
			return found.text, found.problem
		}
	}
	if value, known := g.Environments[t.Environment]; known {
		return value, nil
	}
	var ways []string
	if g.Variable != "" {
		ways = append(ways, "set "+g.Variable)
	}
	if g.Secret {
		ways = append(ways, "name a file that holds it by "+g.Variable+fileSuffix)
	}
	if len(g.Environments) > 0 {
		ways = append(ways, "give --"+environmentFlag+" with an environment that has one")
	}
	return nil, problemf(c.factAt(g.Key), "%s: the contract's requests have a value there, and none is given: %s", g.Key, strings.Join(ways, ", or "))
}

// fileSuffix ends the name of a variable that names the file of a secret.
const fileSuffix = "_FILE"

// findGiven reads the variable of a value: that of a secret may name its file instead.
func (o *Options) findGiven(g facts.Given) given {
	if o.getenv == nil {
		return given{}
	}
	value, set := o.getenv(g.Variable)
	path, named := "", false
	if g.Secret {
		path, named = o.getenv(g.Variable + fileSuffix)
	}
	what := "value of " + g.Name
	switch {
	case set && named:
		return given{found: true, problem: problemf(g.Variable, "contradicts %s: give one of them", g.Variable+fileSuffix)}
	case named:
		if !filepath.IsAbs(path) && !isStandardInput(path) {
			path = filepath.Join(o.workdir, path)
		}
		data, err := o.readSecret(path, g.Variable+fileSuffix)
		if err != nil {
			return given{found: true, problem: because(err, g.Variable+fileSuffix, "cannot read the file of the %s: %v", what, err)}
		}
		value = strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	case !set:
		return given{}
	}
	if fault := credentialFault(value); fault != "" {
		return given{found: true, problem: problemf(g.Variable, "the %s %s", what, fault)}
	}
	return given{text: value, found: true}
}

// wrongGiven says why a value cannot stand where it belongs; nil when it can.
func wrongGiven(g facts.Given, value any, where string) error {
	text := fmt.Sprint(value)
	switch {
	case strings.Contains("."+g.Key, ".request.headers.") && !facts.IsFieldValue(text):
		return problemf(where, "%s: wanted a value that can stand in a header field: visible ASCII, no blanks around it", g.Key)
	case strings.Contains("."+g.Key, ".request.path.") && !facts.IsSegment(text):
		return problemf(where, "%s: wanted a single segment of a path", g.Key)
	}
	return nil
}

// secretsInURL refuses a contract whose documented request has a secret in its URL (R5), except on a loopback address or where
// the user says so.
func (o *Options) secretsInURL(t *Target, c contract) []error {
	if t.BaseURL == nil || IsLoopback(t.BaseURL) || o.AllowSecretInURL {
		return nil
	}
	var problems []error
	refuse := func(where, what string) {
		problems = append(problems, problemf(where, "the contract has %s in the URL, where servers and proxies log it: give --%s", what, secretInURLFlag))
	}
	if c.keyInQuery() {
		refuse(c.factAt("client-authentication.documented"), "its API key")
	}
	for _, g := range c.givens() {
		if g.Secret && (strings.Contains("."+g.Key, ".request.query.") || strings.Contains("."+g.Key, ".request.path.")) {
			refuse(c.factAt(g.Key), "the secret "+g.Name)
		}
	}
	return problems
}

// GivenVariables are the variables that a contract's facts name.
func GivenVariables(c *openapi.Contract) []string {
	var names []string
	for _, g := range (loaded{c}).givens() {
		if g.Variable != "" {
			names = append(names, g.Variable)
		}
		if g.Secret {
			names = append(names, g.Variable+fileSuffix)
		}
	}
	return names
}
