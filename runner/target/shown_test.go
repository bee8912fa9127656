package target

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

// Every setting is shown, and a secret that somebody wrote into any text, but for those with values of their own,
// is not.
func TestShown(t *testing.T) {
	o := Bind(pflag.NewFlagSet("", pflag.ContinueOnError))
	named := map[string]bool{environmentFlag: true, profileFlag: true, methodFlag: true, "clause": true, contractFlag: true}
	for _, s := range o.settings() {
		if named[s.name] {
			continue
		}
		switch into := s.into.(type) {
		case *string:
			*into = "Canary " + s.name
		case *[]string:
			*into = []string{"X-Key: Canary", "Canary"}
		}
	}
	o.Contract, o.Environment, o.Clauses, o.Strict, o.Burst, o.MaxWait = "/home/canary/api.yaml", "staging", []string{"errors.*"}, true, 7, time.Minute
	shown := o.Shown()
	if len(shown) != len(o.settings()) {
		t.Errorf("%d of %d settings are shown", len(shown), len(o.settings()))
	}
	if text := fmt.Sprint(shown); strings.Contains(strings.ToLower(text), "canary") {
		t.Errorf("a secret shows: %s", text)
	}
	want := map[string]any{
		"contract": "api.yaml", "env": "staging", "clause": []string{"errors.*"}, "strict": true, "burst": 7, "max-wait": "1m0s",
		"profile": "core", "resource-method": "GET", "revoke-command": "‹given›", "resource-header": []string{"‹given›", "‹given›"}, "sign": "‹given›",
	}
	for name, value := range want {
		if diff := cmp.Diff(value, shown[name]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if empty := Bind(pflag.NewFlagSet("", pflag.ContinueOnError)).Shown(); empty["revoke-command"] != "" {
		t.Errorf("what was not given is shown as %q", empty["revoke-command"])
	}
}
