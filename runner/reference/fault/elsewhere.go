package fault

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/authconform/authconform/runner/reference"
)

// Strangers are requests that must get no token, as a contract's target sees them, and the clauses that say so.
type Strangers struct {
	Anonymous, Unknown                RequestMatch
	NearSecret, OnConnection, OfOther string       // the clauses that find a wrong secret: near to the right one, on an old connection, of the other client
	Remembered                        RequestMatch // a wrong secret, as it is shown on an old connection
	Near                              RequestMatch // and one that is near to the right one
	NoCredentials, UnknownClient      string       // and those that find the others
	Spoil                             []string     // and a good token that is refused
	Refuse                            Edit
}

// ElsewhereDeviations take what has to be refused over one version of HTTP, on a connection that has seen better, on one of two
// nodes, every second time, or for the second client alone (R9, R11, R23).
func ElsewhereDeviations(s Strangers) []Deviation {
	list := []Deviation{
		New("wrong-secret-over-http-1-taken", "looks at no secret over HTTP/1.1", Admit(allOf(s.Near, OverHTTP1, notRenews), DocumentedAgain), s.NearSecret).SeenBy(Full).BetweenVersions(),
		New("wrong-secret-on-connection-taken", "looks at a client's secret once for a connection", remembersClients(s.Remembered), s.OnConnection),
		New("other-client-any-secret", "looks at no secret of any other client", Admit(Showing(func(q *Request, id, secret string, _ bool) bool {
			return slices.ContainsFunc([]reference.Credentials{q.Config.Other, q.Config.Special, q.Config.Unauthorized, q.Config.InvalidGrant}, func(c reference.Credentials) bool {
				return c.ID != "" && id == c.ID && secret != "" && secret != c.Secret
			})
		}), DocumentedAgain), s.OfOther).SeenBy(Full),
		New("no-credentials-over-http-1-taken", "takes whoever does not authenticate over HTTP/1.1", Admit(allOf(s.Anonymous, OverHTTP1, notRenews), DocumentedAgain), s.NoCredentials).SeenBy(Full).BetweenVersions(),
		New("good-token-spoilt-by-bad", "takes no token on a connection on which it was shown a bad one", spoils(s.Refuse), s.Spoil[0], s.Spoil[1:]...),
		New("resource-open-on-connection", "serves whoever asks on a connection on which it was shown a good token", opens, "resource.no-header.refused"),
	}
	for _, of := range []struct {
		name, what, clause string
		chosen             RequestMatch
	}{
		{"no-credentials-taken", "takes whoever does not authenticate", s.NoCredentials, s.Anonymous},
		{"unknown-client-taken", "takes clients that it does not know", s.UnknownClient, s.Unknown},
	} {
		list = append(list,
			New(of.name+"-on-one-node", of.what+" on one of two nodes", onNode(allOf(of.chosen, notRenews)), of.clause).SeenBy(Full),
			New(of.name+"-every-second", of.what+" every second time", everySecond(allOf(of.chosen, notRenews)), of.clause).SeenBy(Full))
	}
	return list
}

func notRenews(q *Request) bool { return !Renews(q) }

func allOf(each ...RequestMatch) RequestMatch {
	return func(q *Request) bool {
		return !slices.ContainsFunc(each, func(chosen RequestMatch) bool { return !chosen(q) })
	}
}

// remembersClients takes a wrong secret on a connection on which the right one was shown.
func remembersClients(wrong RequestMatch) func(*reference.Config) {
	return func(c *reference.Config) {
		var known sync.Map // addresses of clients
		Admit(func(q *Request) bool {
			if id, secret, _ := q.shown(); id == q.OwnID && secret == q.OwnKey {
				known.Store(q.RemoteAddr, true)
			}
			_, is := known.Load(q.RemoteAddr)
			return is && wrong(q)
		}, DocumentedAgain)(c)
	}
}

func onNode(chosen RequestMatch) func(*reference.Config) {
	return func(c *reference.Config) {
		nodes := &places{}
		Admit(func(q *Request) bool { return nodes.onBad(q.RemoteAddr) && chosen(q) }, DocumentedAgain)(c)
	}
}

func everySecond(chosen RequestMatch) func(*reference.Config) {
	return func(c *reference.Config) {
		var seen atomic.Int64
		Admit(func(q *Request) bool { return chosen(q) && seen.Add(1)%2 == 0 }, DocumentedAgain)(c)
	}
}

// spoils refuses good tokens on connections on which a bad one was shown.
func spoils(refuse Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var spoilt sync.Map // addresses of clients
		Uses(func(u *Use) bool {
			if !u.Served && strings.EqualFold(u.Scheme, "Bearer") {
				spoilt.Store(u.RemoteAddr, true)
			}
			_, is := spoilt.Load(u.RemoteAddr)
			return u.Served && is
		}, refuse)(c)
	}
}

// opens serves whoever shows nothing on connections on which a good token was shown.
func opens(c *reference.Config) {
	var open sync.Map // addresses of clients
	Uses(func(u *Use) bool {
		if u.Served {
			open.Store(u.RemoteAddr, true)
		}
		_, is := open.Load(u.RemoteAddr)
		return is && Tokenless(u)
	}, Serves)(c)
}
