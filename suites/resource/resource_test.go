package resource_test

import (
	"testing"

	"github.com/authconform/authconform/suites/clausetest"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
	"github.com/authconform/authconform/suites/resource"
)

var area = clausetest.Area{Clauses: resource.Clauses, Specs: resource.Specs}

func TestResource(t *testing.T) {
	use := func(name probe.Name, status int, body string, header ...string) []evidence.Exchange {
		return []evidence.Exchange{clausetest.Use(name, status, body, header...)}
	}
	const told = `{"message":"the token is not known"}`
	area.Try(t, "prioticket", []clausetest.Row{
		clausetest.Held("resource.token.accepted", use(probe.ResourceAccepted, 200, "{}"), use(probe.ResourceAccepted, 403, told)),
		clausetest.Held("resource.no-header.refused", use(probe.ResourceNoHeader, 400, told), use(probe.ResourceNoHeader, 200, "{}")),
		clausetest.Held("resource.no-header.message", use(probe.ResourceNoHeader, 403, told), use(probe.ResourceNoHeader, 403, "")),
		clausetest.Held("resource.token-in-query.refused", use(probe.ResourceQuery, 400, told), use(probe.ResourceQuery, 200, "{}")),
		clausetest.Held("resource.garbage.refused", use(probe.ResourceGarbage, 403, told), use(probe.ResourceGarbage, 401, told)),
		clausetest.Held("resource.tampered-payload.refused", use(probe.ResourcePayload, 403, told), use(probe.ResourcePayload, 200, "{}")),
		clausetest.Held("resource.alg-none.refused", use(probe.ResourceAlgNone, 400, told), use(probe.ResourceAlgNone, 200, "{}")),
		clausetest.Held("resource.client-credentials.refused", use(probe.ResourceBasic, 401, told), use(probe.ResourceBasic, 200, "{}")),
		clausetest.Held("resource.wrong-scheme.refused", use(probe.ResourceScheme, 400, told), use(probe.ResourceScheme, 200, "{}")),
		clausetest.Held("resource.www-authenticate.grammar", use(probe.ResourceNoHeader, 401, told, "WWW-Authenticate", "Bearer"), use(probe.ResourceNoHeader, 401, told, "WWW-Authenticate", `Bearer realm="a`)),
	})
	area.Try(t, "ticketpark", []clausetest.Row{
		clausetest.Held("resource.garbage.refused", use(probe.ResourceGarbage, 401, ""), use(probe.ResourceGarbage, 200, "{}")),
		clausetest.Held("resource.garbage.challenge", use(probe.ResourceGarbage, 401, "", "WWW-Authenticate", `Bearer error="invalid_token"`), use(probe.ResourceGarbage, 401, "")),
		clausetest.Held("resource.refresh-token.refused", use(probe.ResourceRefresh, 401, ""), use(probe.ResourceRefresh, 200, "{}")),
		clausetest.Held("resource.refreshed.accepted", use(probe.ResourceRefreshed, 200, "{}"), use(probe.ResourceRefreshed, 401, "")),
	})
}
