package formats

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// What every run writes is what is signed of a signed one.
func TestEveryRunWrites(t *testing.T) {
	written := []string{reports.EvidenceFile}
	for _, f := range All() {
		if f.ByRun {
			written = append(written, f.File)
		}
	}
	if got, want := slices.Sorted(slices.Values(written)), slices.Sorted(slices.Values(reports.Written())); !slices.Equal(got, want) {
		t.Errorf("a run writes %v, and %v are signed", got, want)
	}
}

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
	for _, f := range All() {
		if err := f.Write(reportstest.Broken{}, example.Conformant()); !errors.Is(err, reportstest.ErrBroken) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}
