package wire

import (
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMediaType(t *testing.T) {
	for name, test := range map[string]struct {
		fields []string
		want   string // what the detail ends with; "" for no violation
	}{
		"plain":               {[]string{"application/json"}, ""},
		"upper case":          {[]string{"Application/JSON"}, ""},
		"parameter":           {[]string{"application/json; charset=utf-8"}, ""},
		"quoted parameter":    {[]string{`application/json;charset="utf-8";a="x\"y;z"`}, ""},
		"empty parameters":    {[]string{"application/json;;charset=utf-8 ; "}, ""},
		"none":                {nil, "found no Content-Type"},
		"empty":               {[]string{""}, "is no media type (RFC 9110, section 8.3.1)"},
		"two":                 {[]string{"application/json", "application/json"}, "found 2 Content-Type fields"},
		"two in one":          {[]string{"application/json, text/html"}, "is no media type (RFC 9110, section 8.3.1)"},
		"other":               {[]string{"text/html; charset=utf-8"}, "wanted application/json; found text/html"},
		"other JSON":          {[]string{"application/problem+json"}, "found application/problem+json"},
		"no subtype":          {[]string{"json"}, "is no media type (RFC 9110, section 8.3.1)"},
		"empty subtype":       {[]string{"application/"}, "is no media type (RFC 9110, section 8.3.1)"},
		"space within":        {[]string{"application / json"}, "is no media type (RFC 9110, section 8.3.1)"},
		"parameter, no value": {[]string{"application/json; charset"}, "is no media type (RFC 9110, section 8.3.1)"},
		"parameter twice":     {[]string{"application/json; charset=a; Charset=b"}, "is no media type (RFC 9110, section 8.3.1)"},
		"quote left open":     {[]string{`application/json; charset="utf-8`}, "is no media type (RFC 9110, section 8.3.1)"},
		"very long":           {[]string{"a/" + strings.Repeat("b", 1000)}, "found a media type of 1002 characters"},
	} {
		t.Run(name, func(t *testing.T) {
			got := MediaType(http.Header{"Content-Type": test.fields}, "application/json")
			if test.want == "" {
				if len(got) > 0 {
					t.Errorf("got %v", got)
				}
				return
			}
			if len(got) != 1 || got[0].Rule != "media-type" || got[0].Pointer != "Content-Type" || !strings.HasSuffix(got[0].Detail, test.want) {
				t.Errorf("got %+v; want … %q", got, test.want)
			}
		})
	}
	for documented, want := range map[string]bool{"*/*": true, "application/*": true, "text/*": false, "application/json; charset=utf-8": true} {
		if got := MatchesMediaType("application/json", documented); got != want {
			t.Errorf("%s: %t", documented, got)
		}
	}
}

// Whatever we take for a media type the standard library takes for the same one.
func FuzzMediaType(f *testing.F) {
	f.Add("application/json; charset=utf-8")
	f.Add(`a/b;c="d\"e";;f=g`)
	f.Fuzz(func(t *testing.T, field string) {
		found, ok := ParseMediaType(field)
		if !ok {
			return
		}
		base, _, _ := strings.Cut(field, ";")
		if theirs, _, err := mime.ParseMediaType(base); err != nil || theirs != found {
			t.Errorf("%q: %q; to the standard library %q, %v", field, found, theirs, err)
		}
	})
}

func TestChallenges(t *testing.T) {
	basic := Challenge{Scheme: "Basic", Params: []Param{{"realm", "simple"}}}
	for name, test := range map[string]struct {
		fields []string
		want   []Challenge
		broken []string
	}{
		"no field":            {nil, nil, nil},
		"scheme alone":        {[]string{"Negotiate"}, []Challenge{{Scheme: "Negotiate"}}, nil},
		"quoted":              {[]string{`Basic realm="simple"`}, []Challenge{basic}, nil},
		"token":               {[]string{`Basic realm=simple`}, []Challenge{basic}, nil},
		"bad white space":     {[]string{`Basic realm = "simple"`}, []Challenge{basic}, nil},
		"many spaces":         {[]string{`  Basic   realm="simple"  `}, []Challenge{basic}, nil},
		"scheme as written":   {[]string{`bAsIc`}, []Challenge{{Scheme: "bAsIc"}}, nil},
		"token68":             {[]string{`Negotiate a87421000492aa874209af8bc028==`}, []Challenge{{Scheme: "Negotiate", Token68: "a87421000492aa874209af8bc028=="}}, nil},
		"token68 of one word": {[]string{`Negotiate abc`}, []Challenge{{Scheme: "Negotiate", Token68: "abc"}}, nil},
		"RFC 9110 example": {
			[]string{`Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\""`},
			[]Challenge{basic, {Scheme: "Newauth", Params: []Param{{"realm", "apps"}, {"type", "1"}, {"title", `Login to "apps"`}}}},
			nil,
		},
		"several fields": {[]string{`Basic realm="simple"`, `Bearer`}, []Challenge{basic, {Scheme: "Bearer"}}, nil},
		"scheme, comma, scheme": {
			[]string{`Negotiate, Basic realm="simple"`}, []Challenge{{Scheme: "Negotiate"}, basic}, nil,
		},
		"token68, scheme": {
			[]string{`Negotiate abc=, Basic realm="simple"`}, []Challenge{{Scheme: "Negotiate", Token68: "abc="}, basic}, nil,
		},
		"empty elements":        {[]string{`, ,Basic realm="simple",, charset="UTF-8" , ,`}, []Challenge{{Scheme: "Basic", Params: []Param{{"realm", "simple"}, {"charset", "UTF-8"}}}}, nil},
		"empty value":           {[]string{`Basic realm=""`}, []Challenge{{Scheme: "Basic", Params: []Param{{"realm", ""}}}}, nil},
		"comma in quotes":       {[]string{`Basic realm="a, b=c"`}, []Challenge{{Scheme: "Basic", Params: []Param{{"realm", "a, b=c"}}}}, nil},
		"UTF-8 in quotes":       {[]string{`Basic realm="Züri"`}, []Challenge{{Scheme: "Basic", Params: []Param{{"realm", "Züri"}}}}, nil},
		"first parameter later": {[]string{`Basic , realm="simple"`}, []Challenge{basic}, nil},
		"empty field":           {[]string{``}, nil, []string{"challenge"}},
		"commas alone":          {[]string{`,,`}, nil, []string{"challenge"}},
		"parameter, no scheme":  {[]string{`realm="simple"`}, nil, []string{"challenge"}},
		"name twice":            {[]string{`Basic realm="simple", REALM="b"`}, []Challenge{basic}, []string{"challenge.duplicate"}},
		"quote left open":       {[]string{`Basic realm="simple`}, []Challenge{{Scheme: "Basic"}}, []string{"challenge"}},
		"value missing":         {[]string{`Basic realm="simple", charset=`}, []Challenge{basic}, []string{"challenge"}},
		"space for comma":       {[]string{`Basic realm="simple" charset="UTF-8"`}, []Challenge{basic}, []string{"challenge"}},
		"text":                  {[]string{`please log in`}, []Challenge{{Scheme: "please"}}, []string{"challenge"}},
		"token68 and parameter": {[]string{`Negotiate abc==, realm="x"`}, []Challenge{{Scheme: "Negotiate", Token68: "abc=="}}, []string{"challenge"}},
		"colon":                 {[]string{`Basic: realm="x"`}, []Challenge{{Scheme: "Basic"}}, []string{"challenge"}},
		"control character":     {[]string{"Basic realm=\"a\x01b\""}, []Challenge{{Scheme: "Basic"}}, []string{"challenge"}},
		"tab after the scheme":  {[]string{"Basic\trealm=simple"}, []Challenge{{Scheme: "Basic"}}, []string{"challenge"}},
		"second field broken":   {[]string{`Basic realm="simple"`, `"`}, []Challenge{basic}, []string{"challenge"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, violations := Challenges(http.Header{"Www-Authenticate": test.fields})
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.broken, rules(violations)); diff != "" {
				t.Error(diff, violations)
			}
		})
	}
}

// What parses is written down again and parses to the same.
func FuzzChallenges(f *testing.F) {
	for _, field := range []string{`Basic realm="simple", Newauth realm="apps", type=1`, `Negotiate abc==`, `,a b=c`, `a b = "c\"d"`, `A B, C=D`} {
		f.Add(field)
	}
	f.Fuzz(func(t *testing.T, field string) {
		first, violations := Challenges(http.Header{"Www-Authenticate": {field}})
		for _, v := range violations {
			if v.Pointer != "WWW-Authenticate" || !strings.HasPrefix(v.Rule, "challenge") {
				t.Errorf("violation %+v", v)
			}
		}
		if len(violations) > 0 {
			return
		}
		second, violations := Challenges(http.Header{"Www-Authenticate": {write(first)}})
		if diff := cmp.Diff(first, second); diff != "" || len(violations) > 0 {
			t.Errorf("%q, written %q: %s %v", field, write(first), diff, violations)
		}
	})
}

func write(challenges []Challenge) string {
	var elements []string
	for _, c := range challenges {
		element := strings.TrimRight(c.Scheme+" "+c.Token68, " ")
		for i, p := range c.Params {
			param := p.Name + `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p.Value) + `"`
			if i == 0 {
				element += " " + param
			} else {
				element += ", " + param
			}
		}
		elements = append(elements, element)
	}
	return strings.Join(elements, ", ")
}

func TestGrammar(t *testing.T) {
	for name, test := range map[string]struct {
		is       func(string) bool
		yes, not []string
	}{
		"scheme":        {IsAuthScheme, []string{"Bearer", "a", "x-1", "!#$%&'*+-.^_`|~"}, []string{"", "Bearer ", "a b", "a/b", "a:b", `"a"`, "é", "a\x00"}},
		"bearer token":  {IsBearerToken, []string{"a", "a.b.c", "A-._~+/9==", "a="}, []string{"", "=", "a=b", "a b", "a,b", "é", "a%20", "a\n"}},
		"visible ASCII": {IsVisibleASCII, []string{"a", "!~", `"\`}, []string{"", " ", "a b", "a\t", "é", "\x7f", "\xff"}},
		"OAuth text":    {OAuthText, []string{"", "a b!", "~"}, []string{`"`, `\`, "\n", "é", "\x7f", "’", "\xff"}},
	} {
		for _, s := range test.yes {
			if !test.is(s) {
				t.Errorf("%s: %q is one", name, s)
			}
		}
		for _, s := range test.not {
			if test.is(s) {
				t.Errorf("%s: %q is none", name, s)
			}
		}
	}
}
