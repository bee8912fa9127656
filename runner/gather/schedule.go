package gather

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// task is one or more probes that are asked in order, beside other tasks.
type task func() error

// rest asks what the preflight left: what may be refused, and when that is over the last control with all that can wait
// for it. The resource is asked before and after it, and waiting for tokens to expire goes on beside everything.
func (a *asker) rest(ctx context.Context) error {
	a.chooseTokens()
	a.outlook(a.otherwiseSpelt, a.outOfScope, a.unauthenticated, a.inAnotherForm, a.exposing)
	a.keepPlaces()
	ask := a.besideEachOther
	if a.hasSessions() {
		ask = a.inOneSession
	}
	return inTurn(func() error { return ask(ctx) }, func() error { return a.askBurst(ctx) })
}

// keepPlaces lets what has a moment of its own find a place among the provider's limits when it comes.
func (a *asker) keepPlaces() {
	places := 0
	for _, p := range a.probes {
		if p.Phase == probe.Waiting && a.wanted(p) && a.forbids(p) == nil && a.mayNeedPlace(p) {
			places++
		}
	}
	a.pace.keep(places)
}

// mayNeedPlace says that a question with a moment of its own is asked within the run, and may be answered with an error by a
// target that keeps its contract: what is shown many times while it is good is not.
func (a *asker) mayNeedPlace(p probe.Probe) bool {
	first, known := a.firstToken()
	late := known && !p.ShowsRenewed && time.Until(first.moment(p.Moment)) > a.target.MaxWait
	return !late && (p.Repeats == "" || p.Expect == probe.Refusal)
}

// besideEachOther asks a target whose tokens all live side by side: what takes time goes on beside everything.
func (a *asker) besideEachOther(ctx context.Context) error {
	beside := errgroup.Group{}
	beside.Go(survived(func() error { return a.askLifecycle(ctx) }))
	err := a.rounds(ctx)
	if err == nil {
		beside.Go(survived(func() error { return a.askAgain(ctx) }))
		err = a.askLate(ctx)
	}
	if waited := beside.Wait(); err == nil {
		err = waited
	}
	if err != nil {
		return err
	}
	return a.askRevokedLast(ctx)
}

func (a *asker) rounds(ctx context.Context) error {
	if err := a.together([]task{a.inOrder(ctx, probe.ResourceFirst)}); err != nil { // before anything may end the token
		return err
	}
	if err := a.endpoint(ctx); err != nil {
		return err
	}
	if err := a.revoke(ctx, a.chooseTokens()); err != nil {
		return err
	}
	a.outlook(a.otherwiseSpelt, a.outOfScope, a.unauthenticated, a.inAnotherForm, a.exposing, a.unprepared)
	return inTurn(
		// Directly after the revocation, and nothing beside it: what waited for its turn would find a token refused that lived on
		// for as long (R17).
		func() error { return a.together([]task{a.revocation(ctx)}) },
		func() error { return a.together(a.each(ctx, a.choose(ctx, probe.Last))) },
		func() error {
			a.chooseTokens()                                               // the last is the other token: those of before came in whichever order
			return a.together([]task{a.inOrder(ctx, probe.ResourceOrder)}) // nobody shows or fetches a token meanwhile
		},
		func() error {
			return a.free(ctx)
		},
		func() error { return a.reconsider(ctx, probe.ResourceControl, ofResource) },
		func() error { return a.together(a.each(ctx, a.choose(ctx, probe.ResourceEnd))) },
	)
}

// endpoint asks the token endpoint all but the last control. What is valid leaves before what may be refused: a target that counts
// errors, until the next success or for good, counts the same however many are under way. What may be held against the client or
// the user comes last, one after the other, and waits until everything that names them was answered, and all else has left: no
// answer depends on which of them came first, not even where an address is held to account, and a valid request comes directly
// after each wrong secret (R12). What is below HTTP fills the time. What is in doubt is asked again when all of it is over.
func (a *asker) endpoint(ctx context.Context) error {
	var valid, own, strange, below, guesses []probe.Probe
	for _, p := range a.choose(ctx, probe.Between) {
		switch {
		case p.Family != "" && !slices.Contains(a.spellingsOf(p.Family), p.Name), p.Repeats != "":
			a.late = append(a.late, p)
		case p.Guess:
			guesses = append(guesses, p)
		case p.Expect == probe.Connection && p.Exposes == "":
			below = append(below, p)
		case p.IsValid():
			valid = append(valid, p)
		case p.As != "" || a.namesOwn(p):
			own = append(own, p)
		default:
			strange = append(strange, p)
		}
	}
	asked, before := &sync.WaitGroup{}, &sync.WaitGroup{}
	tasks := a.before(ctx, asked, valid, true)
	for i, t := range tasks {
		tasks[i] = until(before, t) // its answer tells where else the target takes a secret
	}
	tasks = append(tasks, a.each(ctx, below)...)
	for _, refused := range slices.Concat(a.before(ctx, before, own, false), a.before(ctx, before, strange, true)) {
		tasks = append(tasks, after(asked, refused))
	}
	tasks = append(tasks, after(asked, after(before, a.guessing(ctx, guesses))))
	return inTurn(
		func() error { return a.together(tasks) },
		func() error { return a.reconsider(ctx, probe.ValidControl, ofEndpoint) },
	)
}

// after makes a task of one that waits for others.
func after(others *sync.WaitGroup, t task) task {
	return func() error {
		others.Wait()
		return t()
	}
}

// until makes a task of one for which others wait until it is over.
func until(others *sync.WaitGroup, t task) task {
	others.Add(1)
	return func() error {
		defer others.Done()
		return t()
	}
}

// before makes tasks for which others wait: until each is answered, or until its request has left.
func (a *asker) before(ctx context.Context, others *sync.WaitGroup, probes []probe.Probe, left bool) []task {
	others.Add(len(probes))
	tasks := a.each(ctx, probes)
	for i, t := range tasks {
		over := sync.OnceFunc(others.Done)
		if left {
			a.sent.Store(string(probes[i].Name), over)
		}
		tasks[i] = func() error {
			defer over()
			return t()
		}
	}
	return tasks
}

// hasLeft lets those go on who wait for a request to leave.
func (a *asker) hasLeft(probe string) {
	if over, waited := a.sent.Load(probe); waited {
		over.(func())() //nolint:forcetypeassert // nothing else is stored
	}
}

// namesOwn says that a question names the client or the user who asks, with a secret or without.
func (a *asker) namesOwn(p probe.Probe) bool {
	draft := a.draft(p)
	request, err := draft.Render(*a.address(draft))
	return err == nil && a.account.named(request)
}

// inTurn does one thing after the other, until one fails.
func inTurn(tasks ...task) error {
	for _, t := range tasks {
		if err := t(); err != nil {
			return err
		}
	}
	return nil
}

// each makes a task of every probe.
func (a *asker) each(ctx context.Context, probes []probe.Probe) []task {
	tasks := make([]task, len(probes))
	for i, p := range probes {
		tasks[i] = func() error { return a.pose(ctx, p) }
	}
	return tasks
}

// pose asks a probe as it has to be asked: once, or with a session that is alive.
func (a *asker) pose(ctx context.Context, p probe.Probe) error {
	if p.Phase == probe.Chain && p.Renews {
		return a.renew(ctx, p)
	}
	return a.ask(ctx, p)
}

// inOrder makes one task of the probes of a phase: each may depend on what became of the one before.
func (a *asker) inOrder(ctx context.Context, phase probe.Phase) task {
	return func() error {
		for _, p := range a.probes {
			if p.Phase != phase || !a.wanted(p) {
				continue
			}
			if why := a.withheldNow(ctx, p); why != nil {
				a.leave(*why)
				continue
			}
			if p.Guess && p.Repeats != "" {
				a.late = append(a.late, p) // it may make the run wait
				continue
			}
			if err := a.pose(ctx, p); err != nil {
				return err
			}
			if p.Enters {
				a.enterSession(p.Name)
			}
		}
		return nil
	}
}

// together does tasks concurrently, and begins them in their order.
func (a *asker) together(tasks []task) error {
	a.many = true
	group := errgroup.Group{}
	group.SetLimit(a.target.Concurrency)
	for _, t := range tasks {
		group.Go(survived(t))
	}
	err := group.Wait()
	a.many = false
	a.keeping.Wait()
	if a.unkept.Load() {
		return ErrDefect
	}
	return err
}

// outlook counts what is asked and will be, for those who watch. What hangs on answers to come is left out by
// the rules given.
func (a *asker) outlook(rules ...func(probe.Probe) *reason) {
	total := 0
	for _, p := range a.probes {
		_, asked := a.of(p.Name)
		withheld := p.Phase == probe.Fallback || p.Phase == probe.Doubt || !a.wanted(p) || slices.ContainsFunc(rules, func(rule func(probe.Probe) *reason) bool { return rule(p) != nil })
		if p.Phase != probe.Waiting && p.Phase != probe.Finally && (asked || !withheld) {
			total++
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total = total
}

// choose takes the probes of a phase that can be asked, and records why the others are not.
func (a *asker) choose(ctx context.Context, phase probe.Phase) []probe.Probe {
	var chosen []probe.Probe
	for _, p := range a.probes {
		if _, asked := a.of(p.Name); asked || p.Phase != phase || !a.wanted(p) {
			continue
		}
		if why := a.withheldNow(ctx, p); why != nil {
			a.leave(*why)
			continue
		}
		chosen = append(chosen, p)
	}
	return chosen
}

func (a *asker) withheldNow(ctx context.Context, p probe.Probe) *evidence.Skipped {
	if ctx.Err() != nil {
		return &evidence.Skipped{Probe: string(p.Name), Reason: interrupted}
	}
	return a.skipReason(p)
}
