package wire

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func rules(violations []Violation) []string {
	var all []string
	for _, v := range violations {
		all = append(all, v.Rule)
	}
	return all
}

func TestStrictJSON(t *testing.T) {
	for name, test := range map[string]struct {
		body string
		want []string
		at   string // what the last detail ends with
	}{
		"object":                  {`{"a":[1,-2.5e+3,"x",true,false,null]}`, nil, ""},
		"white space around":      {" \t\r\n{} \n", nil, ""},
		"literal":                 {`"x"`, nil, ""},
		"escaped pair":            {`"\ud83d\ude00 \/ \u0000"`, nil, ""},
		"member twice":            {`{"a":1,"a":2}`, nil, ""},
		"64 levels":               {strings.Repeat("[", 64) + strings.Repeat("]", 64), nil, ""},
		"empty":                   {"", []string{"json.empty"}, "nothing, in 0 bytes"},
		"white space alone":       {" \n", []string{"json.empty"}, "in 2 bytes"},
		"BOM":                     {"\xEF\xBB\xBF{}", []string{"json.bom"}, ""},
		"BOM alone":               {"\xEF\xBB\xBF", []string{"json.bom", "json.empty"}, ""},
		"BOM and trailing":        {"\xEF\xBB\xBF{}x", []string{"json.bom", "json.trailing"}, "offset 5"},
		"invalid byte":            {"{\"a\":\"\xFF\"}", []string{"json.utf8"}, "offset 6"},
		"encoded surrogate":       {"\"\xED\xA0\x80\"", []string{"json.utf8"}, "offset 1"},
		"overlong":                {"\"\xC0\xAF\"", []string{"json.utf8"}, "offset 1"},
		"Latin-1 and cut":         {"{\"a\":\"\xE9", []string{"json.utf8", "json.syntax"}, "offset 7"},
		"UTF-16":                  {"{\x00}\x00", []string{"json.syntax"}, "offset 1"},
		"half a character":        {`{"a":"\ud83d"}`, nil, ""},
		"low half":                {`{"a":"\ude00"}`, nil, ""},
		"half, then trailing":     {`"\ud83d" x`, []string{"json.trailing"}, "offset 9"},
		"trailing":                {`{} {}`, []string{"json.trailing"}, "offset 3"},
		"trailing NUL":            {"{}\x00", []string{"json.trailing"}, "offset 2"},
		"trailing comma":          {`{"a":1,}`, []string{"json.syntax"}, "offset 6"},
		"cut short":               {`{"a":`, []string{"json.syntax"}, "its end at offset 5"},
		"cut short in a string":   {`{"a":"b`, []string{"json.syntax"}, "its end at offset 7"},
		"single quotes":           {`{'a':1}`, []string{"json.syntax"}, "offset 1"},
		"web page":                {`<html>`, []string{"json.syntax"}, "offset 0"},
		"comment":                 {`{/**/}`, []string{"json.syntax"}, "offset 1"},
		"NaN":                     {`NaN`, []string{"json.syntax"}, "offset 0"},
		"leading zero":            {`{"a":01}`, []string{"json.syntax"}, ""},
		"control character":       {"\"\x01\"", []string{"json.syntax"}, "offset 1"},
		"no-break space":          {"{}\u00A0", []string{"json.trailing"}, "offset 2"},
		"65 levels":               {strings.Repeat("[", 65) + strings.Repeat("]", 65), []string{"json.depth"}, "offset 65"},
		"a hundred thousand deep": {strings.Repeat(`{"a":`, 100_000), []string{"json.depth"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := StrictJSON([]byte(test.body))
			if diff := cmp.Diff(test.want, rules(got)); diff != "" {
				t.Fatal(diff)
			}
			if len(got) > 0 && !strings.HasSuffix(got[len(got)-1].Detail, test.at) {
				t.Errorf("detail %q; want … %q", got[len(got)-1].Detail, test.at)
			}
		})
	}
}

func TestDuplicateMembers(t *testing.T) {
	for body, want := range map[string][]string{
		`{"a":1,"b":2}`:                        nil,
		`{"a":{"a":1},"b":[{"a":1},{"a":2}]}`:  nil,
		`{"a":1,"a":2}`:                        {"/a"},
		`{"a":1,"a":2,"a":3}`:                  {"/a"},
		`{"a":1,"A":2}`:                        nil,
		`{"error":1,"\u0065rror":2}`:           {"/error"},
		`{"x":[{},{"a":{"b":1,"b":2}}],"x":3}`: {"/x/1/a/b", "/x"},
		`{"a/b":1,"a/b":2,"~":3,"~":4}`:        {"/a~1b", "/~0"},
		`{"a":"a","b":"a"}`:                    nil,
		`["a","a"]`:                            nil,
		`{"":1,"":2}`:                          {"/"},
		`{"a":1,"a":2`:                         {"/a"},
		"\xEF\xBB\xBF" + `{"a":1,"a":2}x`:      {"/a"},
		`not json`:                             nil,
		``:                                     nil,
		`{"` + strings.Repeat("k", 300) + `":1,"` + strings.Repeat("k", 300) + `":2}`: {"/" + strings.Repeat("k", 199) + "…"},
	} {
		var got []string
		for _, v := range DuplicateMembers([]byte(body)) {
			got = append(got, v.Pointer)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", body, diff)
		}
	}
	many := `{` + strings.Repeat(`"a":{"b":1,"b":2},`, 1000) + `"z":0}`
	if n := len(DuplicateMembers([]byte(many))); n != MaxViolations {
		t.Errorf("%d violations; want them bounded", n)
	}
}

func TestMembers(t *testing.T) {
	for body, want := range map[string]map[string]any{
		`{"a":1.0,"b":"x","c":null}`:       {"a": json.Number("1.0"), "b": "x", "c": nil},
		"\xEF\xBB\xBF" + `{"a":"x"}`:       {"a": "x"},
		`{"a":1,"a":2}`:                    {"a": json.Number("2")},
		`{"a":"x"}<html>`:                  {"a": "x"},
		`[]`:                               nil,
		`{"a":`:                            nil,
		``:                                 nil,
		`{"a":` + strings.Repeat("[", 100): nil,
		"{\"a\":\"\xFF\"}":                 {"a": "\uFFFD"},
		`{}`:                               {},
		`{"a":1e999999999,"b":12345678901234567890}`: {"a": json.Number("1e999999999"), "b": json.Number("12345678901234567890")},
	} {
		got, ok := Members([]byte(body))
		if diff := cmp.Diff(want, got); diff != "" || ok != (want != nil) {
			t.Errorf("%s: ok %t %s", body, ok, diff)
		}
	}
}

// What is strict JSON to us is JSON to the standard library, and the other way round but for what we add.
func FuzzStrictJSON(f *testing.F) {
	for _, body := range []string{`{"a":[1,2.5e3,"\ud83d"]}`, "\xEF\xBB\xBF{}", "{} x", `{"a":1,"a":2}`, "\"\xFF\"", strings.Repeat("[", 70)} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		violations := StrictJSON(body)
		for _, v := range violations {
			if v.Rule == "" || v.Detail == "" || v.Pointer != "" {
				t.Errorf("violation %+v", v)
			}
		}
		syntax := 0
		for _, rule := range rules(violations) {
			switch rule {
			case "json.utf8", "json.depth": // the standard library lets them pass
			default:
				syntax++
			}
		}
		if deep := len(violations) > 0 && violations[len(violations)-1].Rule == "json.depth"; !deep && json.Valid(body) != (syntax == 0) {
			t.Errorf("%q: %v; to the standard library valid is %t", body, violations, json.Valid(body))
		}
	})
}

// Duplicates are exactly the members by which the decoded object is smaller than the written one.
func FuzzDuplicateMembers(f *testing.F) {
	for _, body := range []string{`{"a":1,"a":2}`, `{"a":{"b":1,"\u0062":2}}`, `[{"a":1},{"a":1}]`, `{"a":1`, `{"":{"":0,"":0}}`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		found := DuplicateMembers(body)
		if len(StrictJSON(body)) > 0 {
			return
		}
		dec := json.NewDecoder(strings.NewReader(string(body)))
		dec.UseNumber()
		written, distinct := count(t, dec)
		if (written > distinct) != (len(found) > 0) {
			t.Errorf("%q: %d members written, %d distinct, found %v", body, written, distinct, found)
		}
	})
}

// count reads one value and tells how many members it has, and how many with names of their own.
func count(t *testing.T, dec *json.Decoder) (written, distinct int) {
	t.Helper()
	token, err := dec.Token()
	if err != nil {
		t.Fatal(err)
	}
	names := map[any]bool{}
	for delim, _ := token.(json.Delim); (delim == '{' || delim == '[') && dec.More(); {
		if delim == '{' {
			name, err := dec.Token()
			if err != nil {
				t.Fatal(err)
			}
			names[name] = true
			written++
		}
		w, d := count(t, dec)
		written, distinct = written+w, distinct+d
	}
	if _, nested := token.(json.Delim); nested {
		if _, err := dec.Token(); err != nil {
			t.Fatal(err)
		}
	}
	return written, distinct + len(names)
}

func FuzzMembers(f *testing.F) {
	f.Add([]byte(`{"a":1}`))
	f.Add([]byte("\xEF\xBB\xBF{\"a\":1e9}x"))
	f.Fuzz(func(t *testing.T, body []byte) {
		members, ok := Members(body)
		if ok != (members != nil) {
			t.Fatalf("members %v, ok %t", members, ok)
		}
		var plain map[string]any
		if json.Unmarshal(body, &plain) == nil && plain != nil && !ok && !strings.Contains(strings.Join(rules(StrictJSON(body)), " "), "json.depth") {
			t.Errorf("%q is an object to the standard library", body)
		}
	})
}
