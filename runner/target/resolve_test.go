package target

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
)

// samples gives a text for each layer, all different and none the default.
func samples(s setting) map[layer]string {
	if s.name == profileFlag { // only two values, as for a bool
		return map[layer]string{byFlag: FullProfile, byEnvironment: FullProfile, byFile: FullProfile}
	}
	switch s.into.(type) {
	case *bool: // only two values: the layers below say false, see TestPrecedence
		return map[layer]string{byFlag: "true", byEnvironment: "true", byFile: "true"}
	case *int:
		return map[layer]string{byFlag: "3", byEnvironment: "4", byFile: "5"}
	case *time.Duration:
		return map[layer]string{byFlag: "3s", byEnvironment: "4s", byFile: "5s"}
	}
	return map[layer]string{byFlag: "of-flag", byEnvironment: "of-environment", byFile: "of-file"}
}

func shownValue(s setting, dir string) string {
	text := (&value{into: s.into}).String()
	return strings.TrimPrefix(text, dir+string(filepath.Separator))
}

// Each layer beats the next, for every setting there is.
func TestPrecedence(t *testing.T) {
	for _, s := range new(Options).settings() {
		if s.name == configFlag {
			continue // names the file that is a layer: TestConfigurationFile
		}
		for _, top := range []layer{byFlag, byEnvironment, byFile, byDefault} {
			t.Run(fmt.Sprintf("%s from layer %d", s.name, top), func(t *testing.T) {
				w, want := layered(s, top)
				o, dir, err := w.resolve(t)
				if err != nil {
					t.Fatal(err)
				}
				for _, got := range o.settings() {
					if got.name == s.name && shownValue(got, dir) != want {
						t.Errorf("got %q, want %q", shownValue(got, dir), want)
					}
				}
				if o.layer(s.name) != top {
					t.Errorf("taken from layer %d, want %d", o.layer(s.name), top)
				}
			})
		}
	}
}

// layered gives a setting in one layer and in all below it.
func layered(s setting, top layer) (w world, want string) {
	text := func(l layer) string {
		if _, isBool := s.into.(*bool); isBool && l < top {
			return "false"
		}
		if s.name == profileFlag && l < top {
			return CoreProfile
		}
		return samples(s)[l]
	}
	w = world{vars: map[string]string{}, files: map[string]string{}}
	if top >= byFlag {
		w.args = []string{"--" + s.name + "=" + text(byFlag)}
	}
	if top >= byEnvironment {
		w.vars[variable(s.name)] = text(byEnvironment)
	}
	if top >= byFile {
		line := s.name + ": " + text(byFile)
		if _, list := s.into.(*[]string); list {
			line = s.name + ": [" + text(byFile) + "]"
		}
		w.files[defaultConfig] = line + "\n"
	}
	if top == byDefault {
		return w, Bind(pflag.NewFlagSet("", pflag.ContinueOnError)).flags[s.name].String()
	}
	return w, text(top)
}

func TestVariable(t *testing.T) {
	if got := variable("allow-secret-over-http"); got != "AUTHCONFORM_ALLOW_SECRET_OVER_HTTP" {
		t.Errorf("got %s", got)
	}
}

func TestDefaults(t *testing.T) {
	o, _, err := world{}.resolve(t)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{
		o.Contract, o.Timeout, o.Concurrency, o.Out, o.Config, o.NamesTarget(), len(o.Clauses),
		o.ResourcePath, o.ResourceMethod, o.Profile, o.MaxWait, o.Burst, o.Baseline, o.WriteBaseline,
	}
	want := []any{openapi.DefaultName, 10 * time.Second, 8, "", "", false, 0, "", "GET", "core", 15 * time.Minute, 0, "", ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestNamesTarget(t *testing.T) {
	for name, w := range map[string]world{
		"flag":        {args: []string{"--base-url", "https://a.example"}},
		"environment": {vars: map[string]string{"AUTHCONFORM_ENV": "staging"}},
		"file":        {files: map[string]string{defaultConfig: "base-url: https://a.example\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			o, _, err := w.resolve(t)
			if err != nil || !o.NamesTarget() {
				t.Errorf("names a target: %v, error: %v", o.NamesTarget(), err)
			}
		})
	}
}

func TestLists(t *testing.T) {
	for name, c := range map[string]struct {
		world
		want []string
	}{
		"flag, repeated":          {world{args: []string{"--clause=a,b", "--clause", "c"}}, []string{"a,b", "c"}},
		"environment, by commas":  {world{vars: map[string]string{"AUTHCONFORM_CLAUSE": "a, b ,c.*"}}, []string{"a", "b", "c.*"}},
		"file, a list":            {world{files: map[string]string{defaultConfig: "clause:\n  - a\n  - \"b\"\n"}}, []string{"a", "b"}},
		"a flag replaces a lists": {world{args: []string{"--clause=a"}, vars: map[string]string{"AUTHCONFORM_CLAUSE": "b"}}, []string{"a"}},
	} {
		t.Run(name, func(t *testing.T) {
			o, _, err := c.resolve(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, o.Clauses); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPaths(t *testing.T) {
	w := world{
		args: []string{"--config=sub/other.yaml", "--ca-cert=flag.pem"},
		vars: map[string]string{"AUTHCONFORM_CLIENT_CERT": "variable.pem", "AUTHCONFORM_OUT": "/absolute"},
		files: map[string]string{
			"sub/other.yaml": "client-key: file.pem\nclient-id-file: ../id\ncontract: ./own.yaml\n" +
				"baseline: known.yaml\nwrite-baseline: new.yaml\nrevoked-token-file: revoked\nresource-path: /r\nrevoke-command: ./revoke\n",
			defaultConfig: "nonsense: not read\n",
		},
	}
	o, dir, err := w.resolve(t)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"sub/other.yaml", "flag.pem", "variable.pem", "sub/file.pem", "id", "sub/own.yaml", "sub/known.yaml", "sub/new.yaml", "sub/revoked"}
	got := []string{o.Config, o.CACert, o.ClientCert, o.ClientKey, o.ClientIDFile, o.Contract, o.Baseline, o.WriteBaseline, o.RevokedTokenFile}
	for i := range want {
		want[i] = filepath.Join(dir, filepath.FromSlash(want[i]))
	}
	if diff := cmp.Diff(append(want, "/absolute", "/r", "./revoke"), append(got, o.Out, o.ResourcePath, o.RevokeCommand)); diff != "" {
		t.Error(diff)
	}
}

func TestContractNameStays(t *testing.T) {
	o, _, err := world{files: map[string]string{defaultConfig: "contract: prioticket\n"}}.resolve(t)
	if err != nil || o.Contract != "prioticket" {
		t.Errorf("got %q, error %v", o.Contract, err)
	}
}

func TestResolveErrors(t *testing.T) {
	for name, c := range map[string]struct {
		world
		want string
	}{
		"duration in the environment": {
			world{vars: map[string]string{"AUTHCONFORM_TIMEOUT": "abc"}},
			"AUTHCONFORM_TIMEOUT: wanted a duration such as 10s",
		},
		"several in the environment": {
			world{vars: map[string]string{"AUTHCONFORM_CONCURRENCY": "many", "AUTHCONFORM_STRICT": "perhaps", "AUTHCONFORM_CLAUSE": "a,,b"}},
			"AUTHCONFORM_CONCURRENCY: wanted a whole number\n" +
				"AUTHCONFORM_CLAUSE: is empty: give a value, or leave it out\n" +
				"AUTHCONFORM_STRICT: wanted true or false",
		},
		"an empty variable": {
			world{vars: map[string]string{"AUTHCONFORM_BASE_URL": ""}},
			"AUTHCONFORM_BASE_URL: is empty: give a value, or leave it out",
		},
		"a file that is not there": {
			world{args: []string{"--config=none.yaml"}},
			"--config: cannot read the configuration file none.yaml: no such file or directory",
		},
		"a directory": {
			world{vars: map[string]string{"AUTHCONFORM_CONFIG": "."}},
			"AUTHCONFORM_CONFIG: cannot read the configuration file .: it is not a regular file, but a directory",
		},
		"the file's name is empty": {
			world{vars: map[string]string{"AUTHCONFORM_CONFIG": ""}, files: map[string]string{defaultConfig: "nonsense: 1\n"}},
			"AUTHCONFORM_CONFIG: is empty: give a value, or leave it out",
		},
		"a large file": {
			world{files: map[string]string{defaultConfig: strings.Repeat("#\n", 1<<19+1)}},
			"authconform.yaml: cannot read the configuration file authconform.yaml: it is larger than 1 MiB, the most that is read of such a file",
		},
		"the environment and the file": {
			world{vars: map[string]string{"AUTHCONFORM_TIMEOUT": "abc"}, files: map[string]string{defaultConfig: "\nbase-uri: x\n"}},
			"AUTHCONFORM_TIMEOUT: wanted a duration such as 10s\n" +
				"authconform.yaml:2: base-uri: unknown key; did you mean base-url?",
		},
		"what the schema cannot see": {
			world{files: map[string]string{defaultConfig: "timeout: 99999999999h\nconcurrency: 8.0\n"}},
			"authconform.yaml:1: timeout: wanted a duration such as 10s\n" +
				"authconform.yaml:2: concurrency: wanted a whole number",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, dir, err := c.resolve(t)
			wantError(t, &relative{err, dir}, c.want)
		})
	}
}

func TestCauseIsKept(t *testing.T) {
	_, _, err := world{args: []string{"--config=none.yaml"}}.resolve(t)
	var text *unreadable
	if !errors.As(err, &text) {
		t.Errorf("the cause is lost: %v", err)
	}
}
