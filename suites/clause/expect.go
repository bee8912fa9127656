package clause

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"
	"github.com/onsi/gomega/matchers"
	gomegatypes "github.com/onsi/gomega/types"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
)

// Expect is Gomega's Expect. What a matcher of exchanges finds is also left in the spec's report as values, for the
// reports of a run.
func Expect(actual any, extra ...any) gomega.Assertion {
	return assertion{gomega.Expect(actual, extra...), actual}
}

type assertion struct {
	gomega.Assertion
	actual any
}

func (a assertion) To(matcher gomegatypes.GomegaMatcher, description ...any) bool {
	return a.Assertion.WithOffset(1).To(reporting{once(matcher), a.actual}, description...)
}

func (a assertion) Should(matcher gomegatypes.GomegaMatcher, description ...any) bool {
	return a.Assertion.WithOffset(1).To(reporting{once(matcher), a.actual}, description...)
}

// once lets a matcher judge each exchange once.
func once(matcher gomegatypes.GomegaMatcher) gomegatypes.GomegaMatcher {
	if m, ok := matcher.(match.Matcher); ok {
		return m.Once()
	}
	return matcher
}

// reporting is a matcher that leaves what it finds in the report of the spec that is running.
type reporting struct {
	gomegatypes.GomegaMatcher
	actual any
}

// FailureMessage is called once, when the expectation is not met.
func (t reporting) FailureMessage(actual any) string {
	broken := Broken{message: t.GomegaMatcher.FailureMessage(actual)}
	for _, matcher := range judges(t.GomegaMatcher) {
		found := false
		for _, x := range exchangesOf(t.actual) {
			if violations := matcher.Violations(x); len(violations) > 0 {
				found = true
				broken.Violations = append(broken.Violations, violations...)
				if !slices.Contains(names(broken.exchanges), x.ID) {
					broken.exchanges = append(broken.exchanges, x)
				}
			}
		}
		if found {
			broken.Wanted = strings.TrimPrefix(broken.Wanted+", and "+matcher.Wanted(), ", and ")
		}
	}
	if len(broken.Violations) == 0 {
		broken.exchanges = exchangesOf(t.actual)
		broken.Violations = []wire.Violation{{Rule: "expectation", Detail: broken.message}}
	}
	broken.Exchanges = names(broken.exchanges)
	ginkgo.AddReportEntry("not kept", broken, ginkgo.ReportEntryVisibilityNever)
	return broken.message
}

// judging is what a match.Matcher tells beside Gomega's texts.
type judging interface {
	Wanted() string
	Violations(evidence.Exchange) []wire.Violation
}

// judges gives the matchers of exchanges that all have to match.
func judges(matcher gomegatypes.GomegaMatcher) []judging {
	switch matcher := matcher.(type) {
	case judging:
		return []judging{matcher}
	case *matchers.AndMatcher:
		var all []judging
		for _, each := range matcher.Matchers {
			all = append(all, judges(each)...)
		}
		return all
	}
	return nil
}

func exchangesOf(actual any) []evidence.Exchange {
	switch actual := actual.(type) {
	case evidence.Exchange:
		return []evidence.Exchange{actual}
	case []evidence.Exchange:
		return actual
	}
	return nil
}

// excuses says that everything which the spec found is against what is recommended alone.
func (c Clause) excuses(report types.SpecReport) bool {
	broken := entriesOf(report).broken
	return broken != nil && !slices.ContainsFunc(broken.Violations, func(v wire.Violation) bool { return !slices.Contains(c.mild, v.Rule) })
}

// FailOrWarn is the fail handler of the specs: the spec of a recommended or optional clause passes with a warning, and
// ends there; and so does one of which only mild rules are broken. Everything else fails: a row of a table where its clause is stated, an It at the line that expects.
func (s *Suite) FailOrWarn(message string, callerSkip ...int) {
	report := ginkgo.CurrentSpecReport()
	labels := report.Labels()
	if slices.Contains(labels, string(Recommended)) || slices.Contains(labels, string(Optional)) || s.row != nil && s.row.excuses(report) {
		ginkgo.AddReportEntry("warning", warning(message), report.LeafNodeLocation)
		panic(ended{})
	}
	if s.row != nil && s.failer != nil {
		s.failer.Fail(message, s.row.at())
		panic(ended{})
	}
	ginkgo.Fail(message, cmp.Or(callerSkip...)+1)
}

// warning is the report entry of a clause that is not mandatory, and not kept.
type warning string

// String is the message as Gomega prints it.
func (w warning) String() string { return string(w) }

// ended ends the body of a spec of which all is said.
type ended struct{}

// around is around the body of each spec: it lets the body end where FailOrWarn, Fail or Skip end it. Ginkgo knows of
// that already, and would take another stack trace of what panics any further.
func (s *Suite) around() types.AroundNodeDecorator {
	return ginkgo.AroundNode(func(ctx context.Context, body func(context.Context)) {
		s.failer = failer(ctx)
		defer func() {
			s.row = nil
			switch reason := recover().(type) {
			case nil, ended:
			case types.GinkgoError:
				if reason.Heading != reported {
					panic(reason)
				}
			default:
				panic(reason)
			}
		}()
		body(ctx)
	})
}

// reported is the heading of what Fail and Skip panic with, once Ginkgo has taken their word.
const reported = "Your Test Panicked"
