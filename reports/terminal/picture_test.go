package terminal

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// The picture that the main README opens with shows what is printed today: a failure, and the verdict.
func TestThePictureOfTheReadme(t *testing.T) {
	printed := string(example.Render(t, example.Failed(), writeTerminal))
	heading := strings.SplitN(printed, "\n", 3)[:2]
	_, failed, there := strings.Cut(printed, "✗ errors.wrong-secret.challenge")
	failure, _, whole := strings.Cut(failed, "\n\n")
	at := strings.Index(printed, "\nnonconformant: ")
	if !there || !whole || at < 0 {
		t.Fatal("the example's report has no failure, or no verdict")
	}
	verdict, _, _ := strings.Cut(printed[at+1:], "\n\n")
	lines := strings.Split(strings.Join(heading, "\n")+"\n\n✗ errors.wrong-secret.challenge"+failure+"\n\n"+verdict, "\n")
	picture := drawn(lines)
	if err := xml.Unmarshal(picture, new(struct{})); err != nil {
		t.Fatalf("the picture is no XML: %v", err)
	}
	reportstest.Golden(t, "picture.svg", picture)
}

// drawn are lines as a terminal has them, as SVG. Color only repeats what signs and words say.
func drawn(lines []string) []byte {
	const line, left = 19, 16
	var b bytes.Buffer
	height := line*len(lines) + 2*left
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="780" height="%d" viewBox="0 0 780 %d" role="img" aria-label="what authconform prints">`+"\n", height, height)
	fmt.Fprintf(&b, `<rect width="780" height="%d" rx="8" fill="#16181d"/>`+"\n", height)
	b.WriteString(`<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#d7dae0" xml:space="preserve">` + "\n")
	for i, text := range lines {
		if text == "" {
			continue
		}
		style := ""
		if strings.HasPrefix(text, "✗") || strings.HasPrefix(text, "nonconformant") {
			style = ` fill="#ff8f8f" font-weight="bold"`
		}
		columns := len([]rune(text))
		fmt.Fprintf(&b, `<text x="%d" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs"%s>%s</text>`+"\n",
			left, left+line*(i+1)-5, 8.4*float64(columns), style, html.EscapeString(strings.ReplaceAll(text, " ", "\u00a0")))
	}
	b.WriteString("</g>\n</svg>\n")
	return b.Bytes()
}
