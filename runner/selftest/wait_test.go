package selftest_test

import (
	"testing"
	"time"

	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// A run that was too slow for a moment is made again: what was not asked then finds no fault of one node.
func TestARunIsInTime(t *testing.T) {
	const life = 4 * time.Second
	began := time.Now()
	at := func(name probe.Name, after time.Duration) evidence.Exchange {
		return evidence.Exchange{Probe: string(name), Started: began.Add(after), Response: &evidence.Response{Status: 200}}
	}
	left := func(name probe.Name, outage bool) evidence.Skipped {
		return evidence.Skipped{Probe: string(name), Reason: "x", Outage: outage}
	}
	for name, test := range map[string]struct {
		before  time.Duration // when the token was shown that was about to end
		skipped []evidence.Skipped
		want    bool
	}{
		"all was asked":                 {before: 3 * time.Second, want: true},
		"shown too late":                {before: 4 * time.Second},
		"a further use came too late":   {before: 3 * time.Second, skipped: []evidence.Skipped{left(probe.Repetition(probe.ExpiryBefore, 7), true)}},
		"a refreshed token's, too":      {before: 3 * time.Second, skipped: []evidence.Skipped{left(probe.Repetition(probe.RefreshedBefore, 2), true)}},
		"a version that is not spoken":  {before: 3 * time.Second, skipped: []evidence.Skipped{left(probe.Repetition(probe.ExpiryBefore, 7), false)}, want: true},
		"an outage of another question": {before: 3 * time.Second, skipped: []evidence.Skipped{left(probe.NoCredentials, true)}, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			rec := evidence.Record{
				Exchanges: []evidence.Exchange{at(probe.Valid, 0), at(probe.ExpiryBefore, test.before), at(probe.ExpiryAfter, 5*time.Second)},
				Skipped:   test.skipped,
			}
			if got := selftest.InTime(rec, life); got != test.want {
				t.Errorf("in time: %t, want %t", got, test.want)
			}
		})
	}
}
