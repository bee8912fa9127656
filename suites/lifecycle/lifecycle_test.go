package lifecycle_test

import (
	"testing"

	"github.com/authconform/authconform/suites/clausetest"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/lifecycle"
	"github.com/authconform/authconform/suites/probe"
)

var area = clausetest.Area{Clauses: lifecycle.Clauses, Specs: lifecycle.Specs}

func TestLifecycle(t *testing.T) {
	use := func(name probe.Name, status int, body string) []evidence.Exchange {
		return []evidence.Exchange{clausetest.Use(name, status, body)}
	}
	const told = `{"message":"the token has expired"}`
	area.Try(t, "prioticket", []clausetest.Row{
		clausetest.Held("lifecycle.expiry.alive", use(probe.ExpiryBefore, 200, "{}"), use(probe.ExpiryBefore, 403, told)),
		clausetest.Held("lifecycle.expiry.refused", use(probe.ExpiryAfter, 403, told), use(probe.ExpiryAfter, 200, "{}")),
		clausetest.Held("lifecycle.expiry.message", use(probe.ExpiryAfter, 403, told), use(probe.ExpiryAfter, 403, "")),
		clausetest.Held("lifecycle.revoked.refused", use(probe.Revoked, 403, told), use(probe.Revoked, 400, told)),
	})
	refreshed := func(status int) []evidence.Exchange {
		return append(use(probe.ExpiryRefreshed, 200, "{}"), use(probe.RefreshedAfter, status, "")...)
	}
	area.Try(t, "ticketpark", []clausetest.Row{
		clausetest.Held("lifecycle.expiry.refused", use(probe.ExpiryAfter, 401, ""), use(probe.ExpiryAfter, 200, "{}")),
		clausetest.Held("lifecycle.refresh.accepted", []evidence.Exchange{clausetest.Answer(probe.ExpiryRefresh, 200, clausetest.Token)}, []evidence.Exchange{clausetest.Answer(probe.ExpiryRefresh, 400, `{"error":"invalid_grant"}`)}),
		clausetest.Held("lifecycle.refreshed.refused", refreshed(401), refreshed(200)),
	})
}
