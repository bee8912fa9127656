package fault

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// Use is a request to the resource, and what the sound target says of it.
type Use struct {
	*http.Request
	Scheme, Token string
	Served        bool          // the sound target takes it
	Known         *issue        // the token's past; nil when the target never issued it
	latest        *issue        // the token that was taken last, before this one
	first         *issue        // the first token of the target; nil before there is one
	Age           time.Duration // of the token
	Idle          time.Duration // since the token was taken last, or issued
	Lifetime      time.Duration // of every token
	Issues        []*issue      // all of them, in order
}

// issue is a token that the target has issued, and what became of it.
type issue struct {
	token    string
	from     string    // the client's address when it was fetched
	over     int       // the major version of HTTP over which it was
	Renewed  bool      // a refresh brought it
	Refresh  string    // the refresh token that came with it; empty where the contract has none
	at, last time.Time // when it was issued, and taken last
	Uses     int       // how often it was taken
	Refusals int       // how often it was good and not taken
}

// ledger remembers what a target has issued.
type ledger struct {
	mu     sync.Mutex
	issues []*issue
	latest *issue
}

// UseMatch chooses requests to the resource.
type UseMatch func(*Use) bool

// Uses changes the answers of the resource to those requests that are chosen.
func Uses(chosen UseMatch, changes ...Edit) func(*reference.Config) {
	return func(c *reference.Config) {
		var l ledger
		Intercept(c, func(q *Request, sound func(*Request) *Response) *Response {
			refreshes := Renews(q)
			r := sound(q)
			l.issue(r, issue{from: q.RemoteAddr, over: q.ProtoMajor, Renewed: refreshes, at: q.Config.Clock()})
			return r
		})
		InterceptPath(c.Policy.Resource, c, func(q *Request, sound func(*Request) *Response) *Response {
			r := sound(q)
			return r.Changed(func(r *Response) bool { return l.chooses(q, r, chosen) }, changes)
		})
	}
}

// issue remembers what an answer issues, beside what is known of it already.
func (l *ledger) issue(r *Response, known issue) {
	members := r.Members()
	token, _ := members["access_token"].(string)
	if token == "" {
		return
	}
	known.token, known.last = token, known.at
	known.Refresh, _ = members["refresh_token"].(string)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.issues = append(l.issues, &known)
}

func (l *ledger) chooses(q *Request, r *Response, chosen UseMatch) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := q.Config.Clock()
	u := &Use{Request: q.Request, Served: Granted(r), latest: l.latest, Lifetime: q.Config.Lifetime, Issues: l.issues}
	u.Scheme, u.Token = reference.SplitScheme(q.Header.Get("Authorization"))
	for _, i := range l.issues {
		if i.token == u.Token {
			u.Known, u.Age, u.Idle = i, now.Sub(i.at), now.Sub(i.last)
		}
	}
	if len(l.issues) > 0 {
		u.first = l.issues[0]
	}
	is := chosen(u)
	switch {
	case !u.Served || u.Known == nil:
	case is:
		u.Known.Refusals++
	default:
		u.Known.last, l.latest = now, u.Known
		u.Known.Uses++
	}
	return is
}

// Good chooses every request that the sound target serves.
func Good(u *Use) bool { return u.Served }

// RefusedUse chooses every request that it refuses.
func RefusedUse(u *Use) bool { return !u.Served }

// Worn chooses requests with a token that was taken so often before.
func Worn(times int) UseMatch {
	return func(u *Use) bool { return u.Served && u.Known != nil && u.Known.Uses >= times }
}

// Issued chooses good uses of the tokens from the n-th to the m-th that were issued, the first of all being 1.
func Issued(n, m int) UseMatch {
	return func(u *Use) bool {
		at := 1 + slices.Index(u.Issues, u.Known)
		return u.Served && at >= n && at <= m
	}
}

// Other chooses tokens that are good and not the target's first.
func Other(u *Use) bool { return u.Served && u.Known != u.first }

// Displaced chooses requests with a token that is older than the one taken last.
func Displaced(u *Use) bool {
	return u.Served && u.latest != nil && u.Known != nil && u.Known.at.Before(u.latest.at)
}

// Superseded chooses requests with another token than the one issued last.
func Superseded(u *Use) bool { return u.Served && u.Known != u.Issues[len(u.Issues)-1] }

// LowerScheme chooses good tokens whose scheme is written in lower case.
func LowerScheme(u *Use) bool { return u.Served && u.Scheme == "bearer" }

// Headerless chooses requests without Authorization.
func Headerless(u *Use) bool { return len(u.Header.Values("Authorization")) == 0 }

// TokenInQuery chooses requests that have their token in the query alone.
func TokenInQuery(u *Use) bool { return Headerless(u) && u.URL.Query().Has("access_token") }

// Tokenless chooses requests without any token.
func Tokenless(u *Use) bool { return Headerless(u) && !TokenInQuery(u) }

// TwoHeaders chooses requests with several Authorization fields.
func TwoHeaders(u *Use) bool { return len(u.Header.Values("Authorization")) > 1 }

// AsBearer chooses requests with a token of the type Bearer, in any case.
func AsBearer(u *Use) bool { return strings.EqualFold(u.Scheme, "Bearer") && !TwoHeaders(u) }

// AsClient chooses requests with credentials of the scheme Basic.
func AsClient(u *Use) bool { return u.Scheme == "Basic" }

// OtherScheme chooses requests with a good token under a scheme that it was not issued for.
func OtherScheme(u *Use) bool { return u.Known != nil && !AsBearer(u) && !TwoHeaders(u) }

// EmptyToken chooses requests that show an empty token.
func EmptyToken(u *Use) bool { return AsBearer(u) && u.Token == "" }

// Expired chooses tokens whose time is over, whoever says so.
func Expired(u *Use) bool { return u.Known != nil && u.Age >= u.Lifetime && !u.Served }

// Withdrawn chooses tokens that the sound target refuses before their time.
func Withdrawn(u *Use) bool {
	return u.Known != nil && u.Age < u.Lifetime && !u.Served && AsBearer(u)
}

// AnyOf chooses what any of them chooses.
func AnyOf(each ...UseMatch) UseMatch {
	return func(u *Use) bool {
		for _, chosen := range each {
			if chosen(u) {
				return true
			}
		}
		return false
	}
}
