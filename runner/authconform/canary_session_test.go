package main

import (
	"cmp"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

// The canaries of a user: their name and password are written differently in every encoding, and in either case.
const (
	canaryUser     = "Jane.Canary+4711/ö@users.invalid"
	canaryPassword = `P4ss&w0rd/Canary+Ünï"\<9x>=?ÿ Z`
)

// TestNothingLeaksOfASession is TestNothingLeaks for a contract with users and sessions: the user's name and password,
// every access token and every refresh token are nowhere in what a run leaves, nor in a plan.
func TestNothingLeaksOfASession(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the suite a dozen times, and searches all that it leaves")
	}
	t.Parallel()
	for i, c := range []struct {
		name    string
		rude    bool
		down    bool
		command string
		profile string
		with    map[string]string
		code    int
		tokens  bool // some were issued
	}{
		{name: "success", code: exitConformant, tokens: true},
		{name: "success in full", profile: "full", code: exitConformant, tokens: true},
		{name: "failure", rude: true, code: exitNonconformant, tokens: true},
		{name: "failure in full", rude: true, profile: "full", code: exitNonconformant, tokens: true},
		{name: "another user", rude: true, with: map[string]string{"AUTHCONFORM_USERNAME": "nobody@users.invalid"}, code: exitUsage},
		{name: "another secret", rude: true, with: map[string]string{"AUTHCONFORM_CLIENT_ID": "client-of-nobody"}, code: exitUsage},
		{name: "a password of two lines", with: map[string]string{"AUTHCONFORM_PASSWORD": canaryPassword + "\n2"}, code: exitUsage},
		{name: "a user name of two lines", with: map[string]string{"AUTHCONFORM_USERNAME": canaryUser + "\n2"}, code: exitUsage},
		{name: "a password in the address", with: map[string]string{"AUTHCONFORM_BASE_URL": "https://u:" + canaryPassword + "@127.0.0.1/"}, code: exitUsage},
		{name: "a password in another setting", with: map[string]string{"AUTHCONFORM_TIMEOUT": canaryPassword}, code: exitUsage},
		{name: "an outage", rude: true, down: true, code: exitInconclusive, tokens: true},
		{name: "unreachable", with: map[string]string{"AUTHCONFORM_BASE_URL": "https://" + closedAddress(t)}, code: exitInconclusive},
		{name: "a plan", command: "plan", code: exitConformant},
		{name: "a plan in full", command: "plan", profile: "full", code: exitConformant},
	} {
		if i%stride(rowStride) != 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var (
				bird              *parrot
				code              int
				environment, left map[string]string
			)
			inTime(func(life time.Duration) bool {
				bird = &parrot{rude: c.rude, down: c.down, knows: []string{canaryPassword, strings.TrimSuffix(canaryPassword, "Z")}}
				if c.with["AUTHCONFORM_USERNAME"] == "" { // else nobody can know that this name is somebody's
					bird.knows = append(bird.knows, canaryUser)
				}
				environment = serveSession(t, bird, c.profile, life, c.with)
				code, left = asked(t, environment, cmp.Or(c.command, "run"))
				return code == exitInconclusive && c.profile == "full"
			})
			if code != c.code {
				t.Fatalf("exit code %d, wanted %d:\n%s%s", code, c.code, left["stdout"], left["stderr"])
			}
			if c.tokens != (len(bird.tokens) > 0) {
				t.Fatalf("%d tokens were issued", len(bird.tokens))
			}
			wantNone(t, left, bird.canaries(t))
			if !c.tokens || c.down {
				return // there is nothing to judge
			}
			judgedAgain(t, environment, left, code, bird)
		})
	}
}

// serveSession starts a target that knows the canaries' user, and gives the environment of a user who asks it.
func serveSession(t *testing.T, bird *parrot, profile string, life time.Duration, with map[string]string) map[string]string {
	t.Helper()
	config := reference.Config{Contract: ticketpark.Name, Username: canaryUser, Password: canaryPassword}
	environment := map[string]string{
		"AUTHCONFORM_CONTRACT": ticketpark.Name, "AUTHCONFORM_RESOURCE_PATH": "/events", "AUTHCONFORM_PROFILE": cmp.Or(profile, "core"),
		"AUTHCONFORM_USERNAME": canaryUser, "AUTHCONFORM_PASSWORD": canaryPassword,
	}
	if profile == "full" {
		config.Lifetime = life
	}
	maps.Copy(environment, with)
	return serveParrot(t, bird, config, environment)
}
