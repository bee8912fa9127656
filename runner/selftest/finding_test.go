package selftest_test

import (
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/suites/clause"
)

// several are the deviations that are told as more than one finding, and why they are (R40).
var several = map[string]string{
	"prioticket served-in-clear":             "an address that is not https, and answers in clear to two kinds of requests, are mended in several places",
	"ticketpark served-in-clear":             "an address that is not https, and answers in clear to two kinds of requests, are mended in several places",
	"prioticket plain-token":                 "a token over plain HTTP is graver than an answer over it",
	"ticketpark plain-token":                 "a token over plain HTTP is graver than an answer over it",
	"prioticket resource-open":               "a resource that takes requests without a token, and one that takes it out of the query, are two faults elsewhere",
	"prioticket bad-token-as-bearer-taken":   "a token that was revoked, and one that never was any, are two faults elsewhere",
	"prioticket bad-token-as-capitals-taken": "a token that was revoked, and one that never was any, are two faults elsewhere",
	"prioticket last-half-read":              "its tokens are no JWTs, too",
	"ticketpark token-reissued-in-full":      "a token that ends before its time is one fault elsewhere",
	"ticketpark refresh-token-is-access":     "a refresh token that renews nothing, and one that opens the resource, are graver apart",
	"prioticket 200-expires_in-empty":        "the end of a JWT is wrong by itself elsewhere",
	"prioticket 401-status-400":              "a status that is wanted in some answers, and another error in others",
	"prioticket 401-status-402":              "a status that is documented nowhere, beside any documented one",
	"prioticket 406-status-405":              "a 405 has to say what is allowed",
	"ticketpark refusals-403":                "the answers that have to be 401 and those that have to be 400 are refused in different places",
}

// findingCounts counts the findings of each deviation.
type findingCounts map[string]int

func (f findingCounts) count(t selftest.Target, outcomes []clause.Outcome) {
	if t.Kind != matrix.TrialDeviation && t.Kind != matrix.TrialGenerated {
		return
	}
	var report reports.Report
	for _, o := range outcomes {
		report.Results = append(report.Results, reports.Result(o))
	}
	f[t.Contract+" "+t.Name] = len(report.Complete().Findings)
}

// wantOne wants one finding of each deviation that is not stated to make several, and of at least 95 % of all.
func (f findingCounts) wantOne(t *testing.T) {
	t.Helper()
	one := 0
	for name, n := range f {
		switch reason, stated := several[name]; {
		case n == 1:
			one++
		case n == 0:
			t.Errorf("%s is told as no finding", name)
		case !stated || reason == "":
			t.Errorf("%s is told as %d findings, wanted one", name, n)
		}
	}
	for name := range several {
		if _, tried := f[name]; !tried {
			t.Errorf("%s is stated to make several findings, and is no deviation", name)
		}
	}
	if one*100 < len(f)*95 {
		t.Errorf("%d of %d deviations are told as one finding, wanted 95 %%", one, len(f))
	}
}
