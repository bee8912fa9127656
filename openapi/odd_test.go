package openapi

import (
	"slices"
	"strings"
	"testing"
)

// Documents as nobody expects them: each is refused with its line, or a sound answer keeps it, or breaks it by what it says;
// and what nobody judges is told.
func TestOddDocuments(t *testing.T) {
	const sound = `{"access_token":"aaa.bbb.ccc","token_type":"Bearer","expires_in":3599,"scope":"a"}`
	for name, test := range map[string]struct{ version, schema, components, want, words string }{
		"plain":                 {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}}}`, ``, `kept`, ``},
		"oneof-token":           {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {oneOf: [{type: string, minLength: 5}, {type: integer}]}}}`, ``, `kept`, ``},
		"oneof-both":            {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {oneOf: [{type: string}, {minLength: 1}]}}}`, ``, `broken`, `one-of`},
		"anyof":                 {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {anyOf: [{type: integer}, {type: string}]}}}`, ``, `kept`, ``},
		"not-int":               {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {not: {type: integer}}}}`, ``, `kept`, ``},
		"not-string":            {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {not: {type: string}}}}`, ``, `broken`, `excluded`},
		"lookahead":             {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, pattern: '^(?=.*[A-Za-z]).+$'}}}`, ``, `kept`, `looks ahead`},
		"ecma-slash":            {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, pattern: '^[\w\-\.~+\/]+=*$'}}}`, ``, `kept`, ``},
		"python-pattern":        {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, pattern: '\A.+\Z'}}}`, ``, `kept`, `ECMA-262 does not have`},
		"bad-pattern":           {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, pattern: '['}}}`, ``, `kept`, `not closed`},
		"pattern-wrong":         {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, pattern: '^[0-9]{3}$'}}}`, ``, `broken`, `pattern`},
		"uuid":                  {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, format: uuid}}}`, ``, `broken`, `form uuid`},
		"unknown-format":        {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, format: iban}}}`, ``, `kept`, `iban`},
		"format-on-int":         {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: integer, format: date-time}}}`, ``, `kept`, `format of texts`},
		"int64-string":          {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, format: int64}}}`, ``, `kept`, `format of numbers`},
		"max-int64":             {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: integer, format: int64, maximum: 9223372036854775807}}}`, ``, `kept`, ``},
		"big-enum":              {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: integer, enum: [123456789012345678901]}}}`, ``, `broken`, `15 digits`},
		"multipleof":            {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: number, multipleOf: 0.1}}}`, ``, `kept`, ``},
		"multipleof-7":          {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: integer, multipleOf: 7}}}`, ``, `broken`, `multiple of 7`},
		"nullable30":            {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: integer, nullable: true}}}`, ``, `kept`, ``},
		"nullable31":            {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: integer, nullable: true}}}`, ``, `refused`, `no nullable`},
		"types31":               {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: [integer, "null"]}}}`, ``, `kept`, ``},
		"types30":               {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: [integer, "null"]}}}`, ``, `refused`, ``},
		"const31":               {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string}, token_type: {const: Bearer}}}`, ``, `kept`, ``},
		"const31-wrong":         {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string}, token_type: {const: bearer}}}`, ``, `broken`, `bearer`},
		"const30":               {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}, token_type: {const: Bearer}}}`, ``, `refused`, `const`},
		"exclusive31":           {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: integer, exclusiveMinimum: 0}}}`, ``, `kept`, ``},
		"exclusive31bool":       {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: {type: integer, minimum: 0, exclusiveMinimum: true}}}`, ``, `refused`, `exclusiveMinimum`},
		"true-schema31":         {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string}, scope: true}}`, ``, `kept`, ``},
		"false-schema31":        {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string}, expires_in: false}}`, ``, `broken`, `nothing at all`},
		"ifthen31":              {`3.1.0`, `{type: object, if: {required: [expires_in]}, then: {required: [token_type]}, properties: {access_token: {type: string}}}`, ``, `kept`, ``},
		"ifthen31-wrong":        {`3.1.0`, `{type: object, if: {required: [expires_in]}, then: {required: [nonsense]}, properties: {access_token: {type: string}}}`, ``, `broken`, `nonsense`},
		"deprequired31":         {`3.1.0`, `{type: object, dependentRequired: {access_token: [refresh_token]}, properties: {access_token: {type: string}}}`, ``, `broken`, `refresh_token`},
		"patternprops31":        {`3.1.0`, `{type: object, patternProperties: {"^access_": {type: string}, "^(token|expires|scope)": true}, additionalProperties: false}`, ``, `kept`, ``},
		"unevaluated31":         {`3.1.0`, `{type: object, allOf: [{properties: {access_token: {type: string}}}, {properties: {token_type: true, expires_in: true, scope: true}}], unevaluatedProperties: false}`, ``, `kept`, ``},
		"unevaluated31-wrong":   {`3.1.0`, `{type: object, allOf: [{properties: {access_token: {type: string}}}], unevaluatedProperties: false}`, ``, `broken`, `documented members alone`},
		"propertynames31":       {`3.1.0`, `{type: object, properties: {access_token: {type: string}}, propertyNames: {pattern: "^[a-z_]+$"}}`, ``, `kept`, ``},
		"contains31":            {`3.1.0`, `{type: object, properties: {access_token: {type: string}, scope: {type: [string, array], contains: {type: string}}}}`, ``, `kept`, ``},
		"allof-closed":          {`3.0.3`, `{allOf: [{type: object, properties: {access_token: {type: string}}, additionalProperties: false}, {type: object, required: [token_type]}]}`, ``, `refused`, `which is required and which`},
		"allof-closed-optional": {`3.0.3`, `{allOf: [{type: object, properties: {access_token: {type: string}}, additionalProperties: false}, {type: object, properties: {token_type: {type: string}}}]}`, ``, `broken`, `allows its own properties alone`},
		"addprops-schema":       {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}}, additionalProperties: {oneOf: [{type: string}, {type: integer}]}}`, ``, `kept`, ``},
		"minprops":              {`3.0.3`, `{type: object, properties: {access_token: {type: string}}, minProperties: 2, maxProperties: 9}`, ``, `kept`, ``},
		"minprops-wrong":        {`3.0.3`, `{type: object, properties: {access_token: {type: string}}, minProperties: 20}`, ``, `broken`, `at least 20 members`},
		"discriminator-incomplete": {`3.0.3`, `{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: token_type, mapping: {mac: '#/components/schemas/B'}}}`, `    A: {type: object, required: [access_token], properties: {access_token: {type: string}, token_type: {type: string}}}
    B: {type: object, required: [mac_key], properties: {mac_key: {type: string}}}
`, `kept`, ``},
		"discriminator-alone": {`3.0.3`, `{$ref: '#/components/schemas/A'}`, `    A: {type: object, required: [access_token], discriminator: {propertyName: token_type}, properties: {access_token: {type: string}, token_type: {type: string}}}
`, `kept`, `discriminator`},
		"recursive": {`3.0.3`, `{$ref: '#/components/schemas/A'}`, `    A: {properties: {access_token: {type: string}, a: {$ref: '#/components/schemas/A'}}}
`, `kept`, ``},
		"allof-itself": {`3.0.3`, `{$ref: '#/components/schemas/A'}`, `    A: {properties: {access_token: {type: string}}, allOf: [{$ref: '#/components/schemas/A'}]}
`, `kept`, ``},
		"ref-sibling31": {`3.1.0`, `{$ref: '#/components/schemas/A', required: [token_type]}`, `    A: {type: object, properties: {access_token: {type: string}}}
`, `kept`, ``},
		"ref-sibling31-wrong": {`3.1.0`, `{$ref: '#/components/schemas/A', required: [id_token]}`, `    A: {type: object, properties: {access_token: {type: string}}}
`, `broken`, `id_token`},
		"ref-outside": {`3.0.3`, `{$ref: 'other.yaml#/A'}`, ``, `refused`, `external`},
		"ref-http":    {`3.0.3`, `{$ref: 'https://x.example/a.yaml#/A'}`, ``, `refused`, ``},
		"ref-gone":    {`3.0.3`, `{$ref: '#/components/schemas/Gone'}`, ``, `refused`, `Gone`},
		"anchor31": {`3.1.0`, `{$ref: '#tok'}`, `    A: {$anchor: tok, type: object, properties: {access_token: {type: string}}}
`, `refused`, ``},
		"dynamicref31":      {`3.1.0`, `{type: object, properties: {access_token: {$dynamicRef: '#t'}}}`, ``, `refused`, `$dynamicRef`},
		"unknown-keyword":   {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, minLenght: 3}}}`, ``, `refused`, `minLenght`},
		"unknown-keyword31": {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string, minLenght: 3}}}`, ``, `refused`, `minLenght`},
		"x-ext":             {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, x-anything: {a: 1}}}}`, ``, `kept`, ``},
		"example-wrong":     {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, example: 7}}}`, ``, `refused`, `keeps its schema`},
		"examples31":        {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string, examples: [a, b]}}}`, ``, `kept`, ``},
		"default-wrong":     {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, default: 7}}}`, ``, `refused`, `keeps its schema`},
		"min-max":           {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, minLength: 9, maxLength: 3}}}`, ``, `refused`, `beyond`},
		"enum-type":         {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}, token_type: {type: string, enum: [1, 2]}}}`, ``, `refused`, `among those that are listed`},
		"broken-elsewhere": {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string}}}`, `    Broken: {type: intger, required: [a, a]}
`, `kept`, ``},
		"writeonly":           {`3.0.3`, `{type: object, required: [access_token, pin], properties: {access_token: {type: string}, pin: {type: string, writeOnly: true}}}`, ``, `kept`, ``},
		"readonly":            {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, readOnly: true}}}`, ``, `kept`, ``},
		"content-encoding31":  {`3.1.0`, `{type: object, required: [access_token], properties: {access_token: {type: string, contentMediaType: application/jwt}}}`, ``, `kept`, `within a text`},
		"unicode-length":      {`3.0.3`, `{type: object, required: [access_token], properties: {access_token: {type: string, maxLength: 4096}}}`, ``, `kept`, ``},
		"v32":                 {`3.2.0`, `{type: object, required: [access_token], properties: {access_token: {type: string}}}`, ``, `refused`, `3.2.0`},
		"v313":                {`3.1.9`, `{type: object, required: [access_token], properties: {access_token: {type: string}}}`, ``, `refused`, `3.1.9`},
		"null-beside-ref":     {`3.0.3`, `{type: object, properties: {access_token: {type: string}, refresh_token: {$ref: '#/components/schemas/A', nullable: true}}}`, "    A: {type: string}\n", `kept`, `nullable beside $ref is not judged: OpenAPI 3.0 leaves out what stands beside a reference; null is let pass`},
		"length-beside-ref":   {`3.0.3`, `{type: object, properties: {access_token: {$ref: '#/components/schemas/A', minLength: 900}}}`, "    A: {type: string}\n", `kept`, `minLength beside $ref is not judged`},
		"length-beside-ref31": {`3.1.0`, `{type: object, properties: {access_token: {$ref: '#/components/schemas/A', minLength: 900}}}`, "    A: {type: string}\n", `broken`, `min-length`},
		"null-beside-ref31":   {`3.1.0`, `{type: object, properties: {access_token: {$ref: '#/components/schemas/A', nullable: true}}}`, "    A: {type: string}\n", `refused`, `found one beside $ref`},
		"remark-beside-ref":   {`3.0.3`, `{type: object, properties: {access_token: {$ref: '#/components/schemas/A', description: a, x-b: 1}}}`, "    A: {type: string}\n", `kept`, ``},
		"items-beside-ref":    {`3.0.3`, `{type: object, properties: {access_token: {type: string}, a: {type: array, items: {$ref: '#/components/schemas/A', nullable: true}}}}`, "    A: {type: string}\n", `kept`, `nullable beside $ref`},
	} {
		t.Run(name, func(t *testing.T) {
			document := "openapi: " + test.version + "\ninfo: {title: T, version: '1'}\npaths:\n  /token:\n    post:\n" +
				"      requestBody: {content: {application/json: {schema: {type: object}}}}\n" +
				"      operationId: getToken\n      responses:\n        '200': {description: ok, content: {application/json: {schema: " + test.schema + "}}}\n" +
				"components:\n  schemas:\n    Unused: {type: object}\n" + test.components
			c, mistakes := lint("x.yaml", []byte(document), []byte(oddFacts))
			told := ""
			for _, m := range mistakes {
				told += m.String() + "\n"
			}
			if (len(mistakes) > 0) != (test.want == "refused") {
				t.Fatalf("got %q; want it %s", told, test.want)
			}
			if test.want != "refused" {
				broken := c.CheckAnswer(jsonAnswer(200, sound))
				if (len(broken) > 0) != (test.want == "broken") {
					t.Errorf("a sound answer: %v; want it %s", broken, test.want)
				}
				for _, v := range broken {
					told += v.Pointer + " " + v.Rule + " " + v.Detail + "\n"
				}
				for _, s := range c.Suggestions() {
					told += s.String() + "\n"
				}
				for _, v := range c.CheckAnswer(jsonAnswer(200, `{"access_token":"aaa.bbb.ccc","token_type":"Bearer","expires_in":3599,"refresh_token":null,"a":[null]}`)) {
					if strings.Contains(test.schema, "nullable: true") && strings.Contains(test.schema, "$ref") {
						t.Errorf("null beside a reference: %v", v)
					}
				}
				gap := slices.ContainsFunc(c.Requirements(), func(s Requirement) bool { return s.Kind == KeywordKind })
				if said := strings.Contains(told, "is not judged: "); gap != said {
					t.Errorf("a keyword is not judged: %v, and told: %v", gap, said)
				}
			}
			if !strings.Contains(told, test.words) {
				t.Errorf("got %q; want %q in it", told, test.words)
			}
		})
	}
}

const oddFacts = `{name: x, title: T, operation: getToken, grant: client_credentials, errors: rfc6749, request: {media-type: application/json},
client-authentication: {documented: basic, parameters: {id: client_id, secret: client_secret}}}`
