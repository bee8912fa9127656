package suites

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/client"
)

// The states of what a document states, after a run.
const (
	// Judged says that it was observed, and held against the document.
	Judged = "judged"
	// NotObserved says that what could bring it about was asked, and it did not come.
	NotObserved = "not-observed"
	// NotProvokable says that no request brings it about, and that it did not come by itself.
	NotProvokable = "not-provokable"
	// NotAsked says that nothing was asked that would show it.
	NotAsked = "not-asked"
)

// Covered is one thing that a contract's document states, and what becomes of it.
type Covered struct {
	Statement openapi.Requirement
	// Clauses are the IDs of the clauses that judge it, in the catalogue's order.
	Clauses []string
	// Client are the IDs of the clauses that hold clients to it, of what a service is only asked by.
	Client []string
	// Reason says why no clause judges it or, beside clauses, why no request brings it about.
	Reason string
}

// Coverage gives a row for each statement of the contract's document, in its order. The clauses are the whole
// catalogue, also where a run chose less of it. A row with neither clause nor reason is a gap in the suite.
func Coverage(c *openapi.Contract, clauses []clause.Clause) []Covered {
	var rows []Covered
	for _, operation := range c.Operations() {
		for _, row := range coverage(operation, alone(clauses, operation.Operation)) {
			if operation.Operation != "" {
				for i := range row.Clauses {
					row.Clauses[i] += "." + operation.Operation
				}
				for i := range row.Client {
					row.Client[i] += "." + operation.Operation
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// coverage is Coverage of one token operation.
func coverage(c *openapi.Contract, clauses []clause.Clause) []Covered {
	asked := examine(c, clauses)
	statements := c.Requirements()
	rows := make([]Covered, len(statements))
	for i, s := range statements {
		row := Covered{Statement: s, Client: client.Judging(c, s)}
		switch id := clause.RequirementID(c, s); {
		case id != "":
			row.Reason = unprovokable(c, s)
			if slices.ContainsFunc(clauses, func(k clause.Clause) bool { return k.ID == id }) {
				row.Clauses = []string{id}
			}
		default:
			row.Clauses = asked.about(c, s)
			if s.Kind == openapi.HeaderKind { // without a clause of its own: any value is the documented string
				row.Clauses = ofHeader(clauses, s.Subject)
			}
			if len(row.Clauses) == 0 {
				row.Reason = whyNoProbe(c, s)
			}
		}
		rows[i] = row
	}
	return rows
}

// ClientCoverage is Coverage for the clauses that bind clients.
func ClientCoverage(c *openapi.Contract, clauses []clause.Clause) []Covered {
	var rows []Covered
	for _, operation := range c.Operations() {
		for _, row := range clientCoverage(operation, alone(clauses, operation.Operation)) {
			if operation.Operation != "" {
				for i := range row.Clauses {
					row.Clauses[i] += "." + operation.Operation
				}
				row.Client = row.Clauses
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// clientCoverage is ClientCoverage of one token operation.
func clientCoverage(c *openapi.Contract, clauses []clause.Clause) []Covered {
	statements := c.Requirements()
	rows := make([]Covered, len(statements))
	for i, s := range statements {
		row := Covered{Statement: s}
		for _, id := range client.Judging(c, s) {
			if slices.ContainsFunc(clauses, func(k clause.Clause) bool { return k.ID == id }) {
				row.Clauses = append(row.Clauses, id)
			}
		}
		if row.Client = row.Clauses; len(row.Clauses) == 0 {
			row.Reason = ofTheService(s)
		}
		rows[i] = row
	}
	return rows
}

// ofTheService says why no clause holds clients to a statement.
func ofTheService(s openapi.Requirement) string {
	switch s.Kind {
	case openapi.ServerKind, openapi.ServerValueKind:
		return "it is a choice of address, and the reference target has its own"
	case openapi.KeywordKind:
		return s.Why
	case openapi.SecurityKind:
		return "clients are seen to authenticate by HTTP Basic or in the body"
	case openapi.ParameterKind:
		if !s.Required {
			return "a client may leave it out, and may write into it what it likes"
		}
		return "nobody looks there"
	default:
		return "it binds the service"
	}
}

// ofHeader are the clauses of prose that judge a header field.
func ofHeader(clauses []clause.Clause, name string) []string {
	var ids []string
	for _, k := range clauses {
		if strings.HasPrefix(k.ID, "headers."+strings.ToLower(name)+".") {
			ids = append(ids, k.ID)
		}
	}
	return ids
}

// unprovokable says why no request brings about what a statement speaks of: a value, or all of its statuses.
func unprovokable(c *openapi.Contract, s openapi.Requirement) string {
	if s.Kind == openapi.EnumValueKind {
		return c.NotProvokable(s.Value)
	}
	reason := ""
	for _, status := range s.Statuses {
		if reason = c.NotProvokable(fmt.Sprint(status)); reason == "" {
			return ""
		}
	}
	return reason
}

// State tells what became of the statement in a run, and why it was not judged: "" when it was. Outcomes are the
// run's, by the IDs of their clauses.
func (c Covered) State(outcomes map[string]clause.Outcome) (state, reason string) {
	if len(c.Clauses) == 0 {
		return NotAsked, c.Reason
	}
	for _, id := range c.Clauses {
		switch o, chosen := outcomes[id]; {
		case chosen && isJudged(o):
			return Judged, ""
		case chosen && o.Asked && state == "":
			state, reason = NotObserved, o.Reason
		case chosen && reason == "":
			reason = o.Reason
		}
	}
	if c.Reason != "" {
		return NotProvokable, c.Reason
	}
	return cmp.Or(state, NotAsked), cmp.Or(reason, "none of its clauses was chosen")
}

func isJudged(o clause.Outcome) bool {
	return o.Status == clause.Passed || o.Status == clause.Failed || o.Status == clause.Warned
}

// Location says where the document states it: "file.yaml:12".
func (c Covered) Location() string {
	if c.Statement.Line == 0 {
		return c.Statement.File
	}
	return fmt.Sprintf("%s:%d", c.Statement.File, c.Statement.Line)
}

// InWords says what the document states.
func (c Covered) InWords() string {
	s := c.Statement
	member := "the body"
	if s.Subject != "" {
		member = "the member " + s.Subject
	}
	of := " of " + s.Name
	switch s.Kind {
	case openapi.StatusKind:
		return "status " + s.Subject
	case openapi.StatusRangeKind:
		return "the statuses " + s.Subject
	case openapi.MediaTypeKind:
		return fmt.Sprintf("media type %s with status %s", s.Subject, numbers(s.Statuses))
	case openapi.HeaderKind:
		return fmt.Sprintf("header %s with status %s%s", s.Subject, numbers(s.Statuses), optional(s))
	case openapi.RequiredKind:
		return member + of + " is required"
	case openapi.TypeKind:
		return member + of + " is of the type " + s.Value
	case openapi.ClosedKind:
		return member + of + " has the documented members alone"
	case openapi.EnumKind:
		return member + of + " has the documented values alone"
	case openapi.EnumValueKind:
		return fmt.Sprintf("the value %s of %s%s", s.Value, member, of)
	case openapi.MethodKind:
		return "the method " + s.Subject + " is not there"
	case openapi.ServerKind:
		return "server " + s.Subject
	case openapi.ServerValueKind:
		return fmt.Sprintf("the value %s of the server's variable %s", s.Value, s.Subject)
	case openapi.OperationKind:
		return "operation " + s.Subject + " " + s.Value
	case openapi.ParameterKind:
		return fmt.Sprintf("%s parameter %s%s", s.Value, s.Subject, optional(s))
	case openapi.RequestMediaTypeKind:
		return "media type " + s.Subject + " of requests"
	case openapi.RequestPropertyKind:
		return fmt.Sprintf("%s of requests, of the type %s%s", member, s.Value, optional(s))
	case openapi.RequestValueKind:
		return fmt.Sprintf("the value %s of %s of requests", s.Value, member)
	case openapi.RequestClosedKind:
		return "the body of requests has the documented members alone"
	case openapi.SecurityKind:
		return fmt.Sprintf("security scheme %s (%s)", s.Subject, s.Value)
	case openapi.KeywordKind:
		if len(s.Statuses) == 0 {
			of += ", of requests"
		}
		if strings.Contains(s.Pointer, "/headers/") {
			member = "the header field " + s.Subject
		}
		return "the keyword " + s.Value + " of " + member + of
	}
	return strings.TrimSpace(string(s.Kind) + " " + s.Subject + " " + s.Value)
}

func optional(s openapi.Requirement) string {
	if s.Required {
		return ", required"
	}
	return ", optional"
}

func numbers(statuses []int) string {
	words := make([]string, len(statuses))
	for i, status := range statuses {
		words[i] = fmt.Sprint(status)
	}
	return strings.Join(words, ", ")
}
