package gather

import (
	"testing"
	"time"

	"github.com/authconform/authconform/suites/probe"
)

// A question about a token that is still alive is not asked when the token may have ended, whatever held it back.
func TestTheMomentBeforeTheEndPasses(t *testing.T) {
	asked := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	a := &asker{shown: issued{asked: asked, answered: asked, lifetime: 20 * time.Second}}
	for _, at := range []struct {
		moment probe.Moment
		after  time.Duration
		missed bool
	}{
		{probe.BeforeEnd, 18 * time.Second, false},
		{probe.BeforeEnd, 19 * time.Second, false},
		{probe.BeforeEnd, 19*time.Second + time.Millisecond, true},
		{probe.BeforeEnd, time.Minute, true},
		{probe.AfterEnd, time.Minute, false},
	} {
		if got := a.missed(probe.Probe{Phase: probe.Waiting, Moment: at.moment}, asked.Add(at.after)); got != at.missed {
			t.Errorf("moment %d after %s: missed is %t, wanted %t", at.moment, at.after, got, at.missed)
		}
	}
}
