package openapi_test

import (
	"fmt"
	"testing"

	"github.com/authconform/authconform/openapi"
)

// What a document asks of its tokens is asked of what stands in their place.
func TestTokenForm(t *testing.T) {
	const document = `
openapi: 3.0.0
info: {title: a, version: "1"}
servers: [{url: https://a.example}]
paths:
  /token:
    post:
      operationId: token
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        "200":
          description: a token
          content: {application/json: {schema: {type: object, properties: {access_token: {type: string%s}}, required: [access_token]}}}
`
	for _, row := range []struct {
		asks, one, other string
		alike            bool
		begins           string
	}{
		{`, format: uuid`, "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "aaaaaaaa-4f89-41d3-9a0c-0305e82c3301", true, ""},
		{`, format: uuid`, "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "zaaaaaaa-4f89-41d3-9a0c-0305e82c3301", false, ""},
		{`, format: uuid`, "zzz", "yyy", true, ""},
		{`, pattern: "^bw_[a-z]+$"`, "bw_abc", "bw_xyz", true, "bw_"},
		{`, pattern: "^bw_[a-z]+$"`, "bw_abc", "cv_xyz", false, "bw_"},
		{`, minLength: 4`, "abcd", "abc", false, ""},
	} {
		contract, err := openapi.Parse("a.yaml", fmt.Appendf(nil, document, row.asks), nil)
		if err != nil {
			t.Fatal(err)
		}
		form := contract.TokenForm()
		if form == nil || form.Alike(row.one, row.other) != row.alike {
			t.Errorf("%s: %q is as %q: wanted %t (%v)", row.asks, row.one, row.other, row.alike, form)
			continue
		}
		if got := fmt.Sprint(form.Beginnings); row.begins != "" && got != "["+row.begins+"]" {
			t.Errorf("%s: tokens begin with %s", row.asks, got)
		}
	}
	plain, err := openapi.Parse("a.yaml", fmt.Appendf(nil, document, ""), nil)
	if err != nil || plain.TokenForm() != nil {
		t.Errorf("nothing is asked of tokens that are any text: %v", err)
	}
}
