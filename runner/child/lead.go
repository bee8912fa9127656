package child

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

// Program is a command with its arguments, in an environment of its own.
type Program struct {
	Name           string
	Arguments      []string
	Environment    []string // "NAME=value", all of it
	Stdout, Stderr io.Writer
	// Mark is an entry of the environment that no other program has: by it those are found that have left the program's
	// group; "" for none. Those that have cleared their environment, too, are found by a number that they inherit, where the
	// system has that (Linux).
	Mark string
}

// Lead runs a program without input until it ends or ctx does, and ends whatever it has started with it: what still holds
// its output open then has a second to let go. When this process is killed, the program's group ends all the same. How it ended is no error; that it could not be started is.
func Lead(ctx context.Context, p Program) (*os.ProcessState, error) {
	cmd := exec.CommandContext(ctx, p.Name, p.Arguments...) //nolint:gosec // the user's own command
	cmd.Env = p.Environment
	inGroup(cmd)
	cmd.Cancel = func() error { return endGroup(cmd) }
	// The pipes are ours, and not the command's: it has ended when it has, whoever else holds them.
	out, err := pipe(p.Stdout)
	if err != nil {
		return nil, err
	}
	problems, err := pipe(p.Stderr)
	if err != nil {
		return nil, errors.Join(err, out.abandon())
	}
	cmd.Stdout, cmd.Stderr = out.write, problems.write
	watched := watch()
	defer watched.dismiss()
	if err := cmd.Start(); err != nil {
		return nil, errors.Join(err, out.abandon(), problems.abandon())
	}
	watched.over(cmd.Process.Pid)
	number := brand(cmd.Process.Pid)
	var reading sync.WaitGroup
	reading.Go(out.copy)
	reading.Go(problems.copy)
	_ = cmd.Wait()    // the state tells how it ended
	_ = endGroup(cmd) // what outlived it
	endMarked(p.Mark, number)
	late := time.AfterFunc(commandGrace, func() {
		_ = out.read.SetReadDeadline(time.Now()) // who has left the group holds it still
		_ = problems.read.SetReadDeadline(time.Now())
	})
	defer late.Stop()
	reading.Wait()
	return cmd.ProcessState, nil
}

// piped is an output on its way.
type piped struct {
	read, write *os.File
	to          io.Writer
}

func pipe(to io.Writer) (piped, error) {
	read, write, err := os.Pipe()
	return piped{read, write, to}, err
}

func (p piped) abandon() error { return errors.Join(p.read.Close(), p.write.Close()) }

// copy reads until every writer is gone, or nobody listens any longer.
func (p piped) copy() {
	_ = p.write.Close() // the child has its own
	_, _ = io.Copy(p.to, p.read)
	_ = p.read.Close() // whoever still writes is told so
}
