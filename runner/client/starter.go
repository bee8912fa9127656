package client

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// Life is one start of a client: what it is told, and where it prints to.
type Life struct {
	Scenario scenario.Name
	Number   int
	// Variables are what the suite tells it, in their order.
	Variables      []Variable
	Stdout, Stderr io.Writer
}

// Getenv gives a variable; "" where the client is not told of it.
func (l Life) Getenv(name string) string {
	for _, v := range l.Variables {
		if v.Name == name {
			return v.Value
		}
	}
	return ""
}

// End is how a life came to its end by itself.
type End struct {
	Ending evidence.Ending // Exited or Killed
	Code   int
}

// Starter starts a client.
type Starter interface {
	// Start runs it until it ends, or is ended because ctx is over; then nothing of it is left. A client that cannot be
	// started is an error.
	Start(ctx context.Context, life Life) (End, error)
}

// Func is a client that lives in this process: it gets its variables and gives its exit code.
type Func func(ctx context.Context, getenv func(string) string, stdout, stderr io.Writer) int

// funcGrace is how long a function may take to notice that it is to end.
const funcGrace = time.Second

// Start implements Starter. A function that panics has crashed, and one that does not end is left behind.
func (f Func) Start(ctx context.Context, life Life) (End, error) {
	ended := make(chan int, 1)
	stdout, stderr := &detachable{w: life.Stdout}, &detachable{w: life.Stderr}
	go func() {
		defer func() {
			if reason := recover(); reason != nil {
				const crashed = 2 // as Go programs end that panic
				_, _ = fmt.Fprintf(stderr, "panic: %v\n", reason)
				ended <- crashed
			}
		}()
		ended <- f(ctx, life.Getenv, stdout, stderr)
	}()
	select {
	case code := <-ended:
		return End{evidence.Exited, code}, nil
	case <-ctx.Done():
	}
	select {
	case code := <-ended:
		return End{evidence.Exited, code}, nil
	case <-time.After(funcGrace):
		stdout.detach()
		stderr.detach()
		return End{Ending: evidence.Killed}, nil
	}
}

// environment writes variables as a process has them.
func environment(inherited []string, variables []Variable) []string {
	told := func(name string) bool {
		for _, v := range variables {
			if v.Name == name {
				return true
			}
		}
		return strings.HasPrefix(name, "AUTHCONFORM_")
	}
	var list []string
	for _, entry := range inherited {
		if name, _, _ := strings.Cut(entry, "="); !told(name) {
			list = append(list, entry)
		}
	}
	for _, v := range variables {
		list = append(list, v.Name+"="+v.Value)
	}
	return list
}
