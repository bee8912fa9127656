package page

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// hostile is what a target may say.
const hostile = `</style></script><b onclick='x'>"&+` + "\x00"

// No value becomes markup, wherever it stands; what is ours does.
func TestWriteEscapes(t *testing.T) {
	style, _ := Style("p > a {}")
	script, _ := Script("a < b && c")
	for text, want := range map[string]string{
		`<p>{{.Said}}</p>`:                 "<p>&lt;/style&gt;&lt;/script&gt;&lt;b onclick=&#39;x&#39;&gt;&#34;&amp;&#43;\ufffd</p>",
		`<p id="{{.Said}}">`:               `<p id="&lt;/style&gt;&lt;/script&gt;&lt;b onclick=&#39;x&#39;&gt;&#34;&amp;&#43;` + "\ufffd" + `">`,
		`<a href="#{{.Said}}">`:            `<a href="#%3c%2fstyle%3e%3c%2fscript%3e%3cb%20onclick%3d%27x%27%3e%22%26%2b%00">`,
		`<a href="{{.Link}}">`:             `<a href="#ZgotmplZ">`,
		`<style>{{.Style}}</style>`:        "<style>" + baseStyle + "p > a {}</style>",
		`<script>{{.Script}}</script>`:     "<script>a < b && c</script>",
		`{{template "x" .}}`:               "[&lt;]",
		`{{range .None}}x{{else}}y{{end}}`: "y",
	} {
		page := map[string]any{"Said": hostile, "Link": "javascript:alert(1)", "Style": style, "Script": script, "None": []string{}}
		var b bytes.Buffer
		if err := Write(&b, "page", page, text, `{{define "x"}}[{{"<"}}]{{end}}`); err != nil || b.String() != want {
			t.Errorf("%s gives %q (%v), wanted %q", text, b.String(), err, want)
		}
	}
}

// The policy lets in what stands in the page, byte for byte.
func TestHash(t *testing.T) {
	style, styleHash := Style("p {}")
	script, scriptHash := Script("go()")
	if styleHash != Hash(string(style)) || scriptHash != Hash(string(script)) || styleHash == scriptHash {
		t.Errorf("the style is let in by %s, the script by %s", styleHash, scriptHash)
	}
	if want := "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; Hash("") != want {
		t.Errorf("nothing has the hash %s, wanted %s", Hash(""), want)
	}
}

// A page that cannot be filled in is an error, and nothing of it is written.
func TestWriteRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`a{{.Missing}}`:                           "can't evaluate field Missing",
		`a{{template "nowhere"}}`:                 `no such template "nowhere"`,
		`a{{if .Name}}`:                           "unexpected EOF",
		`a<a href={{.Name}}{{if .Name}}"{{end}}>`: "in unquoted attr",
	} {
		var b bytes.Buffer
		err := Write(&b, "page", struct{ Name string }{"n"}, text)
		if err == nil || !strings.Contains(err.Error(), want) || b.Len() > 0 {
			t.Errorf("%s: %v and %q, wanted %q and nothing", text, err, b.String(), want)
		}
	}
	if err := Write(full{}, "page", nil, "a"); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

var errFull = errors.New("no space left")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
