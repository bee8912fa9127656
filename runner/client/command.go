package client

import (
	"context"
	"fmt"
	"os"
	"os/exec"

	"github.com/authconform/authconform/runner/child"
	"github.com/authconform/authconform/suites/evidence"
)

// Command is a client that is a program: its name and its arguments.
type Command []string

// Check says why a command cannot be started, before anything is.
func (c Command) Check() error {
	if len(c) == 0 {
		return fmt.Errorf("want a command that starts the client, found none: write it behind --")
	}
	if _, err := exec.LookPath(c[0]); err != nil {
		return fmt.Errorf("want a command that can be started, found %q: give the path of a program, or its name if it is in PATH: %w", c[0], err)
	}
	return nil
}

// Start implements Starter. The command leads a process group of its own, which ends with it.
func (c Command) Start(ctx context.Context, life Life) (End, error) {
	if err := c.Check(); err != nil {
		return End{}, err
	}
	state, err := child.Lead(ctx, child.Program{
		Name: c[0], Arguments: c[1:], Environment: environment(os.Environ(), life.Variables), Stdout: life.Stdout, Stderr: life.Stderr,
		Mark: "AUTHCONFORM_STATE_DIR=" + life.Getenv("AUTHCONFORM_STATE_DIR"),
	})
	if err != nil {
		return End{}, fmt.Errorf("starting the client: %w", err)
	}
	if state.ExitCode() < 0 {
		return End{Ending: evidence.Killed}, nil
	}
	return End{evidence.Exited, state.ExitCode()}, nil
}
