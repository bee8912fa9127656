package gather

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// ask puts a probe to the target until it answers or patience ends. Every attempt is recorded.
func (a *asker) ask(ctx context.Context, p probe.Probe) error {
	err := a.askUncounted(ctx, p)
	a.answered(p)
	return err
}

// askUncounted is ask for what nobody has counted.
func (a *asker) askUncounted(ctx context.Context, p probe.Probe) error {
	draft := a.draft(p)
	attempt, most, unsure := 0, a.mostTries(), false
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		g, err := a.reserve(ctx, p, draft)
		if err != nil {
			return struct{}{}, backoff.Permanent(err)
		}
		if a.over(p, attempt) {
			a.settle(g, evidence.Exchange{})
			return struct{}{}, backoff.Permanent(errOutage)
		}
		attempt++
		x, err := a.put(ctx, p, draft, attempt > 1 || alone(p, draft))
		a.settle(g, x)
		if err != nil {
			return struct{}{}, backoff.Permanent(err)
		}
		if (draft.Channel.HTTP1 || draft.Channel.Raw) && a.speaksHTTP2Alone(p, x) {
			return struct{}{}, a.goesOn(p, x, &draft, attempt < most)
		}
		if status(x)/100 != 2 && a.missed(p, x.Started.Add(x.Duration)) { // it may have been refused for its age
			a.leave(evidence.Skipped{Probe: string(p.Name), Reason: "its moment was over before it was answered", Outage: p.Another == 0})
			return struct{}{}, backoff.Permanent(errOutage)
		}
		a.store(p, x)
		a.keep(p, x, a.number(p))
		a.lose(p, x, unsure)
		unsure = unsure || x.Outage()
		crowded, err := a.again(p, x, attempt < most)
		if crowded {
			most = a.mostTries() + 1 // it was refused for how many came with it
		}
		return struct{}{}, err
	}, backoff.WithMaxTries(uint(a.mostTries()+1)), backoff.WithBackOff(patience()), backoff.WithMaxElapsedTime(time.Duration(a.mostTries())*maxRetryAfter))
	if attempt == 0 {
		a.unsent(ctx, p, err)
	}
	if errors.Is(err, errOutage) || errors.Is(err, errLeft) || errors.Is(err, errGuessed) || isRetryAfter(err) || ctx.Err() != nil {
		return nil // told by the evidence
	}
	return err
}

// over says that an answer to a question would be to its token's age by now, and leaves out what was not asked at all.
func (a *asker) over(p probe.Probe, attempts int) bool {
	switch {
	case attempts > 0 && showsFirst(p) && a.aged():
		return true
	case !a.missed(p, time.Now()):
		return false
	case attempts == 0:
		a.leave(evidence.Skipped{Probe: string(p.Name), Reason: "its moment was over before it could be asked", Outage: p.Another == 0})
	}
	return true
}

// alone says that a question has a connection of its own from the first: what breaks another's connection, or ends one that was
// idle, spends neither a guess nor a refresh token.
func alone(p probe.Probe, d probe.Draft) bool {
	return p.Guess && d.Channel.Own == 0 || p.Renews && p.Phase == probe.Waiting
}

// reserve waits until a request may be sent: by the pace, by what the target asked for, and by the account of guesses.
func (a *asker) reserve(ctx context.Context, p probe.Probe, d probe.Draft) (guess, error) {
	request, err := d.Render(*a.address(d))
	if err != nil {
		return guess{}, err
	}
	g := a.account.guessed(request)
	for {
		wait, may := a.account.reserve(g, time.Now())
		if !may {
			return g, errGuessed
		}
		if wait <= 0 {
			break
		}
		if err := a.rests(ctx, wait, "two wrong secrets of the client were judged within a minute"); err != nil {
			return g, err
		}
	}
	if err = a.admit(ctx, p, g); err != nil {
		a.account.settle(g, evidence.Exchange{Failure: &evidence.Failure{Kind: evidence.ConnectRefused}})
	}
	return g, err
}

// admit waits for the pace, and does not where the target is left alone. Before a wrong password it waits until a limit on requests can
// no more be the answer, as it is not shown again for that (R5).
func (a *asker) admit(ctx context.Context, p probe.Probe, g guess) error {
	away := func() bool { return a.left.Load() && p.Expect != probe.Connection }
	if away() {
		return errLeft
	}
	if wait := a.pace.calm(); wait > 0 && g.password && !g.unproven {
		if err := a.rests(ctx, wait, "the target asks for patience, and a wrong password is not shown again"); err != nil {
			return err
		}
	}
	if err := a.pace.acquire(ctx, p.Phase == probe.Waiting); err != nil {
		return err
	}
	if away() {
		a.pace.release(0)
		return errLeft
	}
	return nil
}

// settle gives back what reserve took.
func (a *asker) settle(g guess, x evidence.Exchange) {
	a.pace.release(status(x))
	a.account.settle(g, x)
}

// unsent records why a probe was not sent at all.
func (a *asker) unsent(ctx context.Context, p probe.Probe, err error) {
	if _, asked := a.of(p.Name); asked { // at another time
		return
	}
	switch {
	case ctx.Err() != nil:
		a.leave(evidence.Skipped{Probe: string(p.Name), Reason: interrupted})
	case errors.Is(err, errLeft):
		a.leave(evidence.Skipped{Probe: string(p.Name), Outage: true, Reason: a.whyLeft()})
	case errors.Is(err, errGuessed):
		a.leave(evidence.Skipped{Probe: string(p.Name), Outage: true, Reason: errGuessed.Error()})
	}
}

// number is which attempt at a probe comes next.
func (a *asker) number(p probe.Probe) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tries[p.Name]++
	return a.tries[p.Name]
}

// put lets a probe be sent by whoever sends it: the suite itself, or the library that it asks with.
func (a *asker) put(ctx context.Context, p probe.Probe, draft probe.Draft, again bool) (evidence.Exchange, error) {
	if style, ok := viaLibrary(p); ok {
		return a.fetch(ctx, p, style), nil
	}
	return a.send(ctx, p.Name, draft, again)
}

// draft is the probe's question, as it is sent from this run.
func (a *asker) draft(p probe.Probe) probe.Draft {
	values, valid := a.valuesFor(p), a.valid
	refusesAny := a.planned || a.Contract.Facts.Has(facts.RFC6750Resource) // whatever the refusal, it is one (R24)
	values.LowerScheme = refusesAny || a.came(probe.ResourceLowerCase).served
	values.UpperScheme = refusesAny || a.came(probe.ResourceUpperCase).served
	valid.Extra = a.sender.Headers(a.Contract, p.Name)
	if p.Resource {
		valid = probe.Authorized(a.target.Resource.Method, slices.Concat(valid.Extra, a.resourceHeader()), values)
	}
	draft := p.Draft(valid, values)
	if a.travelsInOrder(p, draft.Channel) {
		draft.Channel.Own = probe.InOrder
	}
	switch {
	case !draft.Channel.Plain || a.mayExpose():
		return draft
	case draft.Resource:
		draft.Token.Value = values.Decoy.Secret
		return draft
	default:
		return probe.Disguised(draft, values)
	}
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

// address is where a draft is sent to.
func (a *asker) address(d probe.Draft) *url.URL {
	base, path := a.target.BaseURL, a.snapshot().TokenPath(a.Contract)
	if d.Channel.Plain {
		base = a.target.PlainURL
	}
	if d.Resource {
		path = a.target.Resource.Path
	}
	address := base.JoinPath(path)
	if d.Resource {
		address.RawQuery = a.target.Resource.Query
	}
	return address
}

// keep redacts an exchange and records it: beside the next question where many are asked, so that nobody waits for it.
func (a *asker) keep(p probe.Probe, x evidence.Exchange, attempt int) {
	if p.Control && p.Resource {
		a.served.Store(status(x)/100 == 2)
	}
	a.controls.Store(p.Name, control{
		granted: x.Granted(), served: status(x)/100 == 2,
		outage: x.Response == nil || x.Outage() || status(x) == http.StatusInternalServerError,
	})
	x.Attempt, x.ID = attempt, x.Probe
	if attempt > 1 {
		x.ID += fmt.Sprintf("~%d", attempt)
	}
	if p.Phase == probe.Waiting || p.Phase == probe.ResourceAgain || !a.many { // beside whom others are asked, or not
		a.write(x)
		return
	}
	a.keeping.Go(func() {
		if survived(func() error { a.write(x); return nil })() != nil {
			a.unkept.Store(true)
		}
	})
}

func (a *asker) write(x evidence.Exchange) {
	x.Started = x.Started.Round(0) // as a file has it, so that what is judged again is in the same order
	plain := x
	x = a.redactor.Exchange(x)
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.room.Takes(x) {
		x = har.Slim(x)
	} else if a.spare.Takes(plain) {
		a.clear[x.ID] = plain
	}
	a.record.Exchanges = append(a.record.Exchanges, x)
	if a.Seen != nil {
		a.Seen(a.redactor.Names(), x)
	}
}

// leave records a probe that is not asked.
func (a *asker) leave(u evidence.Skipped) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.record.Skipped = append(a.record.Skipped, u)
}

func (a *asker) answered(p probe.Probe) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p.Phase != probe.Waiting && p.Phase != probe.Finally {
		a.done++
	}
	if a.Observer != nil && a.total > 0 && p.Phase != probe.Waiting && p.Phase != probe.Finally { // the preflight tells its steps
		a.Observer.Asked(min(a.done, a.total), a.total, string(p.Name))
	}
}

func status(x evidence.Exchange) int {
	if x.Response == nil {
		return 0
	}
	return x.Response.Status
}
