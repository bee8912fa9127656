package html

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/page"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
)

func writeHTML(b *bytes.Buffer, r reports.Report) error { return Write(b, r) }

// The golden pages are without style and script: those are files of their own.
func TestWriteHTML(t *testing.T) {
	style, styleHash := page.Style(reportStyle)
	script, scriptHash := page.Script(reportScript)
	files := strings.NewReplacer(string(style), "…", string(script), "…", styleHash, "sha256-…", scriptHash, "sha256-…")
	for name, report := range example.All() {
		t.Run(name, func(t *testing.T) {
			page := string(example.Render(t, report, writeHTML))
			bare := files.Replace(strings.ReplaceAll(page, "&#43;", "+"))
			if strings.Count(bare, "sha256-…") != 2 {
				t.Error("the policy does not name the digests of style and script")
			}
			reportstest.Golden(t, name+".report.html", []byte(bare))
		})
	}
}

// TestWriteHTMLHoldsTogether wants each id once, and every link within the page to lead somewhere.
func TestWriteHTMLHoldsTogether(t *testing.T) {
	for name, report := range example.All() {
		t.Run(name, func(t *testing.T) {
			root, err := html.Parse(bytes.NewReader(example.Render(t, report, writeHTML)))
			if err != nil {
				t.Fatal(err)
			}
			ids, links := map[string]int{}, []string{}
			for n := range root.Descendants() {
				for _, a := range n.Attr {
					switch a.Key {
					case "id":
						ids[a.Val]++
					case "href", "src":
						if n.Data == "link" && strings.HasPrefix(a.Val, "data:image/svg+xml,") { // the icon, which is in the page
							continue
						}
						links = append(links, a.Val)
					case "aria-labelledby":
						links = append(links, "#"+a.Val)
					case "style", "onclick", "onerror", "onload":
						t.Errorf("<%s> has %s", n.Data, a.Key)
					}
				}
			}
			for id, n := range ids {
				if n > 1 {
					t.Errorf("the id %q is there %d times", id, n)
				}
			}
			for _, link := range links {
				if id, within := strings.CutPrefix(link, "#"); !within || ids[id] == 0 {
					t.Errorf("a link to %q leads nowhere", link)
				}
			}
			for _, r := range report.Results {
				if ids[r.ID] != 1 {
					t.Errorf("the clause %s has no place", r.ID)
				}
			}
		})
	}
}

func TestWriteHTMLTells(t *testing.T) {
	for _, test := range []struct {
		name string
		r    reports.Report
		want []string
	}{
		{"conformant", example.Conformant(), []string{"Conformant", "3 clauses were skipped, 3 of them mandatory: why", "cannot be provoked from outside", "--allow-secret-in-url"}},
		{"partial", example.Partial(), []string{"Only a part of the contract was chosen (--clause token.* --clause errors.method.get)", "the reference target that is built into the suite"}},
		{"strict", example.Strict(), []string{"Under --strict"}},
		{"interrupted", example.Interrupted(), []string{"The run was interrupted"}},
		{"known", example.KnownDeviations(), []string{"listed in the baseline"}},
		{"failed", example.Failed(), []string{"but as a form: what depends", "Basic ‹client id›:‹wrong secret›", "+0.130 s", "420.0 ms"}},
		{"set-up", example.SetUpFailed(), []string{"Preflight", "whoever wrote the configuration has to act"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			root, err := html.Parse(bytes.NewReader(example.Render(t, test.r, writeHTML)))
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for n := range root.Descendants() {
				if n.Type == html.TextNode {
					b.WriteString(n.Data)
				}
			}
			for _, want := range test.want {
				if !regexp.MustCompile("(?i)" + regexp.QuoteMeta(want)).MatchString(b.String()) {
					t.Errorf("the page does not say %q", want)
				}
			}
		})
	}
}

// TestWriteHTMLIsBounded fails every clause with the largest exchange there is.
func TestWriteHTMLIsBounded(t *testing.T) {
	r := example.HostileReport()
	for i := range r.Results {
		r.Results[i].Evidence = []string{"wrong-secret", "valid"}
	}
	one := r.Results[len(r.Results)-2]
	for range 300 {
		r.Results = append(r.Results, one)
	}
	if page := example.Render(t, r, writeHTML); len(page) > 24<<20 {
		t.Errorf("%d bytes", len(page))
	}
}
