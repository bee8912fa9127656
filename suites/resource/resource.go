package resource

import (
	"net/http"
	"slices"

	. "github.com/onsi/ginkgo/v2"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

const (
	tokenUse Source = "endpoint page, Authorization: <token_type> <access_token>"
	missing  Source = "endpoint page, missing header; concept page, 400 or 403"
	invalid  Source = "concept page, invalid token"
)

var (
	badRequest = match.Status(http.StatusBadRequest)
	forbidden  = match.Status(http.StatusForbidden)
	challenged = match.Status(http.StatusUnauthorized)
)

// Clauses writes the area's clauses into the catalogue.
func Clauses(b *Catalogue) {
	b.Table("a good token", Need(accepted(), facts.Resource)...)
	b.Table("no token", Need(withoutHeader(b.Contract), facts.Resource)...)
	b.Table("a bad token", Need(badTokens(), facts.Resource)...)
	b.Table("what RFC 6750 advises", Need(bearers(), facts.RFC6750Resource)...)
	b.Table("challenges of the resource", challenges())
}

// challenges holds the challenges of the resource to their grammar: a malformed one is judged here and not by its scheme.
func challenges() Clause {
	return New("resource.www-authenticate.grammar", Recommended, "RFC 9110, section 11.6.1", 10,
		"writes WWW-Authenticate as a list of challenges at the resource",
		AnswersOfResource("no answer of the resource had a WWW-Authenticate", func(x evidence.Exchange) bool {
			answer, _ := x.Answer()
			return len(answer.Header.Values("WWW-Authenticate")) > 0
		}), match.ChallengeGrammar()).Needs(facts.Resource).In(facts.RFC6750Resource, Reading{Ruling: 24})
}

// Specs describes the area.
func Specs(s *Suite) {
	Describe("resource", Label("resource"), func() {
		for table, entries := range s.Tables("resource") {
			DescribeTable(table, s.Judge, entries)
		}
		if c, chosen := s.ByHand("resource.token.side-by-side"); chosen {
			It(c.Text(), s.Decorators(c), func() {
				taken := s.Evidence(c)
				first, other, again := taken[0], taken[1], taken[2]
				Expect(first).To(match.Accepted())
				if !other.Started.After(first.Started) || !again.Started.After(other.Started) {
					s.Inconclusive("the tokens were not shown one after the other")
				}
				Expect(again).To(match.Accepted())
			})
		}
	})
}

func accepted() []Clause {
	return []Clause{
		New(ResourceAccepted, Mandatory, tokenUse, 13,
			"takes the token of the first answer, under the type that the answer named",
			From(probe.ResourceAccepted), match.Accepted()).
			In(facts.RFC6750Resource, Reading{Source: using, Ruling: 24, Sentence: "takes the access token of the last login"}),
		New("resource.token.reused", Mandatory, tokenUse, 13,
			"takes the same token again",
			From(probe.ResourceReused), match.Accepted()).After(probe.ResourceAccepted).
			In(facts.RFC6750Resource, Reading{
				Source: using, Ruling: 24, Sentence: "takes the same token again and again", Subject: From(probe.ResourceReused, probe.ResourceLast),
			}),
		New("resource.token.other", Mandatory, "endpoint page, multiple tokens can be active at once", 13,
			"takes another token beside the first",
			From(probe.ResourceOther), match.Accepted()).After(probe.ResourceAccepted).Needs(facts.StrictResource, facts.SideBySideTokens),
		New("resource.token.side-by-side", Mandatory, "endpoint page, multiple tokens can be active at once", 13,
			"still takes the first token after another was issued and used",
			From(probe.ResourceAccepted, probe.ResourceOther, probe.ResourceFirstAgain), match.Accepted()).After(probe.ResourceAccepted).ByHand().Needs(facts.StrictResource, facts.SideBySideTokens),
		New("resource.token.connections", Mandatory, tokenUse, 13,
			"takes the token on connections that did not fetch it, over HTTP/1.1 and HTTP/2",
			From(onConnections(false)...).AndUses(append(probe.Repetitions(probe.Revocable), probe.ResourceOtherOld)...), match.Accepted()).After(probe.ResourceAccepted).
			In(facts.RFC6750Resource, Reading{Source: using, Ruling: 24, Subject: From(onConnections(true)...).AndUses(probe.ResourceCrossed, probe.ResourceCrossedOld)}),
		New("resource.token.at-the-end", Mandatory, tokenUse, 13,
			"still takes the run's first token at its end",
			From(probe.ResourceLast), match.Accepted()).After(probe.ResourceAccepted).Needs(facts.StrictResource),
		New("resource.scheme.case", Recommended, "RFC 9110, section 11.1", 13,
			"takes the token's type in lower case",
			From(probe.ResourceLowerCase), match.Accepted()).After(probe.ResourceAccepted).Needs(facts.StrictResource),
	}
}

// onConnections are the uses of a token on connections that did not fetch it, each once, and some again when bad tokens have been
// shown there.
func onConnections(again bool) []probe.Name {
	var names []probe.Name
	for number := 1; number <= probe.Connections; number++ {
		names = append(names, probe.OnConnection(number))
		if again && slices.Contains(probe.ShownAgain(), number) {
			names = append(names, probe.OnConnectionAgain(number))
		}
	}
	return names
}

func withoutHeader(c *openapi.Contract) []Clause {
	return []Clause{
		New("resource.no-header.refused", Mandatory, missing, 14,
			"refuses a request without Authorization with 400 or 403",
			From(probe.ResourceNoHeader), match.Rejected(badRequest, forbidden)).After(probe.ResourceAccepted).
			In(facts.RFC6750Resource, Reading{Source: using, Ruling: 24, Sentence: "refuses a request without Authorization", Hold: match.ClientError()}),
		New("resource.no-header.message", Mandatory, missing, 14,
			"says in the body why it refuses a request without Authorization",
			From(probe.ResourceNoHeader), match.Message()).When(match.IsRefusal).After(probe.ResourceAccepted).Needs(facts.StrictResource),
		New("resource.no-header.model", Recommended, "endpoint page, error model", 14,
			"refuses a request without Authorization in the generic error model",
			From(probe.ResourceNoHeader), match.Model(c, c.Facts.ErrorModel)).When(match.IsRefusal).After(probe.ResourceAccepted).Needs(facts.StrictResource),
		New("resource.token-in-query.refused", Mandatory, missing, 14,
			"does not take a token in the query for the header",
			From(probe.ResourceQuery), match.NotAccepted()).After(probe.ResourceAccepted).Needs(facts.StrictResource),
	}
}

func badTokens() []Clause {
	message := func(id, sentence string, from Subject) Clause {
		return New("resource."+id+".message", Mandatory, invalid, 15, "says in the body why it "+sentence,
			from, match.Message()).When(match.IsRefusal).After(probe.ResourceAccepted).Needs(facts.StrictResource)
	}
	refused := func(id, sentence string, from Subject, outcomes ...match.Outcome) []Clause {
		return []Clause{New("resource."+id+".refused", Mandatory, invalid, 15, sentence,
			from, match.Rejected(outcomes...)).After(probe.ResourceAccepted).Needs(facts.StrictResource), message(id, sentence, from)}
	}
	everywhere := func(id, sentence string, from Subject) []Clause {
		return []Clause{New("resource."+id+".refused", Mandatory, invalid, 15, sentence,
			from, match.Rejected(badRequest, forbidden)).After(probe.ResourceAccepted).
			In(facts.RFC6750Resource, Reading{Source: using, Ruling: 24, Hold: match.ClientError()}), message(id, sentence, from)}
	}
	var clauses []Clause
	for _, bad := range [][]Clause{
		everywhere("garbage", "refuses a token that nobody issued", From(probe.ResourceGarbage)),
		refused("tampered-payload", "refuses a token whose header or payload was changed", From(probe.ResourcePayload).Or(probe.ResourceHeader), badRequest, forbidden),
		refused("tampered-signature", "refuses a token whose signature was changed", From(probe.ResourceSignature), badRequest, forbidden),
		everywhere("other-case", "refuses a token in another case", From(probe.ResourceCase).Or(probe.ResourceSmall)),
		everywhere("longer-token", "refuses a token with something behind it, or cut short", From(probe.ResourceLonger).Or(probe.ResourceCut, probe.ResourceFourParts)),
		everywhere("empty-signature", "refuses a token whose signature was left out", From(probe.ResourceUnsigned).Or(probe.ResourceTwoParts)),
		everywhere("alg-none", "refuses a token that claims to need no signature", From(probe.ResourceAlgNone).Or(probe.ResourceAlgSigned)),
		{
			New("resource.alg-none-spelt.refused", Mandatory, invalid, 15,
				"refuses a token that claims to need no signature, in whichever spelling, or names no algorithm",
				From(probe.ResourceAlgTitle, probe.ResourceAlgUpper, probe.ResourceAlgMixed, probe.ResourceAlgMissing, probe.ResourceAlgNull, probe.ResourceAlgEmpty, probe.ResourceAlgKept), match.Rejected(badRequest, forbidden)).After(probe.ResourceAccepted).
				In(facts.RFC6750Resource, Reading{Source: using, Ruling: 24, Hold: match.ClientError()}),
		},
		refused("empty-token", "refuses an empty token", From(probe.ResourceEmpty), badRequest, forbidden),
		refused("client-credentials", "refuses the client's credentials in the place of a token", From(probe.ResourceBasic), badRequest, challenged, forbidden),
	} {
		clauses = append(clauses, bad...)
	}
	return append(clauses,
		New("resource.wrong-scheme.refused", Mandatory, tokenUse, 15,
			"refuses a token under a scheme that does not exist",
			From(probe.ResourceScheme), match.ClientError()).After(probe.ResourceAccepted).Needs(facts.StrictResource),
	)
}
