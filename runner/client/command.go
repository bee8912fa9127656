package client

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

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
		return fmt.Errorf("want a command that can be started, found %q: %s: %w", c[0], c.remedy(err), err)
	}
	return nil
}

// remedy says what to do about a program that the system does not start.
func (c Command) remedy(err error) string {
	const line = "a first line that names its interpreter, such as #!/usr/bin/env python3"
	_, missing := os.Stat(c[0])
	bare := filepath.Base(c[0]) == c[0]
	switch {
	case errors.Is(err, syscall.ENOEXEC):
		return "it is neither a program of this system nor a script with " + line + ": give it one, or start it by its interpreter (-- python3 " + c[0] + ")"
	case errors.Is(err, fs.ErrPermission):
		return "make it executable (chmod +x " + c[0] + "), or start it by its interpreter (-- python3 " + c[0] + ")"
	case missing == nil && bare:
		return "the file of that name here is not in PATH: write ./" + c[0]
	case missing == nil && errors.Is(err, fs.ErrNotExist):
		return "the interpreter that its first line names is not there: see that line, which may end like those of Windows (CR LF)"
	}
	return "give the path of a program, or its name if it is in PATH"
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
		return End{}, fmt.Errorf("want a command that can be started, found %q: %s: %w", c[0], c.remedy(err), err)
	}
	if state.ExitCode() < 0 {
		return End{Ending: evidence.Killed}, nil
	}
	return End{evidence.Exited, state.ExitCode()}, nil
}
