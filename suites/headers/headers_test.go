package headers_test

import (
	"testing"

	"github.com/authconform/authconform/suites/clausetest"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/headers"
	"github.com/authconform/authconform/suites/probe"
)

var area = clausetest.Area{Clauses: headers.Clauses, Specs: headers.Specs}

func TestHeaders(t *testing.T) {
	one := func(x evidence.Exchange) []evidence.Exchange { return []evidence.Exchange{x} }
	refused := func(header ...string) []evidence.Exchange {
		return one(clausetest.Answer(probe.UnknownClient, 401, `{"error":"invalid_client"}`, header...))
	}
	ended := func(status int, header ...string) []evidence.Exchange {
		return one(clausetest.Answer(probe.Method("PUT"), status, "", header...))
	}
	stored := func(value string) []evidence.Exchange {
		return []evidence.Exchange{
			clausetest.Answer(probe.Valid, 200, clausetest.Token, "Cache-Control", value),
			clausetest.Answer(probe.ValidLast, 200, clausetest.Token, "Cache-Control", value),
		}
	}
	area.Try(t, "prioticket", []clausetest.Row{
		clausetest.Held("headers.www-authenticate.grammar", refused("WWW-Authenticate", `Basic realm="a", Bearer`), refused("WWW-Authenticate", `Basic, realm="a"`)),
		clausetest.Held("headers.www-authenticate.realm", refused("WWW-Authenticate", `Basic realm="a"`), refused("WWW-Authenticate", "Basic")),
		clausetest.Held("headers.cache-control.no-store", stored(`max-age=0, no-store`), stored(`private="no-store"`)),
		clausetest.Held("headers.allow.on-405", ended(405, "Allow", "POST, OPTIONS"), ended(405, "Allow", "post it")),
		clausetest.Held("headers.retry-after.on-429", ended(429, "Retry-After", "120"), ended(429, "Retry-After", "soon")),
		clausetest.Held("headers.scheme.case", one(clausetest.Answer(probe.SchemeLowerCase, 200, clausetest.Token)), one(clausetest.Answer(probe.SchemeLowerCase, 401, `{"error":"invalid_client"}`))),
	})
	area.Try(t, "ticketpark", []clausetest.Row{
		clausetest.Held("headers.www-authenticate.grammar", refused("WWW-Authenticate", `Basic realm="a", Bearer`), refused("WWW-Authenticate", `Basic, realm="a"`)),
		clausetest.Held("headers.cache-control.no-store", stored("no-store"), stored("no-cache")),
	})
}
