// Package hold holds an exchange against what a contract promises: Gomega matchers that report every
// violation at once, because Expect stops at the first failure.
package hold

import (
	"fmt"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/evidence"
)

// Matcher is a Gomega matcher over an evidence.Exchange. Beside the text that Gomega prints it gives
// its violations as values, for reports.
type Matcher struct {
	wanted string
	judge  func(evidence.Exchange) []openapi.Violation
	note   func(evidence.Exchange) string
}

// New makes a matcher: wanted completes "wanted …" in a failure, judge returns all violations.
func New(wanted string, judge func(evidence.Exchange) []openapi.Violation) Matcher {
	return Matcher{wanted: wanted, judge: judge}
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
func (m Matcher) Violations(x evidence.Exchange) []openapi.Violation { return m.judge(x) }

// Match implements gomega's types.GomegaMatcher.
func (m Matcher) Match(actual any) (bool, error) {
	x, ok := actual.(evidence.Exchange)
	if !ok {
		return false, fmt.Errorf("hold: wanted an evidence.Exchange, found %T", actual)
	}
	return len(m.judge(x)) == 0, nil
}

// FailureMessage implements gomega's types.GomegaMatcher.
func (m Matcher) FailureMessage(actual any) string {
	x, _ := actual.(evidence.Exchange)
	lines := []string{"exchange " + x.ID, "wanted   " + m.wanted}
	for _, v := range m.judge(x) {
		lines = append(lines, "found    "+Line(v))
	}
	return strings.Join(lines, "\n")
}

// NegatedFailureMessage implements gomega's types.GomegaMatcher.
func (m Matcher) NegatedFailureMessage(actual any) string {
	x, _ := actual.(evidence.Exchange)
	return "exchange " + x.ID + "\nwanted anything but " + m.wanted
}

// Line writes a violation on one line: where, which rule, what.
func Line(v openapi.Violation) string {
	if v.Pointer == "" {
		return v.Rule + ": " + v.Detail
	}
	return v.Pointer + ": " + v.Rule + ": " + v.Detail
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

func one(pointer, rule, format string, args ...any) []openapi.Violation {
	return []openapi.Violation{{Pointer: pointer, Rule: rule, Detail: fmt.Sprintf(format, args...)}}
}
