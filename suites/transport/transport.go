package transport

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

const httpsOnly Source = "concept page, HTTPS Required"

// Clauses writes the area's clauses into the catalogue.
func Clauses(b *Catalogue) {
	b.AddRequirements("transport")
	b.Table("the connection", connections(b.Contract)...)
}

// Specs describes the area.
func Specs(s *Suite) {
	Describe("transport", Label("transport"), func() {
		for table, entries := range s.Tables("transport") {
			DescribeTable(table, s.Judge, entries)
		}
	})
}

func connections(c *openapi.Contract) []Clause {
	return []Clause{
		New("transport.plain-http.rejected", Mandatory, httpsOnly, 18,
			"rejects requests over plain HTTP",
			Below(probe.PlainHTTP), match.NotAcceptedInClear(errorCodes(c)...)).Beside(stranger(c)).In(facts.DocumentedErrors, Reading{Level: Recommended}),
		New("transport.plain-http.credentials-rejected", Mandatory, httpsOnly, 18,
			"rejects requests with good credentials over plain HTTP",
			Below(probe.PlainHTTPReal), match.NotAcceptedInClear()).In(facts.DocumentedErrors, Reading{Level: Recommended}),
		New("transport.plain-http.resource-rejected", Mandatory, httpsOnly, 18,
			"rejects requests to the protected resource over plain HTTP",
			Below(probe.PlainHTTPResource), match.NotAcceptedInClear()).Beside(probe.ResourceAccepted, probe.ResourceGarbage).Needs(facts.Resource).In(facts.DocumentedErrors, Reading{Level: Recommended}),
		New("transport.plain-http.redirect", Recommended, "RFC 9700, section 2.6", 18,
			"rejects plain HTTP instead of redirecting it",
			Below(probe.PlainHTTP).Or(probe.PlainHTTPReal, probe.PlainHTTPResource), match.NotRedirected()),
		New("transport.tls.certificate", Mandatory, httpsOnly, 19,
			"shows a certificate that verifies for its host",
			Below(probe.Valid).And(match.Distrusted), match.Trusted()).When(overTLS),
		New("transport.tls.1-2", Recommended, "RFC 9325, section 3.1.1", 19,
			"takes TLS 1.2 as enough", Below(probe.TLS12), match.Speaks("TLS 1.2")),
		New("transport.tls.1-1-refused", Recommended, "RFC 8996, section 5", 19,
			"refuses TLS 1.1", Below(probe.TLS11), match.Refuses("TLS 1.1")),
		New("transport.tls.1-0-refused", Recommended, "RFC 8996, section 4", 19,
			"refuses TLS 1.0", Below(probe.TLS10), match.Refuses("TLS 1.0")),
		New("transport.hsts", Optional, "RFC 6797", 19,
			"asks browsers to use HTTPS only (HSTS)",
			Answers("no answer came over https", isOverTLS), match.StrictTransport()),
	}
}

// stranger is the question over HTTPS that shows made-up credentials, as the one in clear does.
func stranger(c *openapi.Contract) probe.Name {
	switch {
	case c.Facts.Has(facts.ClientIdentifiers):
		return probe.UnknownClient
	case c.Facts.Has(facts.Authentication):
		return probe.WrongSecret
	default:
		return probe.UnknownUser
	}
}

// errorCodes are those that tell an OAuth answer: the contract's, or where it leaves errors to OAuth 2.0, the RFC's
// (RFC 6749, section 5.2).
func errorCodes(c *openapi.Contract) []string {
	if codes := c.ErrorCodes(); len(codes) > 0 {
		return codes
	}
	return []string{
		"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope",
	}
}

func isOverTLS(x evidence.Exchange) bool { return strings.HasPrefix(x.Request.URL, "https://") }

func overTLS(x evidence.Exchange) string {
	if isOverTLS(x) {
		return ""
	}
	return "the target's address is not https"
}
