package client

import (
	"context"
	"time"
)

const (
	// look is how often it is looked how late the machine is.
	look = 20 * time.Millisecond
	// tooLate is a lag with which a scenario shows the machine, and not the client.
	tooLate = 400 * time.Millisecond
)

// lag measures until its end for how long the machine keeps those waiting who want to go on.
func lag(ctx context.Context) (longest func() time.Duration) {
	ctx, stop := context.WithCancel(ctx)
	result := make(chan time.Duration, 1)
	go func() {
		var most time.Duration
		for {
			before := time.Now()
			timer := time.NewTimer(look)
			select {
			case <-ctx.Done():
				timer.Stop()
				result <- most
				return
			case <-timer.C:
				most = max(most, time.Since(before)-look)
			}
		}
	}()
	return func() time.Duration {
		stop()
		return <-result
	}
}
