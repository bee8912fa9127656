package gather

import (
	"context"
	"fmt"
	"time"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
	"github.com/authconform/authconform/runner/target"
)

// revokeTimeout bounds the command that revokes a token.
const revokeTimeout = 30 * time.Second

// revoke gives a token to the owner's command, or takes the one that the owner says is revoked.
func (a *asker) revoke(ctx context.Context, spare probe.AccessToken) error {
	first := a.snapshot().First
	if a.target.Profile != target.FullProfile || first.Value == "" {
		return nil
	}
	if a.target.RevokedToken != "" {
		a.isRevoked(probe.AccessToken{Type: first.Type, Value: a.target.RevokedToken})
		return nil
	}
	revoke := a.target.Revoke
	if revoke == nil && a.target.RevokeCommand != "" {
		revoke = a.command
	}
	if revoke == nil || spare.Value == "" {
		return nil
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

// command runs the owner's command: the token comes on standard input, what the command prints is not shown.
func (a *asker) command(ctx context.Context, token string) error {
	return started(ctx, a.target.RevokeCommand, token+"\n")
}
