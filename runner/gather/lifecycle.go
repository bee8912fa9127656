package gather

import (
	"context"
	"fmt"
	"time"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// grace is how much earlier or later than expires_in says a token may end: a tenth, at least a second and at most a
// minute (R16).
func grace(lifetime time.Duration) time.Duration {
	return min(max(lifetime/10, time.Second), time.Minute)
}

// askLifecycle waits for a token to expire, and shows it shortly before and shortly after.
func (a *asker) askLifecycle(ctx context.Context) error {
	for _, p := range a.choose(ctx, probe.Waiting) {
		first := a.awaited(p)
		moment := first.moment(p.Moment)
		if why := a.unawaited(p, first, moment); why != nil {
			why.Probe = string(p.Name)
			a.leave(*why)
			continue
		}
		if !a.waitUntil(ctx, moment) {
			a.leave(evidence.Skipped{Probe: string(p.Name), Reason: interrupted})
			continue
		}
		if err := a.ask(ctx, p); err != nil {
			return err
		}
		if a.enters(p) {
			a.enterSession(p.Name)
		}
	}
	return a.reconsider(ctx, probe.ValidControl, ofWaiting)
}

// awaited is the token whose end a question is about.
func (a *asker) awaited(p probe.Probe) issued {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p.ShowsRenewed && p.Moment != probe.Ended && a.renewed.token.Value != "" {
		return a.renewed
	}
	return a.shown
}

// moment is when a question about the token's end is put. A token that is issued again in full is told from one that is
// not when it is older than the grace.
func (t issued) moment(of probe.Moment) time.Time {
	const margin = 100 * time.Millisecond
	switch of {
	case probe.Aged:
		return t.answered.Add(grace(t.lifetime) + margin)
	case probe.BeforeEnd: // what is shown then is judged before it may be over
		return t.mayEnd().Add(-min(max(grace(t.lifetime)/2, probe.Uses*t.travelled()), grace(t.lifetime)*9/10))
	default:
		return t.answered.Add(t.lifetime + grace(t.lifetime))
	}
}

// mayEnd is when the token may have ended (R16).
func (t issued) mayEnd() time.Time { return t.asked.Add(t.lifetime - grace(t.lifetime)) }

// travelled is how long its answer was under way, as others will be.
func (t issued) travelled() time.Duration { return t.answered.Sub(t.asked) }

// missed says that the moment before a token's end is over: who was kept from asking until then would ask something else.
func (a *asker) missed(p probe.Probe, now time.Time) bool {
	if p.Another > 0 {
		another := a.another(p)
		return now.After(another.asked.Add(another.lifetime - grace(another.lifetime)))
	}
	first := a.awaited(p)
	return p.Moment == probe.BeforeEnd && now.Add(first.travelled()).After(first.mayEnd())
}

// unawaited says why a moment is not waited for; nil when it is.
func (a *asker) unawaited(p probe.Probe, first issued, moment time.Time) *evidence.Skipped {
	values, wait := a.snapshot(), time.Until(moment)
	if a.enters(p) { // for the sake of what is asked after it
		wait += first.lifetime + grace(first.lifetime)
	}
	switch {
	case first.token.Value == "":
		return &evidence.Skipped{Reason: "no valid request was answered with a token to wait for", Missing: a.withoutToken()}
	case first.lifetime <= 0 && !a.Contract.Tells(wire.ExpiresIn) && !a.Contract.Tells(wire.ExpiresAt):
		return &evidence.Skipped{Reason: "neither the document nor the first answer says how long a token lives"}
	case first.lifetime <= 0:
		return &evidence.Skipped{Reason: "the first answer names no lifetime", Missing: evidence.LacksLifetime}
	case wait > a.target.MaxWait:
		return &evidence.Skipped{Reason: fmt.Sprintf("it takes %s to wait for it", wait.Round(time.Second)), Flag: "--max-wait"}
	case p.Moment == probe.BeforeEnd && time.Now().After(first.mayEnd()):
		return &evidence.Skipped{Reason: "tokens live too short to be shown shortly before they expire"}
	case p.ShowsRefresh && values.Refresh == "":
		return &evidence.Skipped{Reason: "the answer brought no refresh token", Missing: evidence.LacksRefreshToken}
	case p.ShowsRenewed && values.Refreshed.Value == "":
		return &evidence.Skipped{Reason: "no refresh after the expiry brought a token", Missing: evidence.LacksRenewal}
	default:
		return nil
	}
}

// tick is how often a wait tells how much of it is left.
const tick = time.Second

// waitUntil waits for a moment and tells the time left; false when the run ends first.
func (a *asker) waitUntil(ctx context.Context, moment time.Time) bool {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	begun := time.Now()
	for {
		left := time.Until(moment)
		if a.Observer != nil {
			a.Observer.Waiting(max(0, left), moment.Sub(begun))
		}
		if left <= 0 {
			return true
		}
		timer := time.NewTimer(left)
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-timer.C:
		case <-ticker.C:
		}
		timer.Stop()
	}
}
