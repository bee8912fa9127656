package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/wire"
)

// typeFacet is what a schema says of a value's type and its constraints, without what has statements of
// its own: members, which of them are required, that there are no others, enumerations, compositions by
// allOf. It is nil when nothing is left.
func typeFacet(schema *openapi3.Schema, nullable bool) *openapi3.Schema {
	facet := *schema
	facet.Enum, facet.Required, facet.AllOf = nil, nil, nil
	facet.Nullable = schema.Nullable || nullable
	facet.Properties = nil
	if facet.AdditionalProperties.Schema == nil {
		facet.AdditionalProperties = openapi3.AdditionalProperties{}
	} else {
		// The schema for other members has to know which ones those are.
		facet.Properties = openapi3.Schemas{}
		for name := range schema.Properties {
			facet.Properties[name] = &openapi3.SchemaRef{Value: &openapi3.Schema{Nullable: true}}
		}
	}
	says := facet
	says.Nullable, says.ReadOnly, says.Properties = false, false, nil
	if says.IsEmpty() {
		return nil
	}
	return &facet
}

// visit holds a value against a schema and gives every violation, but only the first in an answer so large
// that a list of them would be larger still.
func visit(schema *openapi3.Schema, value any, pointer string, size int) []wire.Violation {
	return visitAs(openapi3.VisitAsResponse(), schema, value, pointer, size)
}

func visitAs(side openapi3.SchemaValidationOption, schema *openapi3.Schema, value any, pointer string, size int) []wire.Violation {
	const large = 64 << 10
	options := []openapi3.SchemaValidationOption{
		side, openapi3.DisableSchemaErrorDetails(),
		openapi3.WithStringFormatValidator("uuid", uuids),
	}
	if size <= large {
		options = append(options, openapi3.MultiErrors())
	}
	var violations []wire.Violation
	for _, err := range flatten(schema.VisitJSON(value, options...), 0) {
		if len(violations) == wire.MaxViolations {
			break
		}
		violations = append(violations, violationOf(err, pointer))
	}
	return violations
}

// flatten takes the single errors out of lists of them and out of allOf.
func flatten(err error, depth int) []error {
	if err == nil || depth > wire.MaxDepth {
		return nil
	}
	var list openapi3.MultiError
	if errors.As(err, &list) && isList(err) {
		var flat []error
		for _, one := range list {
			flat = append(flat, flatten(one, depth+1)...)
		}
		return flat
	}
	if schemaErr := new(openapi3.SchemaError); errors.As(err, &schemaErr) && schemaErr.SchemaField == "allOf" {
		if inner := flatten(allOf(schemaErr.Origin), depth+1); len(inner) > 0 {
			return inner
		}
	}
	return []error{err}
}

func isList(err error) bool {
	_, ok := err.(openapi3.MultiError) //nolint:errorlint // the outermost error alone is asked for
	return ok
}

// allOf finds the list of errors that an allOf error wraps twice.
func allOf(err error) error {
	for ; err != nil; err = errors.Unwrap(err) {
		if isList(err) {
			return err
		}
	}
	return nil
}

// violationOf says in our own words what the schema check found: its own may hold values.
func violationOf(err error, pointer string) wire.Violation {
	schemaErr := new(openapi3.SchemaError)
	if !errors.As(err, &schemaErr) || schemaErr.Schema == nil {
		return wire.Violation{Pointer: pointer, Rule: "type", Detail: "wanted a value that its schema can be held against, found none"}
	}
	for _, token := range schemaErr.JSONPointer() {
		pointer = wire.Child(pointer, token)
	}
	rule, wanted := ruleWords(schemaErr)
	found := foundWords(schemaErr.Value)
	if rule == "required" {
		found = "none"
	}
	return wire.Violation{Pointer: wire.ShortPointer(pointer), Rule: rule, Detail: "wanted " + wanted + ", found " + found}
}

func ruleWords(err *openapi3.SchemaError) (rule, wanted string) {
	schema := err.Schema
	switch err.SchemaField {
	case "type", "nullable":
		return "type", article(typeWords(&openapi3.SchemaRef{Value: schema}))
	case "required":
		return "required", "this member"
	case "properties":
		return "closed", "the documented members alone"
	case "enum":
		words := make([]string, len(schema.Enum))
		for i, value := range schema.Enum {
			words[i] = enumWord(value)
		}
		return "enum", "one of " + strings.Join(words, ", ")
	case "minLength":
		return "min-length", fmt.Sprintf("at least %d characters", schema.MinLength)
	case "maxLength":
		return "max-length", fmt.Sprintf("at most %d characters", deref(schema.MaxLength))
	case "pattern":
		return "pattern", "a string that matches " + schema.Pattern
	case "format":
		return "format", "the format " + schema.Format
	case "minimum":
		return "minimum", fmt.Sprintf("a number of at least %g", deref(schema.Min))
	case "maximum":
		return "maximum", fmt.Sprintf("a number of at most %g", deref(schema.Max))
	case "minItems":
		return "min-items", fmt.Sprintf("at least %d items", schema.MinItems)
	case "maxItems":
		return "max-items", fmt.Sprintf("at most %d items", deref(schema.MaxItems))
	default:
		return kebab(err.SchemaField), "what the keyword " + err.SchemaField + " of the schema demands"
	}
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

var upper = regexp.MustCompile(`[A-Z]`)

func kebab(keyword string) string {
	return strings.ToLower(upper.ReplaceAllString(keyword, "-$0"))
}

// foundWords tells a value's type and size and nothing else of it.
func foundWords(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case string:
		return counted("a string of %d character", utf8.RuneCountInString(value))
	case json.Number:
		return numberWords(value.String())
	case float64:
		return numberWords(fmt.Sprint(value))
	case []any:
		return counted("a list of %d item", len(value))
	case map[string]any:
		return counted("an object of %d member", len(value))
	default:
		return "something else"
	}
}

func numberWords(literal string) string {
	if strings.ContainsAny(literal, ".eE") {
		return "a number with a fraction or an exponent"
	}
	return "a number"
}

func counted(format string, n int) string {
	if n != 1 {
		format += "s"
	}
	return fmt.Sprintf(format, n)
}

// typeWords names the type that a schema asks for: "integer", "list of strings", "string or null".
func typeWords(ref *openapi3.SchemaRef) string {
	words := plainTypeWords(ref, 0)
	if ref != nil && ref.Value != nil && ref.Value.Nullable {
		words += " or null"
	}
	return words
}

func plainTypeWords(ref *openapi3.SchemaRef, depth int) string {
	if ref == nil || ref.Value == nil || ref.Value.Type == nil || len(*ref.Value.Type) == 0 || depth > 3 {
		return "value"
	}
	typ := (*ref.Value.Type)[0]
	if typ != openapi3.TypeArray {
		return typ
	}
	items := plainTypeWords(ref.Value.Items, depth+1)
	if items == "value" {
		return "list"
	}
	first, rest, nested := strings.Cut(items, " ")
	if nested {
		return "list of " + first + "s " + rest
	}
	return "list of " + items + "s"
}

func article(words string) string {
	if slices.Contains([]string{"integer", "object"}, strings.SplitN(words, " ", 2)[0]) {
		return "an " + words
	}
	return "a " + words
}

// uuids are those of RFC 9562, of whichever version.
var uuids = openapi3.NewRegexpFormatValidator(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)

// judgedFormats are the formats that values are held against. By any other one a schema remarks something (OpenAPI
// 3.0, Data Types).
func judgedFormats() []string { return []string{"byte", "date", "date-time", "int32", "int64", "uuid"} }

// constraintWords says what a schema asks for beyond a type: " that has at least 3 characters and the format uuid"; ""
// where it asks for nothing.
func constraintWords(s *openapi3.Schema) string {
	var words []string
	say := func(asked bool, format string, args ...any) {
		if asked {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	say(s.MinLength > 0, "at least %d characters", s.MinLength)
	say(s.MaxLength != nil, "at most %d characters", deref(s.MaxLength))
	say(s.Pattern != "", "the documented pattern")
	say(slices.Contains(judgedFormats(), s.Format), "the format %s", s.Format)
	say(s.Min != nil, "the minimum %g", deref(s.Min))
	say(s.Max != nil, "the maximum %g", deref(s.Max))
	say(s.MultipleOf != nil, "%g as a divisor", deref(s.MultipleOf))
	say(s.MinItems > 0, "at least %d items", s.MinItems)
	say(s.MaxItems != nil, "at most %d items", deref(s.MaxItems))
	say(s.UniqueItems, "every item once")
	say(s.MinProps > 0, "at least %d members", s.MinProps)
	say(s.MaxProps != nil, "at most %d members", deref(s.MaxProps))
	say(s.AdditionalProperties.Schema != nil, "further members of the documented form alone")
	say(len(s.OneOf) > 0, "exactly one of the documented forms")
	say(len(s.AnyOf) > 0, "one of the documented forms")
	say(s.Not != nil, "not the form that is excluded")
	if len(words) == 0 {
		return ""
	}
	return " that has " + strings.Join(words, " and ")
}
