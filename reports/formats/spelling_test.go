package formats

import (
	"bytes"
	"html"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// Every format for people says in the same words which spellings were asked, and none says anything where all were.
func TestEveryFormatTellsWhatWasAsked(t *testing.T) {
	all := example.Conformant()
	all.Spellings = nil
	for _, f := range All() {
		if f.File == reports.ReportFile {
			continue
		}
		told := func(r reports.Report) string {
			text := html.UnescapeString(string(example.Render(t, r, func(b *bytes.Buffer, r reports.Report) error { return f.Write(b, r) })))
			return strings.Join(strings.Fields(text), " ")
		}
		if text := told(example.Conformant()); !strings.Contains(text, example.Conformant().LeftSpellings()) {
			t.Errorf("%s does not say %q", f.Name, example.Conformant().LeftSpellings())
		}
		if strings.Contains(told(all), "spellings") {
			t.Errorf("%s tells of spellings where none is left", f.Name)
		}
	}
}
