package formats

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/html"
	"github.com/authconform/authconform/reports/junit"
	"github.com/authconform/authconform/reports/markdown"
	"github.com/authconform/authconform/reports/terminal"
	"github.com/authconform/authconform/reports/text"
)

// Format is one form in which a report is told.
type Format struct {
	Name  string // as a flag names it
	File  string // what its file is called, "report.html"
	Write func(io.Writer, reports.Report) error
	// ByRun says that every run writes the file.
	ByRun bool
}

// All lists all of them. The page for people comes last: it is what is left on the screen.
func All() []Format {
	return []Format{
		{Name: "json", File: reports.ReportFile, Write: reports.WriteJSON, ByRun: true},
		{Name: "junit", File: reports.JUnitFile, Write: junit.Write, ByRun: true},
		{Name: "terminal", File: reports.TextFile, Write: writeText},
		{Name: "markdown", File: reports.SummaryFile, Write: markdown.Write, ByRun: true},
		{Name: "html", File: reports.PageFile, Write: html.Write, ByRun: true},
	}
}

// writeText writes a report as a terminal shows it, without color.
func writeText(w io.Writer, r reports.Report) error {
	return terminal.Write(text.Terminal{W: w}, r, nil)
}

// Choose gives the formats of these names, in the order of Formats and each once. An unknown name is an error
// that lists the known ones.
func Choose(names []string) ([]Format, error) {
	all := All()
	known := make([]string, len(all))
	for i, f := range all {
		known[i] = f.Name
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("wanted a format out of %s, found %q%s", strings.Join(known, ", "), text.Printable(name), misspelt.Question(name, known))
		}
	}
	return slices.DeleteFunc(all, func(f Format) bool { return !slices.Contains(names, f.Name) }), nil
}
