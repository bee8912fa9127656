package openapi

import (
	"strings"
	"testing"
)

// An error about a document names the line where one is known, and the file alone where none is.
func TestPlacesOfDocumentErrors(t *testing.T) {
	ours := string(ourDocument(t))
	changed := func(from, to string) string { return string(mutate(t, []byte(ours), from, to)) }
	for name, test := range map[string]struct{ document, want string }{
		"no paths":                {"openapi: 3.0.0\ninfo: {title: x, version: '1'}\n", "x.yaml: wanted an OpenAPI document with info and paths"},
		"no info":                 {"openapi: 3.0.0\npaths: {}\n", "x.yaml: wanted an OpenAPI document with info and paths"},
		"nothing":                 {"", "x.yaml: wanted an OpenAPI document"},
		"text":                    {"hello", "x.yaml:1: wanted an OpenAPI document: "},
		"a title that is missing": {changed("  title: Prioticket Distributor API 3.8, token endpoint\n", ""), "x.yaml:4: wanted a valid OpenAPI document"},
		"a default of another type": {
			changed("          type: integer\n", "          type: integer\n          default: soon\n"), "x.yaml:189: wanted an example, or a default, that keeps its schema, found one that does not (wanted an integer, found a string of 4 characters [type])",
		},
		"a server that is null": {changed("servers:\n", "servers:\n  -\n"), "x.yaml: wanted a server, with its url, in item 1 of servers, found nothing"},
		"an unknown variable":   {changed("https://{environment}", "https://{region}"), "x.yaml:11: wanted a valid OpenAPI document"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.yaml", []byte(test.document), nil)
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v; want %s …", err, test.want)
			}
		})
	}
}

// A key that the facts lack stands on no line.
func TestPlaceOfMissingFacts(t *testing.T) {
	_, err := Parse("x.yaml", ourDocument(t), mutate(t, []byte(ourFacts(t)), "grant: client_credentials\n", ""))
	if want := "x.authconform.yaml: grant: wanted text, found no such key"; err == nil || err.Error() != want {
		t.Errorf("got %v; want %s", err, want)
	}
}
