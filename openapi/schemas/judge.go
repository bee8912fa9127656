package schemas

import (
	"maps"
	"math/big"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/wire"
)

// Side says of which side of an exchange a value is.
type Side int

// The sides. What is writeOnly is for requests alone, and what is readOnly for answers (OpenAPI 3.0, Schema Object).
const (
	Answer Side = iota
	Request
)

// Instance says of a value what a schema does not.
type Instance struct {
	Side Side
	// Pointer is where the value stands in what was received.
	Pointer string
	// Most bounds how many violations are told; 0 is wire.MaxViolations.
	Most int
	// Facet leaves out what has statements of its own: members, those that are required, allOf.
	Facet bool
}

// Judge holds values against schemas that were lowered. It is safe for concurrent use.
type Judge struct {
	patterns  sync.Map // of the schemas, each compiled once: text -> *regexp.Regexp
	texts     map[string]func(string) bool
	encodings map[string]func(string) bool
	numbers   map[string][2]*big.Int
}

// NewJudge gives a judge for the schemas of one document.
func NewJudge() *Judge {
	return &Judge{texts: textFormats(), encodings: encodings(), numbers: numberFormats()}
}

// Violations gives every way in which a value breaks a schema, as far as the keywords are those that are judged (see
// Unjudged). The rules are the keywords' names in kebab case.
func (j *Judge) Violations(s *openapi3.Schema, value any, in Instance) []wire.Violation {
	w := &walk{judge: j, side: in.Side, most: in.Most}
	if w.most == 0 {
		w.most = wire.MaxViolations
	}
	w.schema(s, value, where{pointer: in.Pointer, facet: in.Facet})
	return w.found
}

// walk is one way through a schema and a value.
type walk struct {
	judge  *Judge
	side   Side
	most   int
	found  []wire.Violation
	quiet  bool // what is found is not told: it only matters whether there is anything
	learns bool // what a schema speaks of matters, too
	seen   map[visit]*result
	depth  int
	trial  bool // it looks for what is nearest, and for no more within that
}

// visit is a schema at a place of the value. Schemas that refer to each other many times over meet it once.
type visit struct {
	schema  *openapi3.Schema
	pointer string
	exempt  string
	quiet   bool
	learns  bool
}

// result is what came of a visit. While it is under way it has no fault.
type result struct {
	fails bool
	known known
}

// where is the place of a value, and what is known about it from around.
type where struct {
	pointer string
	facet   bool
	exempt  []string // members that this side does not have, by what is composed around the schema
}

// tell notes a violation and says that there is one.
func (w *walk) tell(at where, rule, wanted string, value any) bool {
	return w.tellFound(at.pointer, rule, wanted, found(value))
}

func (w *walk) tellFound(pointer, rule, wanted, seen string) bool {
	if w.quiet || len(w.found) >= w.most {
		return true
	}
	v := wire.Violation{Pointer: wire.ShortPointer(pointer), Rule: rule, Detail: "wanted " + wanted + ", found " + seen}
	if !slices.Contains(w.found, v) {
		w.found = append(w.found, v)
	}
	return true
}

// enough says that no more is to be found out.
func (w *walk) enough(fails bool) bool {
	return fails && w.quiet && !w.learns || !w.quiet && len(w.found) >= w.most
}

// fits tries a schema without telling what is wrong.
func (w *walk) fits(s *openapi3.SchemaRef, value any, at where) (bool, known) {
	if s == nil || s.Value == nil || value == nil && NullBeside(s) {
		return true, known{}
	}
	before := w.quiet
	w.quiet = true
	r := w.schema(s.Value, value, at)
	w.quiet = before
	return !r.fails, r.known
}

// schema holds a value against a schema.
func (w *walk) schema(s *openapi3.Schema, value any, at where) *result {
	if s == nil || w.depth > maxDepth {
		return &result{}
	}
	r := &result{}
	if composed(s) { // no other is met twice at a place, but by one that is
		key := visit{s, at.pointer, joined(at.exempt), w.quiet, w.learns}
		if known, met := w.seen[key]; met {
			return known
		}
		if w.seen == nil {
			w.seen = map[visit]*result{}
		}
		w.seen[key] = r
	}
	w.depth++
	r.fails = w.keywords(s, value, at, &r.known)
	w.depth--
	return r
}

// maxDepth bounds how deep schemas are followed: deeper than any value that is looked at, with compositions in between.
const maxDepth = 16 * wire.MaxDepth

func joined(names []string) string {
	text := ""
	for _, name := range names {
		text += name + "\x00"
	}
	return text
}

// composed says that a schema holds others against the same value.
func composed(s *openapi3.Schema) bool {
	return len(s.AllOf)+len(s.AnyOf)+len(s.OneOf)+len(s.DependentSchemas) > 0 || s.Not != nil || s.If != nil
}

// keywords holds a value against each keyword of a schema; true where it breaks one.
func (w *walk) keywords(s *openapi3.Schema, value any, at where, k *known) bool {
	if s.Always != nil {
		return !*s.Always && w.tellFound(at.pointer, "false", "nothing at all here", found(value))
	}
	if value == nil && s.Nullable {
		return false
	}
	if !permits(s, value) {
		return w.tell(at, "type", Article(Words(&openapi3.SchemaRef{Value: s})), value)
	}
	fails := w.enum(s, value, at)
	for _, hold := range []func(*openapi3.Schema, any, where, *known) bool{w.scalar, w.composition, w.list, w.object} {
		if w.enough(fails) {
			return fails
		}
		fails = hold(s, value, at, k) || fails
	}
	return fails
}

func (w *walk) enum(s *openapi3.Schema, value any, at where) bool {
	if len(s.Enum) == 0 || slices.ContainsFunc(s.Enum, func(one any) bool { return equal(one, value) }) {
		return false
	}
	return w.tell(at, "enum", "one of "+listed(s.Enum), value)
}

// permits says that a value is of one of the schema's types.
func permits(s *openapi3.Schema, value any) bool {
	if s.Type == nil || len(*s.Type) == 0 {
		return true
	}
	return slices.ContainsFunc(*s.Type, func(typ string) bool {
		switch v := value.(type) {
		case nil:
			return typ == openapi3.TypeNull
		case bool:
			return typ == openapi3.TypeBoolean
		case string:
			return typ == openapi3.TypeString
		case []any:
			return typ == openapi3.TypeArray
		case map[string]any:
			return typ == openapi3.TypeObject
		default:
			n, isNumber := numberOf(v)
			return isNumber && (typ == openapi3.TypeNumber || typ == openapi3.TypeInteger && n.isInteger())
		}
	})
}

// known is what of a list or an object schemas have spoken of, for unevaluatedItems and unevaluatedProperties.
type known struct {
	members map[string]bool
	items   map[int]bool
	all     bool // items and members alike
}

func (k *known) member(name string) {
	if k.members == nil {
		k.members = map[string]bool{}
	}
	k.members[name] = true
}

func (k *known) item(i int) {
	if k.items == nil {
		k.items = map[int]bool{}
	}
	k.items[i] = true
}

func (k *known) add(other known) {
	k.all = k.all || other.all
	for _, name := range slices.Collect(maps.Keys(other.members)) {
		k.member(name)
	}
	for i := range other.items {
		k.item(i)
	}
}
