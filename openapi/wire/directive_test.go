package wire

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDirectives(t *testing.T) {
	for _, row := range []struct {
		value     string
		separator byte
		want      []Param
		ok        bool
	}{
		{"no-store", ',', []Param{{"no-store", ""}}, true},
		{`private="a, no-store" , max-age=0,`, ',', []Param{{"private", "a, no-store"}, {"max-age", "0"}}, true},
		{`x="a\"b"`, ',', []Param{{"x", `a"b`}}, true},
		{",, no-store", ',', []Param{{"no-store", ""}}, true},
		{"", ',', nil, true},
		{"no-store no-cache", ',', nil, false},
		{"no-store;no-cache", ',', nil, false},
		{`private="a`, ',', nil, false},
		{"max-age=", ',', nil, false},
		{"=1", ',', nil, false},
		{"max-age=1 ; includeSubDomains;", ';', []Param{{"max-age", "1"}, {"includeSubDomains", ""}}, true},
		{"max-age=1, includeSubDomains", ';', nil, false},
	} {
		got, ok := Directives(row.value, row.separator)
		if diff := cmp.Diff(row.want, got); diff != "" || ok != row.ok {
			t.Errorf("%q: %v %s", row.value, ok, diff)
		}
	}
}

func TestMethodList(t *testing.T) {
	for _, sound := range [][]string{{"POST"}, {"GET, POST"}, {"OPTIONS", "POST"}, {" POST ,,OPTIONS"}, {"M-SEARCH"}} {
		if !IsMethodList(sound) {
			t.Errorf("%q is refused", sound)
		}
	}
	for _, broken := range [][]string{nil, {""}, {","}, {"GET POST"}, {"post"}, {"POST;OPTIONS"}, {`["POST"]`}, {"POST", "GET, *?/"}} {
		if IsMethodList(broken) {
			t.Errorf("%q is taken", broken)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	for value, want := range map[string]bool{
		"0": true, "120": true, " 7 ": true, "99999999999999999999": true, "Fri, 31 Dec 1999 23:59:59 GMT": true,
		"Friday, 31-Dec-99 23:59:59 GMT": true, "Fri Dec 31 23:59:59 1999": true,
		"": false, "-1": false, "+1": false, "1.5": false, "60s": false, "soon": false, "1999-12-31T23:59:59Z": false, "1, 2": false,
	} {
		if IsRetryAfter(value) != want {
			t.Errorf("%q: want %v", value, want)
		}
	}
}
