package headers

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// Clauses writes the area's clauses into the catalogue.
func Clauses(b *Catalogue) {
	b.AddRequirements("headers")
	b.Table("header fields of requests", Need(requests(), facts.StrictErrors)...)
	b.Table("header fields of answers", responses(b.Contract)...)
}

// Specs describes the area.
func Specs(s *Suite) {
	Describe("headers", Label("headers"), func() {
		for table, entries := range s.Tables("headers") {
			DescribeTable(table, s.Judge, entries)
		}
	})
}

func requests() []Clause {
	return []Clause{
		New("headers.scheme.case", Recommended, "RFC 9110, section 11.1", 9,
			`takes "basic" for "Basic"`, From(probe.SchemeLowerCase), match.Granted()),
		New("headers.names.case", Recommended, "RFC 9110, section 5.1", 9,
			"takes header names in lower case", From(probe.HeaderLowerCase), match.Granted()),
	}
}

func responses(c *openapi.Contract) []Clause {
	challenges := Answers("no answer had a WWW-Authenticate", func(x evidence.Exchange) bool {
		answer, _ := x.Answer()
		return len(answer.Header.Values("WWW-Authenticate")) > 0
	})
	status := func(status int, none string) Subject {
		return Answers(none, func(x evidence.Exchange) bool { return x.Response.Status == status })
	}
	return []Clause{
		New("headers.www-authenticate.grammar", Mandatory, "RFC 9110, section 11.6.1", 10,
			"writes WWW-Authenticate as a list of challenges", challenges, match.ChallengeGrammar()).
			In(facts.RFC6749Errors, Reading{Level: Recommended, Ruling: 20}).
			In(facts.DocumentedErrors, Reading{Level: Recommended}),
		New("headers.www-authenticate.realm", Recommended, "RFC 7617, section 2", 10,
			"names the realm in its challenges", challenges, match.Realm()).Needs(facts.StrictErrors),
		New("headers.cache-control.no-store", Recommended, "RFC 6749, section 5.1", 6,
			"forbids caches to store tokens",
			Answers("no token was issued", evidence.Exchange.Granted), match.NoStore()).
			In(facts.RFC6749Tokens, Reading{Ruling: 21}).
			In(facts.DocumentedTokens, Reading{Level: Optional, Source: "RFC 9111, section 5.2.2.5"}),
		New("headers.allow.on-405", Recommended, "RFC 9110, section 15.5.6", 9,
			"lists the methods that it supports when it answers 405",
			status(http.StatusMethodNotAllowed, "no answer had status 405"), match.Allow(c.TokenMethod())).Needs(facts.StrictErrors),
		New("headers.retry-after.on-429", Recommended, "RFC 6585, section 4", 9,
			"says when to try again when it answers 429",
			status(http.StatusTooManyRequests, "no answer had status 429: the suite stays below the provider's limits"), match.RetryAfter()).Needs(facts.StrictErrors),
	}
}
