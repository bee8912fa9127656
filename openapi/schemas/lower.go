package schemas

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Dialects are what a schema of OpenAPI 3.1 may say that it is written in (OpenAPI 3.1, section 4.8.24.5).
func Dialects() []string {
	return []string{"https://spec.openapis.org/oas/3.1/dialect/base", "https://spec.openapis.org/oas/3.1/dialect/2024-11-10", "https://json-schema.org/draft/2020-12/schema"}
}

// Lower brings a schema of OpenAPI 3.1 to the form in which one of 3.0 says the same, as far as it has one: "null" among
// the types becomes nullable, const an enumeration of one, and a schema that is true one that asks for nothing. Other
// keywords of 3.1 stay as they are. It tells what has no meaning. Lowered twice, a schema is what it was.
func Lower(s *openapi3.Schema) []Fault {
	if s == nil {
		return nil
	}
	faults := meaningless(s)
	if s.Always != nil && *s.Always {
		s.Always = nil
	}
	lowerConst(s)
	lowerNull(s)
	return faults
}

// IsConst says that an enumeration of one was written as const.
func IsConst(s *openapi3.Schema) bool {
	if s.Const != nil {
		return true
	}
	if s.Origin == nil {
		return false
	}
	_, written := s.Origin.Fields.Lookup("const") // of null
	return written
}

func lowerConst(s *openapi3.Schema) {
	if !IsConst(s) {
		return
	}
	if len(s.Enum) > 0 && !slices.ContainsFunc(s.Enum, func(one any) bool { return equal(one, s.Const) }) {
		never := false
		s.AllOf = append(s.AllOf, &openapi3.SchemaRef{Value: &openapi3.Schema{Always: &never, Origin: s.Origin}})
	}
	s.Enum = []any{s.Const}
}

// lowerNull leaves null out of the types where it is one of several, and a list of values does not exclude it.
func lowerNull(s *openapi3.Schema) {
	if s.Type == nil || len(*s.Type) < 2 || !s.Type.Includes(openapi3.TypeNull) {
		return
	}
	others := slices.DeleteFunc(slices.Clone(*s.Type), func(typ string) bool { return typ == openapi3.TypeNull })
	s.Type = &others
	s.Nullable = len(s.Enum) == 0 || slices.Contains(s.Enum, nil)
}

func meaningless(s *openapi3.Schema) []Fault {
	var faults []Fault
	fail := func(field, format string, args ...any) {
		faults = append(faults, Fault{Text: fmt.Sprintf(format, args...), Origin: s.Origin, Field: field})
	}
	if s.Nullable && s.Origin != nil && !lowered(s) {
		fail("nullable", `wanted no nullable in a document of OpenAPI 3.1, which has it no more, found one; write type: [%s, "null"]`, typeOr(s, "string"))
	}
	if s.DynamicRef != "" {
		fail("$dynamicRef", "wanted $ref, found $dynamicRef, which is not followed; write what it refers to")
	}
	if s.SchemaDialect != "" && !slices.Contains(Dialects(), strings.TrimSuffix(s.SchemaDialect, "#")) {
		fail("$schema", "wanted the schema to be JSON Schema 2020-12, found another dialect; write it in that one")
	}
	return faults
}

// lowered says that nullable was not written.
func lowered(s *openapi3.Schema) bool {
	_, written := s.Origin.Fields.Lookup("nullable")
	return !written
}

func typeOr(s *openapi3.Schema, otherwise string) string {
	if s.Type == nil || len(*s.Type) == 0 {
		return otherwise
	}
	return strings.Join(*s.Type, ", ")
}
