package selftest_test

import (
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/selftest"
)

func TestPatternsChooseTrials(t *testing.T) {
	all := selftest.Trials(prioticket.Name)
	for pattern, is := range map[string]func(selftest.Target) bool{
		"challenge-missing":      func(x selftest.Target) bool { return x.Name == "challenge-missing" },
		"tls-*":                  func(x selftest.Target) bool { return strings.HasPrefix(x.Name, "tls-") },
		"null":                   func(x selftest.Target) bool { return x.Kind == "null" },
		"prioticket":             func(selftest.Target) bool { return true },
		"token.access-token.jwt": func(x selftest.Target) bool { return x.Clause == "token.access-token.jwt" },
		"transport.tls.*":        func(x selftest.Target) bool { return strings.HasPrefix(x.Clause, "transport.tls.") },
	} {
		chosen, err := selftest.Chosen(selftest.Run{Contracts: []string{prioticket.Name}, Patterns: []string{pattern, pattern}})
		if err != nil {
			t.Errorf("%s: %v", pattern, err)
		}
		want := map[string]bool{}
		for _, trial := range all {
			if is(trial) {
				want[trial.Name] = true
			}
		}
		if len(chosen) != len(want) || len(want) == 0 {
			t.Errorf("%s chooses %d trials, want %d", pattern, len(chosen), len(want))
		}
		for _, trial := range chosen {
			if !want[trial.Name] {
				t.Errorf("%s chooses %s", pattern, trial.Name)
			}
		}
	}
}

// Mistakes are told before anything is tried, and say what was meant.
func TestMistakes(t *testing.T) {
	for want, run := range map[string]selftest.Run{
		`"no-such", which matches none`:            {Patterns: []string{"json-spaced", "no-such"}},
		"did you mean challenge-missing":           {Patterns: []string{"chalenge-missing"}},
		"did you mean 405-status":                  {Patterns: []string{"status-405-406"}},
		`wanted a pattern, found "["`:              {Patterns: []string{"["}},
		`contract "nothing": wanted a file or one`: {Contracts: []string{"nothing"}},
		"see authconform list deviations":          {Patterns: []string{"xyz"}},
		`wanted the name of a trial`:               {Patterns: []string{""}},
		`did you mean prioticket?`:                 {Contracts: []string{prioticket.Name, "prio"}},
	} {
		if _, err := selftest.Test(t.Context(), run); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %s", err, want)
		}
	}
	if _, err := selftest.Find(prioticket.Name, "xyz"); err == nil || strings.Contains(err.Error(), "did you mean") {
		t.Errorf("the error is %v, and nothing is close", err)
	}
}

// Names mean one trial each, and cannot be taken for a clause, a kind or a contract.
func TestTrialsAreTold(t *testing.T) {
	seen := map[string]bool{}
	for _, trial := range selftest.Trials(prioticket.Name) {
		if seen[trial.Name] || strings.ContainsAny(trial.Name, ".*?[/ ") || trial.Name == trial.Contract || trial.Name == string(trial.Kind) {
			t.Errorf("%q is no name for a trial", trial.Name)
		}
		seen[trial.Name] = true
		if trial.Sentence == "" || strings.HasSuffix(trial.Sentence, ".") || (trial.Clause != "") != (len(trial.Stated) > 0 && trial.Kind != "variant") {
			t.Errorf("%s: %q, found by %q of %v", trial.Name, trial.Sentence, trial.Clause, trial.Stated)
		}
	}
	if trials := selftest.Trials("nothing"); trials != nil {
		t.Errorf("%d trials of no contract", len(trials))
	}
}
