package fault

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/authconform/authconform/runner/reference"
)

// ConnectionDeviations are good tokens that are refused for the connection on which they are shown, or for nothing that
// their holder could know (R13, R24); refuse is how the contract's target refuses, and crossed the clause of a token that is shown
// over HTTP/2 and came over HTTP/1.1.
func ConnectionDeviations(refuse Edit, crossed string) []Deviation {
	const clause = "resource.token.connections"
	return []Deviation{
		New("token-bound-to-connection", "takes a token only on the connection that fetched it", Uses(func(u *Use) bool {
			return u.Served && u.Known != nil && u.Known.from != u.RemoteAddr
		}, refuse), clause, slices.DeleteFunc([]string{crossed}, func(id string) bool { return id == clause })...).BetweenVersions(),
		New("token-http-1-refused", "takes no token over HTTP/1.1", Uses(func(u *Use) bool { return u.Served && u.ProtoMajor == 1 }, refuse), clause).BetweenVersions(),
		New("token-of-http-1-refused", "takes no token over HTTP/2 that was fetched over HTTP/1.1", Uses(fetchedOver(1, 2), refuse), crossed).BetweenVersions(),
		New("token-of-http-2-refused", "takes no token over HTTP/1.1 that was fetched over HTTP/2", Uses(fetchedOver(2, 1), refuse), clause).BetweenVersions(),
		New("token-of-http-1-worthless", "takes no token over HTTP/1.1 that was fetched over it", Uses(fetchedOver(1, 1), refuse), clause).SeenBy(Full).BetweenVersions(),
		New("token-unknown-to-a-node", "has a node, of two, that knows no tokens", nodes(2, refuse), clause),
		New("token-unknown-to-one-of-three", "has a node, of three, that knows no tokens", nodes(3, refuse), clause),
		New("token-refused-at-times", "refuses every seventh use of its tokens", everyUse(7, refuse), clause),
	}
}

// SchemeDeviations take bad tokens under one spelling of their scheme alone (R15, R24): bad are the clauses of all that are shown
// so, and ended those of one that has ended.
func SchemeDeviations(bad, ended []string) []Deviation {
	spelt := func(scheme string) UseMatch {
		return func(u *Use) bool {
			return !u.Served && u.Scheme == scheme && u.Token != "" && !Expired(u) && !Withdrawn(u)
		}
	}
	return []Deviation{
		New("bad-token-as-bearer-taken", "reads no token whose scheme is in small letters", Uses(spelt("bearer"), Serves), bad[0], bad[1:]...).SeenBy(Full),
		New("bad-token-as-capitals-taken", "reads no token whose scheme is in capitals", Uses(spelt("BEARER"), Serves), bad[0], bad[1:]...).SeenBy(Full),
		New("expiry-unchecked-as-bearer", "does not look whether a token has expired whose scheme is in small letters", Uses(func(u *Use) bool {
			return Expired(u) && u.Scheme == "bearer"
		}, Serves), ended[0], ended[1:]...).SeenBy(Patient),
	}
}

// fetchedOver chooses good tokens that were fetched over one version of HTTP and are shown over another.
func fetchedOver(fetched, shown int) UseMatch {
	return func(u *Use) bool {
		return u.Served && u.Known != nil && u.Known.over == fetched && u.ProtoMajor == shown
	}
}

// OpenDeviations are bad tokens that are taken for the connection on which they are shown (R15, R24): forged are the clauses
// of those that are shown over HTTP/1.1.
func OpenDeviations(clause string, forged ...string) []Deviation {
	return []Deviation{
		New("token-unread-over-http-1", "takes whatever is called Bearer over HTTP/1.1", Uses(func(u *Use) bool {
			return !u.Served && AsBearer(u) && u.ProtoMajor == 1
		}, Serves), clause, forged...).BetweenVersions(),
	}
}

// nodes has one of so many nodes refuse good tokens. Connections go to one node after the other; the first is sound.
func nodes(count int, refuse Edit) func(*reference.Config) {
	return func(c *reference.Config) {
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
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			place(q.RemoteAddr)
			return sound(q)
		})
		InterceptPath(c.Policy.Resource, c, func(q *Request, sound func(*Request) *Response) *Response {
			bad := place(q.RemoteAddr)%count == count-1
			return sound(q).Changed(func(r *Response) bool { return bad && Granted(r) }, []Edit{refuse})
		})
	}
}

// everyUse has the resource refuse every n-th good token.
func everyUse(n int64, refuse Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var seen atomic.Int64
		Uses(func(u *Use) bool { return u.Served && seen.Add(1)%n == 0 }, refuse)(c)
	}
}
