package reports

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Format is one form in which a report is told.
type Format struct {
	Name  string // as a flag names it
	File  string // what its file is called, "report.html"
	Write func(io.Writer, Report) error
	// ByRun says that every run writes the file.
	ByRun bool
}

// Formats lists all of them. The page for people comes last: it is what is left on the screen.
func Formats() []Format {
	return []Format{
		{Name: "json", File: "report.json", Write: WriteJSON, ByRun: true},
		{Name: "junit", File: "junit.xml", Write: WriteJUnit, ByRun: true},
		{Name: "terminal", File: "report.txt", Write: writeText},
		{Name: "markdown", File: "summary.md", Write: WriteMarkdown, ByRun: true},
		{Name: "html", File: "report.html", Write: WriteHTML, ByRun: true},
	}
}

// writeText writes a report as a terminal shows it, without color.
func writeText(w io.Writer, r Report) error { return Terminal{W: w}.Write(r, nil) }

// ChooseFormats gives the formats of these names, in the order of Formats and each once. An unknown name is an error
// that lists the known ones.
func ChooseFormats(names []string) ([]Format, error) {
	all := Formats()
	known := make([]string, len(all))
	for i, f := range all {
		known[i] = f.Name
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("wanted a format out of %s, found %q", strings.Join(known, ", "), Printable(name))
		}
	}
	return slices.DeleteFunc(all, func(f Format) bool { return !slices.Contains(names, f.Name) }), nil
}
