package openapi

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Without a name the token operation is known by what it does, and nothing that does only a part of it is taken for it.
func TestOperationIsKnownByWhatItDoes(t *testing.T) {
	const token = `{schema: {type: object, properties: {access_token: {type: string}}}}`
	unnamed := mutate(t, ourDocument(t), "      operationId: getToken\n", "")
	for name, test := range map[string]struct {
		operation string
		other     bool // it is a token operation too
	}{
		"a GET":                {"get: {responses: {'200': {description: x, content: {application/json: " + token + "}}}}", false},
		"another status":       {"post: {responses: {'201': {description: x, content: {application/json: " + token + "}}}}", false},
		"another media type":   {"post: {responses: {'200': {description: x, content: {application/xml: " + token + "}}}}", false},
		"no schema":            {"post: {responses: {'200': {description: x, content: {application/json: {}}}}}", false},
		"no content":           {"post: {responses: {'200': {description: x}}}", false},
		"another member":       {"post: {responses: {'200': {description: x, content: {application/json: {schema: {type: object, properties: {token: {}}}}}}}}", false},
		"a token":              {"post: {responses: {'200': {description: x, content: {application/json: " + token + "}}}}", true},
		"a token among others": {"post: {responses: {'200': {description: x, content: {application/xml: {}, application/vnd.t+json: " + token + "}}}}", true},
		"a token by composition": {
			"post: {responses: {'200': {description: x, content: {application/json: {schema: {allOf: [{type: object}, {$ref: '#/components/schemas/ClientCredentialsGrantResponse'}]}}}}}}", true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			document := mutate(t, unnamed, "  /oauth2/token:\n", "  /a:\n    "+test.operation+"\n  /oauth2/token:\n")
			c, err := Parse("x.yaml", document, nil)
			switch {
			case test.other && (err == nil || !strings.Contains(err.Error(), "found 2")):
				t.Errorf("got %v; want two operations", err)
			case !test.other && err != nil:
				t.Error(err)
			case !test.other && c.TokenPath() != "/oauth2/token":
				t.Errorf("got %s", c.TokenPath())
			}
		})
	}
}

// Where there is none, its lack is told with a line, and what comes near to it.
func TestADocumentWithoutATokenOperation(t *testing.T) {
	for name, test := range map[string]struct{ method, member, want string }{
		"another method": {"get", "access_token", "x.yaml:3: wanted a POST operation that answers 200 with an access_token in JSON, found GET /token in line 5"},
		"another member": {"post", "ticket", "x.yaml:3: wanted a POST operation that answers 200 with an access_token in JSON, found none"},
	} {
		t.Run(name, func(t *testing.T) {
			document := "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths:\n  /token:\n    " + test.method + ":\n      responses:\n        '200': {description: x, content: {application/json: {schema: {type: object, properties: {" + test.member + ": {type: string}}}}}}\n"
			if _, err := Parse("x.yaml", []byte(document), nil); err == nil || err.Error() != test.want {
				t.Errorf("got %v; want %s", err, test.want)
			}
		})
	}
}

// The servers nearest to the operation hold, and are stated where they stand.
func TestServersNearestToTheOperation(t *testing.T) {
	const path, operation = "  /oauth2/token:\n", "      operationId: getToken\n"
	for name, test := range map[string]struct{ path, operation, base, pointer string }{
		"the document's":        {"", "", "https://staging-distributor-api.prioticket.com/v3.8/distributor", "/servers/0"},
		"the path's":            {"    servers: [{url: 'https://p.test'}]\n", "", "https://p.test", "/paths/~1oauth2~1token/servers/0"},
		"the operation's":       {"", "      servers: [{url: 'https://o.test'}]\n", "https://o.test", "/paths/~1oauth2~1token/post/servers/0"},
		"the operation's first": {"    servers: [{url: 'https://p.test'}]\n", "      servers: [{url: 'https://o.test'}]\n", "https://o.test", "/paths/~1oauth2~1token/post/servers/0"},
		"none of the operation": {"    servers: [{url: 'https://p.test'}]\n", "      servers: []\n", "https://p.test", "/paths/~1oauth2~1token/servers/0"},
	} {
		t.Run(name, func(t *testing.T) {
			document := mutate(t, ourDocument(t), path, path+test.path)
			c := parse(t, mutate(t, document, operation, operation+test.operation))
			if got, err := c.BaseURL(""); err != nil || got != test.base {
				t.Errorf("got %q, %v; want %q", got, err, test.base)
			}
			var pointers []string
			for _, s := range c.Requirements() {
				if s.Kind == ServerKind {
					pointers = append(pointers, s.Pointer)
				}
			}
			if diff := cmp.Diff([]string{test.pointer}, pointers); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The operation's own security holds instead of the document's, each scheme once, and what it is called in HTTP.
func TestSecurityOfTheOperation(t *testing.T) {
	const operation, schemes = "      operationId: getToken\n", "  securitySchemes:\n"
	document := mutate(t, ourDocument(t), schemes, schemes+"    key: {type: apiKey, in: header, name: X-Key}\n    bearer: {type: http, scheme: Bearer}\n")
	for name, test := range map[string]struct {
		security string
		want     []string
	}{
		"the document's": {"", []string{"basicAuth basic"}},
		"its own":        {"      security: [{key: []}, {bearer: [], key: []}, {basicAuth: []}]\n", []string{"key apiKey", "bearer bearer", "basicAuth basic"}},
		"none":           {"      security: []\n", nil},
	} {
		var got []string
		for _, s := range parse(t, mutate(t, document, operation, operation+test.security)).Requirements() {
			if s.Kind == SecurityKind {
				got = append(got, s.Subject+" "+s.Value)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// A range speaks of all its statuses that are not documented by themselves, "default" of the errors that are left.
func TestStatusesOfRanges(t *testing.T) {
	const before = "        \"405\":\n"
	for name, test := range map[string]struct {
		responses string
		in, out   []int
		ranges    []string
	}{
		"4XX":                  {"        4XX: {description: x}\n", []int{400, 499}, []int{0, 399, 505}, []string{"4XX"}},
		"5XX":                  {"        5XX: {description: x}\n", []int{500, 599}, []int{499, 600}, []string{"5XX"}},
		"1XX":                  {"        1XX: {description: x}\n", []int{100, 199}, []int{99, 201}, []string{"1XX"}},
		"default":              {"        default: {description: x}\n", []int{400, 418, 599}, []int{100, 201, 302, 399, 600}, []string{"default"}},
		"nothing left":         {"        4XX: {description: x}\n        5XX: {description: x}\n        default: {description: x}\n", []int{400, 599}, []int{399}, []string{"4XX", "5XX"}},
		"the first and last":   {"        '100': {description: x}\n        '599': {description: x}\n", []int{100, 599}, []int{101, 598}, nil},
		"an extension is none": {"        x-other: {description: x}\n", []int{200}, []int{0, 201}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := parse(t, mutate(t, ourDocument(t), before, test.responses+before))
			statuses := c.Statuses()
			for _, status := range test.in {
				if !slices.Contains(statuses, status) {
					t.Errorf("%d is not documented", status)
				}
			}
			for _, status := range test.out {
				if slices.Contains(statuses, status) {
					t.Errorf("%d is documented", status)
				}
			}
			if len(slices.Compact(slices.Clone(statuses))) != len(statuses) {
				t.Errorf("a status stands twice: %v", statuses)
			}
			var ranges []string
			for _, s := range c.Requirements() {
				if s.Kind == StatusRangeKind {
					ranges = append(ranges, s.Subject)
				}
			}
			slices.Sort(ranges)
			if diff := cmp.Diff(test.ranges, ranges); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is longer than what is read is refused, not cut; and facts that cannot be read are no missing ones.
func TestFilesThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large.yaml")
	if err := os.WriteFile(large, append(ourDocument(t), "#"+strings.Repeat(" ", 4<<20)...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(large); err == nil || !strings.Contains(err.Error(), "large.yaml: it is larger than 4 MiB") {
		t.Errorf("a large document: %v", err)
	}
	document := filepath.Join(dir, "plain.yaml")
	if err := os.WriteFile(document, ourDocument(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "plain.authconform.yaml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(document); err == nil || !strings.Contains(err.Error(), "plain.authconform.yaml: it is not a regular file, but a directory") {
		t.Errorf("a folder for facts: %v", err)
	}
}
