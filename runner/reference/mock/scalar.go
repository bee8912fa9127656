package mock

import (
	"math"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// scalars are values of a schema that is neither an object's nor a list's, the most telling first.
func scalars(schema *openapi3.Schema, like any) []any {
	var options []any
	if like != nil {
		options = append(options, like)
	}
	if schema.Const != nil {
		return append(options, schema.Const)
	}
	if len(schema.Enum) > 0 {
		return append(options, schema.Enum...)
	}
	for _, shown := range append([]any{schema.Example, schema.Default}, schema.Examples...) {
		if shown != nil {
			options = append(options, shown)
		}
	}
	switch typeOf(schema, like) {
	case openapi3.TypeString:
		return append(options, sample(schema), fitted("another text", schema))
	case openapi3.TypeInteger, openapi3.TypeNumber:
		return append(options, number(schema, 1))
	case openapi3.TypeBoolean:
		return append(options, true, false)
	case openapi3.TypeNull:
		return append(options, nil)
	}
	return append(options, "a value")
}

// sample is a text that a schema allows.
func sample(schema *openapi3.Schema) string {
	if text := looking(schema, anyOf{}); text != "" {
		return text
	}
	if schema.Pattern != "" {
		if text, ok := matching(schema.Pattern, firstOf{}); ok {
			return fitted(text, schema)
		}
	}
	if text := formatted(schema.Format); text != "" {
		return text
	}
	return fitted("a text", schema)
}

// formatted is a text of a format; "" for one that is not known.
func formatted(format string) string {
	return map[string]string{
		"uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "date-time": "2030-01-02T03:04:05Z", "date": "2030-01-02", "time": "03:04:05Z",
		"uri": "https://reference.invalid/errors/refused", "url": "https://reference.invalid/errors/refused", "uri-reference": "/errors/refused",
		"iri": "https://reference.invalid/errors/refused", "iri-reference": "/errors/refused", "uri-template": "/errors/{code}",
		"email": "user@reference.invalid", "idn-email": "user@reference.invalid", "hostname": "reference.invalid", "idn-hostname": "reference.invalid",
		"ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "byte": "YSB0ZXh0", "duration": "PT1H", "json-pointer": "/error", "regex": "^a$",
	}[format]
}

// fitted makes a text as long as it has to be.
func fitted(text string, schema *openapi3.Schema) string {
	const longest = 1 << 12
	if short := int(min(schema.MinLength, longest)) - len(text); short > 0 {
		text += strings.Repeat("x", short)
	}
	if schema.MaxLength != nil && uint64(len(text)) > *schema.MaxLength {
		text = text[:*schema.MaxLength]
	}
	return text
}

// number is the one next to what is wanted that a schema allows.
func number(schema *openapi3.Schema, wanted float64) float64 {
	whole := schema.Type.Is(openapi3.TypeInteger)
	low, high := math.Inf(-1), math.Inf(1)
	step := 1.0
	if schema.MultipleOf != nil {
		step = *schema.MultipleOf
	}
	if schema.Min != nil {
		low = *schema.Min
	}
	if schema.Max != nil {
		high = *schema.Max
	}
	switch excluded := schema.ExclusiveMin; {
	case excluded.Value != nil:
		low = max(low, *excluded.Value+step)
	case excluded.Bool != nil && *excluded.Bool:
		low += step
	}
	switch excluded := schema.ExclusiveMax; {
	case excluded.Value != nil:
		high = min(high, *excluded.Value-step)
	case excluded.Bool != nil && *excluded.Bool:
		high -= step
	}
	value := max(low, min(high, wanted))
	if schema.MultipleOf != nil && step > 0 {
		if value = math.Floor(value/step) * step; value < low {
			value += step
		}
	}
	if whole {
		return math.Ceil(value)
	}
	return value
}
