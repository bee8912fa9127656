package schemas

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// scalar holds texts and numbers against the keywords for them (JSON Schema 2020-12, Validation, sections 6.2, 6.3 and 7).
func (w *walk) scalar(s *openapi3.Schema, value any, at where, _ *known) bool {
	if text, isText := value.(string); isText {
		return w.text(s, text, at)
	}
	if n, isNumber := numberOf(value); isNumber {
		return w.number(s, n, value, at)
	}
	return false
}

// text counts characters, not bytes (RFC 8259 calls them code points).
func (w *walk) text(s *openapi3.Schema, text string, at where) bool {
	fails := false
	if s.MinLength > 0 || s.MaxLength != nil {
		n := uint64(utf8.RuneCountInString(text))
		if n < s.MinLength {
			fails = w.tell(at, "min-length", "at least "+plural(s.MinLength, "character"), text)
		}
		if s.MaxLength != nil && n > *s.MaxLength {
			fails = w.tell(at, "max-length", "at most "+plural(*s.MaxLength, "character"), text)
		}
	}
	if s.Pattern != "" {
		if re := w.judge.pattern(s.Pattern); re != nil && !re.MatchString(text) {
			fails = w.tell(at, "pattern", "a string that matches "+s.Pattern, text)
		}
	}
	if holds := w.judge.texts[s.Format]; holds != nil && !holds(text) {
		fails = w.tell(at, "format", "the form "+s.Format, text)
	}
	if holds := w.judge.encodings[s.ContentEncoding]; holds != nil && !holds(text) {
		fails = w.tell(at, "content-encoding", "the encoding "+s.ContentEncoding, text)
	}
	return fails
}

func (w *walk) number(s *openapi3.Schema, n number, value any, at where) bool {
	fails := false
	if limit, excluded, there := least(s); there {
		if c := n.beyond(limit); c < 0 || excluded && c == 0 {
			fails = w.tell(at, minimumRule(excluded), "a number "+leastWords(limit, excluded), value)
		}
	}
	if limit, excluded, there := most(s); there {
		if c := n.beyond(limit); c > 0 || excluded && c == 0 {
			fails = w.tell(at, maximumRule(excluded), "a number "+mostWords(limit, excluded), value)
		}
	}
	if s.MultipleOf != nil && !n.isMultipleOf(fromDocument(*s.MultipleOf)) {
		fails = w.tell(at, "multiple-of", "a multiple of "+decimal(*s.MultipleOf), value)
	}
	if limits, judged := w.judge.numbers[s.Format]; judged && n.isInteger() && !n.within(limits[0], limits[1]) {
		fails = w.tell(at, "format", "the form "+s.Format, value)
	}
	return fails
}

// least is the smallest number that a schema allows, and whether it is itself excluded.
func least(s *openapi3.Schema) (limit float64, excluded, there bool) {
	if s.Min != nil {
		limit, excluded, there = *s.Min, s.ExclusiveMin.IsTrue(), true
	}
	if v := s.ExclusiveMin.Value; v != nil && (!there || *v >= limit) {
		return *v, true, true
	}
	return limit, excluded, there
}

// most is the largest number that a schema allows, and whether it is itself excluded.
func most(s *openapi3.Schema) (limit float64, excluded, there bool) {
	if s.Max != nil {
		limit, excluded, there = *s.Max, s.ExclusiveMax.IsTrue(), true
	}
	if v := s.ExclusiveMax.Value; v != nil && (!there || *v <= limit) {
		return *v, true, true
	}
	return limit, excluded, there
}

func minimumRule(excluded bool) string {
	if excluded {
		return "exclusive-minimum"
	}
	return "minimum"
}

func maximumRule(excluded bool) string {
	if excluded {
		return "exclusive-maximum"
	}
	return "maximum"
}

func leastWords(limit float64, excluded bool) string {
	if excluded {
		return "greater than " + decimal(limit)
	}
	return "of at least " + decimal(limit)
}

func mostWords(limit float64, excluded bool) string {
	if excluded {
		return "less than " + decimal(limit)
	}
	return "of at most " + decimal(limit)
}

// decimal writes a limit as people do: without an exponent, up to where a float64 is a whole number.
func decimal(v float64) string {
	if v == float64(int64(v)) && v < exactly && v > -exactly {
		return strconv.FormatInt(int64(v), 10)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

func plural(n uint64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
