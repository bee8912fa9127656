package reference

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// CloseTimeout bounds how long Close waits for requests that are under way.
	CloseTimeout = 2 * time.Second
	// LookEvery is how often it is looked whether any still is.
	LookEvery = 5 * time.Millisecond
)

// activity knows the connections on which a request is under way. http.Server knows them too, but its
// Shutdown waits a second for every HTTP/2 client that merely keeps a connection.
type activity struct {
	mu     sync.Mutex
	active map[net.Conn]struct{}
}

// follow is a hook for http.Server.ConnState.
func (a *activity) follow(conn net.Conn, state http.ConnState) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if state == http.StateActive {
		a.active[conn] = struct{}{}
		return
	}
	delete(a.active, conn)
}

func (a *activity) none() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.active) == 0
}

// wait returns when no request is under way at two looks in a row, since HTTP/2 may call a connection idle
// just before it sends the last of an answer; or when ctx ends.
func (a *activity) wait(ctx context.Context) {
	look := time.NewTicker(LookEvery)
	defer look.Stop()
	for quiet := a.none(); ; {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		before := quiet
		if quiet = a.none(); quiet && before {
			return
		}
	}
}

// stop closes the server's listener, lets requests that are under way finish while ctx lasts, and cuts off
// what is left then.
func stop(ctx context.Context, server *http.Server, a *activity) {
	bounded, cancel := context.WithTimeout(ctx, CloseTimeout)
	defer cancel()
	go func() {
		a.wait(bounded)
		cancel()
	}()
	if server.Shutdown(bounded) != nil {
		_ = server.Close() // cutting off is what was asked for, and no failure
	}
}
