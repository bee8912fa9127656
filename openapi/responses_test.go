package openapi

import (
	"net/http"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/google/go-cmp/cmp"
)

// documenting is our document with another response for status 406.
func documenting(t *testing.T, response string) *Contract {
	t.Helper()
	return parse(t, mutate(t, ourDocument(t), `          $ref: "#/components/responses/NotAcceptable"`, "          "+response))
}

// What nobody reads of an answer is told: bodies that are no JSON, header fields that are objects or media types. A header
// field that a schema takes as a number is one, however the schema says so.
func TestWhatNobodyReadsOfAnAnswer(t *testing.T) {
	for name, test := range map[string]struct{ response, keyword string }{
		"xml":          {"{description: x, content: {application/json: {schema: {type: object}}, application/xml: {schema: {type: object, required: [a]}}}}", "schema of application/xml"},
		"text":         {"{description: x, content: {application/json: {schema: {type: object}}, text/plain: {schema: {type: string}}}}", ""},
		"header":       {"{description: x, headers: {X-A: {schema: {type: object, properties: {a: {type: string}}}}}}", "type object"},
		"header media": {"{description: x, headers: {X-A: {content: {application/json: {schema: {type: object}}}}}}", "content"},
		"header form":  {"{description: x, headers: {X-A: {schema: {type: string, format: http-date}}}}", "format http-date"},
		"header enum":  {"{description: x, headers: {X-A: {schema: {enum: [5, 7]}}}}", ""},
	} {
		c := documenting(t, test.response)
		var got []string
		for _, s := range c.Requirements() {
			if s.Kind == KeywordKind {
				got = append(got, s.Value)
			}
		}
		if strings.Join(got, ", ") != test.keyword {
			t.Errorf("%s: got %v; want %q", name, got, test.keyword)
		}
		a := wire.Answer{Method: "POST", Status: 406, Header: http.Header{"Content-Type": {"application/json"}, "X-A": {"5"}}, Body: []byte(`{}`)}
		if broken := c.CheckAnswer(a); len(broken) > 0 {
			t.Errorf("%s: %v", name, broken)
		}
	}
}

// A range of media types has JSON in it: its schema binds answers in JSON, and no others.
func TestRangesOfMediaTypes(t *testing.T) {
	for _, media := range []string{`"*/*"`, `"application/*"`, `"*/*;q=0.5"`} {
		c := documenting(t, "{description: x, content: {"+media+": {schema: {type: object, required: [a]}}}}")
		for mediaType, want := range map[string][]string{"application/json": {"/a required"}, "application/problem+json": {"/a required"}, "application/xml": nil} {
			a := wire.Answer{Method: "POST", Status: 406, Header: http.Header{"Content-Type": {mediaType}}, Body: []byte(`{}`)}
			if diff := cmp.Diff(want, brief(c.CheckAnswer(a))); diff != "" {
				t.Errorf("%s, %s: %s", media, mediaType, diff)
			}
		}
	}
}

// A body has to be one JSON text where the document gives it JSON and nothing else.
func TestWhereOneJSONTextIsWanted(t *testing.T) {
	answer := func(mediaType, body string) wire.Answer {
		return wire.Answer{Method: "POST", Status: 406, Header: http.Header{"Content-Type": {mediaType}}, Body: []byte(body)}
	}
	const anyJSON = "{description: x, content: {application/json: {}}}"
	for name, test := range map[string]struct {
		response string
		answer   wire.Answer
		want     []string
	}{
		"JSON":                   {anyJSON, answer("application/json", "{}"), nil},
		"no JSON":                {anyJSON, answer("application/json", "x"), []string{" json.syntax"}},
		"no body documented":     {"{description: x}", answer("text/plain", "x"), nil},
		"text documented":        {"{description: x, content: {text/plain: {}}}", answer("text/plain", "x"), nil},
		"text or JSON":           {"{description: x, content: {application/json: {}, text/plain: {}}}", answer("text/plain", "x"), nil},
		"either of two JSONs":    {"{description: x, content: {application/json: {}, application/a+json: {}}}", answer("application/a+json", "x"), []string{" json.syntax"}},
		"text with a schema":     {"{description: x, content: {text/plain: {schema: {type: object}}}}", answer("text/plain", "x"), nil},
		"JSON without a schema":  {anyJSON, answer("application/json", "[]"), nil},
		"another media type":     {anyJSON, answer("text/plain", "{}"), []string{"Content-Type media-type"}},
		"nothing to HEAD":        {anyJSON, wire.Answer{Method: "HEAD", Status: 406}, nil},
		"a schema, and no value": {"{description: x, content: {application/json: {schema: {type: object}}}}", wire.Answer{Method: "HEAD", Status: 406}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, brief(documenting(t, test.response).CheckAnswer(test.answer))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Answers that have no content by definition are held against no schema and no media type.
func TestAnswersWithoutContent(t *testing.T) {
	const content = ": {description: x, content: {application/json: {schema: {type: object}}}}\n"
	document := mutate(t, ourDocument(t), "        \"405\":\n",
		"        '199'"+content+"        '304'"+content+"        \"405\":\n")
	c := parse(t, document)
	for status, want := range map[int]int{199: 0, 200: 3, 304: 0, 405: 3} {
		if got := c.CheckAnswer(wire.Answer{Method: "POST", Status: status}); len(got) != want {
			t.Errorf("%d: got %v; want %d violations", status, got, want)
		}
	}
}

// The model is chosen by the media type that the answer names; by the first JSON one when it names none of them.
func TestModelOfTheNamedMediaType(t *testing.T) {
	c := documenting(t, "{description: x, content: {application/a+json: {schema: {required: [a]}}, application/b+json: {schema: {required: [b]}}}}")
	for mediaType, want := range map[string][]string{
		"application/a+json":          {"/a required"},
		"application/b+json; charset": {"Content-Type media-type", "/a required"},
		"Application/B+JSON":          {"/b required"},
		"text/html":                   {"Content-Type media-type", "/a required"},
	} {
		a := wire.Answer{Method: "POST", Status: 406, Header: http.Header{"Content-Type": {mediaType}}, Body: []byte("{}")}
		if diff := cmp.Diff(want, brief(c.CheckAnswer(a))); diff != "" {
			t.Errorf("%s: %s", mediaType, diff)
		}
	}
}

// What is said of JSON is stated wherever it stands among other media types.
func TestModelBesideOtherMediaTypes(t *testing.T) {
	c := documenting(t, "{description: x, content: {text/html: {}, application/a+json: {}, application/json: {schema: {required: [a]}}, text/plain: {}}}")
	if diff := cmp.Diff([]string{"/a required"}, brief(c.CheckAnswer(jsonAnswer(406, "{}")))); diff != "" {
		t.Error(diff)
	}
}

// A header's value is read as what its type says.
func TestTypesOfHeaders(t *testing.T) {
	for name, test := range map[string]struct {
		schema string
		fields []string
		want   []string
	}{
		"integer":              {"{type: integer}", []string{"60"}, nil},
		"no integer":           {"{type: integer}", []string{"soon"}, []string{"X-A type"}},
		"an integer and more":  {"{type: integer}", []string{"60 s"}, []string{"X-A type"}},
		"a fraction":           {"{type: integer}", []string{"1.5"}, []string{"X-A type"}},
		"number":               {"{type: number}", []string{"1.5"}, nil},
		"no number":            {"{type: number}", []string{"a"}, []string{"X-A type"}},
		"boolean":              {"{type: boolean}", []string{"true"}, nil},
		"no boolean":           {"{type: boolean}", []string{"yes"}, []string{"X-A type"}},
		"text of digits":       {"{type: string}", []string{"60"}, nil},
		"list":                 {"{type: array, items: {type: integer}}", []string{"1, 2"}, nil},
		"list of other things": {"{type: array, items: {type: integer}}", []string{"1, b"}, []string{"X-A type"}},
		"list of two fields":   {"{type: array, items: {type: integer}, maxItems: 2}", []string{"1", "2"}, nil},
		"list that is long":    {"{type: array, items: {}, maxItems: 2}", []string{"a,b", "c"}, []string{"X-A max-items"}},
		"pattern":              {"{type: string, pattern: '^a$'}", []string{"b"}, []string{"X-A pattern"}},
		"missing":              {"{type: integer}", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := documenting(t, "{description: x, headers: {X-A: {schema: "+test.schema+"}, Content-Type: {schema: {type: integer}}}}")
			a := wire.Answer{Method: "POST", Status: 406, Header: http.Header{"X-A": test.fields, "Content-Type": {"text/plain"}}}
			if diff := cmp.Diff(test.want, brief(c.CheckAnswer(a))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A header takes any value where its schema asks for nothing that a text could fail to be.
func TestHeadersOfAnyValue(t *testing.T) {
	for schema, want := range map[string]bool{
		"{}": true, "{type: string}": true, "{description: x}": true,
		"{type: integer}": false, "{type: string, enum: [a]}": false, "{type: string, pattern: a}": false, "{type: string, format: date}": false,
		"{type: string, minLength: 1}": false, "{type: string, maxLength: 1}": false, "{not: {type: string}}": false,
		"{allOf: [{type: string}]}": false, "{anyOf: [{type: string}]}": false, "{oneOf: [{type: string}]}": false,
		"{allOf: [{type: string}], anyOf: [{type: string}]}": false, "{anyOf: [{type: string}], oneOf: [{type: string}]}": false,
	} {
		c := documenting(t, "{description: x, headers: {X-A: {schema: "+schema+"}}}")
		if got := find(t, c, HeaderKind, "response-406", "X-A", "").Any; got != want {
			t.Errorf("%s: any value is %t; want %t", schema, got, want)
		}
	}
}
