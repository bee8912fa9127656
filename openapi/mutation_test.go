package openapi

import (
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/google/go-cmp/cmp"
)

// A changed document changes statements and checks, without a change of code.
func TestChangedDocuments(t *testing.T) {
	ours := ourDocument(t)
	for name, test := range map[string]struct {
		from, to string
		// stated is a statement that is there with the change alone; gone one that is there without it alone.
		stated, gone Requirement
		answer       wire.Answer
		before, with []string
	}{
		"enumeration value removed": {
			from: "        - invalid_grant\n", to: "",
			gone:   Requirement{Kind: EnumValueKind, Name: "OAuthErrorModel", Subject: "error", Value: "invalid_grant"},
			answer: jsonAnswer(400, `{"error":"invalid_grant"}`), with: []string{"/error enum"},
		},
		"member required": {
			from: "      required:\n        - error\n\n", to: "      required:\n        - error\n        - error_uri\n\n",
			stated: Requirement{Kind: RequiredKind, Name: "OAuthErrorModel", Subject: "error_uri"},
			answer: jsonAnswer(400, `{"error":"invalid_grant"}`), with: []string{"/error_uri required"},
		},
		"type changed": {
			from: "type: integer", to: "type: string",
			stated: Requirement{Kind: TypeKind, Name: "ClientCredentialsGrantResponse", Subject: "expires_in", Value: "string"},
			gone:   Requirement{Kind: TypeKind, Name: "ClientCredentialsGrantResponse", Subject: "expires_in", Value: "integer"},
			answer: jsonAnswer(200, goodToken), with: []string{"/expires_in type"},
		},
		"header required": {
			from: "              description: The authentication schemes that the endpoint takes.\n", to: "              required: true\n",
			answer: jsonAnswer(401, `{"error":"invalid_client"}`), with: []string{"WWW-Authenticate required"},
		},
		"header of a type": {
			from:   "            WWW-Authenticate:\n              description: The authentication schemes that the endpoint takes.\n              schema:\n                type: string",
			to:     "            X-Count:\n              schema:\n                type: integer",
			stated: Requirement{Kind: HeaderKind, Name: "response-401", Subject: "X-Count", Value: "integer"},
			gone:   Requirement{Kind: HeaderKind, Name: "response-401", Subject: "WWW-Authenticate", Value: "string"},
			answer: withHeader(jsonAnswer(401, `{"error":"invalid_client"}`), "X-Count", "many"), with: []string{"X-Count type"},
		},
		"member nullable": {
			from: "          description: The address of a page about the error.\n          type: string\n", to: "          type: string\n          nullable: true\n",
			stated: Requirement{Kind: TypeKind, Name: "OAuthErrorModel", Subject: "error_uri", Value: "string or null"},
			gone:   Requirement{Kind: TypeKind, Name: "OAuthErrorModel", Subject: "error_uri", Value: "string"},
			answer: jsonAnswer(400, `{"error":"invalid_grant","error_uri":null}`), before: []string{"/error_uri type"},
		},
		"constraint added": {
			from: "          description: The token.\n", to: "          minLength: 20\n          pattern: '^[a-z]+$'\n",
			answer: jsonAnswer(200, goodToken), with: []string{"/access_token min-length", "/access_token pattern"},
		},
		"object opened": {
			from:   "    ClientCredentialsGrantResponse:\n      type: object\n      additionalProperties: false\n",
			to:     "    ClientCredentialsGrantResponse:\n      type: object\n",
			gone:   Requirement{Kind: ClosedKind, Name: "ClientCredentialsGrantResponse"},
			answer: jsonAnswer(200, `{"access_token":"a","token_type":"b","expires_in":1,"x":1}`),
			before: []string{"/x closed"},
		},
		"status removed": {
			from: "        \"406\":\n          $ref: \"#/components/responses/NotAcceptable\"\n", to: "",
			gone:   Requirement{Kind: StatusKind, Name: "response-406", Subject: "406"},
			answer: jsonAnswer(406, `{"error":"a","error_reference":"b"}`), with: []string{"status status"},
		},
		"status added": {
			from: "        \"406\":\n", to: "        \"415\":\n          description: of its own\n          content: {application/json: {schema: {type: object, required: [why]}}}\n        \"406\":\n",
			stated: Requirement{Kind: RequiredKind, Name: "response-415", Subject: "why"},
			answer: jsonAnswer(415, `{}`), before: []string{"status status"}, with: []string{"/why required"},
		},
		"second media type": {
			from:   "    NotAcceptable:\n      description: The client accepts no representation that the server has.\n      content:\n",
			to:     "    NotAcceptable:\n      description: changed\n      content:\n        application/problem+json: {schema: {type: object, required: [title]}}\n",
			stated: Requirement{Kind: MediaTypeKind, Name: "NotAcceptable", Subject: "application/problem+json or application/json"},
			gone:   Requirement{Kind: MediaTypeKind, Name: "NotAcceptable", Subject: "application/json"},
			answer: withHeader(jsonAnswer(406, `{}`), "Content-Type", "application/problem+json"),
			before: []string{"Content-Type media-type", "/error required", "/error_reference required"}, with: []string{"/title required"},
		},
		"method added": {
			from: "  /oauth2/token:\n", to: "  /oauth2/token:\n    get: {responses: {\"204\": {description: fine}}}\n",
			gone:   Requirement{Kind: MethodKind, Subject: "GET"},
			answer: wire.Answer{Method: "GET", Status: 204}, before: []string{"status status"}, with: []string{"status status"},
		},
		"write-only member": {
			from:   "        scope:\n          description: What was granted; it may be left out when that is what was asked for.\n",
			to:     "        scope:\n          writeOnly: true\n",
			answer: jsonAnswer(200, `{"access_token":"a","token_type":"b","expires_in":1,"scope":"x"}`), with: []string{"/scope write-only"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			plain, changed := parse(t, ours), parse(t, mutate(t, ours, test.from, test.to))
			for _, pair := range []struct {
				s        Requirement
				with, no *Contract
			}{{test.stated, changed, plain}, {test.gone, plain, changed}} {
				if s := pair.s; s.Kind != "" && (!has(pair.with, s.Kind, s.Name, s.Subject, s.Value) || has(pair.no, s.Kind, s.Name, s.Subject, s.Value)) {
					t.Errorf("statement %+v is not told apart", s)
				}
			}
			if diff := cmp.Diff(test.before, brief(plain.CheckAnswer(test.answer))); diff != "" {
				t.Errorf("before: %s", diff)
			}
			if diff := cmp.Diff(test.with, brief(changed.CheckAnswer(test.answer))); diff != "" {
				t.Errorf("changed: %s", diff)
			}
		})
	}
}

func withHeader(a wire.Answer, name, value string) wire.Answer {
	a.Header = a.Header.Clone()
	a.Header.Set(name, value)
	return a
}

func TestNestedObjectsAndCompositions(t *testing.T) {
	document := mutate(t, ourDocument(t), "    OAuthErrorModel:\n", richModel+"\n    OAuthErrorModel:\n")
	document = mutate(t, document, `$ref: "#/components/schemas/OAuthErrorModel"`, `$ref: "#/components/schemas/Rich"`)
	c := parse(t, document)
	for _, s := range []Requirement{
		{Kind: RequiredKind, Name: "Rich", Subject: "base"},
		{Kind: RequiredKind, Name: "Rich", Subject: "inner/n"},
		{Kind: ClosedKind, Name: "Rich", Subject: "inner"},
		{Kind: TypeKind, Name: "Rich", Subject: "inner", Value: "object or null"},
		{Kind: TypeKind, Name: "Rich", Subject: "inner/deep/x", Value: "boolean"},
		{Kind: EnumKind, Name: "Rich", Subject: "kind"},
		{Kind: TypeKind, Name: "Rich", Subject: "list", Value: "list of objects that has at most 2 items, every item once and items of the documented form"},
	} {
		if !has(c, s.Kind, s.Name, s.Subject, s.Value) {
			t.Errorf("not stated: %+v", s)
		}
	}
	for body, want := range map[string][]string{
		`{"base":"a","inner":{"n":0,"z":1}}`:            {"/inner/z closed", "/inner/n minimum"},
		`{"base":"a","inner":null,"maybe":null}`:        nil,
		`{"base":"a","free":{"y":"1","z":2}}`:           {"/free/z type", "/free/y type"},
		`{"base":"a","list":[{"a":3},{}]}`:              {"/list/0/a enum", "/list/1/a required"},
		`{"base":"a","choice":"s"}`:                     {"/choice one-of"},
		`{"base":"a","self":{"self":{"self":{}}}}`:      {"/self/base required", "/self/self/base required", "/self/self/self/base required"},
		`{"base":"a","hidden":"x"}`:                     {"/hidden write-only"},
		`{"base":"toolong","when":"yesterday"}`:         {"/base max-length", "/when format"},
		`{"base":"a","list":[{"a":1},{"a":1},{"a":2}]}`: {"/list max-items", "/list unique-items"},
	} {
		if diff := cmp.Diff(want, brief(c.CheckAnswer(jsonAnswer(400, body)))); diff != "" {
			t.Errorf("%s: %s", body, diff)
		}
	}
}
