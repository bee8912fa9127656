package openapi

import (
	"bytes"
	"strings"
	"testing"
)

// A number is written as one and is greater than zero; so is a duration.
func TestNumbersAndDurationsOfFacts(t *testing.T) {
	const number, duration = "wanted a whole number greater than zero", `wanted a duration such as "1m" or "30s"`
	for name, test := range map[string]struct{ from, to, want string }{
		"zero":                 {"responses: 60", "responses: 0", number},
		"a number in quotes":   {"responses: 60", `responses: "60"`, number},
		"a fraction":           {"responses: 60", "responses: 60.5", number},
		"a list of numbers":    {"responses: 60", "responses: [60]", number},
		"more than there are":  {"responses: 60", "responses: 99999999999999999999", number},
		"no time at all":       {"penalty: 1m", "penalty: 0s", duration},
		"time that runs back":  {"penalty: 1m", "penalty: -1m", duration},
		"a list of durations":  {"penalty: 1m", "penalty: [1m]", duration},
		"a unit that is none":  {"penalty: 1m", "penalty: 1 minute", duration},
		"class without counts": {"responses: 60, ", "", "limits[0]: wanted either requests, or responses with their class"},
		"requests of a class":  {"requests: 1000", "class: 4xx, requests: 1000", "limits[1].class: wanted no class for requests"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse("x.yaml", ourDocument(t), mutate(t, []byte(ourFacts(t)), test.from, test.to))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v; want %q", err, test.want)
			}
		})
	}
}

// What is found in the place of text is named; only what quotes would make text of is told so.
func TestWhatIsNoTextInFacts(t *testing.T) {
	for value, want := range map[string]string{
		"5":      `found "5", which is no text without quotes`,
		"true":   `found "true", which is no text without quotes`,
		"~":      "found nothing, which is no text without quotes",
		"":       "found nothing",
		`""`:     "found nothing",
		"[a]":    "found a list",
		"{a: b}": "found keys with values",
		"*x":     "found an alias, which is not read here",
	} {
		_, err := Parse("x.yaml", ourDocument(t), []byte("name: &x a\ngrant: "+value+"\n"))
		if want := "x.authconform.yaml:2: grant: wanted text, " + want; err == nil || firstLine(err) != want {
			t.Errorf("%s: got %v; want %s", value, err, want)
		}
	}
}

func firstLine(err error) string {
	first, _, _ := strings.Cut(err.Error(), "\n")
	return first
}

// What stands after a key that is there twice, or that is no text, is read all the same.
func TestFactsAreReadToTheirEnd(t *testing.T) {
	for name, bad := range map[string]string{"twice": "name: y\n", "no text": "? [a, b]\n: c\n", "unknown": "nome: y\n"} {
		_, err := Parse("x.yaml", ourDocument(t), []byte("name: x\n"+bad+"title: 5\n"))
		if err == nil || !strings.Contains(err.Error(), "x.authconform.yaml:2: ") || !strings.Contains(err.Error(), "title: wanted text") {
			t.Errorf("%s: got %v; want both errors", name, err)
		}
	}
}

// A file may be as long as is read of it, and no longer.
func TestLargestFiles(t *testing.T) {
	fill := func(data []byte, size int) []byte {
		return append(bytes.Clone(data), "#"+strings.Repeat(" ", size-len(data)-1)...)
	}
	for name, read := range map[string]func(size int) error{
		"document": func(size int) error {
			_, err := Parse("x.yaml", fill(ourDocument(t), size), nil)
			return err
		},
		"facts": func(size int) error {
			_, err := Parse("x.yaml", ourDocument(t), fill([]byte(ourFacts(t)), size))
			return err
		},
	} {
		if err := read(4 << 20); err != nil {
			t.Errorf("%s of 4 MiB: %v", name, err)
		}
		if err := read(4<<20 + 1); err == nil || !strings.Contains(err.Error(), "at most 4194304 bytes, found more") {
			t.Errorf("%s of a byte more: %v", name, err)
		}
	}
}

// A variable without a list may have any value, and the facts name those that matter.
func TestEnvironmentsOfAnOpenVariable(t *testing.T) {
	document := withServers(t, "servers: [{url: 'https://{environment}.test/', variables: {environment: {default: a}}}]\n")
	c, err := Parse("x.yaml", document, []byte(ourFacts(t)))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.BaseURL("production"); err != nil || got != "https://distributor-api.test" {
		t.Errorf("got %q, %v", got, err)
	}
}

// Whatever is said of environments needs their names.
func TestEnvironmentsWithoutNames(t *testing.T) {
	facts := []byte(ourFacts(t))
	from := string(facts[bytes.Index(facts, []byte("environments:\n")):bytes.Index(facts, []byte("\n# The provider's fair-use"))])
	for _, key := range []string{"variable: environment", "default: staging", "production: [production]"} {
		_, err := Parse("x.yaml", ourDocument(t), mutate(t, facts, from, "environments: {"+key+"}\n"))
		if err == nil || !strings.Contains(err.Error(), "environments: wanted names for the other keys to speak of") {
			t.Errorf("%s: got %v", key, err)
		}
	}
	c, err := Parse("x.yaml", ourDocument(t), mutate(t, facts, from, ""))
	if err != nil || len(c.Environments()) > 0 {
		t.Errorf("no environments at all: %v", err)
	}
}
