package reference

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// The provider's fair-use limit: errors are counted within a minute, and who exceeds their number is blocked
// for one.
const (
	limitWindow  = time.Minute
	limitPenalty = time.Minute
)

// Limiter counts the errors that each address was answered with.
type Limiter struct {
	most int

	mu      sync.Mutex
	callers map[string]*caller
}

// caller is what is remembered of an address.
type caller struct {
	errors []time.Time // within the window, the oldest first
	until  time.Time   // the end of its latest block
}

// NewLimiter makes one without a limit when most is not positive.
func NewLimiter(most int) *Limiter {
	return &Limiter{most: most, callers: map[string]*caller{}}
}

// blocked says for how long an address still is; 0 when it is not.
func (l *Limiter) blocked(address string, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if c, known := l.callers[address]; known {
		return c.left(now)
	}
	return 0
}

// Count takes an error into account. When it is one too many, the address is blocked from now on, and count
// says for how long; a block that has begun in the meantime is not prolonged.
func (l *Limiter) Count(address string, now time.Time) time.Duration {
	if l.most <= 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget(now)
	c, known := l.callers[address]
	if !known {
		c = &caller{}
		l.callers[address] = c
	}
	if left := c.left(now); left > 0 {
		return left
	}
	if len(c.errors) >= l.most {
		c.until = now.Add(limitPenalty)
		return limitPenalty
	}
	c.errors = append(c.errors, now)
	return 0
}

// forget drops what no longer counts; who calls it holds the lock.
func (l *Limiter) forget(now time.Time) {
	for address, c := range l.callers {
		for len(c.errors) > 0 && now.Sub(c.errors[0]) >= limitWindow {
			c.errors = c.errors[1:]
		}
		if len(c.errors) == 0 && c.left(now) == 0 {
			delete(l.callers, address)
		}
	}
}

func (c *caller) left(now time.Time) time.Duration { return max(c.until.Sub(now), 0) }

// addressOf gives the client's address without its port, which is another for each connection.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr // a listener that is not of the network
	}
	return host
}
