package openapi

import (
	"fmt"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/google/go-cmp/cmp"
)

// However much stands beside them, members that are asked for by name are what AllMembers says, the last of several too.
func TestMembersAmongMany(t *testing.T) {
	var many strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&many, `"m%d":{"deep":[%d]},`, i, i)
	}
	large := `"large":[` + strings.Repeat("1,", wire.MaxWithin) + `1],`
	for name, body := range map[string]string{
		"last":     "{" + many.String() + `"access_token":"t","expires_in":60}`,
		"first":    `{"access_token":"t","expires_in":60,` + many.String() + `"n":0}`,
		"twice":    `{"access_token":"x","expires_in":60,` + many.String() + `"access_token":"t"}`,
		"escaped":  "{" + many.String() + `"access\u005ftoken":"t","expires_in":60} trailing`,
		"large":    "{" + large + `"access_token":"t","expires_in":60}`,
		"no UTF-8": "{" + many.String() + "\"access_token\":\"t\",\"expires_in\":60,\"\xff\":1,\"a\xc3\":1}",
		"marked":   wire.Bom + "{" + many.String() + `"access_token":"t","expires_in":60}`,
	} {
		got, ok := wire.Members([]byte(body))
		all, okAll := wire.AllMembers([]byte(body))
		if !ok || !okAll || got["access_token"] != "t" {
			t.Errorf("%s: %v, access_token %v", name, ok, got["access_token"])
		}
		for _, member := range []string{"access_token", "expires_in", "m0"} {
			if diff := cmp.Diff(all[member], got[member]); diff != "" {
				t.Errorf("%s: %s: %s", name, member, diff)
			}
		}
		if len(got) > wire.MaxUnnamed+len(wire.ProtocolMembers()) {
			t.Errorf("%s: %d members of %d", name, len(got), len(all))
		}
	}
	for _, body := range []string{"[" + many.String() + "0]", "{" + many.String(), "{" + many.String() + `"x"}`, "{" + many.String() + `1:2}`, "{" + many.String() + `[1]:2}`, "{" + many.String() + `null:2}`, strings.Repeat(" ", 2000)} {
		_, ok := wire.Members([]byte(body))
		if _, okAll := wire.AllMembers([]byte(body)); ok || okAll {
			t.Errorf("%.20q begins with an object", body)
		}
	}
}

// What is neither object nor array is what it is, however much stands before it.
func TestLiteralsAmongMany(t *testing.T) {
	body := []byte(`{"filled":[` + strings.Repeat("1,", wire.MaxWithin/2-2) + `1],"large":[` + strings.Repeat("1,", wire.MaxWithin) + `1],"on":true,"off":false,"none":null,"n":1,"access_token":null}`) // filled leaves a byte of the room
	all, _ := wire.AllMembers(body)
	for _, flat := range []bool{false, true} {
		got, ok := wire.MembersNamed(body, wire.Wanted{Flat: flat})
		delete(got, "large")
		delete(got, "filled")
		for name, value := range got {
			if !ok || value != all[name] {
				t.Errorf("flat %t: %s is %v, wanted %v", flat, name, value, all[name])
			}
		}
		if len(got) != 5 {
			t.Errorf("flat %t: %d members, wanted 5", flat, len(got))
		}
	}
}

// A text is decoded to the same characters beside many members as alone: escapes, halves of characters and bytes that are
// no UTF-8 too.
func TestTextsAmongMany(t *testing.T) {
	beside := `,"n":"` + strings.Repeat("x", wire.MaxUnnamed) + `"}`
	for _, text := range []string{``, `plain`, `\u0041\n\"\\\/`, `\ud83d\ude00`, `\ud83d`, `\ude00\ud83d`, "\xff\xc3", "ö\xc3", `\ud83d\u0041`} {
		body := []byte(`{"access_token":"` + text + `"` + beside)
		got, _ := wire.Members(body)
		all, _ := wire.AllMembers(body)
		if diff := cmp.Diff(all, got); diff != "" || got == nil {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// What is said of a member does not depend on how many others there are, nor on whether they are read.
func TestNamedMembersAlone(t *testing.T) {
	items := strings.Repeat(`{"a":0},`, 900) + `{"a":0}`
	body := []byte(`{"x":1,"error":[` + items + `],"y":{"z":2},"expires_in":60}`)
	names := map[string]bool{"error": false, "expires_in": false}
	all, _ := wire.MembersNamed(body, wire.Wanted{Names: names})
	only, ok := wire.MembersNamed(body, wire.Wanted{Names: names, Only: true})
	if !ok || len(all) != 4 || len(only) != 2 {
		t.Fatalf("%d and %d members", len(all), len(only))
	}
	for name := range names {
		if diff := cmp.Diff(all[name], only[name]); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
