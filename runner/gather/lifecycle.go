package gather

import (
	"context"
	"fmt"
	"time"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
)

// grace is how much earlier or later than expires_in says a token may end: a tenth, at least a second and at most a
// minute (R16).
func grace(lifetime time.Duration) time.Duration {
	return min(max(lifetime/10, time.Second), time.Minute)
}

// askLifecycle waits for the first token to expire, beside everything else, and shows it shortly before and
// shortly after.
func (a *asker) askLifecycle(ctx context.Context) error {
	probes := a.choose(ctx, probe.Waiting)
	if len(probes) == 0 {
		return nil
	}
	first, _ := a.firstToken()
	margin := grace(first.lifetime)
	moments := map[probe.Name]time.Time{
		probe.ExpiryBefore: first.asked.Add(first.lifetime - margin),
		probe.ExpiryAfter:  first.answered.Add(first.lifetime + margin),
	}
	for _, p := range probes {
		if why := a.unawaited(p, first, moments[p.Name]); why != nil {
			a.leave(*why)
			continue
		}
		if !a.waitUntil(ctx, moments[p.Name]) {
			a.leave(evidence.Unasked{Probe: string(p.Name), Reason: interrupted})
			continue
		}
		if err := a.ask(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// unawaited says why a moment is not waited for; nil when it is.
func (a *asker) unawaited(p probe.Probe, first issued, moment time.Time) *evidence.Unasked {
	unasked := evidence.Unasked{Probe: string(p.Name)}
	switch wait := time.Until(moment); {
	case first.lifetime <= 0:
		unasked.Reason, unasked.BlockedBy = "the first answer names no lifetime", clausePositive
	case wait > a.target.MaxWait:
		unasked.Reason = fmt.Sprintf("it takes %s to wait for it", wait.Round(time.Second))
		unasked.Flag = "--max-wait"
	case p.Name == probe.ExpiryBefore && wait < -grace(first.lifetime)/2:
		unasked.Reason = "tokens live too short to be shown shortly before they expire"
	default:
		return nil
	}
	return &unasked
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
