package gather

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/authconform/authconform/runner/child"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

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

// askRevoked shows the revoked token until it is refused, or the patience with it ends. One that the owner revoked
// beforehand is shown once.
func (a *asker) askRevoked(ctx context.Context, p probe.Probe) error {
	patience := a.Revocation
	if patience == 0 {
		patience = revocationPatience
	}
	if a.snapshot().Spare.Value == "" {
		patience = 0
	}
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
