package transport_test

import (
	"testing"

	"github.com/authconform/authconform/suites/clausetest"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
	"github.com/authconform/authconform/suites/transport"
)

var area = clausetest.Area{Clauses: transport.Clauses, Specs: transport.Specs}

func TestTransport(t *testing.T) {
	plain := func(status int, body string, header ...string) []evidence.Exchange {
		x := clausetest.Answer(probe.PlainHTTP, status, body, header...)
		x.Request.URL = "http://target.test/oauth2/token"
		return []evidence.Exchange{x, clausetest.Answer(probe.UnknownClient, 401, `{"error":"invalid_client"}`)}
	}
	shake := func(name probe.Name, version string) []evidence.Exchange {
		return []evidence.Exchange{clausetest.Handshake(name, version)}
	}
	hsts := func(value string) []evidence.Exchange {
		return []evidence.Exchange{
			clausetest.Answer(probe.Valid, 200, clausetest.Token, "Strict-Transport-Security", value),
			clausetest.Use(probe.ResourceAccepted, 200, "{}", "Strict-Transport-Security", value),
			clausetest.Answer(probe.ValidLast, 200, clausetest.Token, "Strict-Transport-Security", value),
		}
	}
	node := func(failure *evidence.Failure) []evidence.Exchange { // the first connection was sound
		x := clausetest.Use(probe.OnConnection(3), 200, "{}")
		if failure != nil {
			x.Response, x.Failure = nil, failure
		}
		return []evidence.Exchange{clausetest.Answer(probe.Valid, 200, clausetest.Token), x}
	}
	rows := []clausetest.Row{
		clausetest.Held("transport.tls.certificate", node(nil), node(&evidence.Failure{Kind: evidence.TLSExpired, Detail: "the certificate has expired"})),
		clausetest.Held("transport.tls.certificate", node(&evidence.Failure{Kind: evidence.ConnectionReset, Detail: "reset"}), node(&evidence.Failure{Kind: evidence.TLSHostname, Detail: "another host"})),
		clausetest.Held("transport.plain-http.rejected", plain(403, "HTTPS Required"), plain(200, clausetest.Token)),
		clausetest.Held("transport.plain-http.redirect", plain(403, "HTTPS Required"), plain(301, "", "Location", "https://target.test/oauth2/token")),
		clausetest.Held("transport.tls.1-2", shake(probe.TLS12, "TLS 1.2"), shake(probe.TLS12, "")),
		clausetest.Held("transport.tls.1-1-refused", shake(probe.TLS11, ""), shake(probe.TLS11, "TLS 1.1")),
		clausetest.Held("transport.tls.1-0-refused", shake(probe.TLS10, ""), shake(probe.TLS10, "TLS 1.0")),
		clausetest.Held("transport.hsts", hsts("max-age=31536000; includeSubDomains"), hsts("includeSubDomains")),
	}
	for _, contract := range []string{"prioticket", "ticketpark"} {
		area.Try(t, contract, rows)
	}
}
