package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
)

// defaultOut is where runs leave their reports when --out does not say, below the working directory.
const defaultOut = "reports/out"

// outputDirectory is where reports go: to a directory as the user named it, to a fresh one that is named by the time, or, being
// empty, nowhere.
type outputDirectory struct {
	dir   string // exactly this one
	home  string // below this one
	fresh string // under this name
}

// exactly gives the place that --out names; nowhere without it.
func exactly(out string) outputDirectory {
	if out == target.NoReports {
		return outputDirectory{}
	}
	return outputDirectory{dir: out}
}

// placeOf gives the place for the reports of a run, and finds out before the first request whether they can be
// written there.
func (s session) placeOf(contract *openapi.Contract, asked *target.Target) (outputDirectory, error) {
	at := exactly(s.options.Out)
	if s.options.Out == "" {
		known := reports.Target{BaseURL: asked.BaseURL.String(), Environment: asked.Environment, Embedded: asked.Embedded}
		at = outputDirectory{
			home:  filepath.Join(defaultOut, output.RunHome(reports.Contract{Name: contract.Name}, known)),
			fresh: output.RunName(time.Now()),
		}
	}
	return at, at.check()
}

// check finds out whether reports can be written.
func (p outputDirectory) check() error {
	dir := p.dir
	switch {
	case p == outputDirectory{}:
		return nil
	case dir == "":
		dir = filepath.Join(p.home, p.fresh)
	}
	if err := output.CheckWritable(dir); err != nil {
		return fmt.Errorf("--out: wanted a directory to write to (--out %s writes nothing): %w", target.NoReports, err)
	}
	return nil
}

// write writes files, all of them or none, and gives their paths, that of the last one first: it is the one that the
// others belong to. Of a fresh directory it says where links are
// not possible that there is none to it.
func (p outputDirectory) write(t console, files []output.File) ([]string, error) {
	dir := p.dir
	var err error
	switch {
	case p == outputDirectory{}:
		return nil, nil
	case dir != "":
		err = output.WriteFiles(dir, files)
	default:
		if dir, err = output.WriteFresh(p.home, p.fresh, files); err == nil {
			tellNoLink(t, output.LinkLatest(dir))
		}
	}
	if err != nil {
		return nil, err
	}
	var paths []string
	last := len(files) - 1
	for _, f := range slices.Concat(files[last:], files[:last]) {
		paths = append(paths, filepath.Join(dir, f.Name))
	}
	return paths, nil
}

// tellNoLink says that the link to the latest reports could not be made, which takes nothing from the reports.
func tellNoLink(t console, err error) {
	if err != nil {
		_, _ = fmt.Fprintln(t.err, "authconform: the reports are written, but no link to them: "+text.Printable(err.Error()))
	}
}

// write writes the reports and gives their paths. report.json comes last, and names the digests of the others: whoever finds it finds what it speaks of. A
// run, of which there is a record, goes into the history, too.
func (s session) write(report reports.Report, rec evidence.Record) ([]string, error) {
	files, err := s.files(report, rec)
	if err != nil {
		return nil, err
	}
	where, err := s.place.write(s.console, files)
	if err == nil && s.options.History != "" && !rec.Run.Started.IsZero() {
		entry := history.Of(report, rec)
		if len(where) > 0 {
			entry = entry.ReportedIn(filepath.Dir(where[0]), s.options.History)
		}
		err = history.Append(s.options.History, entry)
	}
	return where, err
}

// files are the evidence, what attests to it, and the report in every format that a run writes: report.json last.
func (s session) files(report reports.Report, rec evidence.Record) ([]output.File, error) {
	if s.signs(rec) {
		report.Signature = &reports.Signature{Key: s.signing.key.Public().String()}
	}
	files := []output.File{{Name: reports.EvidenceFile, Write: func(w io.Writer) error { return har.Write(w, rec) }}}
	for _, f := range formats.All() {
		if f.ByRun && f.File != reports.ReportFile {
			files = append(files, output.File{Name: f.File, Write: func(w io.Writer) error { return f.Write(w, report) }})
		}
	}
	var err error
	if report.Files, err = output.Digests(files); err != nil {
		return nil, err
	}
	files = append(files, output.File{Name: reports.ReportFile, Write: func(w io.Writer) error { return reports.WriteJSON(w, report) }})
	if s.signs(rec) {
		return s.attest(report, rec, files)
	}
	return files, nil
}
