package probe_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/probe"
)

// A shell forges as a run does: of a JWT the part that it is about and no other, and of any token another one.
func TestForgedInShell(t *testing.T) {
	const jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eiJ9.ft6IGDpTWrH_4d89MPNyGxsP0tdadpjCSLoleKqhQ5U"
	const opaque = "GTL1HiF5VEv8WWbbPMzuBCLmGBfnYeTbJ0EpYCAdPFF9DyErIBA6Y6LoOSUsJYKr"
	forge := func(name probe.Name, shown, token string) string {
		t.Helper()
		expression := probe.ForgedInShell(name, shown, "AUTHCONFORM_TOKEN")
		if expression == "" {
			t.Fatalf("%s: a shell cannot make it", name)
		}
		command := exec.CommandContext(t.Context(), "sh", "-c", `printf %s "`+expression+`"`)
		command.Env = append(command.Environ(), "AUTHCONFORM_TOKEN="+token)
		made, err := command.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v %s", name, err, made)
		}
		return string(made)
	}
	for name, want := range map[probe.Name]string{
		probe.ResourceCase: probe.OtherCase(jwt), probe.ResourceSmall: probe.LowerCase(jwt), probe.ResourceLonger: jwt + "xx",
		probe.ResourceCut: probe.Shorter(jwt), probe.ResourceUnsigned: probe.SignatureCut(jwt), probe.ResourceAlgUpper: probe.Unsigned(jwt, "NONE"),
		probe.ResourceHeader: probe.OtherHeader(jwt),
	} {
		if got := forge(name, want, jwt); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	for part, name := range []probe.Name{probe.RefreshFront, probe.ResourcePayload, probe.ResourceSignature} {
		made := strings.Split(forge(name, "a.bc.d", jwt), ".")
		for i, piece := range strings.Split(jwt, ".") {
			if changed := made[i] != piece; changed != (i == part) || len(made[i]) != len(piece) {
				t.Errorf("%s: part %d became %s", name, i, made[i])
			}
		}
		if made := forge(name, opaque, opaque); made == opaque || len(made) != len(opaque) {
			t.Errorf("%s: %s", name, made)
		}
	}
	for _, name := range []probe.Name{probe.ResourceAccepted, probe.ResourceGarbage, "", "no such probe"} {
		if got := probe.ForgedInShell(name, jwt, "AUTHCONFORM_TOKEN"); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := probe.ForgedInShell(probe.ResourceAlgNone, "$(rm).x.", "AUTHCONFORM_TOKEN"); got != "" {
		t.Errorf("what a record says is executed: %s", got)
	}
}
