package gather

import (
	"testing"
	"time"

	"github.com/authconform/authconform/suites/probe"
)

// A question about a token that is still alive is not asked when the token may have ended before it arrives, whatever held it
// back: one that ends as early as R16 lets it is not blamed.
func TestTheMomentBeforeTheEndPasses(t *testing.T) {
	asked := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	const travels = 200 * time.Millisecond
	a := &asker{shown: issued{asked: asked, answered: asked.Add(travels), lifetime: 20 * time.Second}}
	for _, at := range []struct {
		moment probe.Moment
		after  time.Duration
		missed bool
	}{
		{probe.BeforeEnd, 17 * time.Second, false},
		{probe.BeforeEnd, 18*time.Second - travels, false},
		{probe.BeforeEnd, 18*time.Second - travels + time.Millisecond, true},
		{probe.BeforeEnd, time.Minute, true},
		{probe.AfterEnd, time.Minute, false},
	} {
		if got := a.missed(probe.Probe{Phase: probe.Waiting, Moment: at.moment}, asked.Add(at.after)); got != at.missed {
			t.Errorf("moment %d after %s: missed is %t, wanted %t", at.moment, at.after, got, at.missed)
		}
	}
}

// The moment begins so early that a token shown as often as one is, to a target as slow as this one was, is shown before it may
// end; and never so early that one which ends at half its time is still alive.
func TestTheMomentBeforeTheEndIsLongEnough(t *testing.T) {
	asked := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, of := range []struct{ lifetime, travels, before time.Duration }{
		{4 * time.Second, time.Millisecond, 500 * time.Millisecond},
		{4 * time.Second, 60 * time.Millisecond, probe.Uses * 60 * time.Millisecond},
		{4 * time.Second, time.Second, 900 * time.Millisecond},
		{time.Hour, time.Second, 30 * time.Second},
		{time.Hour, 4 * time.Second, probe.Uses * 4 * time.Second},
	} {
		token := issued{asked: asked, answered: asked.Add(of.travels), lifetime: of.lifetime}
		mayEnd := asked.Add(of.lifetime - grace(of.lifetime))
		if before := mayEnd.Sub(token.moment(probe.BeforeEnd)); before != of.before {
			t.Errorf("a token of %s that came after %s is shown %s before it may end, wanted %s", of.lifetime, of.travels, before, of.before)
		}
	}
}
