package formats

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/junit"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/terminal"
	"github.com/authconform/authconform/reports/text"
)

func TestChooseFormats(t *testing.T) {
	chosen, err := Choose([]string{"html", "junit", "html"})
	if err != nil || len(chosen) != 2 || chosen[0].Name != "junit" || chosen[1].Name != "html" {
		t.Errorf("%v, %v", chosen, err)
	}
	if _, err := Choose([]string{"html", "pdf"}); err == nil || !strings.Contains(err.Error(), `json, junit, terminal, markdown, html, found "pdf"`) {
		t.Errorf("%v", err)
	}
}

// FuzzRetellReport tells in every format what a report that was read says.
func FuzzRetellReport(f *testing.F) {
	example.AddSmallReports(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := reports.ReadReport(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, format := range All() {
			var out bytes.Buffer
			if err := format.Write(&out, r); err != nil {
				t.Errorf("%s: %v", format.Name, err)
			}
		}
	})
}

func TestWritersReportErrors(t *testing.T) {
	for name, err := range map[string]error{
		"terminal": terminal.Write(text.Terminal{W: reportstest.Broken{}}, example.Conformant(), nil),
		"json":     reports.WriteJSON(reportstest.Broken{}, example.Conformant()),
		"junit":    junit.Write(reportstest.Broken{}, example.Conformant()),
	} {
		if !errors.Is(err, reportstest.ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
