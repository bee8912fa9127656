package openapi

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// maxStatements bounds what one document may state of one operation: schemas that refer to each other many
// times over multiply.
const maxStatements = 5000

// seen is an answer as the rules look at it.
type seen struct {
	wire.Answer
	media string // the documented media type that the schemas are chosen by
	// body gives the body as far as the document names its members, and the first of the others; false where it does not
	// begin with a JSON value. It decodes once, when it is asked for: most answers are bound by few rules.
	body func() (any, bool)
	// named is body without the others, which takes less time to read: for who looks at members by name.
	named func() (any, bool)
}

// rule finds what breaks a statement in an answer that the statement binds.
type rule func(s seen) []wire.Violation

// entry is a statement with the rules that hold an answer against it. It has several where a composition
// states the same thing twice.
type entry struct {
	Requirement
	position
	rules []boundRule
	asked []askedRule // of statements about requests
}

// boundRule is a rule for the answers with one of the statuses and, where media is not empty, that media
// type. No statuses: for every answer. Rules of one statement with the same id are the same rule.
type boundRule struct {
	id       string
	statuses []int
	media    string
	check    rule
}

func (r boundRule) binds(s seen) bool {
	return (len(r.statuses) == 0 || slices.Contains(r.statuses, s.Status)) && (r.media == "" || r.media == s.media)
}

// entryKey tells statements apart. Two that agree in it are one, made in several places.
type entryKey struct {
	kind                 Kind
	name, subject, value string
	status               int
}

func keyOf(s Requirement) entryKey {
	key := entryKey{kind: s.Kind, name: s.Name, subject: s.Subject}
	switch s.Kind {
	case EnumValueKind, RequestPropertyKind, RequestValueKind, ServerKind, ServerValueKind, ParameterKind, KeywordKind:
		key.value = s.Value
	case StatusKind, MediaTypeKind, HeaderKind:
		key.status = s.Statuses[0]
	case RequiredKind, TypeKind, ClosedKind, EnumKind, MethodKind, StatusRangeKind, OperationKind,
		RequestMediaTypeKind, RequestClosedKind, SecurityKind:
	}
	return key
}

// statements collects what a document states.
type statements struct {
	file    string
	doc     *openapi3.T
	op      operation
	entries map[entryKey]*entry
	visited int  // schemas, each as often as something refers to it
	full    bool // more was stated than is read
	models  requestModels
	named   map[string]bool // members of answers that schemas speak of, and whether of what is within them
	others  bool            // they speak of what is within any other, too
	visitor
}

// add notes a statement with its rule. Made before for other answers, it binds them all.
func (c *statements) add(s Requirement, p position, r boundRule) {
	key := keyOf(s)
	e, made := c.entries[key]
	if !made {
		if len(c.entries) >= maxStatements {
			c.full = true
			return
		}
		s.File, s.Line = c.file, p.line
		e = &entry{Requirement: s, position: p}
		e.Statuses = slices.Clone(s.Statuses)
		c.entries[key] = e
	}
	for _, status := range s.Statuses {
		if !slices.Contains(e.Statuses, status) {
			e.Statuses = append(e.Statuses, status)
		}
	}
	slices.Sort(e.Statuses)
	if r.check == nil {
		return
	}
	same := func(o boundRule) bool { return o.id == r.id && o.media == r.media }
	if i := slices.IndexFunc(e.rules, same); i >= 0 {
		e.rules[i].statuses = append(e.rules[i].statuses, r.statuses...)
		return
	}
	r.statuses = slices.Clone(r.statuses)
	e.rules = append(e.rules, r)
}

// state reads all statements off the document, in its order.
func state(file string, doc *openapi3.T, op operation) ([]Requirement, *statements, error) {
	c := &statements{file: file, doc: doc, op: op, entries: map[entryKey]*entry{}, visitor: visitor{schemas.NewJudge()}, named: map[string]bool{}, models: requestModels{within: map[string]string{}}}
	c.serverStatements()
	c.securityStatements()
	c.add(Requirement{Kind: OperationKind, Pointer: op.pointer, Subject: op.method, Value: op.path}, placeOf(op.value.Origin), boundRule{})
	c.requestStatements()
	c.methodStatements()
	for _, r := range op.responses() {
		c.responseStatements(r)
	}
	if c.full {
		return nil, nil, fmt.Errorf("wanted at most %d schemas and statements about one operation, found more; simplify its schemas", maxStatements)
	}
	sorted := make([]*entry, 0, len(c.entries))
	for _, e := range c.entries {
		sorted = append(sorted, e)
	}
	slices.SortFunc(sorted, compareEntries)
	list := make([]Requirement, len(sorted))
	for i, e := range sorted {
		list[i] = e.Requirement
	}
	return list, c, nil
}

func compareEntries(a, b *entry) int {
	return cmp.Or(
		comparePlaces(a.position, b.position), cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Name, b.Name), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Value, b.Value),
		slices.Compare(a.Statuses, b.Statuses),
	)
}

// position is where something stands in the document; zero when that is not known.
type position struct{ line, column int }

func comparePlaces(a, b position) int {
	return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
}

func located(l openapi3.Location) position { return position{l.Line, l.Column} }

// placeOf gives the first known of several places, the most exact one first.
func placeOf(origins ...*openapi3.Origin) position {
	for _, origin := range origins {
		if origin != nil && origin.Key != nil {
			return located(*origin.Key)
		}
	}
	return position{}
}

// placeOfField gives the place of a keyword within an object, else of the object.
func placeOfField(origin *openapi3.Origin, keyword string) position {
	if origin == nil {
		return position{}
	}
	if l, ok := origin.Fields.Lookup(keyword); ok {
		return located(l)
	}
	return placeOf(origin)
}

// placeOfItem gives the place of a list's item, else of the list's keyword, else of the object.
func placeOfItem(origin *openapi3.Origin, keyword string, index int) position {
	if origin == nil {
		return position{}
	}
	if items := origin.Sequences[keyword]; index < len(items) {
		return located(items[index])
	}
	return placeOfField(origin, keyword)
}
