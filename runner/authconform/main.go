// Command authconform tells whether a token service keeps its documented contract.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(authconform(false)) } //nolint:forbidigo // this is main

// authconform runs the command and gives its exit code. The first interrupt cancels what is under way, so that
// it is still judged and reported; the second exits at once. Only tests, whose targets are nobody's, say so.
func authconform(nobodys bool) (code int) {
	defer survive(os.Stderr, &code)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	// Ginkgo takes the same signals while it judges, and never gives them back: giving ours back would not bring the
	// default action back, so that the second interrupt is ours to act on, too.
	interrupts := make(chan os.Signal, 2)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGTERM)
	for _, gone := range []os.Signal{syscall.SIGHUP, syscall.SIGQUIT} { // the terminal is, or has asked for it
		if !signal.Ignored(gone) { // as nohup has it
			signal.Notify(interrupts, gone) // commands of the user's end with the run
		}
	}
	go func() {
		<-interrupts
		cancel()
		<-interrupts
		os.Exit(exitInterrupted) //nolint:forbidigo // this is main
	}()
	return execute(ctx, os.Args[1:], console{out: os.Stdout, err: os.Stderr, getenv: os.LookupEnv, environ: os.Environ(), nobodys: nobodys})
}

// exitInterrupted is what a shell says of a process that SIGINT ended.
const exitInterrupted = 130
