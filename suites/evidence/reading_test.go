package evidence_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// What is kept of an answer is what it says, however long it is; and an answer that is changed, or read otherwise, is read anew.
func TestReadingSaysWhatTheBodySays(t *testing.T) {
	long := strings.Repeat("x", 20<<10)
	for name, body := range map[string]string{
		"an object": `{"access_token":"a","expires_in":3600}`, "none": `<html>`, "nothing": "",
		"a long text": `{"access_token":"` + long + `"}`, "a long list": `{"access_token":"a","of":["` + long + `"]}`,
		"a very long text": `{"access_token":"` + strings.Repeat(long, 500) + `"}`,
	} {
		x := evidence.Exchange{Response: &evidence.Response{Status: 200, Body: []byte(body)}}
		want := x.Members()
		read := evidence.Record{Exchanges: []evidence.Exchange{x}}.Reading().Exchanges[0]
		if got := read.Members(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if got := read.Members(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s, again: %v, want %v", name, got, want)
		}
		changed := *read.Response
		changed.Body = []byte(`{"access_token":"b"}`)
		read.Response = &changed
		if got := read.Text(wire.AccessToken); got != "b" {
			t.Errorf("%s: changed, it says %q", name, got)
		}
		read.Response.Body = []byte(`{"data":{"access_token":"c"}}`)
		read.Layout = &wire.Layout{Places: map[string]string{wire.AccessToken: "/data/access_token"}}
		if got := read.Text(wire.AccessToken); got != "c" {
			t.Errorf("%s: in another place, it says %q", name, got)
		}
	}
}
