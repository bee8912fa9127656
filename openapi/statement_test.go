package openapi

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Every statement of the embedded documents, with its line.
func TestStatementsGolden(t *testing.T) {
	var got bytes.Buffer
	for _, name := range Names() {
		for _, s := range embeddedContract(t, name).Requirements() {
			fmt.Fprintf(&got, "%s:%d %s %s name=%q statuses=%v subject=%q value=%q required=%t\n",
				s.File, s.Line, s.Kind, s.Pointer, s.Name, s.Statuses, s.Subject, s.Value, s.Required)
		}
	}
	const golden = "testdata/statements.golden"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("statements changed; run with -update if they should (-want +got):\n%s", diff)
	}
}

// Every statement stands at the line and under the pointer that it names.
func TestStatementsStandWhereTheySay(t *testing.T) {
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) { standsWhereItSays(t, embeddedContract(t, name)) })
	}
}

func standsWhereItSays(t *testing.T, c *Contract) {
	document, err := embedded.ReadFile(strings.TrimPrefix(c.File, "openapi/"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(document), "\n")
	var tree map[string]any
	if err := yaml.Unmarshal(document, &tree); err != nil {
		t.Fatal(err)
	}
	for _, s := range c.Requirements() {
		if !resolves(tree, s.Pointer) {
			t.Errorf("%s %s: nothing stands at %s", s.Kind, s.Subject, s.Pointer)
		}
		line := lines[s.Line-1]
		var wanted string
		switch s.Kind {
		case RequiredKind:
			wanted = "- " + s.Subject
		case EnumValueKind, ServerValueKind, RequestValueKind:
			wanted = "- " + s.Value
		case OperationKind:
			wanted = strings.ToLower(s.Subject) + ":"
		case ClosedKind, RequestClosedKind:
			wanted = "additionalProperties: false"
		case EnumKind:
			wanted = "enum:"
		case StatusKind, StatusRangeKind:
			wanted = `"` + s.Subject + `":`
		case MediaTypeKind, RequestMediaTypeKind, HeaderKind, RequestPropertyKind, SecurityKind:
			wanted = s.Subject + ":"
		case MethodKind:
			wanted = c.TokenPath() + ":"
		case KeywordKind:
			keyword, _, _ := strings.Cut(s.Value, " ")
			wanted = keyword + ":"
		case ServerKind:
			wanted = "- url: " + s.Subject
		case ParameterKind:
			wanted = "- in: " + s.Value
		case TypeKind:
			wanted = s.Subject + ":"
			if s.Subject == "" {
				wanted = s.Name + ":"
			}
		}
		if !strings.Contains(line, wanted) {
			t.Errorf("%s %s: line %d is %q; want %q", s.Kind, s.Subject, s.Line, line, wanted)
		}
	}
}

func resolves(v any, pointer string) bool {
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		switch inner := v.(type) {
		case map[string]any:
			v = inner[wire.UnescapeToken(token)]
		case []any:
			var i int
			if _, err := fmt.Sscan(token, &i); err != nil || i >= len(inner) {
				return false
			}
			v = inner[i]
		default:
			return false
		}
	}
	return v != nil
}

// The same document as JSON states the same, and its lines are known too, escapes and all.
func TestStatementsOfJSON(t *testing.T) {
	text := asJSON(t, ourDocument(t))
	text = bytes.Replace(text, []byte(`"Always client_credentials."`), []byte(`"\/ \ud83d\ude00 \\/ \u00e9"`), 1)
	c, err := Parse("x.json", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	key := func(s Requirement) string {
		return fmt.Sprint(s.Kind, s.Pointer, s.Name, s.Statuses, s.Subject, s.Value, s.Required)
	}
	var want, got []string
	for _, s := range prioticket(t).Requirements() {
		want = append(want, key(s))
	}
	lines := strings.Split(string(text), "\n")
	for _, s := range c.Requirements() {
		got = append(got, key(s))
		if s.Line == 0 {
			t.Errorf("%s %s has no line", s.Kind, s.Pointer)
		}
		if s.Kind == EnumValueKind && !strings.Contains(lines[s.Line-1], s.Value) {
			t.Errorf("%s stands not at line %d: %s", s.Value, s.Line, lines[s.Line-1])
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	note := c.doc.Components.Schemas["ClientCredentialsGrantRequest"].Value.Properties["grant_type"].Value.Description
	if note != "/ \U0001F600 \\/ é" {
		t.Errorf("escapes read as %q", note)
	}
}

func asJSON(t testing.TB, document []byte) []byte {
	t.Helper()
	var tree any
	if err := yaml.Unmarshal(document, &tree); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(tree, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func find(t testing.TB, c *Contract, kind Kind, name, subject, value string) Requirement {
	t.Helper()
	for _, s := range c.Requirements() {
		if s.Kind == kind && s.Name == name && s.Subject == subject && (value == "" || s.Value == value) {
			return s
		}
	}
	t.Fatalf("no statement %s %s %s %s", kind, name, subject, value)
	return Requirement{}
}

func has(c *Contract, kind Kind, name, subject, value string) bool {
	return slices.ContainsFunc(c.Requirements(), func(s Requirement) bool {
		return s.Kind == kind && s.Name == name && s.Subject == subject && (value == "" || s.Value == value)
	})
}

func TestStatementsOfOneModelAreOne(t *testing.T) {
	s := find(t, prioticket(t), RequiredKind, "ErrorModel", "error_reference", "")
	if diff := cmp.Diff([]int{405, 406, 422, 429, 500, 501, 502, 503, 504}, s.Statuses); diff != "" {
		t.Error(diff)
	}
}

func TestRangesAndDefault(t *testing.T) {
	document := mutate(t, ourDocument(t), `        "405":
          $ref: "#/components/responses/MethodNotAllowed"`, `        4XX:
          $ref: "#/components/responses/MethodNotAllowed"
        default:
          $ref: "#/components/responses/MethodNotAllowed"`)
	c := parse(t, document)
	statuses := c.Statuses()
	for status, want := range map[int]bool{200: true, 201: false, 302: false, 400: true, 405: true, 499: true, 505: true} {
		if slices.Contains(statuses, status) != want {
			t.Errorf("%d documented: %t, want %t", status, !want, want)
		}
	}
	if has(c, StatusKind, "response-4XX", "4XX", "") || has(c, StatusKind, "response-405", "405", "") {
		t.Error("a range is no documented status of its own")
	}
	violations := c.CheckAnswer(jsonAnswer(418, `{"error":"x"}`))
	if diff := cmp.Diff([]string{"/error_reference required"}, brief(violations)); diff != "" {
		t.Error(diff)
	}
	if c.IsOAuthError(418) || !c.IsOAuthError(400) {
		t.Error("the range has the generic model")
	}
}

// A document that multiplies is refused before it costs memory.
func TestTooManyStatements(t *testing.T) {
	t.Run("members", func(t *testing.T) { tooMany(t, "properties: {a: {$ref: '%[1]s'}, b: {$ref: '%[1]s'}}") })
	t.Run("compositions", func(t *testing.T) { tooMany(t, "allOf: [{$ref: '%[1]s'}, {$ref: '%[1]s'}]") })
	t.Run("alternatives of requests", func(t *testing.T) {
		tooManyFor(t, "ClientCredentialsGrantRequest", "oneOf: [{$ref: '%[1]s'}, {$ref: '%[1]s'}]")
	})
}

func tooMany(t *testing.T, twice string) {
	t.Helper()
	tooManyFor(t, "OAuthErrorModel", twice)
}

func tooManyFor(t *testing.T, model, twice string) {
	t.Helper()
	var b strings.Builder
	for i := range 30 {
		next := fmt.Sprintf("#/components/schemas/L%d", i+1)
		fmt.Fprintf(&b, "    L%d: {type: object, %s}\n", i, fmt.Sprintf(twice, next))
	}
	b.WriteString("    L30: {type: string}\n    OAuthErrorModel:\n")
	document := mutate(t, ourDocument(t), "    OAuthErrorModel:\n", b.String())
	document = mutate(t, document, fmt.Sprintf("$ref: \"#/components/schemas/%s\"", model), "$ref: '#/components/schemas/L0'")
	if _, err := Parse("x.yaml", document, nil); err == nil || !strings.Contains(err.Error(), "wanted at most 5000 schemas") {
		t.Errorf("got %v", err)
	}
}
