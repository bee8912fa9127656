package markdown

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
)

func writeMarkdown(b *bytes.Buffer, r reports.Report) error { return Write(b, r) }

func TestWriteMarkdown(t *testing.T) {
	for name, report := range example.All() {
		t.Run(name, func(t *testing.T) {
			reportstest.Golden(t, name+".summary.md", example.Render(t, report, writeMarkdown))
		})
	}
}

// Outside blocks and spans of code nothing a target said may be left as it was.
func TestWriteMarkdownHarmless(t *testing.T) {
	const evil = "@team #1 ```\n</details><img src=x> | [a](http://evil.example) <!-- ** __ ~~ ` www.evil.example"
	r := example.Failed()
	r.Target.BaseURL = evil
	for i := range r.Results {
		x := &r.Results[i]
		x.Title, x.Sent, x.Got, x.Wanted, x.Note = evil, evil, evil, evil, evil
		x.Violations = []wire.Violation{{Pointer: evil, Rule: "closed", Detail: evil}}
		if x.Reason != "" {
			x.Reason = evil
		}
	}
	text := string(example.Render(t, r, writeMarkdown))
	open := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch fence := strings.TrimSuffix(line, "text"); {
		case open != "" && line == open:
			open = ""
		case open != "":
		case strings.HasPrefix(fence, "```") && strings.Trim(fence, "`") == "":
			open = fence
		case strings.HasPrefix(line, "| Target |"): // one span of code, whose fence is longer than any run within
			if !strings.HasPrefix(line, "| Target | ```` @team") || !strings.HasSuffix(line, "sandbox ```` |") || strings.Contains(line, " | [a]") {
				t.Errorf("a cell that is not one span of code: %s", line)
			}
		default:
			for _, bad := range []string{"@team", "#1 ", "<img", "[a](", "<!--", "://", "www.e", " ** ", " __ "} {
				if strings.Contains(line, bad) {
					t.Errorf("%q outside of code: %s", bad, line)
				}
			}
		}
	}
	if open != "" {
		t.Error("a block of code is left open")
	}
}

func TestWriteMarkdownIsBounded(t *testing.T) {
	r := example.Failed()
	one := r.Results[len(r.Results)-2]
	one.Got = strings.Repeat("`", 1<<20)
	for i := range 500 {
		one.ID = fmt.Sprintf("errors.code.%d", i)
		one.Violations = []wire.Violation{{Pointer: "/" + one.ID, Rule: "type", Detail: "wanted a string"}}
		r.Results = append(r.Results, one)
	}
	text := example.Render(t, r, writeMarkdown)
	if len(text) > maxMarkdown+4096 {
		t.Errorf("%d bytes", len(text))
	}
	if !bytes.Contains(text, []byte(" more: see report.html.")) {
		t.Error("what was left out is not counted")
	}
}
