package reference

import (
	"sync"
	"sync/atomic"
)

// connectionDeviations are good tokens that are refused for the connection on which they are shown, or for nothing that
// their holder could know (R13, R24); refuse is how the contract's target refuses.
func connectionDeviations(refuse change) []Deviation {
	const clause = "resource.token.connections"
	return []Deviation{
		breaks("token-bound-to-connection", "takes a token only on the connection that fetched it", uses(func(u *usage) bool {
			return u.served && u.known != nil && u.known.from != u.RemoteAddr
		}, refuse), clause),
		breaks("token-http-1-refused", "takes no token over HTTP/1.1", uses(func(u *usage) bool { return u.served && u.ProtoMajor == 1 }, refuse), clause).betweenVersions(),
		breaks("token-unknown-to-a-node", "has a node, of two, that knows no tokens", nodes(2, refuse), clause),
		breaks("token-unknown-to-one-of-three", "has a node, of three, that knows no tokens", nodes(3, refuse), clause),
		breaks("token-refused-at-times", "refuses every seventh use of its tokens", everyUse(7, refuse), clause),
	}
}

// nodes has one of so many nodes refuse good tokens. Connections go to one node after the other; the first is sound.
func nodes(count int, refuse change) func(*Config) {
	return func(c *Config) {
		var mu sync.Mutex
		places := map[string]int{} // addresses of clients, in the order in which they came
		place := func(address string) int {
			mu.Lock()
			defer mu.Unlock()
			if _, known := places[address]; !known {
				places[address] = len(places)
			}
			return places[address]
		}
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			place(q.RemoteAddr)
			return sound(q)
		})
		aroundPath(c.policy.resource, c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			bad := place(q.RemoteAddr)%count == count-1
			return sound(q).changed(func(r *reply) bool { return bad && granted(r) }, []change{refuse})
		})
	}
}

// everyUse has the resource refuse every n-th good token.
func everyUse(n int64, refuse change) func(*Config) {
	return func(c *Config) {
		var seen atomic.Int64
		uses(func(u *usage) bool { return u.served && seen.Add(1)%n == 0 }, refuse)(c)
	}
}
