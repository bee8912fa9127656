package schemas

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// found tells a value's type and size and nothing else of it.
func found(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case bool:
		return "a boolean"
	case string:
		return "a string of " + plural(uint64(utf8.RuneCountInString(value)), "character")
	case json.Number:
		if strings.ContainsAny(value.String(), ".eE") {
			return "a number with a fraction or an exponent"
		}
		return "a number"
	case float64:
		return found(json.Number(decimal(value))) // out of a document
	case []any:
		return "a list of " + plural(uint64(len(value)), "item")
	case map[string]any:
		return "an object of " + plural(uint64(len(value)), "member")
	default:
		return "something else"
	}
}

// Word writes a value of a document.
func Word(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "a value"
	}
	return string(text)
}

func listed(values []any) string {
	words := make([]string, len(values))
	for i, value := range values {
		words[i] = Word(value)
	}
	return strings.Join(words, ", ")
}

// Words names the type that a schema asks for: "integer", "list of strings", "string or null".
func Words(ref *openapi3.SchemaRef) string {
	words := typeWords(ref, 0)
	if ref != nil && ref.Value != nil && ref.Value.Nullable {
		words += " or null"
	}
	return words
}

func typeWords(ref *openapi3.SchemaRef, depth int) string {
	if ref == nil || ref.Value == nil || ref.Value.Type == nil || len(*ref.Value.Type) == 0 || depth > 3 {
		return "value"
	}
	if typ := *ref.Value.Type; len(typ) > 1 {
		return strings.Join(typ, " or ")
	}
	typ := (*ref.Value.Type)[0]
	if typ != openapi3.TypeArray {
		return typ
	}
	items := typeWords(ref.Value.Items, depth+1)
	if items == "value" || strings.Contains(items, " or ") {
		return "list"
	}
	first, rest, nested := strings.Cut(items, " ")
	if nested {
		return "list of " + first + "s " + rest
	}
	return "list of " + items + "s"
}

// Article puts an article before the words for a type: "an integer", "a string".
func Article(words string) string {
	if slices.Contains([]string{"integer", "object"}, strings.SplitN(words, " ", 2)[0]) {
		return "an " + words
	}
	return "a " + words
}

// Constraints says what a schema asks for beyond a type, as far as it is judged: " that has 36 characters and the form
// uuid"; "" where it asks for nothing.
func Constraints(s *openapi3.Schema) string {
	if s.Always != nil && !*s.Always {
		return " that is not there at all"
	}
	words := slices.Concat(textWords(s), numberWords(s), listWords(s), objectWords(s), compositionWords(s))
	if len(words) == 0 {
		return ""
	}
	last := len(words) - 1
	if last == 0 {
		return " that has " + words[0]
	}
	return " that has " + strings.Join(words[:last], ", ") + " and " + words[last]
}

func textWords(s *openapi3.Schema) []string {
	var words []string
	words = append(words, counted(s.MinLength, s.MaxLength, "character")...)
	if s.Pattern != "" {
		if _, why := translated(s.Pattern); why == "" {
			words = append(words, "the form of "+s.Pattern)
		}
	}
	if textFormats()[s.Format] != nil || numberFormats()[s.Format][0] != nil {
		words = append(words, "the form "+s.Format)
	}
	if encodings()[s.ContentEncoding] != nil {
		words = append(words, "the encoding "+s.ContentEncoding)
	}
	return words
}

func numberWords(s *openapi3.Schema) []string {
	var words []string
	if limit, excluded, there := least(s); there {
		words = append(words, "a value "+leastWords(limit, excluded))
	}
	if limit, excluded, there := most(s); there {
		words = append(words, "a value "+mostWords(limit, excluded))
	}
	if s.MultipleOf != nil {
		words = append(words, decimal(*s.MultipleOf)+" as a divisor")
	}
	return words
}

// counted says how many there are: "36 characters", "2 to 3 characters", "at least 1 item".
func counted(least uint64, most *uint64, what string) []string {
	switch {
	case most == nil && least == 0:
		return nil
	case most == nil:
		return []string{"at least " + plural(least, what)}
	case *most == least:
		return []string{plural(least, what)}
	case least == 0:
		return []string{"at most " + plural(*most, what)}
	default:
		return []string{fmt.Sprintf("%d to %s", least, plural(*most, what))}
	}
}

func listWords(s *openapi3.Schema) []string {
	words := counted(s.MinItems, s.MaxItems, "item")
	say := func(asked bool, what string) {
		if asked {
			words = append(words, what)
		}
	}
	say(s.UniqueItems, "every item once")
	say(s.Items != nil && s.Items.Value != nil && (!bare(s.Items.Value) || typeWords(s.Items, 0) != "value" && !s.Type.Is(openapi3.TypeArray)), "items of the documented form")
	say(len(s.PrefixItems) > 0, "first items of the documented forms")
	if s.Contains != nil {
		least := uint64(1)
		if s.MinContains != nil {
			least = *s.MinContains
		}
		say(true, strings.Join(counted(least, s.MaxContains, "item"), "")+" of the documented form")
	}
	say(asks(s.UnevaluatedItems), "no further items than the documented ones")
	return words
}

func objectWords(s *openapi3.Schema) []string {
	words := counted(s.MinProps, s.MaxProps, "member")
	say := func(asked bool, what string) {
		if asked {
			words = append(words, what)
		}
	}
	say(s.AdditionalProperties.Schema != nil, "further members of the documented form alone")
	for _, pattern := range slices.Sorted(maps.Keys(s.PatternProperties)) {
		if _, why := translated(pattern); why == "" {
			words = append(words, "members of the documented form where they are called like "+pattern)
		}
	}
	say(s.PropertyNames != nil, "members with names of the documented form")
	for _, name := range slices.Sorted(maps.Keys(s.DependentRequired)) {
		say(len(s.DependentRequired[name]) > 0, strings.Join(s.DependentRequired[name], ", ")+" where it has "+name)
	}
	for _, name := range slices.Sorted(maps.Keys(s.DependentSchemas)) {
		say(true, "the documented form where it has "+name)
	}
	say(asks(s.UnevaluatedProperties), "no further members than the documented ones")
	return words
}

func asks(rest openapi3.BoolSchema) bool {
	return rest.Schema != nil || rest.Has != nil && !*rest.Has
}

func compositionWords(s *openapi3.Schema) []string {
	var words []string
	if len(s.OneOf) > 0 {
		words = append(words, "exactly one of the "+forms(s.OneOf))
	}
	if len(s.AnyOf) > 0 {
		words = append(words, "one of the "+forms(s.AnyOf))
	}
	if s.Not != nil {
		words = append(words, "not the form that is excluded")
	}
	if s.If != nil && (s.Then != nil || s.Else != nil) {
		words = append(words, "the form that is documented for its case")
	}
	return words
}

// forms names alternatives where all of them have names or plain types.
func forms(alternatives openapi3.SchemaRefs) string {
	names := make([]string, len(alternatives))
	for i, alternative := range alternatives {
		switch {
		case alternative == nil || alternative.Value == nil:
			return "documented forms"
		case alternative.Ref != "" || alternative.Value.Title != "":
			names[i] = formName(alternative, i)
		case typeWords(alternative, 0) != "value" && bare(alternative.Value):
			names[i] = Words(alternative)
		default:
			return "documented forms"
		}
	}
	return "forms " + strings.Join(names, ", ")
}

// bare says that a schema asks for a type and nothing else.
func bare(s *openapi3.Schema) bool {
	beyond := *s
	beyond.Type, beyond.Nullable, beyond.ReadOnly, beyond.Examples, beyond.Items = nil, false, false, nil, nil
	return beyond.IsEmpty()
}
