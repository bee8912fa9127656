package caller_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/caller"
	"github.com/authconform/authconform/runner/reference/targets"
)

// stage is a sound target, and what a client of it is told.
type stage struct {
	*reference.Server
	env map[string]string
}

func play(t *testing.T, contract string, c reference.Config) stage {
	t.Helper()
	c.Contract = contract
	server, err := targets.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	path := map[string]string{caller.Prioticket: "/oauth2/token", caller.Ticketpark: "/oauth/v2/token"}[contract]
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, server.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	return stage{server, map[string]string{
		"AUTHCONFORM_TOKEN_URL": server.BaseURL + path, "AUTHCONFORM_RESOURCE_URL": server.BaseURL + server.ResourcePath,
		"AUTHCONFORM_CLIENT_ID": server.ClientID, "AUTHCONFORM_CLIENT_SECRET": server.ClientSecret, "AUTHCONFORM_SCOPE": server.Scope,
		"AUTHCONFORM_USERNAME": server.Username, "AUTHCONFORM_PASSWORD": server.Password,
		"AUTHCONFORM_CA_CERT": authority, "AUTHCONFORM_CALLS": "3", "AUTHCONFORM_PAUSE": "0.01", "AUTHCONFORM_STATE_DIR": t.TempDir(),
	}}
}

func (s stage) live(t *testing.T, c caller.Caller) (code int, out string) {
	t.Helper()
	var printed bytes.Buffer
	code = c.Live(t.Context(), func(name string) string { return s.env[name] }, &printed, &printed)
	return code, printed.String()
}

// A sound client gets on with a sound target, and says nothing that it should not.
func TestSoundClientIsServed(t *testing.T) {
	for _, contract := range caller.Contracts() {
		t.Run(contract, func(t *testing.T) {
			s := play(t, contract, reference.Config{})
			sound, _ := caller.Sound(contract)
			code, out := s.live(t, sound)
			if code != 0 || !strings.Contains(out, "3 of 3 calls") {
				t.Errorf("it ended with %d and said %q", code, out)
			}
			for _, secret := range []string{s.ClientSecret, s.Password} {
				if secret != "" && strings.Contains(out, secret) {
					t.Errorf("it printed a secret: %q", out)
				}
			}
		})
	}
}

// A second life that is not given the password gets on with what the first has kept, which is no password.
func TestSecondLifeRefreshes(t *testing.T) {
	s := play(t, caller.Ticketpark, reference.Config{Lifetime: time.Second})
	sound, _ := caller.Sound(caller.Ticketpark)
	if code, out := s.live(t, sound); code != 0 {
		t.Fatalf("the first life ended with %d: %s", code, out)
	}
	password := s.Password
	s.env["AUTHCONFORM_PASSWORD"] = ""
	if code, out := s.live(t, sound); code != 0 {
		t.Errorf("the second life ended with %d: %s", code, out)
	}
	files, err := os.ReadDir(s.env["AUTHCONFORM_STATE_DIR"])
	if err != nil || len(files) != 1 {
		t.Fatalf("it kept %v (%v)", files, err)
	}
	kept, err := os.ReadFile(filepath.Join(s.env["AUTHCONFORM_STATE_DIR"], files[0].Name()))
	if err != nil || strings.Contains(string(kept), password) || len(kept) == 0 {
		t.Errorf("it kept %d bytes, the password among them or nothing (%v)", len(kept), err)
	}
}

// What is missing from the environment is said, and no request is made.
func TestEnvironmentIsRead(t *testing.T) {
	sound, _ := caller.Sound(caller.Prioticket)
	whole := map[string]string{
		"AUTHCONFORM_TOKEN_URL": "https://127.0.0.1:1/t", "AUTHCONFORM_RESOURCE_URL": "https://127.0.0.1:1/r",
		"AUTHCONFORM_CLIENT_ID": "id", "AUTHCONFORM_CALLS": "1", "AUTHCONFORM_PAUSE": "0",
	}
	for name, value := range map[string]string{
		"AUTHCONFORM_TOKEN_URL": "", "AUTHCONFORM_CALLS": "many", "AUTHCONFORM_PAUSE": "1s", "AUTHCONFORM_CA_CERT": "/nowhere",
	} {
		var said bytes.Buffer
		code := sound.Live(t.Context(), func(asked string) string {
			if asked == name {
				return value
			}
			return whole[asked]
		}, &said, &said)
		if code != 2 || !strings.Contains(said.String(), name) {
			t.Errorf("%s=%q: it ended with %d and said %q", name, value, code, said.String())
		}
	}
}

// Every change is told once, in words that complete a sentence, and its client ends by itself with the target that it has.
func TestChangesAreTold(t *testing.T) {
	for _, contract := range caller.Contracts() {
		told := map[string]bool{}
		tell := func(name, does string) {
			if told[name] || name == "" {
				t.Errorf("%s: %q is told twice", contract, name)
			}
			if told[does] || does == "" || strings.HasSuffix(does, ".") || strings.ToLower(does[:1]) != does[:1] {
				t.Errorf("%s: %s does not complete a sentence of its own: %q", contract, name, does)
			}
			told[name], told[does] = true, true
		}
		for _, d := range caller.Deviations(contract) {
			tell(d.Name, d.Does)
			if !slices.Contains(d.Clauses, d.Clause) || !slices.IsSorted(d.Clauses) {
				t.Errorf("%s: %s is found by %s, and states %v", contract, d.Name, d.Clause, d.Clauses)
			}
		}
		for _, v := range caller.Variants(contract) {
			tell(v.Name, v.Does)
		}
		for _, n := range caller.Nulls(contract) {
			tell(n.Name, n.Does)
		}
	}
	if len(caller.Deviations("other")) > 0 || len(caller.Variants("other")) > 0 || len(caller.Nulls("other")) > 0 {
		t.Error("there are clients of a contract that nobody knows")
	}
}

// A variant is served by a sound target, as the sound client is; what it does otherwise the contract leaves open.
func TestVariantsAreServed(t *testing.T) {
	for _, contract := range caller.Contracts() {
		for _, v := range caller.Variants(contract) {
			t.Run(fmt.Sprintf("%s/%s", contract, v.Name), func(t *testing.T) {
				t.Parallel()
				s := play(t, contract, reference.Config{})
				code, out := s.live(t, v.Caller())
				if good := code == 0; !good && v.Name != "ends-early" {
					t.Errorf("it ended with %d: %.300s", code, out)
				}
			})
		}
	}
}
