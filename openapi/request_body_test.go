package openapi

import (
	"slices"
	"strings"
	"testing"
)

const (
	jsonType = "application/json"
	joe      = "grant_type=password&username=joe&password="
)

// A body is taken apart by what it is called, or else by how it looks; one that is something else is none.
func TestAskedTakesBodiesApart(t *testing.T) {
	c := embeddedContract(t, "prioticket")
	for _, test := range []struct {
		mediaType, body string
		grant           any
		ok              bool
	}{
		{jsonType, `{"grant_type":"a"}`, "a", true},
		{jsonType + "; charset=utf-8", ` {"grant_type":"a"} `, "a", true},
		{jsonType, `{"grant_type":"a"} and more`, "a", false},
		{jsonType, `["a"]`, nil, false},
		{jsonType, `grant_type=a`, nil, false},
		{jsonType, ``, nil, false},
		{formType, `grant_type=a&grant_type=b`, "a", true},
		{formType, ``, nil, true},
		{formType, `grant_type=%zz`, nil, false},
		{formType, `{"grant_type":"a"}`, nil, false},
		{"", `{"grant_type":"a"}`, "a", true},
		{"text/plain", `grant_type=a`, "a", true},
	} {
		a, ok := c.RequestBody(Sent{MediaType: test.mediaType, Body: []byte(test.body)})
		if grant, _ := a.Member("grant_type"); grant != test.grant || ok != test.ok {
			t.Errorf("%s %s: found %v, %t", test.mediaType, test.body, grant, ok)
		}
	}
}

// A request is held against the model of its grant, or else against the one that has most of its members.
func TestRequestsAreHeldAgainstTheirModel(t *testing.T) {
	c := embeddedContract(t, "ticketpark")
	for _, test := range []struct {
		body   string
		model  string
		broken []string
	}{
		{joe + "x", "PasswordGrantRequest", nil},
		{"grant_type=password&username=joe", "PasswordGrantRequest", []string{"/password required"}},
		{"username=joe&password=x", "PasswordGrantRequest", []string{"/grant_type required"}},
		{"grant_type=refresh_token&refresh_token=x", "RefreshGrantRequest", nil},
		{"grant_type=refresh_token&username=joe&password=x", "RefreshGrantRequest", []string{"/refresh_token required"}},
		{"grant_type=refresh&refresh_token=x", "RefreshGrantRequest", []string{"/grant_type enum"}},
		{joe + "x&username=jim", "PasswordGrantRequest", []string{"/username repeated"}},
	} {
		a, _ := c.RequestBody(Sent{MediaType: formType, Body: []byte(test.body)})
		var broken []string
		for _, s := range c.Requirements() {
			if strings.HasSuffix(s.Name, "GrantRequest") && c.Speaks(s, a) != (s.Name == test.model) {
				t.Errorf("%s: %s of %s binds: %t", test.body, s.Subject, s.Name, c.Speaks(s, a))
			}
			for _, v := range c.CheckRequest(s, a) {
				if found := v.Pointer + " " + v.Rule; !slices.Contains(broken, found) {
					broken = append(broken, found)
				}
			}
		}
		if !slices.Equal(broken, test.broken) {
			t.Errorf("%s: found %v, wanted %v", test.body, broken, test.broken)
		}
	}
}

// What stands for a secret is a text of no length in particular.
func TestRedactedValuesAreTexts(t *testing.T) {
	c := embeddedContract(t, "ticketpark")
	for _, s := range c.Requirements() {
		if s.Kind != RequestPropertyKind || s.Subject != "password" {
			continue
		}
		const short = 3
		c.doc.Components.Schemas["PasswordGrantRequest"].Value.Properties["password"].Value.MaxLength = ptr(uint64(short))
		for _, redacted := range [][]string{nil, {"‹password›"}} {
			a, _ := c.RequestBody(Sent{MediaType: formType, Body: []byte(joe + "‹password›"), Redacted: redacted})
			if got := len(c.CheckRequest(s, a)); got != 1-len(redacted) {
				t.Errorf("redacted %v: found %d violations", redacted, got)
			}
		}
	}
}

func ptr[T any](value T) *T { return &value }
