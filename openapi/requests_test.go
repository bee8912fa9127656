package openapi

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What a document says of requests is stated in every place where it may say it, each with its pointer.
func TestStatementsOfRequests(t *testing.T) {
	const schemas = "/components/schemas/"
	for name, test := range map[string]struct {
		from, to string
		want     []Statement
	}{
		"values": {
			from: "          description: Always client_credentials.\n          type: string\n",
			to:   "          type: string\n          enum: [client_credentials, password]\n",
			want: []Statement{
				{Kind: RequestValueKind, Subject: "grant_type", Value: "client_credentials", Pointer: schemas + "ClientCredentialsGrantRequest/properties/grant_type/enum/0"},
				{Kind: RequestValueKind, Subject: "grant_type", Value: "password", Pointer: schemas + "ClientCredentialsGrantRequest/properties/grant_type/enum/1"},
			},
		},
		"values of a component": {
			from: "          description: What the client wants to be allowed.\n          type: string\n",
			to:   "          $ref: \"#/components/schemas/OAuthErrorCodes\"\n",
			want: []Statement{{Kind: RequestValueKind, Subject: "scope", Value: "invalid_scope", Pointer: schemas + "OAuthErrorCodes/enum/5"}},
		},
		"a composition": {
			from: "    ClientCredentialsGrantRequest:\n      type: object\n",
			to: `    ClientCredentialsGrantRequest:
      allOf:
        - {type: object, properties: {audience: {type: string}}, required: [audience]}
        - {$ref: "#/components/schemas/ClientCredentialsGrantRequest"}
      type: object
`,
			want: []Statement{
				{Kind: RequestPropertyKind, Subject: "audience", Value: "string", Required: true, Pointer: schemas + "ClientCredentialsGrantRequest/allOf/0/properties/audience"},
				{Kind: RequestPropertyKind, Subject: "scope", Value: "string", Pointer: schemas + "ClientCredentialsGrantRequest/properties/scope"},
			},
		},
		"a variable without a choice": {
			from: "        default: v3.8\n        enum:\n          - v3.8\n", to: "        default: v3.8\n",
			want: []Statement{{Kind: ServerValueKind, Subject: "version", Value: "v3.8", Pointer: "/servers/0/variables/version/default"}},
		},
		"ranges of statuses": {
			from: "        \"405\":\n", to: "        5XX: {description: any}\n        default: {description: any}\n        \"405\":\n",
			want: []Statement{
				{Kind: StatusRangeKind, Subject: "5XX", Pointer: "/paths/~1oauth2~1token/post/responses/5XX"},
				{Kind: StatusRangeKind, Subject: "default", Pointer: "/paths/~1oauth2~1token/post/responses/default"},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			stated := map[string]Statement{}
			for _, s := range parse(t, mutate(t, ourDocument(t), test.from, test.to)).Statements() {
				if s.Line == 0 {
					t.Errorf("%s %s has no line", s.Kind, s.Pointer)
				}
				stated[string(s.Kind)+s.Pointer] = s
			}
			for _, want := range test.want {
				s := stated[string(want.Kind)+want.Pointer]
				got := Statement{Kind: s.Kind, Subject: s.Subject, Value: s.Value, Required: s.Required, Pointer: s.Pointer}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			}
		})
	}
}
