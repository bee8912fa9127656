package openapi

import (
	"fmt"
	"strings"
	"testing"
)

// Schemas that refer to each other many times over are read once each: a document of sixty would take for ever otherwise.
func TestDocumentsThatMultiply(t *testing.T) {
	for _, keyword := range []string{"oneOf", "anyOf"} {
		var components strings.Builder
		for i := range 60 {
			next := fmt.Sprintf("{$ref: '#/components/schemas/N%d'}", i+1)
			fmt.Fprintf(&components, "    N%d: {properties: {access_token: {type: string}}, %s: [%s, {allOf: [%s], required: [n]}]}\n", i, keyword, next, next)
		}
		document := "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /token:\n    post:\n      operationId: getToken\n" +
			"      requestBody: {content: {application/json: {schema: {type: object}}}}\n      responses:\n" +
			"        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/N0'}}}}\n" +
			"        '401': {description: no, content: {application/json: {schema: {$ref: '#/components/schemas/N0'}}}}\n" +
			"components:\n  schemas:\n" + components.String() + "    N60: {type: object, properties: {error: {type: string}}}\n"
		c, mistakes := lint("x.yaml", []byte(document), []byte(oddFacts))
		if len(mistakes) > 0 {
			t.Fatal(mistakes)
		}
		c.Suggestions()
		c.CheckAnswer(jsonAnswer(200, `{"access_token":"a","n":1}`))
	}
}
