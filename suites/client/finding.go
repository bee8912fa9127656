package client

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/wire"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/scenario"
)

// rule is what a clause looks for in a record.
type rule func(view) finding

// finding is what a record shows of a clause.
type finding struct {
	seen   []evidence.Exchange         // by which it is judged
	broken map[string][]wire.Violation // what is wrong with those, by their IDs
	held   *Held                       // why there is nothing to judge, where nothing is broken
	note   string
}

// row is a clause and what it looks for.
type row struct {
	Clause
	rule rule
}

// watched makes clauses of rows.
func watched(c *openapi.Contract, rows ...row) []Clause {
	clauses := make([]Clause, len(rows))
	for i, r := range rows {
		clauses[i] = r.watching(c)
	}
	return clauses
}

func (r row) watching(c *openapi.Contract) Clause {
	k, judge := r.Clause, r.rule
	wanted := k.Hold.Wanted()
	k.Subject = Watched(func(rec evidence.Record) ([]evidence.Exchange, *Held) {
		f := judge(look(c, rec))
		if len(f.broken) == 0 && (f.held != nil || len(f.seen) == 0) {
			return nil, f.because()
		}
		return f.seen, nil
	}, k.Subject.Scenarios()...)
	return k.Seeing(func(rec evidence.Record) match.Matcher {
		f := judge(look(c, rec))
		return match.OfClient(wanted, func(x evidence.Exchange) []wire.Violation { return f.broken[x.ID] }).Noted(f.note)
	})
}

func (f finding) because() *Held {
	if f.held != nil {
		return f.held
	}
	return inconclusive("the evidence tells nothing of it")
}

// by names the scenarios without which a clause cannot be judged.
func by(scenarios ...scenario.Name) Subject { return Watched(nil, scenarios...) }

// wants says what a clause accepts, in words.
func wants(wanted string) match.Matcher { return match.OfClient(wanted, nil) }

// saw notes what a clause is judged by.
func (f *finding) saw(exchanges ...evidence.Exchange) {
	for _, x := range exchanges {
		if !slices.ContainsFunc(f.seen, func(other evidence.Exchange) bool { return other.ID == x.ID }) {
			f.seen = append(f.seen, x)
		}
	}
}

// violates notes what is wrong with an exchange.
func (f *finding) violates(x evidence.Exchange, violations ...wire.Violation) {
	if len(violations) == 0 {
		return
	}
	f.saw(x)
	if f.broken == nil {
		f.broken = map[string][]wire.Violation{}
	}
	f.broken[x.ID] = append(f.broken[x.ID], violations...)
}

func violation(pointer, rule, format string, args ...any) wire.Violation {
	return wire.Violation{Pointer: pointer, Rule: rule, Detail: fmt.Sprintf(format, args...)}
}

// check holds single requests against a clause, whatever scenario they are of.
type check struct {
	id string
	of func(scene) []evidence.Exchange
	// speaks gives "" for requests that the clause speaks of, otherwise why it does not; nil for all.
	speaks func(scene, evidence.Exchange) string
	broken func(scene, evidence.Exchange) []wire.Violation
	note   func(scene, evidence.Exchange) string
	none   string // what there is none of, where of gives nothing
}

// rule looks at all scenes: a fault is a fault wherever it is seen.
func (k check) rule(v view) finding {
	var f finding
	why := ""
	for _, s := range v.scenes {
		for _, x := range k.of(s) {
			if k.speaks != nil {
				if reason := k.speaks(s, x); reason != "" {
					why = reason
					continue
				}
			}
			f.saw(x)
			f.violates(x, k.broken(s, x)...)
			if k.note != nil && f.note == "" {
				f.note = k.note(s, x)
			}
		}
	}
	switch {
	case len(f.seen) > 0:
	case why != "":
		f.held = &Held{Status: Skipped, Reason: why}
	default:
		f.held = v.unmet(v.plain(), k.none)
	}
	return f
}

// plain is the scene that tells most of a client: steady or, where that was not played, the first that was.
func (v view) plain() scene {
	if s := v.of(scenario.Steady); s.played != nil {
		return s
	}
	for _, s := range v.scenes {
		if s.played != nil {
			return s
		}
	}
	return v.of(scenario.Steady)
}

// asks are the requests for tokens, made with the documented method.
func asks(c *openapi.Contract) func(scene) []evidence.Exchange {
	return func(s scene) []evidence.Exchange {
		return slices.DeleteFunc(slices.Clone(s.asks), func(x evidence.Exchange) bool { return x.Request.Method != c.TokenMethod() })
	}
}

func calls(s scene) []evidence.Exchange { return s.calls }

// field gives the values of a request's header field, one for each line.
func field(x evidence.Exchange, name string) []string {
	var values []string
	for _, f := range x.Request.Header {
		if http.CanonicalHeaderKey(f.Name) == http.CanonicalHeaderKey(name) {
			values = append(values, f.Value)
		}
	}
	return values
}
