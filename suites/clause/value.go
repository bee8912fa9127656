package clause

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
)

var (
	notOfIDs   = regexp.MustCompile(`[^a-z0-9._-]+`)
	separators = regexp.MustCompile(`[._-]{2,}`)
)

// Dotted makes an ID of words that a document chose: whatever is in them, an ID is of lower-case letters, digits and
// single separators, so that it can be a label, a pattern and a part of an address.
func Dotted(id string) string {
	id = notOfIDs.ReplaceAllString(kebab(id), "-")
	id = separators.ReplaceAllStringFunc(id, func(run string) string {
		if strings.Contains(run, ".") {
			return "."
		}
		return run[:1]
	})
	return strings.Trim(id, "._-")
}

// valueID names a documented value after itself. Where the document has it twice, in other models or members, the later
// ones are named after their places; of values that differ in case alone the later ones are counted.
func valueID(c *openapi.Contract, s openapi.Requirement) string {
	alike := 1
	for o := range c.EachRequirement() {
		if o.Kind != s.Kind || o.Name != s.Name || o.Subject != s.Subject || !strings.EqualFold(o.Value, s.Value) {
			continue
		}
		if o.Value == s.Value {
			break
		}
		alike++
	}
	if alike > 1 {
		return placeID(c, s) + "-" + strconv.Itoa(alike)
	}
	return placeID(c, s)
}

func placeID(c *openapi.Contract, s openapi.Requirement) string {
	for o := range c.EachRequirement() {
		if o.Kind != s.Kind || o.Value != s.Value || area(o) != area(s) {
			continue
		}
		if o.Name != s.Name || o.Subject != s.Subject {
			return schema(c, s) + ".code." + s.Value
		}
		break
	}
	return area(s) + ".code." + s.Value
}

// spelling tells of what an answer holds whether it is the documented value, in whichever spelling: "" for no. What the
// document lists as another value is no spelling of this one.
func spelling(c *openapi.Contract, s openapi.Requirement) func(evidence.Exchange) string {
	others := sync.OnceValue(func() []string { // not before it is needed: documents have lists of thousands
		var values []string
		for o := range c.EachRequirement() {
			if o.Kind == s.Kind && o.Name == s.Name && o.Subject == s.Subject && o.Value != s.Value {
				values = append(values, o.Value)
			}
		}
		return values
	})
	return func(x evidence.Exchange) string {
		found := memberOf(x, s.Path())
		if found == s.Value || sameLetters(found, s.Value) && !slices.Contains(others(), found) {
			return found
		}
		return ""
	}
}

// sameLetters says that two texts have the same letters, whatever their case and what else is in them; false where they have none. It
// ends at the first that differs: an answer's text may be a megabyte.
func sameLetters(a, b string) bool {
	for some := false; ; some = true {
		var x, y rune
		x, a = nextLetter(a)
		y, b = nextLetter(b)
		if x != y || x == 0 {
			return some && x == y
		}
	}
}

// nextLetter gives the first letter of a text as a small one, and what follows; 0 where there is none.
func nextLetter(s string) (rune, string) {
	for i, r := range s {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r), s[i+utf8.RuneLen(r):]
		}
	}
	return 0, ""
}

// memberOf gives the member at a path of names, as a document would list it; "" for none.
func memberOf(x evidence.Exchange, path []string) string {
	var value any = x.Members()
	for _, name := range path {
		members, _ := value.(map[string]any)
		value = members[name]
	}
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return string(text)
	}
}
