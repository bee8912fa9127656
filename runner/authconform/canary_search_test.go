package main

import (
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// wantNone looks for canaries in everything that a command left.
func wantNone(t *testing.T, left map[string]string, canaries []string) {
	t.Helper()
	if raced {
		return // a search has no races, and takes ten times as long
	}
	needles := needlesOf(canaries)
	for name, written := range left {
		if found := shown(written, needles); found != "" {
			t.Errorf("%s shows a canary: %.200q", name, found)
		}
	}
}

// shown gives the place where a file shows a canary, as it is written or as it is read; "" when it shows none.
func shown(written string, canaries *needles) string {
	texts := read(written)
	slices.Sort(texts)
	for _, text := range append(slices.Compact(texts), written) {
		if found := canaries.in(text); found != "" {
			return found
		}
	}
	return ""
}

// aligned drops the padding, which what follows a value may have changed.
func aligned(form string) string { return strings.TrimRight(form, "=") }

// cores are the characters that base64 writes for a value whatever stands around it, for each alignment and
// alphabet.
func cores(value string) []string {
	var list []string
	for skip := range 3 {
		data := append(make([]byte, skip), value...)
		whole := base64.RawStdEncoding.EncodeToString(data[:len(data)-len(data)%3])
		if skip > 0 {
			whole = whole[4:]
		}
		if len(whole) > 7 {
			list = append(list, whole, strings.NewReplacer("+", "-", "/", "_").Replace(whole))
		}
	}
	return list
}

// read gives every text that a reader of a JSON or XML file sees, and what is base64 in it.
func read(written string) []string {
	var list []string
	var value any
	if json.Unmarshal([]byte(written), &value) == nil {
		list = textsOf(value)
	} else {
		list = textsOfXML(written)
	}
	for _, text := range list {
		if decoded, err := base64.StdEncoding.DecodeString(text); err == nil {
			list = append(list, string(decoded))
		}
	}
	return list
}

func textsOf(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var list []string
		for _, item := range v {
			list = append(list, textsOf(item)...)
		}
		return list
	case map[string]any:
		var list []string
		for name, item := range v {
			list = append(append(list, name), textsOf(item)...)
		}
		return list
	default:
		return nil
	}
}

func textsOfXML(written string) []string {
	var list []string
	decoder := xml.NewDecoder(strings.NewReader(written))
	for {
		token, err := decoder.Token()
		if err != nil {
			return list
		}
		switch part := token.(type) {
		case xml.CharData:
			list = append(list, string(part))
		case xml.StartElement:
			for _, attribute := range part.Attr {
				list = append(list, attribute.Value)
			}
		}
	}
}

// A search that finds nothing proves something only if it finds what is there.
func TestTheSearchFindsCanaries(t *testing.T) {
	t.Parallel()
	needles := needlesOf([]string{canarySecret})
	for _, form := range forms(canarySecret) {
		for _, written := range []string{
			"before " + form + " after", `<a b="` + escaped(t, form) + `"/>`, `{"text":` + quoted(t, "x"+form+"y") + `}`,
			`{"encoding":"base64","text":"` + base64.StdEncoding.EncodeToString([]byte("body: "+form)) + `"}`,
		} {
			if shown(written, needles) == "" {
				t.Errorf("not found in %s", written)
			}
		}
	}
	if found := shown("nothing to see", needles); found != "" {
		t.Errorf("found in nothing: %s", found)
	}
}

func quoted(t *testing.T, text string) string {
	t.Helper()
	data, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func escaped(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(text)); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return b.String()
}

// judgement is the part of a report that judging again has to repeat.
func judgement(t *testing.T, left map[string]string) map[string]any {
	t.Helper()
	var report map[string]any
	if err := json.Unmarshal([]byte(left["out/report.json"]), &report); err != nil {
		t.Fatal(err)
	}
	same := map[string]any{}
	for _, member := range []string{"verdict", "reason", "summary", "results", "coverage", "traffic"} {
		same[member] = report[member]
	}
	if results, ok := same["results"].([]any); !ok || len(results) == 0 {
		t.Fatal("the report has no results")
	}
	return same
}
