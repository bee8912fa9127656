package schemas

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// equal compares a document's value with one that was received: numbers by what they are, not by how they are written
// (JSON Schema 2020-12, Core, section 4.2.2).
func equal(documented, value any) bool {
	switch a := documented.(type) {
	case []any:
		b, ok := value.([]any)
		return ok && slices.EqualFunc(a, b, equal)
	case map[string]any:
		b, ok := value.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for name, inner := range a {
			other, there := b[name]
			if !there || !equal(inner, other) {
				return false
			}
		}
		return true
	case string, bool, nil:
		return a == value
	}
	a, isNumber := numberOf(documented)
	b, isAlso := numberOf(value)
	if !isNumber || !isAlso {
		return false
	}
	if math.Abs(a.float()) >= exactly {
		return a.float() == b.float()
	}
	return a.compare(b) == 0
}

// unique says that no item of a list stands there twice.
func unique(items []any) bool {
	seen := make(map[string]bool, len(items))
	for _, item := range items {
		var b strings.Builder
		canonical(&b, item)
		if seen[b.String()] {
			return false
		}
		seen[b.String()] = true
	}
	return true
}

// canonical writes a value so that equal ones are written alike.
func canonical(b *strings.Builder, value any) {
	switch v := value.(type) {
	case []any:
		b.WriteByte('[')
		for _, item := range v {
			canonical(b, item)
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case map[string]any:
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		slices.Sort(names)
		b.WriteByte('{')
		for _, name := range names {
			b.WriteString(strconv.Quote(name))
			b.WriteByte(':')
			canonical(b, v[name])
			b.WriteByte(',')
		}
		b.WriteByte('}')
	case string:
		b.WriteString(strconv.Quote(v))
	default:
		if n, ok := numberOf(v); ok {
			canonicalNumber(b, n, v)
			return
		}
		text, _ := json.Marshal(v) // true, false or null
		b.Write(text)
	}
}

func canonicalNumber(b *strings.Builder, n number, written any) {
	if literal, ok := written.(json.Number); ok && n.vastly {
		b.WriteString(literal.String())
		return
	}
	if n.vastly {
		b.WriteString(strconv.FormatFloat(n.vast, 'g', -1, 64))
		return
	}
	b.WriteString(n.exact.RatString())
}
