package wire

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Only what is nested counts as depth: neither what stands side by side, nor brackets in strings.
func TestDepthOfMembers(t *testing.T) {
	nested := func(depth int) string { return strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth) }
	lists := func(depth int) string {
		return `{"a":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + "}"
	}
	for name, test := range map[string]struct {
		body string
		want bool
	}{
		"64 objects":                {nested(64), true},
		"65 objects":                {nested(65), false},
		"64 levels of lists":        {lists(64), true},
		"65 levels of lists":        {lists(65), false},
		"objects side by side":      {`{"a":[` + strings.Repeat("{},", 100) + "{}]}", true},
		"lists side by side":        {`{"a":[` + strings.Repeat("[],", 100) + "[]]}", true},
		"brackets in a string":      {`{"a":"` + strings.Repeat("[{", 100) + `"}`, true},
		"brackets after a quote":    {`{"a":"\"` + strings.Repeat("[", 100) + `"}`, true},
		"brackets after an escape":  {`{"a":"\\","b":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, false},
		"no brackets, many escapes": {`{"a":"` + strings.Repeat(`\\`, 100) + `"}`, true},
		"closing ones in a string":  {`{"a":"` + strings.Repeat("]", 9) + `","b":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, false},
	} {
		if _, ok := Members([]byte(test.body)); ok != test.want {
			t.Errorf("%s: looked at %t; want %t", name, ok, test.want)
		}
	}
}

// Duplicates are found as deep as is looked at, and no deeper.
func TestDepthOfDuplicates(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		want int
	}{
		"64 levels":      {strings.Repeat("[", 63) + `{"a":1,"a":2}` + strings.Repeat("]", 63), 1},
		"65 levels":      {strings.Repeat("[", 64) + `{"a":1,"a":2}` + strings.Repeat("]", 64), 0},
		"a string alone": {`"a"`, 0},
		"after the text": {`{"a":1}{"b":1,"b":2}`, 0},
		"fifty":          {`{"z":[` + strings.Repeat(`{"a":1,"a":2},`, 49) + `{"a":1,"a":2}]}`, 50},
		"one more":       {`{"z":[` + strings.Repeat(`{"a":1,"a":2},`, 50) + `{"a":1,"a":2}]}`, 50},
	} {
		if got := DuplicateMembers([]byte(test.body)); len(got) != test.want {
			t.Errorf("%s: found %d; want %d", name, len(got), test.want)
		}
	}
	want := []Violation{{Pointer: "/a", Rule: "json.duplicate", Detail: "wanted every member once; found it again at offset 10"}}
	if diff := cmp.Diff(want, DuplicateMembers([]byte(`{"a":1,"a":2}`))); diff != "" {
		t.Error(diff)
	}
}

// A pointer is cut after 200 bytes, between characters.
func TestLongPointers(t *testing.T) {
	k := func(n int) string { return strings.Repeat("k", n) }
	for name, want := range map[string]string{
		k(199):             "/" + k(199),
		k(200):             "/" + k(199) + "…",
		k(198) + "é":       "/" + k(198) + "…",
		k(197) + "é" + "x": "/" + k(197) + "é…",
		k(198) + "😀":       "/" + k(198) + "…",
		k(196) + "😀" + "x": "/" + k(196) + "…",
	} {
		got := DuplicateMembers([]byte(`{"` + name + `":1,"` + name + `":2}`))
		if len(got) != 1 || got[0].Pointer != want {
			t.Errorf("%s: got %v; want %s", name, got, want)
		}
	}
}

// The place of the first byte that is no UTF-8 is told, whatever stands before it.
func TestPlaceOfInvalidUTF8(t *testing.T) {
	for body, want := range map[string]string{
		"\"é\xff\"":      "wanted one JSON text in UTF-8; found bytes that are not UTF-8 at offset 3",
		"\"\uFFFD\xff\"": "wanted one JSON text in UTF-8; found bytes that are not UTF-8 at offset 4",
		"\"😀a\xc3\"":     "wanted one JSON text in UTF-8; found bytes that are not UTF-8 at offset 6",
		"\xff":           "wanted one JSON text in UTF-8; found bytes that are not UTF-8 at offset 0",
	} {
		if got := StrictJSON([]byte(body)); len(got) == 0 || got[0].Detail != want {
			t.Errorf("%q: got %v; want %s", body, got, want)
		}
	}
}
