package openapi

import (
	"strings"
	"testing"
)

// What the suite cannot keep to is refused with its line: a target that keeps its document would be blamed for it, or one
// that does not would pass.
func TestUnjudgeableDocuments(t *testing.T) {
	const (
		id         = "      operationId: getToken # by which the facts know it\n"
		scheme     = "      type: http\n      scheme: basic\n"
		model      = "              schema:\n                $ref: \"#/components/schemas/TokenResponse\"\n"
		object     = "    TokenResponse:\n      type: object\n"
		errorModel = "        error:\n          type: string\n          enum: # the codes that your service may answer with\n            - invalid_request\n            - invalid_client\n            - invalid_grant\n            - unauthorized_client\n            - unsupported_grant_type\n            - invalid_scope\n"
	)
	start, err := NewStarter("tickets", "client_credentials")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ from, to, want string }{
		"Swagger 2.0":                {"openapi: 3.0.0", "swagger: '2.0'", "found Swagger 2.0; convert it to OpenAPI 3.0"},
		"another method":             {"    post:\n", "    get:\n", "x.yaml:14: wanted a token operation that is a POST"},
		"a variable in the path":     {"  /oauth2/token: # the path of your token endpoint\n", "  /{tenant}/token:\n    parameters: [{in: path, name: tenant, required: true, schema: {type: string}}]\n", "x.yaml:13: wanted a value for {tenant} in the path /{tenant}/token, found none"},
		"an API key":                 {scheme, "      type: apiKey\n      in: header\n      name: X-Key\n", "found basicAuth, by which the suite cannot authenticate"},
		"a bearer token":             {scheme, "      type: http\n      scheme: bearer\n", "x.yaml:46: wanted HTTP Basic"},
		"OpenID Connect":             {scheme, "      type: openIdConnect\n      openIdConnectUrl: https://example.com\n", "cannot authenticate"},
		"OAuth 2.0":                  {scheme, "      type: oauth2\n      flows: {clientCredentials: {tokenUrl: /t, scopes: {}}}\n", "cannot authenticate"},
		"Basic and a key":            {"        - basicAuth: []\n", "        - {basicAuth: [], key: []}\n", "found key"},
		"a required header":          {id, id + "      parameters: [{in: header, name: X-Tenant, required: true, schema: {type: string}}]\n", "x.yaml:16: wanted no required parameter whose value is not known, found X-Tenant in the header"},
		"a required query parameter": {id, id + "      parameters: [{in: query, name: tenant, required: true, schema: {type: string}}]\n", "found tenant in the query"},
		"a required member":          {"      required:\n        - grant_type\n", "      required:\n        - grant_type\n        - audience\n", "x.yaml:62: wanted no required member of requests whose value is not known, found audience"},
		"no success":                 {"\"200\":", "\"302\":", "x.yaml:14: wanted a response of class 2xx"},
		"a token of another name":    {"        access_token:\n          type: string\n        token_type:\n          type: string\n        expires_in:\n          type: integer\n        scope:\n          type: string\n      required: # a clause for each\n        - access_token\n", "        token:\n          type: string\n      required:\n        - token\n", "wanted a token response with its access token at /access_token, found none there; say in the facts where it is"},
		"a token at another place":   {model, "              schema: {type: object, properties: {data: {$ref: '#/components/schemas/TokenResponse'}}}\n", "x.yaml:28: wanted a token response with its access token at /access_token"},
		"a code of another name":     {errorModel, "        code:\n          type: string\n", "wanted errors with their code in the member error, which is where RFC 6749, section 5.2 has it; found a model of errors without it: say in the facts where the code is"},
		"a code in an object":        {errorModel, "        error:\n          type: object\n          properties: {code: {type: string}}\n", "wanted an error code at /error that is a text or a number, found an object: say where it is (errors: {reading: documented, code: /error/code})"},
		"a list":                     {object, "    TokenResponse:\n      type: array\n      items: {}\n", "wanted the token response to be an object, found a list"},
		"XML":                        {"            application/json:\n" + model, "            application/xml:\n" + model, "x.yaml:28: wanted the token response to be JSON, found application/xml alone"},
	} {
		t.Run(name, func(t *testing.T) {
			document := string(mutate(t, start.Document, test.from, test.to))
			if test.from == errorModel {
				document = strings.Replace(document, "      required:\n        - error\n", "", 1)
			}
			if strings.Contains(document, "key: []") {
				document = string(mutate(t, []byte(document), "  securitySchemes:\n", "  securitySchemes:\n    key: {type: apiKey, in: header, name: X-Key}\n"))
			}
			c, err := Parse("x.yaml", []byte(document), start.Facts)
			if err == nil {
				err = c.Askable()
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v; want %q", err, test.want)
			}
		})
	}
}
