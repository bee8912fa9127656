package client

import (
	"net/http"
	"slices"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// view is a record as the clauses about clients look at it.
type view struct {
	contract *openapi.Contract
	rec      evidence.Record
	scenes   []scene // of each scenario of the contract, in their order
}

// scene is one scenario of a record: what the client did in it, in the order in which it came. Moments are those of the
// target.
type scene struct {
	scenario.Scenario
	played *evidence.Played // nil: it was not
	lives  []evidence.Exchange
	heard  []evidence.Exchange // all that reached the target: requests, what is none, bare handshakes
	asks   []evidence.Exchange // requests for tokens, where the contract has them
	calls  []evidence.Exchange // requests of the resource, where the contract has it
	tokens []token             // that were issued, in their order
	names  []evidence.Named    // what stands for secrets in it
}

// token is an access token that was issued.
type token struct {
	number          int
	by              evidence.Exchange
	issued, expires time.Time
}

func look(c *openapi.Contract, rec evidence.Record) view {
	v := view{contract: c, rec: rec}
	place := map[string]int{}
	for i, of := range scenario.For(c) {
		v.scenes = append(v.scenes, scene{Scenario: of, names: rec.Run.Names})
		place[string(of.Name)] = i
	}
	for i, p := range rec.Run.Scenarios {
		if at, known := place[p.Name]; known {
			v.scenes[at].played = &rec.Run.Scenarios[i]
		}
	}
	sizes := make([]int, len(v.scenes))
	for i := range rec.Exchanges {
		if at, known := place[rec.Exchanges[i].Probe]; known {
			sizes[at]++
		}
	}
	for _, x := range rec.Exchanges {
		at, known := place[x.Probe]
		if known && sizes[at] > 0 { // a record is looked at by every clause
			s := &v.scenes[at]
			s.heard, s.calls = make([]evidence.Exchange, 0, sizes[at]), make([]evidence.Exchange, 0, sizes[at])
			sizes[at] = 0
		}
		switch {
		case !known:
		case x.Life != nil:
			v.scenes[at].lives = append(v.scenes[at].lives, x)
		case x.Heard != nil:
			v.scenes[at].hear(x)
		}
	}
	byStart := func(a, b evidence.Exchange) int { return a.Started.Compare(b.Started) }
	for _, s := range v.scenes {
		for _, list := range [][]evidence.Exchange{s.lives, s.heard, s.asks, s.calls} {
			slices.SortStableFunc(list, byStart)
		}
		slices.SortStableFunc(s.tokens, func(a, b token) int { return a.issued.Compare(b.issued) })
	}
	return v
}

func (s *scene) hear(x evidence.Exchange) {
	s.heard = append(s.heard, x)
	if x.Heard.Issued != nil && x.Heard.Issued.Access > 0 {
		t := token{number: x.Heard.Issued.Access, by: x, issued: ended(x)}
		if t.expires = t.issued.Add(s.Lifetime); s.played != nil && s.played.Lifetime > 0 {
			t.expires = t.issued.Add(s.played.Lifetime)
		}
		s.tokens = append(s.tokens, t)
	}
	if x.Heard.Channel != evidence.Secure || x.Request.Method == "" || x.Request.Method == http.MethodOptions {
		return // what goes astray is judged by that alone (R34)
	}
	switch x.Heard.Endpoint {
	case evidence.TokenEndpoint:
		s.asks = append(s.asks, x)
	case evidence.ResourceEndpoint:
		s.calls = append(s.calls, x)
	case evidence.Elsewhere, evidence.Unreadable:
	}
}

// of gives the scene of that name, which is empty where the contract has none.
func (v view) of(name scenario.Name) scene {
	for _, s := range v.scenes {
		if s.Name == name {
			return s
		}
	}
	return scene{Scenario: scenario.Scenario{Name: name}}
}

func ended(x evidence.Exchange) time.Time { return x.Started.Add(x.Duration) }

// lag is how exact moments are.
func (s scene) lag() time.Duration {
	if s.played == nil {
		return 0
	}
	return s.played.Lag
}

// after says that a request was begun when the answer to another had come: one of its own thread may know of it.
func (s scene) after(x, earlier evidence.Exchange) bool {
	return x.Heard.Life == earlier.Heard.Life && x.Started.After(ended(earlier).Add(s.lag()))
}

// following gives those of a list that were begun when another one had been answered, by who may know of it: as many as the
// life has under way at once, less that one, may have been on their way still.
func (s scene) following(list []evidence.Exchange, x evidence.Exchange) []evidence.Exchange {
	var known []evidence.Exchange
	excused := s.abreast(x.Heard.Life) - 1
	for _, y := range life(list, x.Heard.Life) {
		switch {
		case y.ID == x.ID || !y.Started.After(x.Started) || !y.Started.After(ended(x).Add(-handover)): // what came before it is not begun after it, however soon it was over
		case excused > 0 && !s.after(y, x):
			excused--
		default:
			known = append(known, y)
		}
	}
	return known
}

// token gives the access token of that number; false where the scene issued none.
func (s scene) token(number int) (token, bool) {
	for _, t := range s.tokens {
		if t.number == number {
			return t, true
		}
	}
	return token{}, false
}

// shown is the access token that a request shows as it should: in Authorization; 0 for none.
func shown(x evidence.Exchange) int {
	for _, c := range x.Heard.Shown {
		if c.What == evidence.AccessToken && c.Where == evidence.InAuthorization && c.Flaw == "" {
			return c.Token
		}
	}
	return 0
}

// with gives the calls that show an access token.
func (s scene) with(number int) []evidence.Exchange {
	return slices.DeleteFunc(slices.Clone(s.calls), func(x evidence.Exchange) bool { return shown(x) != number })
}

// life gives what is of one start of the client.
func life(list []evidence.Exchange, number int) []evidence.Exchange {
	return slices.DeleteFunc(slices.Clone(list), func(x evidence.Exchange) bool { return x.Heard.Life != number })
}

// numbers are the lives that something was heard of.
func (s scene) numbers() []int {
	var all []int
	for _, x := range s.heard {
		if !slices.Contains(all, x.Heard.Life) {
			all = append(all, x.Heard.Life)
		}
	}
	return all
}

func status(x evidence.Exchange) int {
	if x.Response == nil {
		return 0
	}
	return x.Response.Status
}

func served(x evidence.Exchange) bool { return status(x)/100 == 2 }

// turnedDown says that a resource did not take the token (R31).
func turnedDown(x evidence.Exchange) bool {
	return slices.Contains([]int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden}, status(x))
}

func granted(x evidence.Exchange) bool {
	return x.Heard != nil && x.Heard.Issued != nil && x.Heard.Issued.Access > 0
}

// arrived says that the client got to the resource.
func (s scene) arrived() bool { return slices.ContainsFunc(s.calls, served) }

// withoutPassword says that a request for the password grant is of a start at which the client was not given the password:
// what it lacks then is R37's matter alone.
func (s scene) withoutPassword(c *openapi.Contract, x evidence.Exchange) bool {
	return s.Name == scenario.Restart && x.Heard.Life > 1 && s.grant(c, x) == c.Facts.Grant
}

// grant is the grant_type of a request; "" for none that is a text.
func (s scene) grant(c *openapi.Contract, x evidence.Exchange) string {
	body, _ := requestBody(c, s.names, x)
	value, _ := body.Member("grant_type")
	grant, _ := value.(string)
	return grant
}
