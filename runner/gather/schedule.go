package gather

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
)

// task is one or more probes that are asked in order, beside other tasks.
type task func() error

// rest asks what the preflight left, in two rounds: what may be refused, and when that is over the last control
// with all that can wait for it. The resource is asked beside both, and waiting for tokens to expire goes
// on beside everything.
func (a *asker) rest(ctx context.Context) error {
	a.chooseTokens()
	a.outlook(a.otherwiseSpelt, a.outOfScope, a.unauthenticated, a.inAnotherForm, a.exposing)
	if !a.Contract.Facts.Tokens.SideBySide {
		err := a.inOneSession(ctx)
		if err == nil {
			err = a.askLifecycle(ctx)
		}
		return err
	}
	beside := errgroup.Group{}
	beside.Go(func() error { return a.askLifecycle(ctx) })
	err := a.rounds(ctx)
	if waited := beside.Wait(); err == nil {
		err = waited
	}
	if err == nil {
		err = a.askBurst(ctx)
	}
	return err
}

func (a *asker) rounds(ctx context.Context) error {
	first := append([]task{a.inOrder(ctx, probe.ResourceFirst)}, a.each(ctx, a.choose(ctx, probe.Between))...)
	if err := a.together(first); err != nil {
		return err
	}
	if err := a.revoke(ctx, a.chooseTokens()); err != nil {
		return err
	}
	a.outlook(a.otherwiseSpelt, a.outOfScope, a.unauthenticated, a.inAnotherForm, a.exposing, a.unprepared)
	return a.together(slices.Concat(
		[]task{a.inOrder(ctx, probe.ResourceOrder)},
		a.each(ctx, a.choose(ctx, probe.ResourceFree)),
		a.each(ctx, a.choose(ctx, probe.Last)),
		a.each(ctx, a.choose(ctx, probe.ResourceEnd)),
	))
}

// each makes a task of every probe.
func (a *asker) each(ctx context.Context, probes []probe.Probe) []task {
	tasks := make([]task, len(probes))
	for i, p := range probes {
		tasks[i] = func() error { return a.ask(ctx, p) }
	}
	return tasks
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
			if err := a.ask(ctx, p); err != nil {
				return err
			}
			if p.Enters {
				a.enter(p.Name)
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
		group.Go(t)
	}
	err := group.Wait()
	a.many = false
	a.keeping.Wait()
	return err
}

// outlook counts what is asked and will be, for those who watch. What hangs on answers to come is left out by
// the rules given.
func (a *asker) outlook(rules ...func(probe.Probe) *reason) {
	total := 0
	for _, p := range a.probes {
		_, asked := a.of(p.Name)
		withheld := p.Phase == probe.Fallback || !a.wanted(p) || slices.ContainsFunc(rules, func(rule func(probe.Probe) *reason) bool { return rule(p) != nil })
		if p.Phase != probe.Waiting && (asked || !withheld) {
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

func (a *asker) withheldNow(ctx context.Context, p probe.Probe) *evidence.Unasked {
	if ctx.Err() != nil {
		return &evidence.Unasked{Probe: string(p.Name), Reason: interrupted}
	}
	return a.withheld(p)
}

// wanted says whether anybody asks for what the probe tells, or for what is made of its answer. The controls are asked
// in any case.
func (a *asker) wanted(p probe.Probe) bool {
	if a.Wanted == nil || slices.Contains([]probe.Name{probe.Valid, probe.ValidLast, probe.SessionLast}, p.Name) || a.Wanted(p.Name) {
		return true
	}
	return slices.ContainsFunc(a.probes, func(q probe.Probe) bool { return slices.Contains(q.Rests, p.Name) && a.wanted(q) })
}
