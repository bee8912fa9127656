package fleet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/runner/target"
)

func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fleet.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func environment(variables map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, set := variables[name]
		return value, set
	}
}

const example = `
defaults:
  timeout: 20s
  env: staging
  variables: {AUTHCONFORM_CLIENT_SECRET: SHARED_SECRET}
targets:
  - name: acme
    variables: {AUTHCONFORM_CLIENT_ID: ACME_ID}
  - name: zeta
    contract: ticketpark
    env: production
    timeout: 5s
    variables: {AUTHCONFORM_CLIENT_ID: ZETA_ID, AUTHCONFORM_CLIENT_SECRET: ZETA_SECRET}
  - name: self
    embedded: true
`

// Each target has its own settings over the defaults, and sees its own variables alone.
func TestRead(t *testing.T) {
	t.Parallel()
	targets, err := Read(written(t, example), environment(map[string]string{
		"SHARED_SECRET": "s", "ACME_ID": "acme", "ZETA_ID": "zeta", "ZETA_SECRET": "z", "AUTHCONFORM_PASSWORD": "nobody's", "HTTPS_PROXY": "http://proxy",
	}))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, target := range targets {
		names = append(names, target.Name+" "+target.Options.Contract+" "+target.Options.Environment+" "+target.Options.Timeout.String())
	}
	if want := []string{"acme prioticket staging 20s", "zeta ticketpark production 5s", "self prioticket  20s"}; !slices.Equal(names, want) {
		t.Errorf("%q, wanted %q", names, want)
	}
}

func TestATargetSeesItsOwnVariablesAlone(t *testing.T) {
	t.Parallel()
	r := reader{
		getenv: environment(map[string]string{
			"A": "a", "B_KEY": "another target's", "AUTHCONFORM_PASSWORD": "p", "AUTHCONFORM_USERNAME": "u", "NO_PROXY": "*",
		}),
		entries: target.EntriesOf("fleet.yaml", "."),
	}
	r.entries.Withhold("A")
	r.entries.Withhold("B_KEY")
	seen := r.environment(map[string]string{"AUTHCONFORM_USERNAME": "A", "API_KEY": "A"})
	for name, want := range map[string]string{"AUTHCONFORM_USERNAME": "a", "API_KEY": "a", "AUTHCONFORM_PASSWORD": "", "NO_PROXY": "*", "AUTHCONFORM_CLIENT_ID": "", "B_KEY": ""} {
		if got, set := seen(name); got != want || set != (want != "") {
			t.Errorf("%s: %q, %t", name, got, set)
		}
	}
}

// What a target says itself counts alone, whatever the defaults say of the same, and in whichever way.
func TestATargetsOwnWordCounts(t *testing.T) {
	t.Parallel()
	for defaults, row := range map[string]struct{ own, want string }{
		"env: staging":                           {"base-url: 'https://own.example'", "https://own.example"},
		"base-url: 'https://all.example'":        {"env: sandbox", "sandbox"},
		"embedded: true":                         {"env: sandbox", "sandbox"},
		"env: internal":                          {"embedded: false", "internal"},
		"env: production":                        {"embedded: true", "reference"},
		"variables: {AUTHCONFORM_BASE_URL: ALL}": {"env: sandbox", "sandbox"},
		"env: testing":                           {"variables: {AUTHCONFORM_BASE_URL: OWN}", "https://own.example"},
		"variables: {AUTHCONFORM_CLIENT_SECRET: ALL}, base-url: 'https://own.example'":  {"client-secret-file: own", "https://own.example own"},
		"variables: {AUTHCONFORM_CLIENT_ID: ALL, AUTHCONFORM_SCOPE: ALL}, env: sandbox": {"scope: x", "sandbox"},
	} {
		getenv := environment(map[string]string{"ALL": "https://all.example", "OWN": "https://own.example"})
		targets, err := Read(written(t, fmt.Sprintf("defaults: {%s}\ntargets: [{name: a, %s}]\n", defaults, row.own)), getenv)
		if err != nil || len(targets) != 1 {
			t.Errorf("%s, %s: %v", defaults, row.own, err)
			continue
		}
		o := targets[0].Options
		got := o.Environment + o.BaseURL
		if o.Reference {
			got += "reference"
		}
		if o.ClientSecretFile != "" {
			got += " " + filepath.Base(o.ClientSecretFile)
		}
		if got != row.want {
			t.Errorf("%s, %s: %q, wanted %q", defaults, row.own, got, row.want)
		}
	}
}

// Every mistake is told, each once, with its line.
func TestMistakesAreToldAtOnce(t *testing.T) {
	t.Parallel()
	path := written(t, `
defaults: {timout: 3s, out: x}
other: 1
targets:
  - name: Acme
  - name: b
    env: staging
    variables: {AUTHCONFORM_CLIENT_SECRET: NOPE, PASSWORD: NO_PASSWORD}
  - name: b
    embedded: true
  - nam: c
  - hello
  - {name: c, client-secret: hunter2}
  - {name: e, scope: x}
`)
	_, err := Read(path, environment(nil))
	if err == nil {
		t.Fatal("they were read")
	}
	for _, want := range []string{
		":2: timout: unknown key; did you mean timeout?", ":2: out: is the whole fleet's", ":3: wanted the keys defaults and targets, found \"other\"",
		":5: name: wanted at most 63 small letters", ":5: Acme: wanted env or base-url", ":8: variables: AUTHCONFORM_CLIENT_SECRET: the variable that is named there is not set",
		":8: variables: PASSWORD is to be NO_PASSWORD, which is not set", ":9: name: b is also in line 6", ":11: nam: unknown key; did you mean name?", ":13: name: c is also in line 11",
		":12: wanted a target", ":13: client-secret: secrets do not stand in the file: name the variable",
	} {
		if strings.Count(err.Error(), path+want) != 1 {
			t.Errorf("wanted %q once in\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Error("a value is told")
	}
	for name, text := range map[string]string{
		"wanted the key targets, a list of at least one, found none": "defaults: {}\n", "in common, found a list": "- a\n", "found nothing": "# none yet\n",
		"defaults: wanted settings such as \"timeout: 20s\", found a list":                         "defaults: [a]\ntargets: [{name: a, embedded: true}]\n",
		":1: wanted the keys defaults and targets, found \"target\": did you mean targets?":        "target: [{name: a, embedded: true}]\n",
		":2: targets: is given twice, first in line 1":                                             "targets: [{name: a, embedded: true}]\ntargets: []\n",
		":1: timeout: what all targets have in common stands under defaults":                       "timeout: 3s\ntargets: [{name: a, embedded: true}]\n",
		"targets: wanted a list, each with a hyphen before it (\"- name: acme\"), found a mapping": "targets: {acme: {embedded: true}}\n",
		"targets: wanted a list of at least one, found nothing":                                    "targets:\n", "found an empty one": "targets: []\n",
		"embedded: asks the reference target that is built in, and": "targets: [{name: a, embedded: true, env: staging}]\n",
		"wanted at most 1000 settings, found 2002":                  "targets: [{name: a, embedded: true" + strings.Repeat(", a: b", 2000) + "}]\n",
		"wanted at most 200000 lines and items, found 200003":       "targets: [" + strings.Repeat("a,", 200_001) + "a]\n",
		"and at least 451 more mistakes":                            "targets:\n" + strings.Repeat("- a\n", 1000),
		"wanted env or base-url":                                    "targets: [{name: a}]\n", "variables: wanted a mapping": "targets: [{name: a, embedded: true, variables: [x]}]\n",
		"found \"../etc\"": "targets: [{name: ../etc, embedded: true}]\n", "name: wanted at most 63 small letters, digits, dots, hyphens and underscores, the first a letter or a digit, found a list": "targets: [{name: [a], embedded: true}]\n",
		"variables: AUTHCONFORM_CLIENT_ID: is given twice: keep one":                                                  "targets: [{name: a, embedded: true, variables: {AUTHCONFORM_CLIENT_ID: SET, AUTHCONFORM_CLIENT_ID: SET}}]\n",
		"variables: AUTHCONFORM_OUT: is the whole fleet's: give --out":                                                "targets: [{name: a, embedded: true, variables: {AUTHCONFORM_OUT: SET}}]\n",
		"such as ACME_CLIENT_ID, without $ and brackets":                                                              "targets: [{name: a, embedded: true, variables: {AUTHCONFORM_CLIENT_ID: '${SET}'}}]\n",
		"such as ACME_CLIENT_ID, found nothing":                                                                       "targets: [{name: a, embedded: true, variables: {AUTHCONFORM_CLIENT_ID: }}]\n",
		"such as ACME_CLIENT_ID; secrets do not stand here":                                                           "targets: [{name: a, embedded: true, variables: {AUTHCONFORM_CLIENT_ID: not a name}}]\n",
		"wanted the name of a variable of ours as key, found a mapping":                                               "targets: [{name: a, embedded: true, variables: {{}: SET}}]\n",
		"variables: CLIENT_ID is none of ours, and none that the contract names: did you mean AUTHCONFORM_CLIENT_ID?": "targets: [{name: a, embedded: true, variables: {CLIENT_ID: SET}}]\n",
	} {
		targets, err := Read(written(t, text), environment(map[string]string{"SET": "x"}))
		for _, target := range targets {
			err = errors.Join(err, target.CheckForeign(nil))
		}
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%q: %v, wanted %q", text, err, name)
		}
	}
}

// What the schema takes of the example is what is read, and it refuses what is refused.
func TestSchema(t *testing.T) {
	t.Parallel()
	text, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	form, err := schema.CompileText(SchemaID, text)
	if err != nil {
		t.Fatal(err)
	}
	for text, takes := range map[string]bool{
		example: true, "targets: [{name: a, embedded: true}]": true, "targets: []": false, "targets: [{name: A, embedded: true}]": false,
		"targets: [{name: a, out: x}]": false, "targets: [{embedded: true}]": false, "targets: [{name: a, env: x, variables: {A-B: X}}]": false,
	} {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if err := form.Validate(instance); (err == nil) != takes {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestTogether(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ list, want string }{
		{"", ""},
		{"a b c", "a | b | c"},
		{"ab c bd ca", "ab c bd ca"},
		{"ab c bd e", "ab bd | c | e"},
		{"a b c abc", "a b c abc"},
	} {
		var groups []string
		for _, group := range Together(strings.Fields(row.list), func(s string) []string { return strings.Split(s, "") }) {
			groups = append(groups, strings.Join(group, " "))
		}
		if got := strings.Join(groups, " | "); got != row.want {
			t.Errorf("%q: %q, wanted %q", row.list, got, row.want)
		}
	}
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	var targets []Target
	for _, name := range []string{"alpha", "beta", "gamma"} {
		targets = append(targets, Target{Name: name})
	}
	for gitlab, want := range map[bool]string{
		false: `{"include":[{"shard":"1/8","targets":1},{"shard":"2/8","targets":1},{"shard":"7/8","targets":1}]}`,
		true:  `{"matrix":[{"SHARD":["1/8","2/8","7/8"]}]}`,
	} {
		if got, err := json.Marshal(Matrix(targets, 8, gitlab)); err != nil || string(got) != want {
			t.Errorf("%s, %v; wanted %s", got, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(example)
	f.Add("targets: [{name: a, embedded: true, resolve: [x]}]")
	f.Fuzz(func(t *testing.T, text string) { // without a file: opening one takes as long as reading it
		targets, err := parse("fleet.yaml", []byte(text), nil)
		for _, target := range targets {
			if err == nil && (target.Options == nil || !name.MatchString(target.Name)) {
				t.Errorf("%q has no settings, or no name", target.Name)
			}
		}
	})
}
