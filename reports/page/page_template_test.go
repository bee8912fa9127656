package page

import (
	"bytes"
	"strings"
	"testing"
)

// A page's template means what text/template makes of it, and no value becomes markup.
func TestPageTemplate(t *testing.T) {
	type inner struct{ Text string }
	page := struct {
		inner
		Name    string
		Numbers []int
		None    []int
		Some    *inner
		Nobody  *inner
		Yes     bool
		Style   Raw
	}{inner{"within"}, `<b title='x'>&"+` + "\x00", []int{1, 2}, nil, &inner{"some"}, nil, true, "a > b"}
	for text, want := range map[string]string{
		`{{.Name}}`:    "&lt;b title=&#39;x&#39;&gt;&amp;&#34;&#43;\ufffd",
		`{{.Style}}`:   "a > b",
		`{{.Text}}`:    "within",
		`{{.Numbers}}`: "[1 2]",
		`{{range .Numbers}}{{.}},{{else}}none{{end}}`:                             "1,2,",
		`{{range .None}}{{.}}{{else}}none{{end}}`:                                 "none",
		`{{range $i, $n := .Numbers}}{{$i}}:{{$n}} {{end}}`:                       "0:1 1:2 ",
		`{{with .Some}}{{.Text}}{{end}}{{with .Nobody}}x{{end}}`:                  "some",
		`{{if .Yes}}a{{else}}b{{end}}{{if not .Yes}}c{{end}}`:                     "a",
		`{{if eq (len .Numbers) 2}}two{{end}}`:                                    "two",
		`{{if gt (len .Numbers) 2}}many{{else}}few{{end}}`:                        "few",
		`{{if and .Yes .None}}a{{else}}b{{end}}`:                                  "b",
		`{{if or .None .Yes}}a{{end}}`:                                            "a",
		`{{$n := .Text}}{{range .Numbers}}{{$n}}{{$.Text}}{{end}}`:                "withinwithinwithinwithin",
		`{{define "x"}}[{{.}}]{{end}}{{range .Numbers}}{{template "x" .}}{{end}}`: "[1][2]",
		`a {{- /* nothing */ -}} b`:                                               "ab",
	} {
		parsed, err := Parse("page", text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var b bytes.Buffer
		if err := parsed.Write(&b, "page", page); err != nil || b.String() != want {
			t.Errorf("%s gives %q (%v), wanted %q", text, b.String(), err, want)
		}
	}
}

// What is not understood is an error, and never an empty place.
func TestPageTemplateRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`{{.Missing}}`:            "there is no Missing",
		`{{.Name.Deeper}}`:        "there is no Deeper",
		`{{template "nowhere"}}`:  `there is no "nowhere"`,
		`{{.Name | len}}`:         "is not understood",
		`{{break}}`:               "break",
		`{{if .Name}}`:            "unexpected EOF",
		`{{printf "%s" .Name}}`:   "printf",
		`{{eq .Name}}`:            "is not understood",
		`{{range .Name}}x{{end}}`: "",
	} {
		parsed, err := Parse("page", text)
		if err == nil {
			err = parsed.Write(&bytes.Buffer{}, "page", struct{ Name string }{"n"})
		}
		if want == "" && err == nil {
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, wanted %q", text, err, want)
		}
	}
}
