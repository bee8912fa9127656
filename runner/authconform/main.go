// Command authconform tells whether a token service keeps its documented contract.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(authconform()) } //nolint:forbidigo // this is main

// authconform runs the command and gives its exit code. The first interrupt cancels what is under way, so that
// it is still judged and reported; the second exits at once.
func authconform() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return execute(ctx, os.Args[1:], terminal{out: os.Stdout, err: os.Stderr, getenv: os.LookupEnv})
}
