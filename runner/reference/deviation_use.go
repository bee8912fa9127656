package reference

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

// usage is a request to the resource, and what the sound target says of it.
type usage struct {
	*http.Request
	scheme, token string
	served        bool          // the sound target takes it
	known         *issue        // the token's past; nil when the target never issued it
	latest        *issue        // the token that was taken last, before this one
	first         *issue        // the first token of the target; nil before there is one
	age           time.Duration // of the token
	idle          time.Duration // since the token was taken last, or issued
	lifetime      time.Duration // of every token
	issues        []*issue      // all of them, in order
}

// issue is a token that the target has issued, and what became of it.
type issue struct {
	token    string
	from     string    // the client's address when it was fetched
	renewed  bool      // a refresh brought it
	refresh  string    // the refresh token that came with it; empty where the contract has none
	at, last time.Time // when it was issued, and taken last
	uses     int       // how often it was taken
	refusals int       // how often it was good and not taken
}

// ledger remembers what a target has issued.
type ledger struct {
	mu     sync.Mutex
	issues []*issue
	latest *issue
}

// usedAs chooses requests to the resource.
type usedAs func(*usage) bool

// uses changes the answers of the resource to those requests that are chosen.
func uses(chosen usedAs, changes ...change) func(*Config) {
	return func(c *Config) {
		var l ledger
		around(c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			refreshes := renews(q)
			r := sound(q)
			l.issue(r, issue{from: q.RemoteAddr, renewed: refreshes, at: q.config.Clock()})
			return r
		})
		aroundPath(c.policy.resource, c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			r := sound(q)
			return r.changed(func(r *reply) bool { return l.chooses(q, r, chosen) }, changes)
		})
	}
}

// issue remembers what an answer issues, beside what is known of it already.
func (l *ledger) issue(r *reply, known issue) {
	members := r.members()
	token, _ := members["access_token"].(string)
	if token == "" {
		return
	}
	known.token, known.last = token, known.at
	known.refresh, _ = members["refresh_token"].(string)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.issues = append(l.issues, &known)
}

func (l *ledger) chooses(q *inquiry, r *reply, chosen usedAs) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := q.config.Clock()
	u := &usage{Request: q.Request, served: granted(r), latest: l.latest, lifetime: q.config.Lifetime, issues: l.issues}
	u.scheme, u.token = splitScheme(q.Header.Get("Authorization"))
	for _, i := range l.issues {
		if i.token == u.token {
			u.known, u.age, u.idle = i, now.Sub(i.at), now.Sub(i.last)
		}
	}
	if len(l.issues) > 0 {
		u.first = l.issues[0]
	}
	is := chosen(u)
	switch {
	case !u.served || u.known == nil:
	case is:
		u.known.refusals++
	default:
		u.known.last, l.latest = now, u.known
		u.known.uses++
	}
	return is
}

// good chooses every request that the sound target serves.
func good(u *usage) bool { return u.served }

// refusedUse chooses every request that it refuses.
func refusedUse(u *usage) bool { return !u.served }

// worn chooses requests with a token that was taken so often before.
func worn(times int) usedAs {
	return func(u *usage) bool { return u.served && u.known != nil && u.known.uses >= times }
}

func other(u *usage) bool { return u.served && u.known != u.first }

// displaced chooses requests with a token that is older than the one taken last.
func displaced(u *usage) bool {
	return u.served && u.latest != nil && u.known != nil && u.known.at.Before(u.latest.at)
}

// superseded chooses requests with another token than the one issued last.
func superseded(u *usage) bool { return u.served && u.known != u.issues[len(u.issues)-1] }

func lowerScheme(u *usage) bool { return u.served && u.scheme == "bearer" }

func headerless(u *usage) bool { return len(u.Header.Values("Authorization")) == 0 }

func tokenInQuery(u *usage) bool { return headerless(u) && u.URL.Query().Has("access_token") }

func tokenless(u *usage) bool { return headerless(u) && !tokenInQuery(u) }

func twoHeaders(u *usage) bool { return len(u.Header.Values("Authorization")) > 1 }

func asBearer(u *usage) bool { return strings.EqualFold(u.scheme, "Bearer") && !twoHeaders(u) }

func asClient(u *usage) bool { return u.scheme == "Basic" }

// otherScheme chooses requests with a good token under a scheme that it was not issued for.
func otherScheme(u *usage) bool { return u.known != nil && !asBearer(u) && !twoHeaders(u) }

func emptyToken(u *usage) bool { return asBearer(u) && u.token == "" }

// madeUp chooses tokens that are no JWTs.
func madeUp(u *usage) bool { return asBearer(u) && u.token != "" && strings.Count(u.token, ".") != 2 }

// algNone chooses JWTs that say they need no signature.
func algNone(u *usage) bool {
	head, _, _ := strings.Cut(u.token, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(head)
	var header struct{ Alg string }
	return err == nil && asBearer(u) && json.Unmarshal(decoded, &header) == nil && header.Alg == "none"
}

// algSpelt chooses JWTs that say they need no signature, in one spelling alone.
func algSpelt(none string) usedAs {
	return func(u *usage) bool {
		head, _, _ := strings.Cut(u.token, ".")
		decoded, err := base64.RawURLEncoding.DecodeString(head)
		return err == nil && asBearer(u) && strings.Contains(string(decoded), `"`+none+`"`)
	}
}

// recased chooses tokens that differ in case alone from one that was issued.
func recased(u *usage) bool {
	return u.likens(func(issued string) bool { return issued != u.token && strings.EqualFold(issued, u.token) })
}

// longer chooses tokens that begin with one that was issued.
func longer(u *usage) bool {
	return u.likens(func(issued string) bool { return len(u.token) > len(issued) && strings.HasPrefix(u.token, issued) })
}

// signatureless chooses tokens that end where the signature of one that was issued begins.
func signatureless(u *usage) bool {
	return u.likens(func(issued string) bool {
		return u.token != issued && strings.HasSuffix(u.token, ".") && strings.HasPrefix(issued, u.token)
	})
}

// alteredLetters chooses tokens as long as one that was issued, with some letters changed.
func alteredLetters(u *usage) bool {
	return !recased(u) && u.likens(func(issued string) bool {
		same := 0
		for i := range min(len(issued), len(u.token)) {
			if issued[i] == u.token[i] {
				same++
			}
		}
		return len(issued) == len(u.token) && same < len(issued) && same > len(issued)/2
	})
}

func (u *usage) likens(alike func(issued string) bool) bool {
	if !asBearer(u) || u.known != nil {
		return false
	}
	for _, i := range u.issues {
		if alike(i.token) {
			return true
		}
	}
	return false
}

// otherPayload chooses tokens that have the signature of one that was issued, and say something else.
func otherPayload(u *usage) bool {
	return u.resembles(func(sent, own []string) bool { return sent[2] == own[2] })
}

// otherSignature chooses tokens that say what one that was issued says, and have another signature.
func otherSignature(u *usage) bool {
	return u.resembles(func(sent, own []string) bool {
		return len(sent[2]) == len(own[2]) && sent[0] == own[0] && sent[1] == own[1]
	})
}

func (u *usage) resembles(alike func(sent, own []string) bool) bool {
	sent := strings.Split(u.token, ".")
	if len(sent) != 3 || u.known != nil || !asBearer(u) {
		return false
	}
	for _, i := range u.issues {
		if alike(sent, strings.Split(i.token, ".")) {
			return true
		}
	}
	return false
}

// spent chooses tokens whose time is over, whoever says so.
func spent(u *usage) bool { return u.known != nil && u.age >= u.lifetime && !u.served }

// withdrawn chooses tokens that the sound target refuses before their time.
func withdrawn(u *usage) bool {
	return u.known != nil && u.age < u.lifetime && !u.served && asBearer(u)
}

// anyOf chooses what any of them chooses.
func anyOf(each ...usedAs) usedAs {
	return func(u *usage) bool {
		for _, chosen := range each {
			if chosen(u) {
				return true
			}
		}
		return false
	}
}
