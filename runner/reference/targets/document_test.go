package targets

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

// provoked gives what a sound target is asked for each answer that it is said to give, in the same order.
func provoked() []func(*question) {
	as := func(c reference.Credentials) func(*question) {
		return func(q *question) { q.header["Authorization"] = []string{basic(c.ID, c.Secret)} }
	}
	body := func(text string) func(*question) { return func(q *question) { q.body = text } }
	return []func(*question){
		func(*question) {}, body(`{"scope":"x"}`), body(`{"grant_type":"password"}`), body(`{"grant_type":"client_credentials","scope":"x"}`),
		as(outsider()), as(lapsed()), as(reference.Credentials{ID: testID, Secret: "wrong"}),
		func(q *question) { q.method = http.MethodGet }, func(q *question) { q.header["Accept"] = []string{"application/xml"} },
		body(`{"grant_type":[]}`), body(`{}`), // which is one error too many
	}
}

func outsider() reference.Credentials {
	return reference.Credentials{ID: "outsider", Secret: "secret of the outsider"}
}

func lapsed() reference.Credentials {
	return reference.Credentials{ID: "lapsed", Secret: "secret of the lapsed"}
}

// TestGivenIsWhatTheSoundTargetGives: what is generated from answers that no target gives would be found by nobody. And
// every member that the document knows is in them, so that there is none that could not be changed.
func TestGivenIsWhatTheSoundTargetGives(t *testing.T) {
	answers := prioticket.Given()
	c := reference.Config{ClientID: testID, ClientSecret: testSecret, Unauthorized: outsider(), InvalidGrant: lapsed(), MaxErrors: len(answers) - 2} // all but the token and the last
	handler := New(c).TLSHandler()
	for i, edit := range provoked() {
		q := documented()
		edit(&q)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, q.request())
		got, want := (&fault.Response{Content: w.Body.Bytes()}).Members(), answers[i]
		code, _ := got["error"].(string)
		said, _ := want.Body["error"].(string)
		if w.Code != want.Status || code != said || !slices.Equal(names(got), names(want.Body)) {
			t.Errorf("%d: %d %q %v, want %d %q %v", i, w.Code, code, names(got), want.Status, said, names(want.Body))
		}
	}
	list, err := fault.Models(prioticket.Policy(), answers)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if !m.Allows(m.Sample) || !slices.Equal(names(m.Sample), slices.Sorted(maps.Keys(m.Schema.Properties))) {
			t.Errorf("%d: %v, want every member that the document knows, as it wants it", m.Status, names(m.Sample))
		}
	}
}

func names(members map[string]any) []string { return slices.Sorted(maps.Keys(members)) }

// TestGeneratedIsWhatItSays holds a change of each kind against the answer that comes of it.
func TestGeneratedIsWhatItSays(t *testing.T) {
	for name, want := range map[string]struct {
		status int
		member string
		value  string // in JSON; "" where the member is gone
	}{
		"200-access_token-removed":         {200, "access_token", ""},
		"200-access_token-renamed":         {200, "AccessToken", `"`},
		"200-expires_in-retyped":           {200, "expires_in", `"42"`},
		"200-token_type-retyped":           {200, "token_type", "42"},
		"200-scope-null":                   {200, "scope", "null"},
		"200-expires_in-empty":             {200, "expires_in", "0"},
		"200-extra":                        {200, "support_code", `"none"`},
		"200-status-201":                   {201, "token_type", `"Bearer"`},
		"401-error-invalid_client-other":   {401, "error", `"invalid_grant"`},
		"401-error-invalid_client-unknown": {401, "error", `"unknown_error"`},
		"401-status-402":                   {402, "error", `"invalid_client"`},
		"405-errors-retyped":               {405, "errors", `"42"`},
		"405-status-404":                   {404, "error", `"METHOD_NOT_ALLOWED"`},
		"400-error-invalid_grant-unknown":  {401, "error", `"invalid_client"`}, // touches no other answer
	} {
		q := documented()
		switch name[:3] {
		case "400", "401":
			q.header["Authorization"] = []string{basic(testID, "wrong")}
		case "405":
			q.method = http.MethodGet
		}
		w := httptest.NewRecorder()
		New(deviation(t, name).Apply(reference.Config{ClientID: testID, ClientSecret: testSecret})).TLSHandler().ServeHTTP(w, q.request())
		var members map[string]json.RawMessage
		if err := json.Unmarshal(w.Body.Bytes(), &members); err != nil {
			t.Fatal(err)
		}
		value, there := members[want.member]
		if w.Code != want.status || there != (want.value != "") || !strings.HasPrefix(string(value), want.value) {
			t.Errorf("%s: %d with %s %s, want %d and %s", name, w.Code, want.member, value, want.status, want.value)
		}
	}
}

// TestWhatTheDocumentAllowsIsNoDeviation: an open object takes more, an optional member may be missing, and any string
// is one; a ruling may forbid what the document allows.
func TestWhatTheDocumentAllowsIsNoDeviation(t *testing.T) {
	deviations, variants := prioticket.Generated()
	legal := map[string]bool{}
	for _, d := range deviations {
		legal[d.Name] = false
	}
	for _, v := range variants {
		legal[v.Name] = true
	}
	for name, want := range map[string]bool{
		"200-extra": false, "400-extra": true, "405-extra": true, "200-scope-removed": true, "200-scope-renamed": false,
		"401-error_uri-removed": true, "401-error_uri-renamed": true, "401-error_uri-empty": true, "401-error_uri-null": false,
		"401-error-empty": false, "405-error-empty": true, "405-error-removed": false, "422-errors-empty": true,
		"200-access_token-empty": false, "200-token_type-empty": false, "200-expires_in-empty": false,
		"405-status-406": false, "400-error-invalid_grant-other": false,
	} {
		if got, there := legal[name]; !there || got != want {
			t.Errorf("%s: there %t, legal %t; want %t", name, there, got, want)
		}
	}
}

// TestFindingsAreOfWhatIsGenerated: a finding that belongs to nothing would never be missed, and what has none is told
// from what nothing finds.
func TestFindingsAreOfWhatIsGenerated(t *testing.T) {
	for _, contract := range Contracts() {
		t.Run(contract, func(t *testing.T) { belong(t, contract) })
	}
}

func belong(t *testing.T, contract string) {
	t.Helper()
	reviewed, generated := prioticket.Reviewed, prioticket.Generated
	if contract == ticketpark.Name {
		reviewed, generated = ticketpark.Reviewed, ticketpark.Generated
	}
	known, err := fault.ReviewedIn(reviewed)
	if err != nil {
		t.Fatal(err)
	}
	deviations, variants := generated()
	for _, d := range deviations {
		if _, there := known.Deviations[d.Name]; !there {
			t.Errorf("%s: nobody has looked what finds it: go test ./runner/selftest -run TestGenerated -update", d.Name)
		}
		delete(known.Deviations, d.Name)
	}
	for _, v := range variants {
		if _, there := known.Variants[v.Name]; !there {
			t.Errorf("%s: nobody has looked what warns of it: go test ./runner/selftest -run TestGenerated -update", v.Name)
		}
		delete(known.Variants, v.Name)
	}
	if len(known.Deviations)+len(known.Variants) > 0 {
		t.Errorf("nothing is generated under these names: %v %v", slices.Sorted(maps.Keys(known.Deviations)), slices.Sorted(maps.Keys(known.Variants)))
	}
}

// TestOfTheContractsOnlyTheTextIsRead: the reference target reads a document with eyes of its own, or it would share
// the judge's mistakes. What is made of any contract, and who finds it, knows the contract's facts as well, and which statements
// there are to break; it has nothing held against any of them.
func TestOfTheContractsOnlyTheTextIsRead(t *testing.T) {
	files, err := filepath.Glob("../*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ofAny := slices.Contains([]string{"mock", "targets"}, filepath.Base(filepath.Dir(name)))
		ast.Inspect(file, func(n ast.Node) bool {
			chosen, is := n.(*ast.SelectorExpr)
			if !is {
				return true
			}
			if slices.Contains([]string{"Check", "CheckAnswer", "CheckRequest", "Stated"}, chosen.Sel.Name) {
				t.Errorf("%s uses %s, which judges", name, chosen.Sel.Name)
			}
			if of, is := chosen.X.(*ast.Ident); is && (of.Name == "openapi" || of.Name == "facts") && chosen.Sel.Name != "Document" && !ofAny {
				t.Errorf("%s uses openapi.%s, want openapi.Document alone", name, chosen.Sel.Name)
			}
			return true
		})
	}
}
