package suites

import (
	"fmt"
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

// Note is what a contract leaves open, and a reader may want to know all the same.
type Note struct {
	ID     string
	About  string // "a user name in the other case"
	Ruling clause.Ruling
	Probe  probe.Name
	Needs  []facts.Feature
}

// Notes lists what is noted of a contract.
func Notes(c *openapi.Contract) []Note {
	return slices.DeleteFunc(notes(), func(n Note) bool {
		return slices.ContainsFunc(n.Needs, func(f facts.Feature) bool { return !c.Facts.Has(f) })
	})
}

func notes() []Note {
	open := []facts.Feature{facts.RFC6749Errors}
	refreshed := []facts.Feature{facts.RefreshGrant}
	list := []Note{
		{"username.case", "the user name in the other case", 25, probe.UserCase, []facts.Feature{facts.OpenErrors, facts.Logins}},
		{"request.json", "the request as JSON", 25, probe.JSONEncoded, open},
		{"request.credentials-in-body", "client credentials in the body", 25, probe.BodyCredentials, open},
		{"request.accept-xml", "a client that accepts XML alone", 25, probe.AcceptXML, open},
		{"refresh.used", "a refresh token that was used before", 22, probe.RefreshOld, refreshed},
		{"refresh.old-access-token", "the access token from before a refresh", 25, probe.ResourceOld, refreshed},
	}
	list = append(list, Note{"resource.two-headers", "two Authorization fields", 14, probe.ResourceTwoHeaders, []facts.Feature{facts.StrictResource}})
	for _, method := range []string{"GET", "PUT", "PATCH", "DELETE", "HEAD"} {
		list = append(list, Note{string(probe.Method(method)), "the method " + method, 25, probe.Method(method), open})
	}
	return list
}

// See gives what a run has seen of it. What was not asked, or not answered, is not there.
func See(c *openapi.Contract, rec evidence.Record) []clause.Noted {
	var seen []clause.Noted
	for _, operation := range c.Operations() {
		seen = append(seen, see(operation, rec.OfOperation(operation.Operation))...)
	}
	return seen
}

func see(c *openapi.Contract, rec evidence.Record) []clause.Noted {
	var seen []clause.Noted
	for _, n := range Notes(c) {
		if x, ok := rec.Of(string(n.Probe)); ok && x.Response != nil {
			if c.Operation != "" {
				n.ID, n.About = n.ID+"."+c.Operation, n.About+" ("+c.Operation+")"
			}
			seen = append(seen, clause.Noted{ID: n.ID, About: n.About, Seen: answer(x), Ruling: n.Ruling.String(), Evidence: []string{x.ID}})
		}
	}
	return seen
}

func answer(x evidence.Exchange) string {
	if x.Granted() {
		return fmt.Sprintf("%d with a token", x.Response.Status)
	}
	return match.Found(x)
}
