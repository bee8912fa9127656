package selftest

import (
	"slices"
	"testing"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

// What hangs on the version of HTTP is not tried over one version alone, and the result says that it is of a part.
func TestOneVersionOfHTTPIsAPart(t *testing.T) {
	ofBoth := func(t Target) bool { return t.Versions }
	for protocol, whole := range map[string]bool{"": true, "h2": false, "http/1.1": false} {
		run := Run{Manner: Manner{Protocol: protocol}}
		_, trials, err := run.trials()
		if err != nil {
			t.Fatal(err)
		}
		if tried, part := slices.ContainsFunc(trials, ofBoth), len(run.part()) > 0; tried != whole || part == whole {
			t.Errorf("%q: what hangs on the version is tried: %t, a part: %t; wanted %t, %t", protocol, tried, part, whole, !whole)
		}
	}
}

// Asked in full is every variant that a core run would be enough to see, with what warns of it besides, and nothing else.
func TestVariantsAreAskedInFull(t *testing.T) {
	_, trials, err := Run{Manner: Manner{Full: true}}.trials()
	if err != nil {
		t.Fatal(err)
	}
	for _, trial := range trials {
		if core := trial.Effort == fault.Core; trial.Kind == matrix.TrialVariant && core {
			t.Errorf("%s of %s is asked in the core profile", trial.Name, trial.Contract)
		}
	}
	for name, want := range map[string]fault.Effort{"token-cacheable": fault.Core, "sound-core": fault.Core, "form-415": fault.Full, "expired-400": fault.Patient, "null-404": fault.Core} {
		trial, err := Find(prioticket.Name, name)
		if err != nil {
			t.Fatal(err)
		}
		asked := (Manner{Full: true}).applied(trial)
		if asked.Effort != want || (len(asked.Stated) > len(trial.Stated)) != (name == "form-415") {
			t.Errorf("%s is asked in the profile %s, and %v has to find it", name, asked.Effort, asked.Stated)
		}
	}
}
