package caller

import (
	"fmt"
	"net/http"
)

// Nulls lists the clients that keep no contract, in the place of a contract's client; none of a contract that has no client.
func Nulls(contract string) []Null {
	if _, known := Sound(contract); !known {
		return nil
	}
	instead := func(ends func(*life) int) func(*habits) { return func(h *habits) { h.ends = ends } }
	list := []Null{
		{Name: "idle", Does: "does nothing, and says that all is well", change: instead(func(*life) int { return exitDone })},
		{Name: "failing", Does: "does nothing, and fails", change: instead(func(*life) int { return exitFailed })},
		{Name: "hanging", Does: "does nothing until it is ended", change: instead(func(l *life) int {
			<-l.ctx.Done()
			return exitFailed
		})},
		{Name: "tokenless", Does: "calls without a token, and asks for none", change: instead(tokenless)},
		{Name: "crashing", Does: "crashes at its second call", change: func(h *habits) { h.ends = crashing }},
		{Name: "fetching", Does: "asks for a token, and does not call", change: instead(func(l *life) int {
			if _, err := l.session().take(l.ctx); err != nil {
				return exitFailed
			}
			return exitDone
		})},
	}
	for i := range list {
		list[i].contract = contract
	}
	return list
}

func tokenless(l *life) int {
	for range l.task.calls {
		request, err := http.NewRequestWithContext(l.ctx, http.MethodGet, l.task.resourceURL, nil)
		if err != nil {
			return exitFailed
		}
		l.discard(request)
		if !l.wait(l.ctx, l.task.pause) {
			return exitFailed
		}
	}
	return exitDone
}

// crashing makes one call, and ends as a program does that Go ends.
func crashing(l *life) int {
	if _, end := l.session().call(l.ctx); end {
		return exitFailed
	}
	l.say(fmt.Sprintf("panic: runtime error: index out of range [%d] with length %d\n\ngoroutine 1 [running]:", 1, 1))
	return exitMisused
}
