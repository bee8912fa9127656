package reference

import "testing"

func TestAcceptsJSON(t *testing.T) {
	for _, row := range []struct {
		accept []string
		want   bool
	}{
		{nil, true},
		{[]string{""}, true},
		{[]string{" , "}, true},
		{[]string{"*/*"}, true},
		{[]string{"application/*"}, true},
		{[]string{"Application/JSON"}, true},
		{[]string{"application/json; charset=UTF-8"}, true},
		{[]string{"application/json;q=0.001"}, true},
		{[]string{"application/xml, application/json;q=0.5"}, true},
		{[]string{"application/xml", "application/json"}, true},
		{[]string{"*/*;q=0, application/json"}, true},
		{[]string{"application/*;q=0, application/json;Q=1.000"}, true},
		{[]string{"text/html, image/gif, *; q=.2, */*; q=.2"}, true},
		{[]string{`text/html;note="application/xml, \", a", */*`}, true},
		{[]string{"not a media type"}, true},
		{[]string{"application/xml"}, false},
		{[]string{"text/json"}, false},
		{[]string{"application/jsonp"}, false},
		{[]string{"application/problem+json"}, false},
		{[]string{"application/json;q=0"}, false},
		{[]string{"application/json;q=0.000, */*"}, false},
		{[]string{"application/json;q=0", "application/*;q=1"}, false},
		{[]string{"application/*;q=0, */*"}, false},
		{[]string{"*/*;q=0"}, false},
		{[]string{"application/json;version=2"}, false},
		{[]string{"application/xml, application/json;q=NaN"}, false},
		{[]string{"application/xml, application/json;q=-1"}, false},
		{[]string{"application/xml, application/json;q=1e-1"}, false},
		{[]string{"application/xml, application/json;q=1.1"}, false},
		{[]string{`application/xml;note="x, application/json"`}, false},
		{[]string{`text/html;note="\", application/json"`}, false},
	} {
		if got := AcceptsJSON(row.accept); got != row.want {
			t.Errorf("%q: admits JSON %t, want %t", row.accept, got, row.want)
		}
	}
}

func FuzzAcceptsJSON(f *testing.F) {
	for _, seed := range []string{"", "*/*", `a/b;c="\",d", application/json;q=0.5`, "application/json;q=0,*/*;q=.1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		if !AcceptsJSON([]string{"application/json", accept}) {
			t.Errorf("%q takes back what a closer range admits", accept)
		}
	})
}
