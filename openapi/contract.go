package openapi

import (
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// Contract is a loaded contract. It does not change after it was loaded, and is safe for concurrent use.
type Contract struct {
	// Name is what a user types to name it: "prioticket", or the document's file name without extension.
	Name string
	// Title is what a reader of a report sees.
	Title string
	// Version is the version that the document gives itself.
	Version string
	// File is the document's name in code locations.
	File string
	// Digest is "sha256:" and the hexadecimal digest of the document's bytes.
	Digest string
	// FactsDigest is the same of the facts beside the document; "" when they were derived from it.
	FactsDigest string
	// Operation names the token operation in clauses, where the document has several; "" where there is one.
	Operation string
	// Facts are what stands beside the document.
	Facts facts.Facts

	operations []*Contract // each of several
	layout     *wire.Layout
	factLines  facts.Lines
	text       []byte
	doc        *openapi3.T
	operation  operation
	statements []Requirement
	entries    map[entryKey]*entry
	models     requestModels
	members    map[string]bool // of answers that schemas speak of, and whether of what is within them
	others     bool            // they speak of what is within any other, too
	visitor
	media map[int][]string // the documented media types of each status
}

// FactsFile is the name of the facts beside the document in code locations; "" when they were derived from it.
func (c *Contract) FactsFile() string {
	if c.FactsDigest == "" {
		return ""
	}
	return factsBeside(c.File)
}

// FactAt is the place of a key of the facts in code locations ("clause-sources.token.valid.accepted" gives
// "my-service.authconform.yaml:70"); "" for facts that were derived.
func (c *Contract) FactAt(key string) string {
	if c.FactsDigest == "" {
		return ""
	}
	return positioned.At(c.FactsFile(), c.factLines[key])
}

// IsBuiltIn says that it is one of those that are embedded.
func (c *Contract) IsBuiltIn() bool { return strings.HasPrefix(c.File, "openapi/") }

// Text is the document's own text, YAML or JSON, for those who read it by themselves.
func (c *Contract) Text() []byte { return slices.Clone(c.text) }

// TokenPath is the path of the token operation, which is appended to a base URL: "/oauth2/token".
func (c *Contract) TokenPath() string { return c.operation.path }

// MediaTypesOf are the documented media types of answers with a status, in the document's order.
func (c *Contract) MediaTypesOf(status int) []string { return slices.Clone(c.media[status]) }

// SuccessMediaTypes are the JSON media types with which the document has tokens issued, in its order.
func (c *Contract) SuccessMediaTypes() []string {
	var all []string
	for _, r := range c.operation.responses() {
		if c.layout.Succeeds(r.statuses[0]) {
			all = append(all, slices.DeleteFunc(mediaTypes(r.ref.Value.Content), func(m string) bool { return !wire.IsJSON(m) })...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Tells says that the document speaks of a member of token responses, wherever the contract has it.
func (c *Contract) Tells(name string) bool {
	place := wire.PointerTokens(c.layout.Place(name))
	return slices.ContainsFunc(c.statements, func(s Requirement) bool {
		return len(s.Statuses) > 0 && s.Statuses[0]/100 == 2 && (s.Kind == RequiredKind || s.Kind == TypeKind) && slices.Equal(s.Path(), place)
	})
}

// RequestRequires says that the document wants a member in every request, RequestLists that it lists the member's values.
func (c *Contract) RequestRequires(member string) bool {
	return slices.ContainsFunc(c.statements, func(s Requirement) bool {
		return s.Kind == RequestPropertyKind && s.Subject == member && s.Required
	})
}

// RequestLists says that the document lists the values of a member of requests.
func (c *Contract) RequestLists(member string) bool {
	return slices.ContainsFunc(c.statements, func(s Requirement) bool { return s.Kind == RequestValueKind && s.Subject == member })
}

// ResponsesPointer points to the responses of the token operation in the document.
func (c *Contract) ResponsesPointer() string { return wire.Child(c.operation.pointer, "responses") }

// TokenMethod is the method of the token operation: "POST".
func (c *Contract) TokenMethod() string { return c.operation.method }

// Statuses are the status codes that the document lists for the token operation, in ascending order. A range
// ("4XX") counts as all its codes, "default" as all errors.
func (c *Contract) Statuses() []int {
	var statuses []int
	for _, r := range c.operation.responses() {
		statuses = append(statuses, r.statuses...)
	}
	slices.Sort(statuses)
	return statuses
}

// Requirements is everything that the document states of the token operation, in its order. The slice is the
// caller's own.
func (c *Contract) Requirements() []Requirement {
	statements := slices.Clone(c.statements)
	for i := range statements {
		statements[i].Statuses = slices.Clone(statements[i].Statuses)
	}
	return statements
}

// EachRequirement goes over the same statements without a copy of each: their statuses stay the contract's own.
func (c *Contract) EachRequirement() iter.Seq[Requirement] { return slices.Values(c.statements) }

// ErrorCodes are the documented codes of refusals, in the document's order; nil when it lists none.
func (c *Contract) ErrorCodes() []string {
	return slices.Clone(c.layout.Codes)
}

// IsOAuthError tells whether the document gives answers with this status a code with listed values.
func (c *Contract) IsOAuthError(status int) bool {
	return slices.ContainsFunc(c.statements, func(s Requirement) bool {
		return s.Kind == EnumKind && status >= http.StatusBadRequest && "/"+s.Subject == c.layout.Place(wire.ErrorCode) && slices.Contains(s.Statuses, status)
	})
}

// NotProvokable says why no request brings about an enumeration's value or a status ("503"); "" when one can.
func (c *Contract) NotProvokable(value string) string {
	for _, u := range c.Facts.NotProvokable {
		if u.Value == value {
			return u.Reason
		}
	}
	return ""
}
