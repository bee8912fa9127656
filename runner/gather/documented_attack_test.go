package gather

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/clause"
)

// odd is a contract whose answers are as odd as a document can make them; what is in it is chosen by each test.
func odd(t *testing.T, success, refusal, tokens, errors string) *openapi.Contract {
	t.Helper()
	return oddly(t, "{type: object, required: [grant_type], properties: {grant_type: {type: string, enum: [client_credentials]}}}", success, refusal, tokens, errors)
}

// oddly is odd with another model of requests.
func oddly(t *testing.T, asks, success, refusal, tokens, errors string) *openapi.Contract {
	t.Helper()
	document := fmt.Sprintf(`openapi: 3.0.0
info: {title: Odd, version: "1"}
servers: [{url: "https://odd.example"}]
paths:
  /t:
    post:
      operationId: t
      security: [{basic: []}]
      requestBody:
        required: true
        content: {application/x-www-form-urlencoded: {schema: %s}}
      responses:
%s
%s
components: {securitySchemes: {basic: {type: http, scheme: basic}}}
`, asks, success, refusal)
	beside := fmt.Sprintf(`name: odd
title: Odd
operation: t
grant: client_credentials
request: {media-type: application/x-www-form-urlencoded}
client-authentication: {documented: basic, parameters: {id: client_id, secret: client_secret}}
tokens: %s
errors: %s
resource: none
`, tokens, errors)
	contract, err := openapi.Parse("odd.yaml", []byte(document), []byte(beside))
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

// oddTarget answers whoever is right with one text, and everybody else with another. %d is another number each time.
func oddTarget(success int, token string, refusal int, why string, header ...string) http.HandlerFunc {
	var issued atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		id, secret, _ := r.BasicAuth()
		status, text := refusal, why
		if r.Method == http.MethodPost && id == vendorClient && secret == vendorSecret && string(body) == "grant_type=client_credentials" {
			status, text = success, token
		}
		if strings.Contains(text, "%d") {
			text = fmt.Sprintf(text, issued.Add(1)+1_000_000)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		if status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", `Basic realm="odd"`)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

// What nobody imagined is judged rightly, and no token is shown.
func TestOddAnswers(t *testing.T) {
	t.Parallel()
	response := func(status, schema string) string {
		return fmt.Sprintf("        %q: {description: x, content: {application/json: {schema: %s}}}", status, schema)
	}
	const token = "Tk-%d-secret-Zz9"
	refused := response("401", "{type: object, properties: {code: {type: string, enum: [NO]}}, required: [code]}")
	nested := response("200", "{type: object, properties: {tokens: {type: array, items: {type: object, properties: {value: {type: string}}}}}}")
	two := response("200", "{type: object, properties: {access_token: {type: string}}, required: [access_token]}") + "\n" +
		response("201", "{type: object, properties: {access_token: {type: string}, made: {type: boolean}}, required: [access_token, made]}")
	deep := response("200", "{type: object, properties: {data: {type: object, nullable: true, properties: {token: {type: string}}}}}")
	plain := response("200", "{type: object, properties: {access_token: {type: string}}}")
	number := response("200", "{type: object, properties: {id: {type: integer}}}")
	const documented, code = "{response: documented}", "{reading: documented, code: /code}"
	lax := oddTarget(200, `{"access_token":"`+token+`"}`, 401, `{"code":"NO"}`)
	vendored := oddTarget(200, `{"access_token":"`+token+`"}`, 401, `{"code":"NO"}`, "Content-Type", "application/vnd.odd+json")
	everybody := []string{
		"errors.basic-no-colon.refused", "errors.basic-not-base64.refused", "errors.grant-missing.refused", "errors.grant-unknown.refused",
		"errors.no-credentials.refused", "errors.scheme-bearer.refused", "errors.unknown-client.refused", "errors.wrong-secret.refused",
	}
	for name, test := range map[string]struct {
		contract *openapi.Contract
		serve    http.HandlerFunc
		want     []string
	}{
		"in an array":                       {odd(t, nested, refused, "{response: documented, access-token: /tokens/0/value}", code), oddTarget(200, `{"tokens":[{"value":"`+token+`"},{"value":"second-`+token+`"}]}`, 401, `{"code":"NO"}`), nil},
		"an empty array":                    {odd(t, nested, refused, "{response: documented, access-token: /tokens/0/value}", code), oddTarget(200, `{"tokens":[]}`, 401, `{"code":"NO"}`), []string{"token.valid.accepted"}},
		"through null":                      {odd(t, deep, refused, "{response: documented, access-token: /data/token}", code), oddTarget(200, `{"data":null}`, 401, `{"code":"NO"}`), []string{"token.valid.accepted"}},
		"200 with a code in it":             {odd(t, plain, refused, documented, code), oddTarget(200, `{"access_token":"`+token+`"}`, 200, `{"code":"NO"}`), everybody},
		"201 where 200 is listed, too":      {odd(t, two, refused, documented, code), oddTarget(201, `{"access_token":"`+token+`","made":true}`, 401, `{"code":"NO"}`), nil},
		"200 where 201 is listed, too":      {odd(t, two, refused, documented, code), oddTarget(200, `{"access_token":"`+token+`"}`, 401, `{"code":"NO"}`), nil},
		"202 where neither is":              {odd(t, two, refused, documented, code), oddTarget(202, `{"access_token":"`+token+`"}`, 401, `{"code":"NO"}`), []string{"token.accept.any", "token.accept.application", "token.accept.none", "token.valid.accepted", "token.valid.after-refusals"}},
		"a token in a header of a refusal":  {odd(t, plain, refused, documented, code), oddTarget(200, `{"access_token":"`+token+`"}`, 401, `{"code":"NO"}`, "X-Auth-Token", "Tk-header-secret-Zz9"), nil},
		"a token that is a number":          {odd(t, number, refused, "{response: documented, access-token: /id}", code), oddTarget(200, `{"id":987654%d321987}`, 401, `{"code":"NO"}`), nil},
		"a token under its name elsewhere":  {odd(t, deep, refused, "{response: documented, access-token: /data/token}", code), oddTarget(200, `{"data":{"token":"`+token+`"}}`, 401, `{"code":"NO","token":"Tk-99-secret-Zz9"}`), nil},
		"a token at its place in a refusal": {odd(t, deep, refused, "{response: documented, access-token: /data/token}", code), oddTarget(200, `{"data":{"token":"`+token+`"}}`, 401, `{"code":"NO","data":{"token":"Tk-99-secret-Zz9"}}`), everybody},
		"no JSON":                           {odd(t, deep, refused, "{response: documented, access-token: /data/token}", code), oddTarget(200, `{"data":{"token":"`+token+`"`, 401, `{"code":"NO"}`), []string{"token.valid.accepted"}},
		"a code that is null":               {odd(t, plain, refused, documented, code), oddTarget(200, `{"access_token":"`+token+`"}`, 401, `{"code":null}`), []string{"errors.response-401.code.type"}},
		"a grant type that nobody requires": {
			oddly(t, "{type: object, properties: {grant_type: {type: string}}}", plain, refused, documented, code),
			func(w http.ResponseWriter, r *http.Request) { // looks at the client alone
				r.Body = io.NopCloser(strings.NewReader("grant_type=client_credentials"))
				lax(w, r)
			}, nil,
		},
		"another media type": {
			odd(t, strings.Replace(plain, "application/json", "application/vnd.odd+json", 1), strings.Replace(refused, "application/json", "application/vnd.odd+json", 1), documented, code),
			func(w http.ResponseWriter, r *http.Request) {
				if accept := r.Header.Get("Accept"); accept == "application/json" {
					w.WriteHeader(http.StatusNotAcceptable)
					return
				}
				vendored(w, r)
			}, nil,
		},
		"codes of its own by an RFC": {odd(t, plain, refused, "{response: rfc6749, scheme: Bearer}", "{reading: rfc6749, code: /code}"), oddTarget(200, `{"access_token":"`+token+`","token_type":"Bearer"}`, 401, `{"code":"NO"}`), nil},
		"codes of its own, strictly": {odd(t, plain, refused, "{response: documented}", "{reading: strict, code: /code}"), oddTarget(200, `{"access_token":"`+token+`"}`, 401, `{"code":"NO"}`), []string{"errors.content-type-text.refused", "errors.method-head.refused", "token.extra-parameter"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			amiss, rec := vendor{contract: test.contract, serve: test.serve}.judged(t)
			var failed []string
			for id, o := range amiss {
				if o.Status == clause.Inconclusive && len(test.want) > 0 {
					continue
				}
				failed = append(failed, id)
				if !slices.Contains(test.want, id) {
					text, _ := json.Marshal(o.Violations)
					t.Logf("%s %s %s %s %s", id, o.Level, o.Status, text, o.Reason)
				}
			}
			slices.Sort(failed)
			if diff := cmp.Diff(test.want, failed); diff != "" {
				t.Error(diff)
			}
			hides(t, rec, "secret-Zz9", "321987", vendorSecret)
		})
	}
}
