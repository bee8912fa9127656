package gather

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
	"github.com/authconform/authconform/runner/target"
)

// The bounds of patience with outages (R4).
const (
	maxTries      = 3
	maxRetries    = 24 // in a whole run
	maxRetryAfter = time.Minute
	firstBackOff  = 250 * time.Millisecond
)

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

// errOutage makes backoff try again; errLeft ends it.
var (
	errOutage = errors.New("the target could not answer just now")
	errLeft   = errors.New("the target asked to be left alone for longer than a run waits (429, or Retry-After)")
)

// ask puts a probe to the target until it answers or patience ends. Every attempt is recorded.
func (a *asker) ask(ctx context.Context, p probe.Probe) error {
	draft := a.draft(p)
	attempt := 0
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		if err := a.pace.enter(ctx); err != nil {
			return struct{}{}, backoff.Permanent(err)
		}
		if a.left.Load() && p.Expect != probe.Connection {
			a.pace.leave(0)
			return struct{}{}, backoff.Permanent(errLeft)
		}
		if attempt > 0 && showsFirst(p) && a.aged() {
			a.pace.leave(0)
			return struct{}{}, backoff.Permanent(errOutage) // an answer now would be to the token's age
		}
		attempt++
		if attempt > 1 {
			draft.Channel.HTTP1 = true // alone on its connection: what breaks it breaks nobody else's answer
		}
		guessing := a.guessing()
		x, err := a.put(ctx, p, draft)
		a.pace.leave(status(x))
		if guessing {
			a.guesses.Add(1)
		}
		if err != nil {
			return struct{}{}, backoff.Permanent(err)
		}
		a.purse(p, x)
		a.keep(p, x, attempt)
		a.lose(p, x)
		return struct{}{}, a.again(p, x, attempt < maxTries && !a.guessedOften())
	}, backoff.WithMaxTries(maxTries), backoff.WithBackOff(patience()), backoff.WithMaxElapsedTime(maxTries*maxRetryAfter))
	if errors.Is(err, errLeft) && attempt == 0 {
		a.leave(evidence.Unasked{Probe: string(p.Name), Outage: true, Reason: errLeft.Error()})
	}
	if errors.Is(err, errOutage) || errors.Is(err, errLeft) || isRetryAfter(err) || ctx.Err() != nil {
		err = nil // told by the evidence
	}
	if attempt == 0 && ctx.Err() != nil {
		a.leave(evidence.Unasked{Probe: string(p.Name), Reason: interrupted})
	}
	a.answered(p)
	return err
}

// put lets a probe be sent by whoever sends it: the suite itself, or the library that it asks with.
func (a *asker) put(ctx context.Context, p probe.Probe, draft probe.Draft) (evidence.Exchange, error) {
	if style, ok := viaLibrary(p.Name); ok {
		return a.fetch(ctx, p, style), nil
	}
	return a.send(ctx, p.Name, draft)
}

func patience() *backoff.ExponentialBackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval = firstBackOff
	return b
}

func isRetryAfter(err error) bool {
	var later *backoff.RetryAfterError
	return errors.As(err, &later)
}

// draft is the probe's question, as it is sent from this run.
func (a *asker) draft(p probe.Probe) probe.Draft {
	values, valid := a.snapshot(), a.valid
	valid.Extra = a.sender.Headers(a.Contract, p.Name)
	if p.Resource {
		valid = probe.Authorized(a.target.Resource.Method, slices.Concat(valid.Extra, a.resourceHeader()), values)
	}
	draft := p.Draft(valid, values)
	if draft.Channel.Plain && !a.mayExpose() {
		return probe.Disguised(draft, values)
	}
	return draft
}

func (a *asker) resourceHeader() []evidence.Field {
	var header []evidence.Field
	for _, f := range a.target.Resource.Header {
		header = append(header, evidence.Field{Name: f.Name, Value: f.Value})
	}
	return header
}

// mayExpose says that real credentials may go in clear (R5).
func (a *asker) mayExpose() bool {
	return target.IsLoopback(a.target.PlainURL) || a.target.AllowSecretOverHTTP
}

// endpoint is where a draft is sent to.
func (a *asker) endpoint(d probe.Draft) *url.URL {
	base, path := a.target.BaseURL, a.Contract.TokenPath()
	if d.Channel.Plain {
		base = a.target.PlainURL
	}
	if d.Resource {
		path = a.target.Resource.Path
	}
	return base.JoinPath(path)
}

// keep redacts an exchange and records it: beside the next question where many are asked, so that nobody waits for it.
func (a *asker) keep(p probe.Probe, x evidence.Exchange, attempt int) {
	if p.Name == probe.ResourceAccepted {
		a.served.Store(status(x)/100 == 2)
	}
	x.Attempt, x.ID = attempt, x.Probe
	if attempt > 1 {
		x.ID += fmt.Sprintf("~%d", attempt)
	}
	if p.Phase == probe.Waiting || !a.many {
		a.write(x)
		return
	}
	a.keeping.Go(func() { a.write(x) })
}

func (a *asker) write(x evidence.Exchange) {
	x = a.redactor.Exchange(x)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.record.Exchanges = append(a.record.Exchanges, a.room.Fit(x))
}

// leave records a probe that is not asked.
func (a *asker) leave(u evidence.Unasked) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.record.Unasked = append(a.record.Unasked, u)
}

func (a *asker) answered(p probe.Probe) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p.Phase != probe.Waiting {
		a.done++
	}
	if a.Observer != nil && a.total > 0 && p.Phase != probe.Waiting { // the preflight tells its steps
		a.Observer.Asked(min(a.done, a.total), a.total, string(p.Name))
	}
}

// again says whether an exchange is an outage that may be over soon: nil when it is an answer.
func (a *asker) again(p probe.Probe, x evidence.Exchange, more bool) error {
	wait, asked := a.asksToWait(x)
	if asked && wait <= maxRetryAfter {
		a.pace.hold(time.Now().Add(wait))
	}
	switch {
	case !more || !transient(p, x) || !a.retries.take():
		return nil
	case !asked:
		return errOutage
	case wait > maxRetryAfter:
		return backoff.Permanent(errOutage)
	}
	return backoff.RetryAfter(int(wait / time.Second))
}

// asksToWait says for how long the target wants to be left alone: by Retry-After, or by the contract's penalty
// where its limit was reached. Who asks for too much, or again and again, is not asked any more.
func (a *asker) asksToWait(x evidence.Exchange) (time.Duration, bool) {
	if !x.Outage() || x.Response == nil {
		return 0, false
	}
	wait, ok := retryAfter(x)
	if !ok && status(x) == http.StatusTooManyRequests {
		wait, ok = a.penalty()
	}
	if wait > maxRetryAfter || ok && status(x) == http.StatusTooManyRequests && a.refusals.Add(1) > maxTries*int32(a.target.Concurrency) {
		a.left.Store(true)
	}
	return wait, ok
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
	case p.Expect == probe.Connection || p.Guess || p.Phase == probe.Waiting && !p.Enters && !renews(p.Name):
		return false
	case renews(p.Name):
		return !spent(x) && x.Outage()
	}
	if x.Failure != nil {
		return slices.Contains([]evidence.FailureKind{
			evidence.ResolveFailed, evidence.ConnectRefused, evidence.ConnectFailed, evidence.ConnectionReset, evidence.Timeout, evidence.Proxy,
		}, x.Failure.Kind)
	}
	return x.Outage() || status(x) == http.StatusInternalServerError && p.IsValid()
}

// retryAfter reads Retry-After (RFC 9110, section 10.2.3): seconds or a date.
func retryAfter(x evidence.Exchange) (time.Duration, bool) {
	answer, _ := x.Answer()
	value := strings.TrimSpace(answer.Header.Get("Retry-After"))
	const longest = 1 << 31 // seconds: whoever asks for more is left alone all the same
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(seconds, longest)) * time.Second, true
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(0, time.Until(date).Round(time.Second)), true
	}
	return 0, false
}

func status(x evidence.Exchange) int {
	if x.Response == nil {
		return 0
	}
	return x.Response.Status
}
