package attest

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/schema"
)

// wholeDigest is the digest in wholePolicy, which has everything in it.
var wholeDigest = "sha256:" + strings.Repeat("0a", 32)

const wholePolicy = `# ours
keys:
  - keys/acme.pub
  - keys/other.pub
max-age-days: 30
suite-versions: ["1.4.0", "1.4.1"]
targets: [https://tokens.example.com/v3.8/distributor]
contract:
  digest: sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a
  file: contracts/tickets.yaml
completeness: partial
known-deviations: accepted
strict: true
reference-target: accepted
`

func TestReadPolicy(t *testing.T) {
	got, err := ReadPolicy("policy.yaml", []byte(wholePolicy))
	want := Policy{
		Keys: []string{"keys/acme.pub", "keys/other.pub"}, MaxAge: 30, Suites: []string{"1.4.0", "1.4.1"},
		Targets: []string{"https://tokens.example.com/v3.8/distributor"}, Digest: wholeDigest, Contract: "contracts/tickets.yaml",
		Partial: true, Known: true, Reference: true, Strict: true,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	least, err := ReadPolicy("policy.yaml", []byte("keys: [a.pub]\n"))
	if err != nil || !reflect.DeepEqual(least, Policy{Keys: []string{"a.pub"}}) {
		t.Errorf("got %+v, %v", least, err)
	}
}

// Each mistake is told with its line, all at once; and what is refused, the schema refuses, too.
func TestReadPolicyRefuses(t *testing.T) {
	form, err := schema.Compile(PolicySchemaID)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"":                                          "policy.yaml: is empty",
		"keys: []\n":                                "policy.yaml:1: keys: wanted a list of 1 to 100",
		"keys: a.pub\n":                             "policy.yaml:1: keys: wanted a list",
		"keys: [a.pub, a.pub]\n":                    "stands there twice",
		"keys: [1]\n":                               "keys: wanted a text, found a number",
		"keys: [' a']\n":                            "without blanks around it",
		"max-age-days: 1\n":                         "policy.yaml:1: keys: is missing",
		"keys: [a]\nmax-age-days: 0\n":              "policy.yaml:2: max-age-days: wanted a number of days",
		"keys: [a]\nmax-age-days: '3'\n":            "max-age-days: wanted a number of days",
		"keys: [a]\nmax-age: 3\n":                   "max-age: unknown key; did you mean max-age-days?",
		"keys: [a]\ncontract: {}\n":                 "policy.yaml:2: contract.digest: is missing",
		"keys: [a]\ncontract: {digest: abc}\n":      "contract.digest: wanted sha256:",
		"keys: [a]\ncontract: x\n":                  "contract: wanted some of digest, file",
		"keys: [a]\ncompleteness: whole\n":          "completeness: wanted complete or partial",
		"keys: [a]\nstrict: 'true'\n":               "strict: wanted false or true",
		"keys: [a]\nstrict: yes\n":                  "strict: wanted false or true",
		"keys: [a]\nreference-target: true\n":       "reference-target: wanted refused or accepted",
		"keys: [a]\nkeys: [b]\n":                    "policy.yaml:2: keys: is given twice, first in line 1",
		"keys: &k [a]\n":                            "anchor",
		"[a]\n":                                     "wanted some of keys",
		"keys: [a]\n? [x]\n: y\n":                   "unknown key, not shown here",
		"keys: [a\n":                                "not valid YAML",
		strings.Repeat("# many\n", MaxPolicy):       "at most 64 KiB",
		"strict: 1\nkeys: [a]\ntargets: []\nx: 1\n": "policy.yaml:1: strict: wanted false or true\npolicy.yaml:3: targets: wanted a list of 1 to 100 texts, found a list\npolicy.yaml:4: x: unknown key",
	} {
		_, err := ReadPolicy("policy.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
		var value any
		if yaml.Unmarshal([]byte(text), &value) == nil && !strings.HasPrefix(text, "#") && !strings.Contains(text, "&k") && form.Validate(plainly(value)) == nil {
			t.Errorf("%.60q: the schema accepts it", text)
		}
	}
	var value any
	if err := yaml.Unmarshal([]byte(wholePolicy), &value); err != nil {
		t.Fatal(err)
	}
	if err := form.Validate(plainly(value)); err != nil {
		t.Errorf("the schema refuses a policy: %v", err)
	}
	if _, err := jsonschema.UnmarshalJSON(strings.NewReader(string(PolicySchema()))); err != nil {
		t.Error(err)
	}
}

// complete is a report of a run of a service that was asked everything.
func complete(change func(*reports.Report)) reports.Report {
	r := example.Base()
	r.Results = example.Passes("token.status", "token.members")
	change(&r)
	return example.Judged(r)
}

// Every rejection has its name.
func TestPolicyCheck(t *testing.T) {
	now := complete(func(*reports.Report) {}).Finished.Add(24 * time.Hour)
	known := example.KnownDeviations()
	for name, c := range map[string]struct {
		report reports.Report
		policy Policy
		want   string
	}{
		"good":                {complete(func(*reports.Report) {}), Policy{MaxAge: 1}, ""},
		"nonconformant":       {example.Failed(), Policy{Partial: true}, "verdict"},
		"inconclusive":        {example.Inconclusive(), Policy{Partial: true}, "verdict"},
		"stale":               {complete(func(r *reports.Report) { r.Finished = r.Finished.Add(-time.Second) }), Policy{MaxAge: 1}, "age"},
		"to come":             {complete(func(r *reports.Report) { r.Finished = r.Finished.Add(24*time.Hour + 6*time.Minute) }), Policy{}, "age"},
		"partial":             {example.Conformant(), Policy{}, "completeness"},
		"partial will do":     {example.Conformant(), Policy{Partial: true}, ""},
		"a client":            {example.ClientKept(), Policy{Partial: true}, "target"},
		"a client, named":     {example.ClientKept(), Policy{Partial: true, Targets: []string{"adapter.py"}}, ""},
		"another client":      {example.ClientKept(), Policy{Partial: true, Targets: []string{"https://a.example"}}, "target"},
		"filtered":            {example.Partial(), Policy{Partial: true, Reference: true}, "filter"},
		"filtered, all there": {complete(func(r *reports.Report) { r.Clauses = []string{"*"} }), Policy{}, "filter"},
		"known deviations":    {known, Policy{Partial: true}, "known-deviations"},
		"known will do":       {known, Policy{Partial: true, Known: true}, ""},
		"not strict":          {complete(func(*reports.Report) {}), Policy{Strict: true}, "strict"},
		"another suite":       {complete(func(*reports.Report) {}), Policy{Suites: []string{"0.1.1"}}, "suite-version"},
		"another target":      {complete(func(*reports.Report) {}), Policy{Targets: []string{"https://tokens.example.com"}}, "target"},
		"the reference":       {complete(func(r *reports.Report) { r.Target.Embedded = true }), Policy{}, "reference-target"},
		"several":             {example.Partial(), Policy{Strict: true, Suites: []string{"9"}}, "suite-version reference-target filter strict"},
	} {
		t.Run(name, func(t *testing.T) {
			var names []string
			for _, r := range c.policy.Check(c.report, now) {
				names = append(names, r.Name)
			}
			if got := strings.Join(names, " "); got != c.want {
				t.Errorf("rejected by %q, want %q", got, c.want)
			}
		})
	}
}

func TestPolicyCheckContract(t *testing.T) {
	statement := New(example.Conformant(), attestedRecord(), attestedFiles())
	for digest, want := range map[string]int{"": 0, "sha256:" + strings.Repeat("04", 32): 0, wholeDigest: 1, "sha256:" + strings.Repeat("05", 32): 1} {
		if got := (Policy{Digest: digest}).CheckContract(statement); len(got) != want {
			t.Errorf("%q: %v", digest, got)
		}
	}
}
