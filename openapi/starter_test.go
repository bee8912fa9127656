package openapi

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/facts"
)

func TestStartersAreContracts(t *testing.T) {
	for _, grant := range StarterGrants() {
		s, err := NewStarter("tickets-2", grant)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Parse(s.DocumentFile, s.Document, s.Facts)
		if err != nil {
			t.Fatalf("%s: %v", grant, err)
		}
		if c.Name != "tickets-2" || c.Facts.Grant != grant || s.DocumentFile != "tickets-2.yaml" || s.FactsFile != factsBeside(s.DocumentFile) {
			t.Errorf("the starter for %s is %q with the grant %q, in %s and %s", grant, c.Name, c.Facts.Grant, s.DocumentFile, s.FactsFile)
		}
		if strings.Contains(string(s.Document)+string(s.Facts), StarterName) {
			t.Errorf("%s: %s is left of another name", grant, StarterName)
		}
		if !c.IsProduction("production") || c.IsProduction("staging") {
			t.Errorf("%s: production is not told apart", grant)
		}
		if len(c.Facts.Contradictions) == 0 {
			t.Errorf("%s: no contradiction shows how one is written", grant)
		}
	}
}

// A name that YAML would take for something else than text is one all the same.
func TestStarterNames(t *testing.T) {
	for name, ok := range map[string]bool{
		"a": true, "2": true, "null": true, "true": true, "1e5": true, "my-service": true, "a-b-c": true,
		"": false, "A": false, "a b": false, "a/b": false, "../a": false, "-a": false, "a-": false, "a--b": false, "a.b": false, "a\n": false,
		"prioticket": false, "ticketpark": false,
	} {
		s, err := NewStarter(name, "password")
		if ok != (err == nil) {
			t.Errorf("%q: %v", name, err)
		}
		if err != nil {
			continue
		}
		if c, err := Parse(s.DocumentFile, s.Document, s.Facts); err != nil || c.Name != name {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, err := NewStarter("a", "implicit"); err == nil || !strings.Contains(err.Error(), "client_credentials, password") {
		t.Errorf("a grant that has no starter: %v", err)
	}
}

// Who reads a starter learns of every key there is, in use or commented out. The password grant's has those of a user too.
func TestStartersShowEveryKey(t *testing.T) {
	for grant, without := range map[string][]string{"client_credentials": {"user", "refresh"}, "password": nil} {
		s, err := NewStarter(StarterName, grant)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range facts.Keys() {
			line := regexp.MustCompile(`(?m)^(# )?` + key + `:( |$)`)
			if shown := line.Match(s.Facts); shown == slices.Contains(without, key) {
				t.Errorf("%s: key %s is shown: %v", grant, key, shown)
			}
		}
	}
}

// What is commented out can be taken into use as it stands.
func TestStartersTakeWhatIsCommentedOut(t *testing.T) {
	for _, grant := range StarterGrants() {
		s, err := NewStarter(StarterName, grant)
		if err != nil {
			t.Fatal(err)
		}
		used := regexp.MustCompile(`(?m)^( *)# (  +)?([a-z-]+:|- \{|App-)`).ReplaceAll(s.Facts, []byte("$1$2$3"))
		f, _, err := facts.Parse(s.FactsFile, used)
		if err != nil {
			t.Fatalf("%s: %v\n%s", grant, err, used)
		}
		if len(f.Limits) != 2 || len(f.ApplicationHeaders) != 3 || f.Scope.Example == "" || f.ErrorModel == "" ||
			f.Environments.Default != "staging" || len(f.ClientAuthentication.Also) != 1 || f.ClientAuthentication.FormEncoded || !f.Tokens.SideBySide {
			t.Errorf("%s: what was commented out is not in use: %+v", grant, f)
		}
	}
}
