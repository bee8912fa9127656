package gather

import (
	"context"
	"slices"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// each asks the token operations of a contract, one after the other, and gives one record of all. They are one run: the
// limits of the provider and of R5 hold for all of them together, and what is hidden of one is hidden of all.
func each(ctx context.Context, run Run) (evidence.Record, error) {
	var whole evidence.Record
	var before *asker
	for _, operation := range run.Contract.Operations() {
		run.vocabulary = append(run.vocabulary, operation.Vocabulary()...)
	}
	for _, operation := range run.Contract.Operations() {
		own := run
		own.Contract = operation
		a, err := newAsker(own)
		if err != nil {
			return whole, err
		}
		if before != nil {
			a.follow(before)
		}
		rec, err := a.gather(ctx)
		whole = joined(whole, rec, operation.Operation)
		if err != nil || ctx.Err() != nil {
			return whole, err
		}
		before = a
	}
	return before.redactor.Record(whole), nil
}

// follow lets an asker go on where the one of another operation ended.
func (a *asker) follow(before *asker) {
	for _, s := range a.values.Secrets() {
		before.redactor.Learn(s)
	}
	before.redactor.TokensAt(slices.Concat(before.layout.TokenPlaces(), a.layout.TokenPlaces())...)
	a.redactor, a.pace, a.Choice = before.redactor, before.pace, before.Choice
	a.sender.Run, a.record.Run.ID = before.sender.Run, before.record.Run.ID
	before.account.mu.Lock()
	defer before.account.mu.Unlock()
	a.account.taken = before.account.taken
	a.account.judged = slices.Clone(before.account.judged)
	a.account.wrong.passwords = before.account.wrong.passwords
	if a.account.wrong.passwords < maxGuesses {
		return
	}
	a.probes = slices.DeleteFunc(a.probes, func(p probe.Probe) bool {
		spent := p.Guess && p.User
		if spent {
			a.leave(evidence.Skipped{Probe: string(p.Name), Reason: "another operation was asked with as many wrong passwords as a run may show (R5)"})
		}
		return spent
	})
}

// joined adds what was gathered of an operation to what was gathered of those before it.
func joined(whole, rec evidence.Record, operation string) evidence.Record {
	first := whole.Run.ID == ""
	for i := range rec.Exchanges {
		rec.Exchanges[i].Operation, rec.Exchanges[i].ID = operation, operation+"."+rec.Exchanges[i].ID
	}
	for i := range rec.Skipped {
		rec.Skipped[i].Operation = operation
	}
	for i := range rec.Run.Preflight {
		rec.Run.Preflight[i].Detail = operation + ": " + rec.Run.Preflight[i].Detail
	}
	own := evidence.Operation{Name: operation, Form: rec.Run.Form, Layout: rec.Run.Layout}
	if first {
		whole = rec
		whole.Run.Layout = nil
	} else {
		whole.Exchanges = append(whole.Exchanges, rec.Exchanges...)
		whole.Skipped = append(whole.Skipped, rec.Skipped...)
		whole.Run.Preflight = append(whole.Run.Preflight, rec.Run.Preflight...)
		whole.Run.Names, whole.Run.Finished = rec.Run.Names, rec.Run.Finished
		whole.Run.Interrupted, whole.Run.Halted = whole.Run.Interrupted || rec.Run.Interrupted, whole.Run.Halted || rec.Run.Halted
		if own.Form != "documented" {
			whole.Run.Form = own.Form
		}
	}
	whole.Run.Operations = append(whole.Run.Operations, own)
	return whole
}
