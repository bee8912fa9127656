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

// errOutage makes backoff try again.
var errOutage = errors.New("the target could not answer just now")

// ask puts a probe to the target until it answers or patience ends. Every attempt is recorded.
func (a *asker) ask(ctx context.Context, p probe.Probe, total int) error {
	draft := a.draft(p)
	attempt := 0
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		if err := a.pace.enter(ctx); err != nil {
			return struct{}{}, backoff.Permanent(err)
		}
		attempt++
		x, err := a.send(ctx, p.Name, draft)
		a.pace.leave(status(x))
		if err != nil {
			return struct{}{}, backoff.Permanent(err)
		}
		a.keep(x, attempt)
		return struct{}{}, a.again(p, x)
	}, backoff.WithMaxTries(maxTries), backoff.WithBackOff(patience()), backoff.WithMaxElapsedTime(maxTries*maxRetryAfter))
	if errors.Is(err, errOutage) || isRetryAfter(err) || ctx.Err() != nil {
		err = nil // told by the evidence
	}
	a.answered(ctx, p, attempt, total)
	return err
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
	valid := a.valid
	valid.Extra = a.sender.Headers(a.Contract, p.Name)
	values := a.values
	draft := p.Draft(valid, values)
	if draft.Channel.Plain && !a.mayExpose() {
		draft.Client = a.values.Decoy
	}
	return draft
}

// mayExpose says that real credentials may go in clear (R5).
func (a *asker) mayExpose() bool { return a.target.Loopback || a.target.AllowSecretOverHTTP }

func (a *asker) endpoint(channel probe.Channel) *url.URL {
	base := a.target.BaseURL
	if channel.Plain {
		base = a.target.PlainURL
	}
	return base.JoinPath(a.Contract.TokenPath())
}

// keep redacts an exchange and records it.
func (a *asker) keep(x evidence.Exchange, attempt int) {
	x.Attempt, x.ID = attempt, x.Probe
	if attempt > 1 {
		x.ID += fmt.Sprintf("~%d", attempt)
	}
	x = a.redactor.Exchange(x)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.record.Exchanges = append(a.record.Exchanges, x)
}

func (a *asker) answered(ctx context.Context, p probe.Probe, attempts, total int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.done++
	if attempts == 0 && ctx.Err() != nil {
		a.record.Unasked = append(a.record.Unasked, evidence.Unasked{Probe: string(p.Name), Reason: interrupted})
	}
	if a.Observer != nil {
		a.Observer.Asked(a.done, max(total, a.done), string(p.Name))
	}
}

// again says whether an exchange is an outage that may be over soon: nil when it is an answer.
func (a *asker) again(p probe.Probe, x evidence.Exchange) error {
	if !transient(p, x) || !a.retries.take() {
		return nil
	}
	wait, ok := retryAfter(x)
	switch {
	case !ok:
		return errOutage
	case wait > maxRetryAfter:
		return backoff.Permanent(errOutage)
	}
	a.pace.hold(time.Now().Add(wait))
	return backoff.RetryAfter(int(wait / time.Second))
}

func transient(p probe.Probe, x evidence.Exchange) bool {
	if p.Expect == probe.Connection {
		return false
	}
	if x.Failure != nil {
		return slices.Contains([]evidence.FailureKind{
			evidence.ResolveFailed, evidence.ConnectRefused, evidence.ConnectFailed, evidence.ConnectionReset, evidence.Timeout, evidence.Proxy,
		}, x.Failure.Kind)
	}
	return x.Outage() || status(x) == http.StatusInternalServerError && p.Expect == probe.Token
}

// retryAfter reads Retry-After (RFC 9110, section 10.2.3): seconds or a date.
func retryAfter(x evidence.Exchange) (time.Duration, bool) {
	answer, _ := x.Answer()
	value := strings.TrimSpace(answer.Header.Get("Retry-After"))
	if seconds, err := strconv.ParseUint(value, 10, 32); err == nil {
		return time.Duration(seconds) * time.Second, true
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
