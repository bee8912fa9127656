package openapi

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a document says of requests is stated in every place where it may say it, each with its pointer.
func TestStatementsOfRequests(t *testing.T) {
	const schemas = "/components/schemas/"
	for name, test := range map[string]struct {
		from, to string
		want     []Requirement
	}{
		"values": {
			from: "          description: Always client_credentials.\n          type: string\n",
			to:   "          type: string\n          enum: [client_credentials, password]\n",
			want: []Requirement{
				{Kind: RequestValueKind, Subject: "grant_type", Value: "client_credentials", Pointer: schemas + "ClientCredentialsGrantRequest/properties/grant_type/enum/0"},
				{Kind: RequestValueKind, Subject: "grant_type", Value: "password", Pointer: schemas + "ClientCredentialsGrantRequest/properties/grant_type/enum/1"},
			},
		},
		"values of a component": {
			from: "          description: What the client wants to be allowed.\n          type: string\n",
			to:   "          $ref: \"#/components/schemas/OAuthErrorCodes\"\n",
			want: []Requirement{{Kind: RequestValueKind, Subject: "scope", Value: "invalid_scope", Pointer: schemas + "OAuthErrorCodes/enum/5"}},
		},
		"a composition": {
			from: "    ClientCredentialsGrantRequest:\n      type: object\n",
			to: `    ClientCredentialsGrantRequest:
      allOf:
        - {type: object, properties: {audience: {type: string}}, required: [audience]}
        - {$ref: "#/components/schemas/ClientCredentialsGrantRequest"}
      type: object
`,
			want: []Requirement{
				{Kind: RequestPropertyKind, Subject: "audience", Value: "string", Required: true, Pointer: schemas + "ClientCredentialsGrantRequest/allOf/0/properties/audience"},
				{Kind: RequestPropertyKind, Subject: "scope", Value: "string", Pointer: schemas + "ClientCredentialsGrantRequest/properties/scope"},
			},
		},
		"alternatives": {
			from: "    ClientCredentialsGrantRequest:\n      type: object\n",
			to: `    Refresh:
      type: object
      additionalProperties: false
      properties: {grant_type: {type: string, enum: [refresh_token]}, refresh_token: {type: string}}
      required: [refresh_token]
    ClientCredentialsGrantRequest:
      oneOf:
        - {$ref: "#/components/schemas/Refresh"}
        - {type: object, properties: {grant_type: {type: string, enum: [password]}, refresh_token: {type: string}}}
      anyOf:
        - {type: object, allOf: [{type: object, properties: {audience: {type: string}}}, {type: object, required: [audience]}]}
        - {$ref: "#/components/schemas/ClientCredentialsGrantRequest"}
      type: object
`,
			want: []Requirement{
				{Kind: RequestClosedKind, Name: "Refresh", Pointer: schemas + "Refresh/additionalProperties"},
				{Kind: RequestPropertyKind, Name: "Refresh", Subject: "grant_type", Value: "string", Required: true, Pointer: schemas + "Refresh/properties/grant_type"},
				{Kind: RequestValueKind, Name: "Refresh", Subject: "grant_type", Value: "refresh_token", Pointer: schemas + "Refresh/properties/grant_type/enum/0"},
				{Kind: RequestPropertyKind, Name: "Refresh", Subject: "refresh_token", Value: "string", Required: true, Pointer: schemas + "Refresh/properties/refresh_token"},
				{
					Kind: RequestPropertyKind, Name: "ClientCredentialsGrantRequest/oneOf/1", Subject: "refresh_token", Value: "string",
					Pointer: schemas + "ClientCredentialsGrantRequest/oneOf/1/properties/refresh_token",
				},
				{
					Kind: RequestPropertyKind, Name: "ClientCredentialsGrantRequest/oneOf/1", Subject: "grant_type", Value: "string", Required: true,
					Pointer: schemas + "ClientCredentialsGrantRequest/oneOf/1/properties/grant_type",
				},
				{
					Kind: RequestValueKind, Name: "ClientCredentialsGrantRequest/oneOf/1", Subject: "grant_type", Value: "password",
					Pointer: schemas + "ClientCredentialsGrantRequest/oneOf/1/properties/grant_type/enum/0",
				},
				{
					Kind: RequestPropertyKind, Name: "ClientCredentialsGrantRequest/anyOf/0", Subject: "audience", Value: "string", Required: true,
					Pointer: schemas + "ClientCredentialsGrantRequest/anyOf/0/allOf/0/properties/audience",
				},
			},
		},
		"a variable without a choice": {
			from: "        default: v3.8\n        enum:\n          - v3.8\n", to: "        default: v3.8\n",
			want: []Requirement{{Kind: ServerValueKind, Subject: "version", Value: "v3.8", Pointer: "/servers/0/variables/version/default"}},
		},
		"ranges of statuses": {
			from: "        \"405\":\n", to: "        5XX: {description: any}\n        default: {description: any}\n        \"405\":\n",
			want: []Requirement{
				{Kind: StatusRangeKind, Subject: "5XX", Pointer: "/paths/~1oauth2~1token/post/responses/5XX"},
				{Kind: StatusRangeKind, Subject: "default", Pointer: "/paths/~1oauth2~1token/post/responses/default"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			stated := map[string]Requirement{}
			for _, s := range requirementsOf(t, mutate(t, ourDocument(t), test.from, test.to)) {
				if s.Line == 0 {
					t.Errorf("%s %s has no line", s.Kind, s.Pointer)
				}
				stated[string(s.Kind)+s.Pointer] = s
			}
			for _, want := range test.want {
				s := stated[string(want.Kind)+want.Pointer]
				got := Requirement{Kind: s.Kind, Subject: s.Subject, Value: s.Value, Required: s.Required, Pointer: s.Pointer}
				if want.Name != "" {
					got.Name = s.Name
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			}
		})
	}
}

// A member's name may hold what a JSON pointer escapes: an answer has it as it is.
func TestPathOfStatements(t *testing.T) {
	document := mutate(t, ourDocument(t), "        error_uri:\n", "        a/b~c: {type: object, required: [d/e], properties: {d/e: {type: string, enum: [x]}}}\n        error_uri:\n")
	document = mutate(t, document, "        scope:\n", "        r/s: {type: string}\n        scope:\n")
	c := parse(t, document)
	for kind, want := range map[Kind][]string{TypeKind: {"a/b~c", "d/e"}, RequiredKind: {"a/b~c", "d/e"}, EnumKind: {"a/b~c", "d/e"}, EnumValueKind: {"a/b~c", "d/e"}} {
		if diff := cmp.Diff(want, find(t, c, kind, "OAuthErrorModel", "a~1b~0c/d~1e", "").Path()); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
	for _, s := range []Requirement{
		find(t, c, TypeKind, "OAuthErrorModel", "", ""), find(t, c, RequestPropertyKind, "ClientCredentialsGrantRequest", "r/s", ""),
		find(t, c, HeaderKind, "response-401", "WWW-Authenticate", ""), find(t, c, ClosedKind, "ClientCredentialsGrantResponse", "", ""),
	} {
		if s.Path() != nil {
			t.Errorf("%s %q has the path %q", s.Kind, s.Subject, s.Path())
		}
	}
	for _, word := range []string{"a/b~c", "d/e", "r/s"} {
		if !slices.Contains(c.Vocabulary(), word) {
			t.Errorf("redaction may take %q away", word)
		}
	}
}

// pointers are where the statements of one kind stand, with what they speak of.
func pointers(c *Contract, kind Kind) map[string]string {
	found := map[string]string{}
	for _, s := range c.Requirements() {
		if s.Kind == kind {
			found[s.Pointer] = s.Subject
		}
	}
	return found
}

// What a request may carry is stated where it stands: in the operation, in its path or in a component.
func TestPlacesOfRequests(t *testing.T) {
	const operation, path, components = "      parameters:\n", "  /oauth2/token:\n", "  securitySchemes:\n"
	const body = "      requestBody:\n"
	document := mutate(t, ourDocument(t), components, "  parameters:\n    Trace: {in: header, name: X-Trace, schema: {type: string}}\n"+
		"  requestBodies:\n    Asked: {content: {application/json: {}, application/a+json: {schema: {type: object, properties: {a: {type: string}}}}}}\n"+components)
	document = mutate(t, document, operation, operation+"        - $ref: '#/components/parameters/Trace'\n")
	document = mutate(t, document, path, path+"    parameters: [{in: query, name: q, schema: {type: string}}]\n")
	text := string(document)
	from := text[strings.Index(text, body):strings.Index(text, "      responses:\n")]
	c := parse(t, mutate(t, document, from, "      requestBody: {$ref: '#/components/requestBodies/Asked'}\n"))
	for kind, want := range map[Kind]map[string]string{
		ParameterKind: {
			"/components/parameters/Trace": "X-Trace", "/paths/~1oauth2~1token/post/parameters/1": "Authorization", "/paths/~1oauth2~1token/parameters/0": "q",
		},
		RequestMediaTypeKind: {
			"/components/requestBodies/Asked/content/application~1json": "application/json", "/components/requestBodies/Asked/content/application~1a+json": "application/a+json",
		},
		RequestPropertyKind: {"/components/requestBodies/Asked/content/application~1a+json/schema/properties/a": "a"},
		RequestClosedKind:   {},
	} {
		if diff := cmp.Diff(want, pointers(c, kind)); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}

// A request's body is closed where its schema says so, and only there.
func TestClosedRequests(t *testing.T) {
	const closed = "    ClientCredentialsGrantRequest:\n      type: object\n      additionalProperties: false\n"
	for additional, want := range map[string]int{
		"      additionalProperties: false\n": 1, "      additionalProperties: true\n": 0, "": 0, "      additionalProperties: {type: string}\n": 0,
	} {
		c := parse(t, mutate(t, ourDocument(t), closed, "    ClientCredentialsGrantRequest:\n      type: object\n"+additional))
		if got := len(pointers(c, RequestClosedKind)); got != want {
			t.Errorf("%q: %d statements; want %d", additional, got, want)
		}
	}
}

// What a document says of requests as a whole is held against none, and told; members that a pattern allows are documented.
func TestRequestsAsAWhole(t *testing.T) {
	const model = "    ClientCredentialsGrantRequest:\n      type: object\n      additionalProperties: false\n"
	document := mutate(t, ourDocument(t), "openapi: 3.0.0", "openapi: 3.1.0")
	c := parse(t, mutate(t, document, model, model+"      minProperties: 2\n      patternProperties: {'^x_': {type: string}}\n"))
	var told []string
	for _, s := range c.Requirements() {
		if s.Kind == KeywordKind && len(s.Statuses) == 0 {
			told = append(told, s.Value)
		}
	}
	if diff := cmp.Diff([]string{"minProperties", "patternProperties"}, told); diff != "" {
		t.Error(diff)
	}
	for body, want := range map[string]int{`{"grant_type":"client_credentials","x_a":"1"}`: 0, `{"grant_type":"client_credentials","y_a":"1"}`: 1} {
		asked, ok := c.RequestBody(Sent{MediaType: "application/json", Body: []byte(body)})
		s := find(t, c, RequestClosedKind, "ClientCredentialsGrantRequest", "", "")
		if got := c.CheckRequest(s, asked); !ok || len(got) != want {
			t.Errorf("%s: got %v; want %d", body, got, want)
		}
	}
}

// A request's schema that multiplies is refused as an answer's is.
func TestTooManyStatementsOfRequests(t *testing.T) {
	var b strings.Builder
	for i := range 20 {
		fmt.Fprintf(&b, "    L%d: {type: object, allOf: [{$ref: '#/components/schemas/L%[2]d'}, {$ref: '#/components/schemas/L%[2]d'}]}\n", i, i+1)
	}
	b.WriteString("    L20: {type: object}\n    OAuthErrorModel:\n")
	document := mutate(t, ourDocument(t), "    OAuthErrorModel:\n", b.String())
	document = mutate(t, document, `$ref: "#/components/schemas/ClientCredentialsGrantRequest"`, "$ref: '#/components/schemas/L0'")
	if _, err := Parse("x.yaml", document, nil); err == nil || !strings.Contains(err.Error(), "wanted at most 5000 schemas") {
		t.Errorf("got %v", err)
	}
}

// Of the methods that change or read something, those are stated that the path does not have.
func TestMethodsOfThePath(t *testing.T) {
	c := parse(t, mutate(t, ourDocument(t), "  /oauth2/token:\n", "  /oauth2/token:\n    put: {responses: {'204': {description: x}}}\n"))
	want := []string{"DELETE", "GET", "PATCH"}
	var got []string
	for _, s := range c.Requirements() {
		if s.Kind == MethodKind {
			got = append(got, s.Subject)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// requirementsOf are those of a document, whether it can be judged or not.
func requirementsOf(t *testing.T, document []byte) []Requirement {
	t.Helper()
	doc, err := parseDocument("x.yaml", document)
	if err != nil {
		t.Fatal(err)
	}
	op, err := findOperation(doc, "")
	if err != nil {
		t.Fatal(err)
	}
	stated, _, err := state("x.yaml", doc, op)
	if err != nil {
		t.Fatal(err)
	}
	return stated
}
