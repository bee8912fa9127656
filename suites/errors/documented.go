package errors

import (
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// listed is how a clause reads where the document alone says how requests are refused: that they are is promised by its
// listing refusals at all, and a token for who must not have one is the gravest failure everywhere (R11).
var listed = Reading{Ruling: 11, Hold: match.ClientError(), After: probe.Valid}

// asListed are the rows of requests that have to be refused, where no RFC says how: that they are, and with what the
// document lists (R3).
func asListed(c *openapi.Contract) []Clause {
	var clauses []Clause
	for _, r := range refusals() {
		control := probe.Valid
		if strings.HasPrefix(r.id, "refresh-") {
			control = probe.Refresh // who refuses every refresh does not refuse this one
		}
		if r.promised != "" {
			clauses = append(clauses, New("errors."+r.id+".refused", Mandatory, InFacts, 11, "refuses "+r.sentence, r.from, match.ClientError()).After(control).Critical())
		}
		if answer, ok := answerOf(c, r); ok {
			clauses = append(clauses, answer.When(refusedAtAll).After(control))
		}
	}
	return clauses
}

// answerOf is the clause of how a request is refused: as the facts say of this one, else with a status that the document
// lists. False where neither says anything. Codes are the document's matter: its lists have clauses of their own.
func answerOf(c *openapi.Contract, r refusal) (Clause, bool) {
	id := "errors." + r.id + ".answer"
	var outcomes []match.Outcome
	for _, said := range c.Facts.Errors.Answers[r.id] {
		outcomes = append(outcomes, match.Outcome{Status: said.Status, Code: said.Code})
	}
	if len(outcomes) > 0 {
		return New(id, Mandatory, InFacts, 2, "refuses "+r.sentence+" as its documentation says", r.from,
			match.Refused(outcomes...).To(match.RefusedAs("a documented status", documented4xx(c)...), perhapsInvalid...)), true
	}
	statuses := documented4xx(c)
	if len(statuses) == 0 {
		return Clause{}, false
	}
	return New(id, Mandatory, InDocument, 3, "refuses "+r.sentence+" with a status that its document lists", r.from,
		match.RefusedAs("a documented 4xx", statuses...)), true
}

// Answerable are the names of the requests of which facts may say how they are answered, in the order of the clauses.
func Answerable() []string {
	var names []string
	for _, r := range refusals() {
		names = append(names, r.id)
	}
	return names
}

// withoutUnstated leaves out what a document has to state of requests to have others refused, where its own rules hold alone: a target
// that never looks at grant_type keeps one that neither requires it nor lists its values.
func withoutUnstated(c *openapi.Contract, clauses []Clause) []Clause {
	if c.Facts.Has(facts.OAuthErrors) {
		return clauses
	}
	return slices.DeleteFunc(clauses, func(k Clause) bool {
		return strings.HasPrefix(k.ID, "errors.grant-missing.") && !c.RequestRequires("grant_type") ||
			strings.HasPrefix(k.ID, "errors.grant-unknown.") && !c.RequestLists("grant_type")
	})
}
