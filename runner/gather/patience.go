package gather

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// The bounds of patience with outages (R4).
const (
	maxTries      = 3
	maxRetries    = 24 // in a whole run
	maxRetryAfter = time.Minute
	firstBackOff  = 250 * time.Millisecond
	firstBreath   = time.Second      // for a 429 that asks for less, or for nothing
	longestBreath = 16 * time.Second // when it comes again and again
	maxGap        = time.Second      // between requests to a target that goes on to refuse
)

// breath is for how long a 429 without a word is given rest. The embedded target has no limit.
func breath(run Run) time.Duration {
	if run.Target.Embedded || run.Nobodys {
		return time.Millisecond
	}
	return firstBreath
}

// mostTries is how often a question is asked at most.
func (a *asker) mostTries() int { return cmp.Or(a.target.Tries, maxTries) }

// retryBudget bounds the retries of a whole run: a target that is down is not asked three times everything.
type retryBudget struct {
	mu   sync.Mutex
	left int
}

func (b *retryBudget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left--
	return b.left >= 0
}

// interrupted is why a probe was not asked in a run that was cancelled.
const interrupted = "the run was interrupted"

// errOutage makes backoff try again; the others end it.
var (
	errOutage  = errors.New("the target could not answer just now")
	errLeft    = errors.New("the target asked to be left alone")
	errGuessed = errors.New("it would be one wrong secret, or one wrong password, more than a run shows (two of each)")
)

func patience() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = firstBackOff
	return b
}

func isRetryAfter(err error) bool {
	var later *backoff.RetryAfterError
	return errors.As(err, &later)
}

// again says whether an exchange is an outage that may be over soon: nil when it is an answer. What is no deviation unless
// it comes again is remembered. Crowded are those that a limit refused for how many were under way at once.
func (a *asker) again(p probe.Probe, x evidence.Exchange, more bool) (crowded bool, err error) {
	if a.isDoubtful(p, x) {
		a.mu.Lock()
		a.doubtful = append(a.doubtful, p)
		a.mu.Unlock()
		return false, nil
	}
	wait, asked, crowded := a.asksToWait(x)
	if asked && wait <= maxRetryAfter {
		a.pace.pauseUntil(time.Now().Add(wait))
		a.tell(wait, fmt.Sprintf("the target asks for patience (%d)", status(x)))
	}
	switch {
	case more && p.Phase == probe.Waiting && !p.Renews && wasIdle(x):
		return crowded, backoff.RetryAfter(0) // its moment is now, and the target is well
	case !more || !transient(p, x) || !crowded && !a.retries.take():
		return crowded, nil
	case !asked:
		return crowded, errOutage
	case wait > maxRetryAfter:
		return crowded, backoff.Permanent(errOutage)
	}
	return crowded, backoff.RetryAfter(int(wait / time.Second))
}

// goesOn chooses how a question is asked again that found no HTTP/1.1, if it is. What was sent is recorded: the target has met it,
// and a guess in it is one.
func (a *asker) goesOn(p probe.Probe, x evidence.Exchange, d *probe.Draft, more bool) error {
	if x.Failure.Kind != evidence.TLSFailed && x.Failure.Step != evidence.Shaking {
		a.keep(p, x, a.number(p))
	}
	d.Channel.Raw = false // what comes after the head is not seen then
	if !more {
		a.leave(evidence.Skipped{Probe: string(p.Name), Reason: "the target answers over HTTP/2 alone (over HTTP/1.1: " + x.Failure.Detail + ")"})
		return nil
	}
	d.Channel.HTTP1 = d.LowerCase // what is not about HTTP/1.1 is asked over HTTP/2
	return inAnotherWay(x, !d.Channel.HTTP1)
}

// inAnotherWay makes backoff try again after a target did not speak HTTP/1.1: at once where it is asked over another version,
// or where what it did was no outage that waiting mends.
func inAnotherWay(x evidence.Exchange, other bool) error {
	if other || x.Failure == nil || x.Failure.Kind != evidence.ConnectionReset {
		return backoff.RetryAfter(0)
	}
	return errOutage
}

// asksToWait says for how long the target wants to be left alone: by Retry-After, by the contract's penalty where its limit was
// reached, or as long as a 429 without a word is given. One of many that were under way at once spends no retry. Who asks for too
// much, or again and again, is not asked any more.
func (a *asker) asksToWait(x evidence.Exchange) (wait time.Duration, ok, crowded bool) {
	if !x.Outage() || x.Response == nil {
		return 0, false, false
	}
	wait, ok = retryAfter(x)
	if status(x) == http.StatusTooManyRequests {
		if !ok {
			wait, _ = a.penalty()
		}
		wait, crowded = a.pace.refused(wait, time.Now())
		if ok = true; !crowded {
			a.refusals.Add(1)
		}
	}
	if ok {
		a.pace.oneByOne(wait)
	}
	switch {
	case wait > maxRetryAfter:
		a.leaveAlone(fmt.Sprintf("the target asked to be left alone for %s (%d with Retry-After), and a run waits for %s at most", wait, status(x), maxRetryAfter))
	case status(x) == http.StatusTooManyRequests && a.refusals.Load() > int32(a.mostTries()*target.DefaultConcurrency):
		a.leaveAlone("the target asked to be left alone again and again (429)")
	}
	return wait, ok, crowded
}

// leaveAlone ends the questions over HTTP, for a reason that whoever watches is told.
func (a *asker) leaveAlone(why string) {
	a.mu.Lock()
	first := a.why == ""
	if first {
		a.why = why
	}
	a.mu.Unlock()
	a.left.Store(true)
	a.pace.noMore()
	if first {
		a.tell(0, why)
	}
}

func (a *asker) whyLeft() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.why
}

// tell lets whoever watches know why nothing is asked for a time; 0 is for the rest of the run.
func (a *asker) tell(wait time.Duration, why string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.Observer != nil && (wait == 0 || wait >= time.Second) {
		a.Observer.Held(wait, why)
	}
}

// rests waits, and says why.
func (a *asker) rests(ctx context.Context, wait time.Duration, why string) error {
	a.tell(wait, why)
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// penalty is for how long the provider blocks who exceeds a limit.
func (a *asker) penalty() (longest time.Duration, ok bool) {
	for _, l := range a.Contract.Facts.Limits {
		longest = max(longest, l.Penalty)
	}
	return longest, longest > 0
}

func transient(p probe.Probe, x evidence.Exchange) bool {
	switch {
	case p.Expect == probe.Connection || p.Guess && p.User || p.Phase == probe.Waiting && !p.Enters && !p.Renews && p.Moment != probe.AfterEnd:
		return false
	case p.Renews:
		return !mayHaveTakenEffect(x) && x.Outage()
	}
	if x.Failure != nil {
		return slices.Contains([]evidence.FailureKind{
			evidence.ResolveFailed, evidence.ConnectRefused, evidence.ConnectFailed, evidence.ConnectionReset, evidence.Timeout, evidence.Proxy,
		}, x.Failure.Kind)
	}
	return x.Outage() || status(x) == http.StatusInternalServerError && p.IsDocumented()
}

// wasIdle says that a connection ended on which nothing had been asked for a time: a server may end one just when more comes on it
// (RFC 9112, section 9.5), and that is no answer.
func wasIdle(x evidence.Exchange) bool { return x.Failure != nil && x.Failure.Step == evidence.Idle }

// retryAfter reads Retry-After (RFC 9110, section 10.2.3): seconds or a date.
func retryAfter(x evidence.Exchange) (time.Duration, bool) {
	answer, _ := x.Answer()
	value := strings.TrimSpace(answer.Header.Get("Retry-After"))
	const longest = 1 << 31 // seconds: whoever asks for more is left alone all the same
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, longest)) * time.Second, true
	}
	if date, err := http.ParseTime(value); err == nil {
		now := time.Now() // ours, where the target does not tell its own
		if theirs, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
			now = theirs
		}
		return max(0, date.Sub(now).Round(time.Second)), true
	}
	return 0, false
}
