package openapi

import (
	"net/http"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
)

func jsonAnswer(status int, body string) wire.Answer {
	return wire.Answer{
		Method: "POST", Status: status, Body: []byte(body),
		Header: http.Header{"Content-Type": {"application/json; charset=utf-8"}},
	}
}

// brief keeps where and what of violations.
func brief(violations []wire.Violation) []string {
	var all []string
	for _, v := range violations {
		all = append(all, v.Pointer+" "+v.Rule)
	}
	return all
}

const goodToken = `{"access_token":"canary-secret","token_type":"Bearer","expires_in":3600}`

func TestCheckAnswer(t *testing.T) {
	c := prioticket(t)
	for name, test := range map[string]struct {
		answer wire.Answer
		want   []string
	}{
		"token":             {jsonAnswer(200, goodToken), nil},
		"OAuth error":       {jsonAnswer(400, `{"error":"invalid_request","more":1}`), nil},
		"generic error":     {jsonAnswer(503, `{"error":"x","error_reference":"y","errors":["a","b"]}`), nil},
		"undocumented":      {jsonAnswer(418, `{}`), []string{"status status"}},
		"empty object":      {jsonAnswer(200, `{}`), []string{"/access_token required", "/token_type required", "/expires_in required"}},
		"not closed":        {jsonAnswer(200, strings.Replace(goodToken, "}", `,"canary-name":1}`, 1)), []string{"/canary-name closed"}},
		"string for number": {jsonAnswer(200, strings.Replace(goodToken, "3600", `"3600"`, 1)), []string{"/expires_in type"}},
		"fraction":          {jsonAnswer(200, strings.Replace(goodToken, "3600", `3600.5`, 1)), []string{"/expires_in type"}},
		"whole fraction":    {jsonAnswer(200, strings.Replace(goodToken, "3600", `3600.0`, 1)), nil},
		"out of range":      {jsonAnswer(200, strings.Replace(goodToken, "3600", `1e999`, 1)), []string{"/expires_in type"}},
		"null":              {jsonAnswer(200, strings.Replace(goodToken, `"canary-secret"`, `null`, 1)), []string{"/access_token type"}},
		"list":              {jsonAnswer(200, `[]`), []string{" type"}},
		"literal":           {jsonAnswer(400, `null`), []string{" type"}},
		"unknown code":      {jsonAnswer(401, `{"error":"canary-secret"}`), []string{"/error enum"}},
		"code in upper case": {
			jsonAnswer(401, `{"error":"INVALID_CLIENT","error_uri":[]}`), []string{"/error_uri type", "/error enum"},
		},
		"code of another type": {jsonAnswer(401, `{"error":7}`), []string{"/error type"}},
		"list of other things": {jsonAnswer(500, `{"error":"x","error_reference":"y","errors":["a",1,null]}`), []string{"/errors/1 type", "/errors/2 type"}},
		"web page": {
			wire.Answer{Status: 400, Header: http.Header{"Content-Type": {"text/html"}}, Body: []byte("<html>canary-secret")},
			[]string{" json.syntax", "Content-Type media-type", " type"},
		},
		"empty":    {jsonAnswer(400, ``), []string{" json.empty", " type"}},
		"trailing": {jsonAnswer(400, `{"error":"invalid_request"}canary-secret`), []string{" json.trailing"}},
		"BOM":      {jsonAnswer(400, "\xEF\xBB\xBF"+`{"error":"invalid_requests"}`), []string{" json.bom", "/error enum"}},
		"cut short": {
			wire.Answer{Status: 400, Truncated: true, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"error":"canary-se`)},
			[]string{" json.size", " type"},
		},
		"answer to HEAD": {wire.Answer{Method: "HEAD", Status: 405}, nil},
		"two content types": {
			wire.Answer{Status: 400, Header: http.Header{"Content-Type": {"application/json", "application/json"}}, Body: []byte(`{"error":"invalid_scope"}`)},
			[]string{"Content-Type media-type"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.CheckAnswer(test.answer)
			if diff := cmp.Diff(test.want, brief(got)); diff != "" {
				t.Error(diff)
			}
			for _, v := range got {
				if strings.Contains(v.Detail, "canary") || strings.Contains(v.Detail, "3600") {
					t.Errorf("a value was told: %+v", v)
				}
			}
		})
	}
}

func TestDetails(t *testing.T) {
	c := prioticket(t)
	for name, test := range map[string]struct {
		answer wire.Answer
		want   string
	}{
		"type":     {jsonAnswer(200, strings.Replace(goodToken, "3600", `"3600"`, 1)), "wanted an integer, found a string of 4 characters"},
		"enum":     {jsonAnswer(401, `{"error":"secret"}`), "wanted one of " + strings.Join(c.ErrorCodes(), ", ") + ", found a string of 6 characters"},
		"required": {jsonAnswer(401, `{}`), "wanted this member, found none"},
		"closed":   {jsonAnswer(200, strings.Replace(goodToken, "}", `,"x":1}`, 1)), "wanted the documented members alone, found another"},
		"items":    {jsonAnswer(500, `{"error":"x","error_reference":"y","errors":{}}`), "wanted a list of strings, found an object of 0 members"},
		"status":   {jsonAnswer(201, `{}`), "wanted one of 200, 400, 401, 405, 406, 422, 429, 500, 501, 502, 503, 504; found 201"},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.CheckAnswer(test.answer)
			if len(got) != 1 || got[0].Detail != test.want {
				t.Errorf("got %+v; want %q", got, test.want)
			}
		})
	}
}

// A statement is broken by what it speaks of and by nothing else.
func TestCheckOneStatement(t *testing.T) {
	c := prioticket(t)
	required := find(t, c, RequiredKind, "ErrorModel", "error_reference", "")
	method := find(t, c, MethodKind, "", "GET", "")
	media := find(t, c, MediaTypeKind, "response-400", "application/json", "")
	value := find(t, c, EnumValueKind, "OAuthErrorModel", "error", "invalid_scope")
	for name, test := range map[string]struct {
		statement Requirement
		answer    wire.Answer
		want      []string
	}{
		"required, missing":     {required, jsonAnswer(405, `{"error":1}`), []string{"/error_reference required"}},
		"required, there":       {required, jsonAnswer(405, `{"error_reference":1}`), nil},
		"required, other model": {required, jsonAnswer(400, `{}`), nil},
		"required, no object":   {required, jsonAnswer(405, `[]`), nil},
		"method, refused":       {method, wire.Answer{Method: "GET", Status: 405}, nil},
		"method, served":        {method, wire.Answer{Method: "GET", Status: 200}, []string{"status method"}},
		"method, another":       {method, wire.Answer{Method: "PUT", Status: 200}, nil},
		"media type":            {media, wire.Answer{Status: 400, Body: []byte("{}")}, []string{"Content-Type media-type"}},
		"media type, other":     {media, wire.Answer{Status: 401, Body: []byte("{}")}, nil},
		"enum value":            {value, jsonAnswer(400, `{"error":"nonsense"}`), nil},
		"foreign":               {Requirement{Kind: TypeKind, Name: "Nobody"}, jsonAnswer(400, `{}`), []string{" statement"}},
		"foreign, no status":    {Requirement{Kind: StatusKind}, jsonAnswer(400, `{}`), []string{" statement"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, brief(c.Check(test.statement, test.answer))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What the statements say one by one is what the schema says as a whole.
func FuzzStatementsAgreeWithSchema(f *testing.F) {
	c := parse(f, mutate(f, ourDocument(f), "    OAuthErrorModel:\n", richModel+"\n    OAuthErrorModel:\n"))
	rich := parse(f, mutate(f, mutate(f, ourDocument(f), "    OAuthErrorModel:\n", richModel+"\n    OAuthErrorModel:\n"),
		`$ref: "#/components/schemas/OAuthErrorModel"`, `$ref: "#/components/schemas/Rich"`))
	for _, body := range []string{
		goodToken, `{}`, `[]`, `null`, `{"error":"x","errors":[1]}`, `{"error":"invalid_scope"}`,
		`{"base":"a","inner":{"n":3,"deep":{}},"maybe":null,"free":{"x":1},"choice":2,"self":{"self":{"self":{"base":1}}}}`,
		`{"base":"b","inner":null,"maybe":"ab","free":{"x":"y"},"choice":"q","kind":"one","when":"2020-01-01T00:00:00Z"}`,
	} {
		f.Add(body, 200)
		f.Add(body, 400)
		f.Add(body, 405)
	}
	f.Fuzz(func(t *testing.T, body string, status int) {
		for _, c := range []*Contract{c, rich} {
			agree(t, c, body, status)
		}
	})
}

func agree(t *testing.T, c *Contract, body string, status int) {
	t.Helper()
	value, ok := wire.Decode([]byte(body))
	documented := c.operation.value.Responses.Status(status)
	if !ok || documented == nil {
		return
	}
	media := documented.Value.Content["application/json"]
	err := media.Schema.Value.VisitJSON(value, openapi3.VisitAsResponse(), openapi3.DisableSchemaErrorDetails())
	var violations []wire.Violation
	for _, s := range c.Requirements() {
		if s.Kind != StatusKind && s.Kind != MediaTypeKind {
			violations = append(violations, c.Check(s, jsonAnswer(status, body))...)
		}
	}
	if (err != nil) != (len(violations) > 0) {
		t.Errorf("%s: as a whole %v, one by one %v", body, err, violations)
	}
}

const richModel = `    Rich:
      allOf:
        - type: object
          required: [base]
          properties: {base: {type: string, minLength: 1, maxLength: 3}}
        - type: object
          properties:
            inner:
              type: object
              nullable: true
              required: [n]
              additionalProperties: false
              properties: {n: {type: number, minimum: 1, maximum: 9}, deep: {type: object, properties: {x: {type: boolean}}}}
            maybe: {type: string, nullable: true, pattern: '^[a-c]+$'}
            free: {type: object, properties: {y: {type: integer}}, additionalProperties: {type: string}}
            choice: {oneOf: [{type: integer}, {type: string, enum: [q, r]}]}
            kind: {type: string, enum: [one, two]}
            when: {type: string, format: date-time}
            list: {type: array, maxItems: 2, uniqueItems: true, items: {type: object, required: [a], properties: {a: {enum: [1, 2]}}}}
            self: {$ref: '#/components/schemas/Rich'}
            hidden: {type: string, writeOnly: true}`
