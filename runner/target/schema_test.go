package target

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/spf13/pflag"
)

type property struct {
	Description string  `json:"description"`
	Type        string  `json:"type"`
	Ref         string  `json:"$ref"`
	Enum        []any   `json:"enum"`
	Default     any     `json:"default"`
	Minimum     float64 `json:"minimum"`
	Maximum     float64 `json:"maximum"`
}

func properties(t *testing.T) map[string]property {
	t.Helper()
	var schema struct {
		Properties map[string]property `json:"properties"`
	}
	if err := json.Unmarshal(ConfigSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	return schema.Properties
}

// The file's keys and the flags are one set, with one meaning.
func TestSchemaIsTheFlags(t *testing.T) {
	inFile := properties(t)
	o := Bind(pflag.NewFlagSet("", pflag.ContinueOnError))
	var flags, keys []string
	for _, s := range o.settings() {
		if s.name == configFlag {
			continue // the file cannot name itself
		}
		flags = append(flags, s.name)
		want := map[string]string{"string": "#/$defs/text", "bool": "boolean", "int": "integer", "duration": "string", "stringArray": "array"}
		p, v := inFile[s.name], &value{into: s.into}
		if p.Type+p.Ref != want[v.Type()] && (p.Enum == nil || p.Type != v.Type()) {
			t.Errorf("%s: the flag is a %s, the key a %s", s.name, v.Type(), p.Type+p.Ref)
		}
		if p.Default != nil && fmt.Sprint(p.Default) != v.String() {
			t.Errorf("%s: default %v in the schema, %s on the command", s.name, p.Default, v)
		}
		if p.Default == nil && v.String() != "" {
			t.Errorf("%s: the schema lacks the default %s", s.name, v)
		}
		if p.Description == "" || !strings.HasSuffix(p.Description, ".") {
			t.Errorf("%s: description %q", s.name, p.Description)
		}
	}
	for key := range inFile {
		keys = append(keys, key)
	}
	slices.Sort(flags)
	slices.Sort(keys)
	if diff := cmp.Diff(flags, keys); diff != "" {
		t.Errorf("flags and keys differ (-flags +keys):\n%s", diff)
	}
}

func TestSchemaBounds(t *testing.T) {
	inFile := properties(t)
	for name, want := range map[string][2]float64{"concurrency": {1, MaxConcurrency}, "burst": {0, MaxBurst}} {
		if p := inFile[name]; p.Minimum != want[0] || p.Maximum != want[1] {
			t.Errorf("%s %v to %v, want %v", name, p.Minimum, p.Maximum, want)
		}
	}
	for name, text := range map[string]string{
		"timeout": fmt.Sprintf("up to %.0fm", MaxTimeout.Minutes()), "max-wait": fmt.Sprintf("up to %.0fh", MaxMaxWait.Hours()),
	} {
		if !strings.Contains(inFile[name].Description, text) {
			t.Errorf("the description of %s lacks %q", name, text)
		}
	}
	if diff := cmp.Diff([]any{CoreProfile, FullProfile}, inFile["profile"].Enum); diff != "" {
		t.Errorf("profiles:\n%s", diff)
	}
}

// What the schema and the flags say of a value's bounds is the same.
func TestSchemaAndFlagsAgree(t *testing.T) {
	for name, texts := range map[string][]string{
		"concurrency": {"0", "1", "32", "33"}, "burst": {"-1", "0", "1", "2", "2000", "2001"}, "profile": {"core", "full", "Core", "all"},
	} {
		for _, text := range texts {
			_, inFile := parseConfiguration("f", []byte(name+": "+text+"\n"))
			o, _, err := world{args: []string{"--" + name + "=" + text}}.resolve(t)
			if err != nil {
				t.Fatal(err)
			}
			byFlag := errors.Join(o.limits()...)
			if (inFile == nil) != (byFlag == nil) {
				t.Errorf("%s %s: in the file %v, by flag %v", name, text, inFile, byFlag)
			} else if byFlag != nil && strings.TrimPrefix(inFile.Error(), "f:1: ") != strings.TrimPrefix(byFlag.Error(), "--") {
				t.Errorf("%s %s: told in two ways: %v; %v", name, text, inFile, byFlag)
			}
		}
	}
}

// What the schema takes for a duration is one, and the other way round.
func TestSchemaDurations(t *testing.T) {
	for _, text := range []string{"10s", "1m30s", "1.5h", "100ms", "5us", "5µs", "1h2m3s", "", "10", "s", "-5s", "1d", "10 s", "1s1"} {
		for _, name := range []string{"timeout", "max-wait"} {
			_, err := parseConfiguration("f", fmt.Appendf(nil, "%s: %q\n", name, text))
			d, parseErr := time.ParseDuration(text)
			if good := parseErr == nil && d > 0; good != (err == nil) {
				t.Errorf("%s %q: a duration: %v, the schema: %v", name, text, good, err)
			}
		}
	}
}

func TestSchemaIsASchema(t *testing.T) {
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(ConfigSchema())))
	if err != nil {
		t.Fatal(err)
	}
	meta, err := jsonschema.NewCompiler().Compile("https://json-schema.org/draft/2020-12/schema")
	if err != nil {
		t.Fatal(err)
	}
	if err := meta.Validate(document); err != nil {
		t.Error(err)
	}
}

func TestConfigSchemaIsACopy(t *testing.T) {
	ConfigSchema()[0] = 'x'
	if ConfigSchema()[0] != '{' {
		t.Error("a caller changed the schema")
	}
}
