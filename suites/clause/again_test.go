package clause_test

import (
	"net/http"
	"testing"

	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// A further use of a token that is taken is a failure whatever became of the others; one that met an outage leaves open what
// the target does, and one that was not made takes nothing away.
func TestFurtherUses(t *testing.T) {
	c := clause.New("lifecycle.test", clause.Mandatory, "a page", 16, "refuses a token that has ended", clause.From(probe.ExpiryAfter).AndUses(probe.Repetitions(probe.ExpiryAfter)...), match.ClientError())
	first, second, third := probe.ExpiryAfter, probe.Repetition(probe.ExpiryAfter, 2), probe.Repetition(probe.ExpiryAfter, 3)
	check(t, []judgement{
		{"shown once", c, steady(answer(first, http.StatusForbidden, "no")), clause.Passed, ""},
		{"refused each time", c, steady(answer(first, http.StatusForbidden, "no"), answer(second, http.StatusForbidden, "no")), clause.Passed, ""},
		{"taken the second time", c, steady(answer(first, http.StatusForbidden, "no"), answer(second, http.StatusOK, "{}")), clause.Failed, ""},
		{"an outage the second time", c, steady(answer(first, http.StatusForbidden, "no"), answer(second, http.StatusServiceUnavailable, "")), clause.Inconclusive, "503"},
		{"an outage, and taken", c, steady(answer(first, http.StatusForbidden, "no"), answer(second, http.StatusServiceUnavailable, ""), answer(third, http.StatusOK, "{}")), clause.Failed, ""},
		{"an outage the first time", c, steady(answer(first, http.StatusServiceUnavailable, ""), answer(second, http.StatusForbidden, "no")), clause.Inconclusive, "503"},
	})
}
