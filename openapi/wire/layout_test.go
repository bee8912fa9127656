package wire_test

import (
	"testing"

	"github.com/authconform/authconform/openapi/wire"
)

// A pointer is followed as RFC 6901 has it, and ends where there is no way.
func TestPlaces(t *testing.T) {
	body := `{"data":[{"a/b":{"m~n":"token"}},null],"n":null,"":{"":"empty"},"access_token":"other","deep":{"0":"name"}}`
	members, ok := wire.AllMembers([]byte(body))
	if !ok {
		t.Fatal("no members")
	}
	for pointer, want := range map[string]any{
		"/data/0/a~1b/m~0n": "token", "/deep/0": "name", "/n": nil, "//": "empty",
		"/data/1/x": false, "/data/2": false, "/data/00": false, "/data/-": false, "/data/x": false, "/n/x": false, "/access_token/x": false,
		"/data/0/a~1b/m~0n/x": false, "/none": false,
	} {
		l := &wire.Layout{Places: map[string]string{wire.AccessToken: pointer}}
		got, found := l.Find(members, wire.AccessToken)
		if want == false {
			if found {
				t.Errorf("%s: found %v", pointer, got)
			}
			continue
		}
		if !found || got != want {
			t.Errorf("%s: %v, %t", pointer, got, found)
		}
	}
}

// A contract is told in its own words.
func TestWords(t *testing.T) {
	l := &wire.Layout{Success: []string{"201", "2XX"}, Places: map[string]string{wire.AccessToken: "/data/jwt", wire.ExpiresAt: "/until"}}
	for text, want := range map[string]string{
		"200 with an access_token":      "201 or 2XX with an data/jwt",
		"a positive expires_in":         "a positive until",
		"a refresh_token, 2001 and 200": "a refresh_token, 2001 and 201 or 2XX",
		"my_access_token":               "my_access_token",
	} {
		if got := l.Words(text); got != want {
			t.Errorf("%q: %q, wanted %q", text, got, want)
		}
		if rfc := (*wire.Layout)(nil); rfc.Words(text) != text {
			t.Errorf("%q: RFC 6749's own words are others", text)
		}
	}
	for pointer, want := range map[string]string{"/access_token": "/data/jwt", "/expires_in": "/until", "/error": "/error", "/a/b": "/a/b", "status": "status"} {
		if got := l.Pointer(pointer); got != want {
			t.Errorf("%s: %s, wanted %s", pointer, got, want)
		}
	}
}
