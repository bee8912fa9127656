// Package child starts the commands that a user names, and sees to it that they end.
package child

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"time"
)

// commandGrace is how long a command that has ended may leave its input unread.
const commandGrace = time.Second

// Run runs a command of the user's: what it is given comes on standard input, and as its arguments ($1, …); what it prints goes
// nowhere. It knows no secret that this process was given in its environment, and whatever it has started ends with it.
func Run(ctx context.Context, script, input string, arguments ...string) error {
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", script, "sh"}, arguments...)...) //nolint:gosec // the user's own command
	cmd.Stdin = strings.NewReader(input)
	cmd.Env = withoutOurs(os.Environ())
	inGroup(cmd)
	cmd.WaitDelay = commandGrace
	cmd.Cancel = func() error { return endGroup(cmd) }
	if err := cmd.Start(); err != nil {
		return err
	}
	err := cmd.Wait()
	_ = endGroup(cmd) // children that outlived it
	if errors.Is(err, exec.ErrWaitDelay) && cmd.ProcessState.Success() {
		return nil // it ended well, and a child of its held its output open
	}
	return err
}

// withoutOurs leaves out of an environment what is this program's own: its secrets among it.
func withoutOurs(environment []string) []string {
	var kept []string
	for _, variable := range environment {
		if !strings.HasPrefix(variable, "AUTHCONFORM_") {
			kept = append(kept, variable)
		}
	}
	return kept
}
