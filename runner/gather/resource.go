package gather

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/authconform/authconform/runner/child"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// free asks what the resource may be asked at any time: what it has to serve before what it has to refuse, for whoever holds bad
// tokens against good ones does so at every concurrency alike.
func (a *asker) free(ctx context.Context) error {
	var good, bad []probe.Probe
	for _, p := range a.choose(ctx, probe.ResourceFree) {
		if p.Expect == probe.Served {
			good = append(good, p)
		} else {
			bad = append(bad, p)
		}
	}
	return inTurn(
		func() error { return a.together(a.each(ctx, good)) },
		func() error { return a.together(a.each(ctx, bad)) },
	)
}

// askAgain shows what has to be refused on further connections. It takes its time, where the provider allows so many errors in
// a minute and no more, and nothing hangs on when it comes.
func (a *asker) askAgain(ctx context.Context) error {
	for _, p := range a.choose(ctx, probe.ResourceAgain) {
		if err := a.ask(ctx, p); err != nil {
			return err
		}
	}
	return a.reconsider(ctx, probe.ResourceControl, ofResource)
}

// revokeTimeout bounds the command that revokes a token.
const revokeTimeout = 30 * time.Second

// revoke gives a token to the owner's command, or takes the one that the owner says is revoked.
func (a *asker) revoke(ctx context.Context, spare probe.AccessToken) error {
	revoke := a.target.Revoke
	if revoke == nil && a.target.RevokeCommand != "" {
		revoke = a.command
	}
	if revoke != nil && a.target.RevokedToken == "" {
		a.mu.Lock()
		a.values.Spare = spare
		a.mu.Unlock()
	}
	if err := a.together([]task{a.inOrder(ctx, probe.Revoking)}); err != nil {
		return err
	}
	first := a.snapshot().First
	switch {
	case a.target.Profile != target.FullProfile || first.Value == "":
		return nil
	case a.target.RevokedToken != "":
		a.isRevoked(probe.AccessToken{Type: first.Type, Value: a.target.RevokedToken})
		return nil
	case revoke == nil || !a.came(probe.Revocable).served: // a token that was never good proves nothing by being refused
		return nil
	}
	if err := a.pace.clear(ctx); err != nil {
		return nil // interrupted: told by what was not asked
	}
	within, cancel := context.WithTimeout(ctx, revokeTimeout)
	defer cancel()
	if err := revoke(within, spare.Value); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return &Stopped{evidence.Step{
			Name: "revocation", Status: "failed", Act: actConfiguration,
			Detail: a.redactor.Text(fmt.Sprintf("the command that revokes a token failed: %v: mend --revoke-command", err)),
		}}
	}
	a.isRevoked(spare)
	return nil
}

func (a *asker) isRevoked(token probe.AccessToken) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.values.Revoked = token
}

// revocationPatience is for how long a revoked token may live on (R17); revocationPause is what lies between two looks.
const (
	revocationPatience = 5 * time.Second
	revocationPause    = 500 * time.Millisecond
)

// revocation makes one task of showing the revoked token: until it is refused, or the patience with it ends, and then on further
// connections, as one node may be told before another (R17). Where one of those still took it, all of them are asked again when
// the patience has ended: what is shown in turn to who takes it and who does not would never be refused in a row.
func (a *asker) revocation(ctx context.Context) task {
	return func() error {
		patience := cmp.Or(a.Revocation, revocationPatience)
		if a.snapshot().Spare.Value == "" { // the owner has revoked it beforehand
			patience = 0
		}
		end := time.Now().Add(patience)
		var uses []probe.Probe
		for _, p := range a.choose(ctx, probe.Revocation) {
			if p.Repeats != "" {
				uses = append(uses, p)
			} else if err := a.askRevoked(ctx, p, patience); err != nil {
				return err
			}
		}
		a.revokedBy = end
		return a.askRevokedElsewhere(ctx, uses, end)
	}
}

// askRevoked shows the revoked token until it is refused, or the patience with it ends. One that the owner revoked
// beforehand is shown once.
func (a *asker) askRevoked(ctx context.Context, p probe.Probe, patience time.Duration) error {
	pause := min(revocationPause, patience/10)
	for began := time.Now(); ; {
		last := time.Since(began) >= patience
		if err := a.ask(ctx, p); err != nil {
			return err
		}
		if !a.came(p.Name).served || last || a.aged() || !sleep(ctx, pause) {
			return nil
		}
	}
}

// askRevokedLast shows the revoked token once more when everything else is over, and the patience with it.
func (a *asker) askRevokedLast(ctx context.Context) error {
	kept := a.choose(ctx, probe.Finally)
	if len(kept) > 0 && !sleep(ctx, time.Until(a.revokedBy)) {
		return nil
	}
	for _, p := range kept {
		if a.came(p.Repeats).served {
			a.leave(evidence.Skipped{Probe: string(p.Name), Reason: "the resource took the revoked token to the end"})
		} else if err := a.ask(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// askRevokedElsewhere shows it on further connections, where it was not taken on the first to the end.
func (a *asker) askRevokedElsewhere(ctx context.Context, uses []probe.Probe, end time.Time) error {
	for {
		served := false
		for _, p := range uses {
			if a.came(p.Repeats).served {
				a.leave(evidence.Skipped{Probe: string(p.Name), Reason: "the resource took the revoked token to the end"})
				continue
			}
			if err := a.ask(ctx, p); err != nil {
				return err
			}
			served = served || a.came(p.Name).served
		}
		left := time.Until(end)
		if !served || left <= 0 || a.aged() || !sleep(ctx, left) {
			return nil
		}
	}
}

// sleep waits; false when the run ends first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// command runs the owner's command: the token comes on standard input, what the command prints is not shown.
func (a *asker) command(ctx context.Context, token string) error {
	return child.Run(ctx, child.Script{Text: a.target.RevokeCommand, Input: token, Withheld: a.target.Withheld})
}

// clash finds a header field that is configured for the resource and that the suite sends itself, so that the
// target's owner finds the run.
func clash(run Run) error {
	if run.Target.Resource == nil {
		return nil
	}
	for _, f := range run.Target.Resource.Header {
		for name := range run.Contract.Facts.ApplicationHeaders {
			if strings.EqualFold(f.Name, name) {
				return &Stopped{evidence.Step{
					Name: "configuration", Status: "failed", Act: actConfiguration,
					Detail: "--resource-header " + f.Name + ": the suite sends this field itself: leave it out",
				}}
			}
		}
	}
	return nil
}
