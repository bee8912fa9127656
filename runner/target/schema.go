package target

import (
	_ "embed" // for the schema of the configuration file
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/reports/schema"
)

//go:embed schema/config-1.json
var configSchema string

// ConfigSchema gives the JSON Schema (draft 2020-12) of the configuration file, for editors and for those who
// generate one. Its keys are the flags' names. The caller owns the copy.
func ConfigSchema() []byte { return []byte(configSchema) }

// fault is one thing that the schema refuses.
type fault struct {
	key  string
	item int // in a list, else -1
	text string
}

// compiled is the schema, made once: a fleet holds each of its targets against it.
var compiled = sync.OnceValues(func() (*jsonschema.Schema, error) { return schema.CompileText("config-1.json", ConfigSchema()) })

// held holds the settings of a file against the schema.
func held(values map[string]any) ([]fault, error) {
	form, err := compiled()
	if err != nil {
		return nil, err
	}
	var invalid *jsonschema.ValidationError
	if err := form.Validate(values); err != nil && !errors.As(err, &invalid) {
		return nil, fmt.Errorf("hold the settings against their schema: %w", err)
	}
	return faults(invalid), nil
}

// faults flattens the validator's tree to its leaves.
func faults(invalid *jsonschema.ValidationError) []fault {
	if invalid == nil {
		return nil
	}
	if extra, ok := invalid.ErrorKind.(*kind.AdditionalProperties); ok {
		return unknown(extra.Properties)
	}
	var list []fault
	for _, cause := range invalid.Causes {
		list = append(list, faults(cause)...)
	}
	if len(list) > 0 || len(invalid.InstanceLocation) == 0 {
		return list
	}
	f := fault{key: invalid.InstanceLocation[0], item: -1, text: refusal(invalid)}
	if len(invalid.InstanceLocation) > 1 {
		if item, err := strconv.Atoi(invalid.InstanceLocation[1]); err == nil {
			f.item = item
		}
	}
	return []fault{f}
}

// refusal says what was wanted and what was found, without the value.
func refusal(invalid *jsonschema.ValidationError) string {
	key := invalid.InstanceLocation[0]
	wanted, within := "wanted another kind of value", "wanted another value"
	for _, s := range new(Options).settings() {
		if s.name == key {
			wanted, within = wants(s.into), s.wants
		}
	}
	if wanted == wantText && within != "" {
		wanted = within
	}
	switch k := invalid.ErrorKind.(type) {
	case *kind.Type:
		if len(invalid.InstanceLocation) > 1 {
			wanted = wantText
		}
		found := map[string]string{"null": "nothing", "array": "a list", "object": "a mapping", "string": "a text"}[k.Got]
		if found == "" {
			found = "a " + k.Got
		}
		if wanted == wantInt && k.Got == "number" {
			found += " with a fraction"
		}
		if wanted == wantText && (k.Got == "number" || k.Got == "boolean") {
			found += ": put it in quotes"
		}
		return wanted + ", found " + found
	case *kind.Pattern:
		if wanted == wantText || wanted == wantList {
			return isEmpty
		}
		return wanted
	case *kind.Minimum, *kind.Maximum, *kind.Enum, *kind.Not:
		return within
	case *kind.MinItems:
		return isEmpty
	default:
		return "is not allowed by the schema (" + strings.Join(k.KeywordPath(), ".") + ")"
	}
}

// unknown tells of keys that are no settings, and which one was probably meant.
func unknown(keys []string) []fault {
	names := slices.DeleteFunc(slices.Clone(settingNames()), func(name string) bool { return name == configFlag })
	list := make([]fault, 0, len(keys))
	for _, key := range keys {
		f := fault{key: key, item: -1, text: "unknown key"}
		switch {
		case len(keys) > 10*maxProblems: // the wrong file: not worth the search
		case !isName(key):
			f.text = "unknown key, not shown here: is the space after its colon missing?"
		case key == configFlag:
			f.text = "cannot stand in the configuration file itself: give --config or AUTHCONFORM_CONFIG"
		case isSecret(key) != "":
			f.text = isSecret(key)
		default:
			if name := misspelt.Nearest(key, names); name != "" {
				f.text += "; did you mean " + name + "?"
			}
		}
		list = append(list, f)
	}
	return list
}

// SecretFlag says where a value goes that somebody gives to a flag of that name, which there is not, because arguments show
// in lists of processes and in histories; "" for the names of no credential.
func SecretFlag(name string) string {
	c, kind := credentialNamed(name)
	if kind == "" {
		return ""
	}
	return kind + " are given by no flag, for others see arguments: set " + c.variable() + ", or name a file that holds it with --" + c.flag()
}

// isSecret says where a secret goes that somebody tried to write into the file.
func isSecret(key string) string {
	c, kind := credentialNamed(key)
	if kind == "" {
		return ""
	}
	return kind + " do not stand in the configuration file: set " + c.variable() + ", or name a file with " + c.flag()
}

// credentialNamed finds the credential that is probably meant by a name, and what to call its kind; "" for none.
func credentialNamed(key string) (meant credential, kind string) {
	key = strings.TrimPrefix(strings.ToLower(bare(key)), "authconform")
	switch key {
	case "secret":
		key = "clientsecret"
	case "id", "client":
		key = "clientid"
	case "user":
		key = "username"
	case "userpassword", "passwd", "pass":
		key = "password"
	}
	for _, c := range everyCredential() {
		if bare(c.name) != key {
			continue
		}
		if strings.HasSuffix(c.name, "-id") || c.name == "username" {
			return c, "credentials"
		}
		return c, "secrets"
	}
	return credential{}, ""
}

// everyCredential are the credentials of nobody's options, told once.
var everyCredential = sync.OnceValue(func() []credential { return new(Options).everyCredential() })

// bare is a name without what stands between its words.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' {
			return -1
		}
		return r
	}, name)
}
