package clause_test

import (
	"net/http"
	"testing"

	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// An outage is no deviation (R4), and neither is the refusal of a refresh token that the outage may have spent.
func TestARefreshTokenMayBeSpentByAnOutage(t *testing.T) {
	c := clause.New("token.test", clause.Mandatory, "a page", 22, "refreshes again", clause.From(probe.RefreshAgain), match.Granted())
	tried := func(attempt, status int, token string) evidence.Exchange {
		x := answer(probe.RefreshAgain, status, refusal)
		x.Attempt, x.Request.Body = attempt, []byte("refresh_token="+token)
		return x
	}
	lost := silence(probe.RefreshAgain, evidence.ConnectionReset)
	lost.Attempt, lost.Request.Body = 1, []byte("refresh_token=a")
	check(t, []judgement{
		{"refused at once", c, steady(tried(1, http.StatusBadRequest, "a")), clause.Failed, ""},
		{"refused after an outage", c, steady(tried(1, http.StatusServiceUnavailable, "a"), tried(2, http.StatusBadRequest, "a")), clause.Inconclusive, "may have spent"},
		{"refused after a lost answer", c, steady(lost, tried(2, http.StatusBadRequest, "a")), clause.Inconclusive, "may have spent"},
		{"another refused after an outage", c, steady(tried(1, http.StatusServiceUnavailable, "a"), tried(2, http.StatusBadRequest, "b")), clause.Failed, ""},
		{"refused again", c, steady(tried(1, http.StatusBadRequest, "a"), tried(2, http.StatusBadRequest, "a")), clause.Failed, ""},
	})
}
