package drafts

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Of documents as vendors write them, the facts are guessed as somebody would who reads them, each with its reason; what they write is
// read, but for what the document has to say.
func TestDocumentsAsVendorsWriteThem(t *testing.T) {
	documents, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(documents) < 12 {
		t.Fatalf("%d documents, %v", len(documents), err)
	}
	for _, name := range documents {
		t.Run(filepath.Base(name), func(t *testing.T) {
			got := told(t, name)
			golden := strings.TrimSuffix(name, ".yaml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// told is the text of the facts, with what is left to do; or why there are none.
func told(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	begun, err := Begin(name, text, "")
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	if want := strings.TrimSuffix(name, ".yaml") + ".authconform.yaml"; begun.FactsFile != want {
		t.Errorf("the facts go to %s; want %s", begun.FactsFile, want)
	}
	var b strings.Builder
	for _, list := range []struct {
		what  string
		items []string
	}{{"guessed", begun.Guessed}, {"unknown", begun.Unknown}} {
		for _, item := range list.items {
			fmt.Fprintf(&b, "%s: %s\n", list.what, item)
		}
	}
	for _, left := range begun.Left { // of the document: nobody is told of a key that the file does not take
		nobody := strings.Contains(left.Text, "as no client authenticates") // what no document says, and the suite has to know
		if strings.HasSuffix(left.File, openapi.FactsSuffix) && left.Line > 0 && !nobody {
			t.Errorf("the facts are no facts: %s", left)
		}
	}
	return string(begun.Facts) + "\n" + b.String()
}

// Several operations that may issue tokens are written as several, and those that are named, by operationId, path, or method and
// path, by themselves.
func TestSeveralOperations(t *testing.T) {
	text, err := os.ReadFile("testdata/two-endpoints.yaml")
	if err != nil {
		t.Fatal(err)
	}
	begun, err := Begin("bank.yaml", text, "")
	if err != nil || len(begun.Operations) != 2 || len(begun.Left) > 0 {
		t.Fatalf("got %v, %v; want two operations, and nothing left to do", err, begun.Left)
	}
	for named, want := range map[string]string{
		"partnerToken": "grant: \"client_credentials\"", "POST /customers/oauth/token": "grant: \"password\"", "/customers/oauth/token": "grant: \"password\"",
	} {
		begun, err := Begin("bank.yaml", text, "", named, named)
		if err != nil || !strings.Contains(string(begun.Facts), want) || len(begun.Left) > 0 || strings.Contains(string(begun.Facts), "operations:") {
			t.Errorf("%s: got %v, %v, %s; want %s", named, err, begun.Left, begun.Facts, want)
		}
	}
	if _, err := Begin("bank.yaml", text, "", "partnerTokens"); err == nil || !strings.Contains(err.Error(), `none that is called "partnerTokens"`) {
		t.Errorf("a name of none: %v", err)
	}
}

// Nothing is begun for what is no document of ours, or has no such operation.
func TestWhatCannotBeBegun(t *testing.T) {
	for text, want := range map[string]string{
		"swagger: '2.0'\ninfo: {title: x, version: '1'}\npaths: {}\n": "found Swagger 2.0",
		"openapi: 3.0.0\ninfo: {title: x, version: '1'}\npaths: {}\n": "found none that looks like one",
		"hello": "wanted an OpenAPI document",
		"openapi: 3.0.0\ninfo: {title: x, version: '1'}\npaths: {/token/revoke: {post: {responses: {'200': {description: x}}}}}\n": "found none that looks like one",
	} {
		if _, err := Begin("x.yaml", []byte(text), ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; want %s", text, err, want)
		}
	}
	if _, err := Begin("prioticket.yaml", []byte("openapi: 3.0.0\ninfo: {title: x, version: '1'}\npaths: {}\n"), ""); err == nil || !strings.Contains(err.Error(), "a name of its own") {
		t.Errorf("the name of an embedded contract: %v", err)
	}
}

// A value that has to be sent is written so that YAML reads the same, whatever is in it.
func TestValuesThatNoYAMLHolds(t *testing.T) {
	const document = `{"openapi": "3.0.0", "info": {"title": "x", "version": "1"}, "paths": {"/token": {"post": {
		"requestBody": {"required": true, "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object", "required": ["scope"],
			"properties": {"scope": {"type": "string", "example": "a\u007f\u0085\u200b\ufeff\udb40\udc41b"}}}}}},
		"responses": {"200": {"description": "x", "content": {"application/json": {"schema": {"properties": {"access_token": {"type": "string"}}}}}}}}}}}`
	begun, err := Begin("x.json", []byte(document), "")
	if err != nil {
		t.Fatal(err)
	}
	var facts struct {
		Request struct{ Parameters map[string]string }
		Scope   struct{ Example string }
	}
	if err := yaml.Unmarshal(begun.Facts, &facts); err != nil {
		t.Fatalf("%v in\n%s", err, begun.Facts)
	}
	const want = "a\x7f\u0085\u200b\ufeff\U000E0041b"
	if facts.Request.Parameters["scope"] != want || facts.Scope.Example != want {
		t.Errorf("got %+q, %+q; want %+q in\n%s", facts.Request.Parameters["scope"], facts.Scope.Example, want, begun.Facts)
	}
}

// A name that is longer than YAML lets a key be that ends in a colon is read as the same name.
func TestNamesThatAreNoKeysOfOneLine(t *testing.T) {
	long := strings.Repeat("a", 3000)
	document := `{"openapi": "3.0.0", "info": {"title": "x", "version": "1"},
		"servers": [{"url": "https://{at}", "variables": {"at": {"default": "b", "enum": ["b", "` + long + `"]}}}],
		"paths": {"/token": {"post": {
		"parameters": [{"name": "` + long + `", "in": "query", "required": true, "schema": {"type": "string", "enum": ["é"]}}],
		"requestBody": {"required": true, "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object", "required": ["` + long + `"],
			"properties": {"` + long + `": {"type": "string", "example": "b"}}}}}},
		"responses": {"200": {"description": "x", "content": {"application/json": {"schema": {"properties": {"access_token": {"type": "string"}}}}}}}}}}}`
	begun, err := Begin("x.json", []byte(document), "")
	if err != nil {
		t.Fatal(err)
	}
	var facts struct {
		Environments struct{ Names map[string]string }
		Request      struct{ Parameters, Query map[string]string }
	}
	if err := yaml.Unmarshal(begun.Facts, &facts); err != nil {
		t.Fatal(err)
	}
	if facts.Request.Parameters[long] != "b" || facts.Request.Query[long] != "é" || facts.Environments.Names[long] != long {
		t.Errorf("got %.3000q", begun.Facts)
	}
	for _, problem := range openapi.LintTexts("x.json", []byte(document), begun.Facts) {
		if strings.Contains(problem.String(), "YAML") {
			t.Error(problem)
		}
	}
}

// What a document leaves empty, anywhere, is nothing: it is refused or passed over.
func TestNothingWhereSomethingStands(t *testing.T) {
	for _, name := range []string{"testdata/spotify-like.yaml", "testdata/two-endpoints.yaml"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var document any
		if err := yaml.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		emptied(document, func(what string) {
			defer func() {
				if r := recover(); r != nil {
					t.Errorf("%s without %s: %v\n%s", name, what, r, debug.Stack())
				}
			}()
			changed, err := json.Marshal(document)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = Begin("x.json", changed, "")
		})
	}
}

// emptied has a document looked at without each of its values, and with lists and mappings of nothing in their places.
func emptied(at any, look func(what string)) {
	each := func(what string, value any, set func(any)) {
		for _, nothing := range []any{nil, []any{nil}, map[string]any{"x": nil}} {
			set(nothing)
			look(what)
		}
		set(value)
		emptied(value, look)
	}
	switch at := at.(type) {
	case map[string]any:
		for key, value := range maps.Clone(at) {
			each(key, value, func(v any) { at[key] = v })
		}
	case []any:
		for i, value := range at {
			each(fmt.Sprint("item ", i), value, func(v any) { at[i] = v })
		}
	}
}

// Whatever a document holds, what is written is YAML, and quotes it on its line.
func FuzzBegin(f *testing.F) {
	documents, _ := filepath.Glob("testdata/*.yaml")
	for _, name := range documents {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("openapi: 3.0.0\ninfo: {title: \"a\\nb: c\\x07\\u2028\", version: '1'}\npaths: {'/token\"': {post: {operationId: \"x\\ny\", responses: {'200': {description: x, content: {application/json: {schema: {properties: {access_token: {type: string}}}}}}}}}}\n"))
	f.Add([]byte("openapi: 3.0.0\ninfo: {title: a, version: '1'}\npaths: {/token: {post: {requestBody: {required: true, content: {application/json: {schema: {required: [" + strings.Repeat("a", 1100) + "]}}}}, responses: {'200': {description: x, content: {application/json: {schema: {properties: {access_token: {type: string}}}}}}}}}}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 8<<10 {
			return
		}
		begun, err := Begin("x.yaml", text, "")
		if err != nil {
			return
		}
		for _, left := range begun.Left {
			if strings.Contains(left.Text, "not valid YAML") || strings.Contains(left.Text, "every key once") {
				t.Errorf("%s in\n%s", left, begun.Facts)
			}
		}
		_ = openapi.LintTexts("x.yaml", text, begun.Facts)
	})
}
