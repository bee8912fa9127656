package openapi

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// refusing is our document with another schema for status 400.
func refusing(t testing.TB, schema string) *Contract {
	t.Helper()
	return parse(t, mutate(t, ourDocument(t), `$ref: "#/components/schemas/OAuthErrorModel"`, schema))
}

// An error code is a listed value of the member error in a refusal: neither another member's, nor a success's.
func TestErrorCodes(t *testing.T) {
	const codes = `$ref: "#/components/schemas/OAuthErrorModel"`
	listed := []string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}
	for name, test := range map[string]struct {
		from, to string
		want     []string
		oauth    map[int]bool
	}{
		"ours": {codes, codes, listed, map[int]bool{200: false, 400: true, 401: true, 405: false}},
		"for 400 alone": {
			"                $ref: \"#/components/schemas/OAuthErrorModel\"\n        \"405\":", "                type: object\n        \"405\":",
			listed,
			map[int]bool{400: true, 401: false},
		},
		"of another member": {codes, "{type: object, properties: {reason: {type: string, enum: [a, b]}}}", listed, map[int]bool{400: false, 401: true}},
		"of a success": {
			"        scope:\n          description: What was granted; it may be left out when that is what was asked for.\n",
			"        error: {type: string, enum: [fine]}\n        scope:\n", listed,
			map[int]bool{200: false, 400: true},
		},
		"none": {"      type: string\n      enum:\n        - invalid_request\n        - invalid_client\n        - invalid_grant\n" +
			"        - unauthorized_client\n        - unsupported_grant_type\n        - invalid_scope\n", "      type: string\n", nil, map[int]bool{400: false}},
	} {
		t.Run(name, func(t *testing.T) {
			c := parse(t, mutate(t, ourDocument(t), test.from, test.to))
			if diff := cmp.Diff(test.want, c.ErrorCodes()); diff != "" {
				t.Error(diff)
			}
			for status, want := range test.oauth {
				if c.IsOAuthError(status) != want {
					t.Errorf("%d answers with an OAuth error: %t; want %t", status, !want, want)
				}
			}
		})
	}
}
