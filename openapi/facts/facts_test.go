package facts_test

import (
	"os"
	"testing"

	"github.com/authconform/authconform/openapi/facts"
)

func FuzzFacts(f *testing.F) {
	f.Add(ours(f))
	f.Add([]byte("user: {name: a}\nrefresh: {}\ntokens: {side-by-side: yes}\nerrors: none\nclause-sources: {a.b: c}"))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("errors: {reading: documented, code: /a/b, answers: {a: 401 X, b: [400, 403 1]}}\ntokens: {access-token: /a~1b, expires-at: /x}"))
	f.Add([]byte("request: {parameters: {a: 1, b: {env: AUTHCONFORM_A}, c: {secret: AUTHCONFORM_B}}, path: {t: {environments: {x: y}}}}\noperations: [{operation: a, user: {name: b}}]"))
	f.Add([]byte("limits: [{per: 1m}, {}]\nenvironments: {names: {a: b}}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, _, err := facts.Parse("x", data); err == nil && len(data) == 0 {
			t.Fatal("nothing was read as facts")
		}
	})
}

func ours(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../prioticket/distributor-3.8.authconform.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return data
}
