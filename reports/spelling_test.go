package reports

import (
	"bytes"
	"html"
	"strings"
	"testing"
)

// Every format for people says in the same words which spellings were asked, and none says anything where all were.
func TestEveryFormatTellsWhatWasAsked(t *testing.T) {
	all := conformant()
	all.Spellings = nil
	for _, f := range Formats() {
		if f.File == ReportFile {
			continue
		}
		told := func(r Report) string {
			text := html.UnescapeString(string(render(t, r, func(b *bytes.Buffer, r Report) error { return f.Write(b, r) })))
			return strings.Join(strings.Fields(text), " ")
		}
		if text := told(conformant()); !strings.Contains(text, conformant().spelt()) {
			t.Errorf("%s does not say %q", f.Name, conformant().spelt())
		}
		if strings.Contains(told(all), "spellings") {
			t.Errorf("%s tells of spellings where none is left", f.Name)
		}
	}
}
