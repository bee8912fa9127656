package match

import (
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Matcher is a Gomega matcher over exchanges. Beside the text that Gomega prints it gives its violations as values,
// for reports.
type Matcher struct {
	wanted string
	judge  func(evidence.Exchange) []wire.Violation
	note   func(evidence.Exchange) string
	beside func(x, secure evidence.Exchange) []wire.Violation
	silent bool                      // it is about the connection: no answer may be the answer
	told   func(*wire.Layout) string // wanted in a contract's own words, where those are more than names
	// verbatim says that its pointers are the document's own, and not RFC 6749's.
	verbatim bool
}

var _ types.GomegaMatcher = Matcher{}

// New makes a matcher of answers: wanted completes "wanted …" in a failure, judge returns all violations. It is not
// called for an exchange without an answer, which breaks every promise about answers.
func New(wanted string, judge func(evidence.Exchange) []wire.Violation) Matcher {
	return Matcher{wanted: wanted, judge: judge}
}

// ofConnection makes a matcher that judges exchanges without an answer, too.
func ofConnection(wanted string, judge func(evidence.Exchange) []wire.Violation) Matcher {
	return Matcher{wanted: wanted, judge: judge, silent: true}
}

// To holds the answers to the named probes against another matcher: one question may be spelt so that more answers
// conform.
func (m Matcher) To(other Matcher, probes ...probe.Name) Matcher {
	before := m
	of := func(x evidence.Exchange) Matcher {
		if slices.Contains(probes, probe.Repeated(probe.Name(x.Probe))) {
			return other
		}
		return before
	}
	m.judge = func(x evidence.Exchange) []wire.Violation { return of(x).judge(x) }
	m.note = func(x evidence.Exchange) string { return of(x).Note(x) }
	return m
}

// Beside compares each exchange with another one, of the same request over HTTPS, where the matcher tells more by that; an
// empty one has no answer.
func (m Matcher) Beside(secure func(evidence.Exchange) evidence.Exchange) Matcher {
	if compare := m.beside; compare != nil {
		m.judge = func(x evidence.Exchange) []wire.Violation { return compare(x, secure(x)) }
	}
	return m
}

// Wanted says in words what the matcher accepts.
func (m Matcher) Wanted() string { return m.wanted }

// Note says which answer the target gave, where several conform (R2); "" where one does.
func (m Matcher) Note(x evidence.Exchange) string {
	if m.note == nil {
		return ""
	}
	return m.note(x)
}

// Violations lists every way in which the exchange breaks the promise; none when it keeps it.
func (m Matcher) Violations(x evidence.Exchange) []wire.Violation {
	if x.Response == nil && !m.silent {
		return one("", "no-answer", "found %s", got(x))
	}
	violations := m.judge(x)
	if x.Layout == nil || m.verbatim {
		return violations
	}
	own := make([]wire.Violation, len(violations))
	for i, v := range violations {
		own[i] = wire.Violation{Pointer: x.Layout.Pointer(v.Pointer), Rule: v.Rule, Detail: x.Layout.Names(v.Detail)}
	}
	return own
}

// Once gives the matcher for one expectation: whoever asks for the violations of an exchange again gets what was found before. To
// match, to tell why not and to report it is asked three times.
func (m Matcher) Once() Matcher {
	found, judge := map[string][]wire.Violation{}, m.judge
	m.judge = func(x evidence.Exchange) []wire.Violation {
		violations, asked := found[x.ID]
		if !asked || x.ID == "" {
			violations = judge(x)
			found[x.ID] = violations
		}
		return slices.Clone(violations)
	}
	return m
}

// In gives the matcher as it reads in a contract: what it wants is told in that one's own words.
func (m Matcher) In(layout *wire.Layout) Matcher {
	switch {
	case layout == nil || m.verbatim:
	case m.told != nil:
		m.wanted = m.told(layout)
	default:
		m.wanted = layout.Words(m.wanted)
	}
	return m
}

// asWritten marks a matcher whose pointers are the document's own.
func (m Matcher) asWritten() Matcher {
	m.verbatim = true
	return m
}

// Match implements gomega's types.GomegaMatcher: each of the exchanges has to keep the promise.
func (m Matcher) Match(actual any) (bool, error) {
	exchanges, err := exchanges(actual)
	if err != nil {
		return false, err
	}
	for _, x := range exchanges {
		if len(m.Violations(x)) > 0 {
			return false, nil
		}
	}
	return true, nil
}

// FailureMessage implements gomega's types.GomegaMatcher. It stands alone: who was asked, what came, what was wanted,
// and everything that is wrong with each exchange.
func (m Matcher) FailureMessage(actual any) string {
	exchanges, err := exchanges(actual)
	if err != nil {
		return err.Error()
	}
	var blocks []string
	for _, x := range exchanges {
		if violations := m.Violations(x); len(violations) > 0 {
			blocks = append(blocks, m.block(x, violations))
		}
	}
	return strings.Join(blocks, "\n\n")
}

func (m Matcher) block(x evidence.Exchange, violations []wire.Violation) string {
	lines := []string{"exchange " + describe(x), "got      " + got(x), "wanted   " + m.wanted}
	for _, v := range violations {
		lines = append(lines, "found    "+Line(v))
	}
	return strings.Join(lines, "\n")
}

// NegatedFailureMessage implements gomega's types.GomegaMatcher.
func (m Matcher) NegatedFailureMessage(actual any) string {
	exchanges, err := exchanges(actual)
	if err != nil {
		return err.Error()
	}
	var blocks []string
	for _, x := range exchanges {
		blocks = append(blocks, "exchange "+describe(x)+"\ngot      "+got(x)+"\nwanted   anything but "+m.wanted)
	}
	return strings.Join(blocks, "\n\n")
}

// Line writes a violation on one line: where, which rule, what.
func Line(v wire.Violation) string {
	if v.Pointer == "" {
		return v.Rule + ": " + v.Detail
	}
	return v.Pointer + ": " + v.Rule + ": " + v.Detail
}

// Noted adds to what is told of an answer that keeps the promise; "" adds nothing.
func (m Matcher) Noted(more string) Matcher {
	before := m.Note
	if more == "" {
		return m
	}
	return m.noting(func(x evidence.Exchange) string { return strings.TrimPrefix(before(x)+"; "+more, "; ") })
}

// noting marks a matcher that accepts several answers, with how to tell which one it was.
func (m Matcher) noting(note func(evidence.Exchange) string) Matcher {
	m.note = note
	return m
}

func answered(x evidence.Exchange) string {
	if x.Response == nil {
		return x.Failure.Detail
	}
	return "answered " + found(x)
}

func one(pointer, rule, format string, args ...any) []wire.Violation {
	return []wire.Violation{{Pointer: pointer, Rule: rule, Detail: fmt.Sprintf(format, args...)}}
}
