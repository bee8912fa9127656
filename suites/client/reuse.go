package client

import (
	"slices"
	"time"

	"github.com/authconform/authconform/openapi"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

const (
	// opening is the time at the beginning of a life in which several may ask at once.
	opening = time.Second
	// handover is how long an answer may be on its way when the client, which has it, asks again already.
	handover = 2 * time.Millisecond
	// earliest is how long before its end a token that lives an hour may be renewed.
	earliest = 5 * time.Minute
)

// reuse are the clauses of when a client asks for another token (R31).
func reuse(c *openapi.Contract) []Clause {
	return watched(c,
		row{New("client.token.reused", Mandatory, "endpoint page, call this endpoint only when the token has expired", 31,
			"asks for a token only when it has none that is good", by(scenario.Steady),
			wants("no request for a token while one is unexpired and accepted")), reused},
		row{New("client.token.no-stampede", Recommended, "concept page, only request a new token when the current one has expired", 31,
			"asks once for what all its calls need at the beginning", by(scenario.Steady),
			wants("one request for a token in the first second of a life")), noStampede},
	)
}

// reused looks at scenarios whose tokens live an hour: where they live seconds, early is always.
func reused(v view) finding {
	var f finding
	for _, s := range v.scenes {
		if !s.livesLong() || s.Open && !s.arrived() { // who does not get there has another fault (R38)
			continue
		}
		for _, number := range s.numbers() {
			for _, x := range s.needless(number).later {
				f.violates(x, violation("", "token.again", "wanted no request for a token while one is good, found one %s", s.since(x)))
			}
		}
	}
	return v.plainlyReused(f)
}

// plainlyReused adds what shows that tokens are reused: calls one after the other.
func (v view) plainlyReused(f finding) finding {
	s := v.of(scenario.Steady)
	for _, t := range s.tokens {
		if with := s.with(t.number); len(with) > 1 {
			f.saw(t.by)
			f.saw(with...)
		}
	}
	if len(f.seen) == 0 {
		f.held = v.unmet(s, "it called the resource once at most with each token")
	}
	return f.until(v, s)
}

func noStampede(v view) finding {
	var f finding
	if len(reused(v).broken) > 0 {
		f.held = &Held{Status: Inconclusive, BlockedBy: "client.token.reused", Reason: "it asks for more tokens than it needs, whether at the beginning or not"}
		return f
	}
	for _, s := range v.scenes {
		if !s.livesLong() || s.Open && !s.arrived() {
			continue
		}
		for _, number := range s.numbers() {
			for _, x := range s.needless(number).opening {
				f.violates(x, violation("", "token.stampede", "wanted one request for a token at the beginning, found another one"))
			}
		}
	}
	return v.plainlyReused(f)
}

// livesLong says that tokens live so long that nobody has to renew them, and are refused for nothing but what they are.
func (s scene) livesLong() bool {
	return s.played != nil && s.played.Lifetime >= time.Hour && s.Name != scenario.RedirectResource
}

// needless are the requests for tokens of a life that it had no need of: as many as it has calls under way at once in its
// opening, and the others.
type needless struct {
	opening, later []evidence.Exchange
}

func (s scene) needless(number int) needless {
	var n needless
	asks := slices.DeleteFunc(life(s.asks, number), func(x evidence.Exchange) bool { return !granted(x) })
	if len(asks) == 0 {
		return n
	}
	opened := asks[0].Started.Add(opening + s.lag())
	excused, early := 0, 1
	for i, x := range asks {
		switch refusals := s.refusals(number, x); {
		case i == 0:
		case excused < refusals: // each refusal sends one to ask again
			excused++
		case x.Started.Before(opened):
			early++
			n.opening = append(n.opening, x)
		case s.good(number, x):
			n.later = append(n.later, x)
		}
	}
	if early > s.abreast(number) {
		n.later, n.opening = append(n.opening, n.later...), nil
	}
	return n
}

// refusals counts the calls whose token was turned down before a request was made.
func (s scene) refusals(number int, x evidence.Exchange) int {
	count := 0
	for _, call := range life(s.calls, number) {
		if turnedDown(call) && !ended(call).After(x.Started.Add(s.lag())) {
			count++
		}
	}
	return count
}

// good says that the life has a token when it makes a request: it was issued to it, lasts, and was not turned down.
func (s scene) good(number int, x evidence.Exchange) bool {
	alone := s.abreast(number) == 1 // who does one thing at a time has an answer when it goes on
	return slices.ContainsFunc(s.tokens, func(t token) bool {
		lifetime := t.expires.Sub(t.issued)
		late := t.expires.Add(-max(lifetime/10, earliest))
		knows := s.after(x, t.by) || alone && x.ID != t.by.ID && x.Started.After(ended(t.by).Add(-handover))
		return t.by.Heard.Life == number && knows && x.Started.Before(late) &&
			!slices.ContainsFunc(s.with(t.number), func(call evidence.Exchange) bool { return turnedDown(call) && ended(call).Before(x.Started) })
	})
}

// abreast is how many requests a life has under way at once, at the most.
func (s scene) abreast(number int) int {
	most := 1
	all := life(slices.Concat(s.asks, s.calls), number)
	for _, x := range all {
		under := 0
		for _, y := range all {
			if y.ID == x.ID || !y.Started.After(x.Started) && x.Started.Before(ended(y).Add(-handover)) {
				under++
			}
		}
		most = max(most, under)
	}
	return most
}

// since tells how long before a request the last token was issued.
func (s scene) since(x evidence.Exchange) string {
	var last time.Time
	for _, t := range s.tokens {
		if t.by.ID != x.ID && t.issued.Before(x.Started) && t.issued.After(last) {
			last = t.issued
		}
	}
	if last.IsZero() {
		return "while another one was on its way"
	}
	return seconds(x.Started.Sub(last)) + " after a token was issued"
}
