package evidence_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// What judging reads once is what it would read each time, however much stands beside it.
func TestReading(t *testing.T) {
	var many strings.Builder
	for i := range 900 {
		fmt.Fprintf(&many, `"m%d":0,`, i)
	}
	large := `[` + strings.Repeat(`{},`, wire.MaxWithin) + `{}]`
	for name, body := range map[string]string{
		"plain":          `{"access_token":"t","expires_in":60}`,
		"many members":   `{` + many.String() + `"access_token":"t","expires_in":60}`,
		"a list":         `{"access_token":"t","scope":` + large + `,"expires_in":60}`,
		"a long text":    `{"access_token":"t","n":"` + strings.Repeat("x", 1<<20) + `","expires_in":60}`,
		"escapes":        `{"access_token":"\u0074","n":"` + strings.Repeat(`\ud800`, 1<<16) + `","expires_in":60}`,
		"large within":   `{"n":{"x":` + large + `},"access_token":"t","expires_in":60}`,
		"no object":      large,
		"nothing to see": "",
	} {
		x := evidence.Exchange{ID: "a", Response: &evidence.Response{Status: 200, Body: []byte(body)}}
		read := evidence.Record{Exchanges: []evidence.Exchange{x}}.Reading().Exchanges[0]
		for range 2 {
			for _, member := range []string{"access_token", "expires_in", "m0", "scope"} {
				was, _ := x.Member(member)
				is, _ := read.Member(member)
				if diff := cmp.Diff(was, is); diff != "" {
					t.Errorf("%s: %s: %s", name, member, diff)
				}
			}
			if x.Granted() != read.Granted() || (x.Members() == nil) != (read.Members() == nil) {
				t.Errorf("%s: granted %t, read once %t", name, x.Granted(), read.Granted())
			}
		}
		other := read
		other.Response = &evidence.Response{Status: 200, Body: []byte(`{"access_token":"other"}`)}
		if got := other.Text("access_token"); got != "other" {
			t.Errorf("%s: another answer has the token %q", name, got)
		}
	}
}

// What a contract puts within an object is found there, however large that is.
func TestReadingByALayout(t *testing.T) {
	layout := &wire.Layout{Places: map[string]string{"access_token": "/data/tokens/1/token"}}
	body := `{"data":{"n":[` + strings.Repeat(`{},`, wire.MaxWithin) + `{}],"tokens":[{},{"token":"t","n":"` + strings.Repeat("x", 2*wire.MaxWithin) + `"}]}}`
	x := evidence.Exchange{ID: "a", Layout: layout, Response: &evidence.Response{Status: 200, Body: []byte(body)}}
	read := evidence.Record{Exchanges: []evidence.Exchange{x}}.Reading().Exchanges[0]
	if x.Text("access_token") != "t" || read.Text("access_token") != "t" {
		t.Errorf("found the tokens %q and %q", x.Text("access_token"), read.Text("access_token"))
	}
}
