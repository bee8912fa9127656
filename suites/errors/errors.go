package errors

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

const (
	page400 Source = "endpoint page, response 400"
	page401 Source = "endpoint page, response 401"
	codes   Source = "endpoint page, OAuth error codes"
	rfc6749 Source = "RFC 6749, section 5.2"
)

var (
	invalidRequest     = match.Error(http.StatusBadRequest, "invalid_request")
	badClient          = match.Error(http.StatusBadRequest, "invalid_client")
	unsupported        = match.Error(http.StatusBadRequest, "unsupported_grant_type")
	invalidClient      = match.Error(http.StatusUnauthorized, "invalid_client")
	unauthorized       = match.Error(http.StatusUnauthorized, "invalid_request")
	unauthorizedClient = match.Error(http.StatusBadRequest, "unauthorized_client")
	invalidGrant       = match.Error(http.StatusBadRequest, "invalid_grant")
	invalidScope       = match.Error(http.StatusBadRequest, "invalid_scope")
	unprocessable      = match.Status(http.StatusUnprocessableEntity)
)

// documented4xx are the refusals that the contract lists, each with any code.
func documented4xx(c *openapi.Contract) []match.Outcome {
	var outcomes []match.Outcome
	for _, status := range c.Statuses() {
		if status/100 == 4 {
			outcomes = append(outcomes, match.Status(status))
		}
	}
	return outcomes
}

// Clauses writes the area's clauses into the catalogue.
func Clauses(b *Catalogue) {
	b.AddRequirements("errors")
	b.Table("the grant type", withoutUnstated(b.Contract, Need(grantTypes(), facts.GrantTypes))...)
	b.Table("the request's body", Need(bodies(), facts.StrictErrors)...)
	b.Table("client authentication", clients(b.Contract)...)
	b.Table("media types and methods", Need(media(), facts.StrictErrors)...)
	b.Table("any error", Need(answers(b.Contract), facts.StrictErrors)...)
	b.Table("what OAuth 2.0 refuses", Need(refused(b.Contract), facts.RFC6749Errors)...)
	b.Table("what the document lists", withoutUnstated(b.Contract, Need(asListed(b.Contract), facts.DocumentedErrors))...)
}

// Specs describes the area.
func Specs(s *Suite) {
	Describe("errors", Label("errors"), func() {
		for table, entries := range s.Tables("errors") {
			DescribeTable(table, s.Judge, entries)
		}
	})
}

func grantTypes() []Clause {
	clause := func(id, sentence string, name probe.Name, outcomes ...match.Outcome) Clause {
		return New("errors."+id+".refused", Mandatory, page400, 9, sentence, From(name), match.Refused(outcomes...)).Needs(facts.StrictErrors)
	}
	return []Clause{
		New("errors.grant-missing.refused", Mandatory, page400, 9,
			"refuses a request without grant_type", From(probe.GrantMissing), match.Refused(invalidRequest)).WhenRun(notForItsScope).
			In(facts.RFC6749Errors, promised(gettingToken)).In(facts.DocumentedErrors, listed),
		New("errors.grant-unknown.refused", Mandatory, page400, 9,
			"refuses a grant type that it does not support",
			From(probe.GrantUnknown).Or(probe.OwnSpellings()...).Or(probe.GrantQuoted).Or(probe.ForeignGrants()...),
			match.Refused(unsupported).
				To(match.Refused(unsupported, unauthorizedClient), probe.OwnSpellings()...).
				To(match.Refused(unsupported, invalidRequest), probe.GrantQuoted).
				To(match.Refused(unsupported, unauthorizedClient, invalidRequest), probe.MalformedGrants()...).
				To(match.Refused(unsupported, unauthorizedClient, invalidRequest, invalidGrant), probe.ForeignGrants()...)).
			In(facts.RFC6749Errors, Reading{
				Source: gettingToken, Ruling: 23, Hold: match.ClientError(), After: probe.Valid,
				Subject: grantsOf6749,
			}).
			In(facts.DocumentedErrors, Reading{
				Ruling: 11, Hold: match.ClientError(), After: probe.Valid,
				Subject: From(probe.GrantUnknown).Or(probe.OwnSpellings()...).Or(probe.RefreshGrantSpellings()...),
			}),
		clause("grant-empty", "refuses an empty grant type", probe.GrantEmpty, invalidRequest, unsupported, unprocessable),
		clause("grant-number", "refuses a number as grant type", probe.GrantNumber, invalidRequest, unprocessable),
		clause("grant-boolean", "refuses a boolean as grant type", probe.GrantBoolean, invalidRequest, unprocessable),
		clause("grant-array", "refuses an array as grant type", probe.GrantArray, invalidRequest, unprocessable),
		clause("grant-object", "refuses an object as grant type", probe.GrantObject, invalidRequest, unprocessable),
		clause("grant-null", "refuses null as grant type", probe.GrantNull, invalidRequest, unprocessable),
	}
}

// grantsOf6749 are the grant types that nobody has who leaves it to RFC 6749 how they are refused.
var grantsOf6749 = From(probe.GrantUnknown).Or(probe.OwnSpellings()...).Or(probe.RefreshGrantSpellings()...).Or(probe.MadeUpGrants()...)

// notForItsScope leaves out a request that was refused for the contract's example scope, which is not valid for this client.
func notForItsScope(rec evidence.Record, x evidence.Exchange) string {
	asked, ok := rec.Of(string(probe.ValidScope))
	if rec.Run.Scope == "" && ok && asked.ErrorCode() == "invalid_scope" && x.ErrorCode() == "invalid_scope" {
		return "the contract's example scope is not valid for this client: --scope names one that is"
	}
	return ""
}

func bodies() []Clause {
	return []Clause{
		New("errors.body-empty.refused", Mandatory, page400, 9,
			"refuses an empty body", From(probe.BodyEmpty), match.Refused(invalidRequest)),
		New("errors.body-empty-object.refused", Mandatory, page400, 9,
			"refuses an empty object", From(probe.BodyEmptyObject), match.Refused(invalidRequest)),
		New("errors.body-truncated.refused", Mandatory, page400, 9,
			"refuses JSON that is cut short", From(probe.BodyTruncated), match.Refused(invalidRequest)),
		New("errors.body-garbage.refused", Mandatory, page400, 9,
			"refuses a body that is not JSON", From(probe.BodyGarbage), match.Refused(invalidRequest)),
		New("errors.duplicate-parameter.refused", Recommended, page400, 9,
			"refuses a request that repeats a parameter",
			OneOf(repeated...), match.Refused(invalidRequest).To(match.Refused(invalidRequest, invalidScope), probe.DuplicateScope)),
	}
}

func media() []Clause {
	return []Clause{
		New("errors.content-type-text.refused", Recommended, "RFC 9110, section 15.5.16", 9,
			"refuses a body that is called text/plain", From(probe.ContentTypeText), match.ClientError()),
		New("errors.content-type-none.refused", Recommended, "RFC 9110, section 8.3", 9,
			"refuses a body without a content type", From(probe.ContentTypeNone), match.ClientError()),
		New("errors.accept-xml.answer", Mandatory, "endpoint page, response 406", 9,
			"answers a client that accepts XML alone with 406, or with JSON all the same",
			From(probe.AcceptXML), match.Either(match.Status(http.StatusNotAcceptable))),
		New("errors.method-head.refused", Recommended, "RFC 9110, section 9.3.2", 9,
			"refuses HEAD with 405 and no body", From(probe.MethodHEAD), match.NoBody()),
	}
}

func answers(c *openapi.Contract) []Clause {
	inModel := Answers("no OAuth error answer was seen", func(x evidence.Exchange) bool {
		return c.IsOAuthError(x.Response.Status) && x.Members() != nil
	})
	anyError := Answers("no error answer was seen", func(x evidence.Exchange) bool {
		return x.Response.Status >= http.StatusBadRequest && x.Request.Method != http.MethodHead
	})
	return []Clause{
		New("errors.oauth.characters", Mandatory, codes, 8,
			"keeps the values of OAuth errors within the permitted characters", inModel, match.OAuthCharacters()),
		New("errors.members.unique", Recommended, "RFC 8259, section 4", 8,
			"writes every member of an error answer once", anyError, match.UniqueMembers()),
		New("errors.burst.answer", Mandatory, "endpoint page, response 429", 9,
			"answers a burst with 429, or each request as ever",
			Every(probe.Burst),
			match.Refused(unsupported, match.Status(http.StatusTooManyRequests))),
		New("errors.status.documented", Mandatory, "endpoint page, responses", 3,
			"answers requests that the contract describes with statuses that it lists",
			From(probe.ExtraParameter).Or(repeated...), match.StatusIn("a documented status", c.Statuses()...)),
	}
}

// repeated are the requests in which a parameter stands twice.
var repeated = []probe.Name{probe.DuplicateParameter, probe.DuplicateScope, probe.DuplicateExtra}
