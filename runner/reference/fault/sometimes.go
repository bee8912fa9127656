package fault

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// places numbers the connections of a target in the order in which they came.
type places struct {
	mu    sync.Mutex
	known map[string]int // by the client's address
}

func (p *places) of(address string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known = map[string]int{}
	}
	if _, known := p.known[address]; !known {
		p.known[address] = len(p.known)
	}
	return p.known[address]
}

// onBad says that a connection leads to the bad one of two nodes: connections go to one after the other, and the first is sound.
func (p *places) onBad(address string) bool { return p.of(address)%2 == 1 }

// OnANode changes the answers of the resource to those requests that are chosen, on one of two nodes.
func OnANode(chosen UseMatch, changes ...Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		nodes := &places{}
		Uses(func(u *Use) bool { return nodes.onBad(u.RemoteAddr) && chosen(u) }, changes...)(c)
	}
}

// EverySecond changes the answers of the resource to every second of those requests that are chosen.
func EverySecond(chosen UseMatch, changes ...Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var seen atomic.Int64
		Uses(func(u *Use) bool { return chosen(u) && seen.Add(1)%2 == 0 }, changes...)(c)
	}
}

// Sometimes makes two deviations of one: what shows on one of two nodes, and what shows every second time. A core run sees
// either at times, where it shows a bad token once; what shows it as often as a good one sees both.
func Sometimes(name, sentence string, chosen UseMatch, effort Effort, changes []Edit, clause string, collateral ...string) []Deviation {
	return []Deviation{
		New(name+"-on-one-node", sentence+" on one of two nodes", OnANode(chosen, changes...), clause, collateral...).SeenBy(effort),
		New(name+"-every-second", sentence+" every second time", EverySecond(chosen, changes...), clause, collateral...).SeenBy(effort),
	}
}

// CachedOnANode serves tokens that are withdrawn on one of two nodes, which took them before and has not looked since.
func CachedOnANode(c *reference.Config) {
	nodes := &places{}
	var cache sync.Map // tokens
	Uses(func(u *Use) bool {
		if !nodes.onBad(u.RemoteAddr) {
			return false
		}
		if u.Served {
			cache.Store(u.Token, true)
		}
		_, cached := cache.Load(u.Token)
		return cached && Withdrawn(u)
	}, Serves)(c)
}

// LateOnANode serves a token that is withdrawn for a time more, on one of two nodes.
func LateOnANode(late time.Duration) func(*reference.Config) {
	return func(c *reference.Config) {
		nodes := &places{}
		var first sync.Map // when a token was first shown that is withdrawn
		Uses(func(u *Use) bool {
			if !Withdrawn(u) {
				nodes.of(u.RemoteAddr)
				return false
			}
			since, _ := first.LoadOrStore(u.Token, time.Now())
			return nodes.onBad(u.RemoteAddr) && time.Since(since.(time.Time)) < late //nolint:forcetypeassert // nothing else is stored
		}, Serves)(c)
	}
}
