package history

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
)

// What is read to find reports, at most: a history can be anybody's.
const (
	reportHead = 64 << 10 // bytes of each: the id of its run stands near its beginning
	maxReports = 1000
)

// ReportedIn gives the entry of a run that left its reports in a directory, for the history of that name: what it keeps
// is the way from the one to the other, so that both can be moved together.
func (e Entry) ReportedIn(dir, history string) Entry {
	if way, err := between(filepath.Dir(history), dir); err == nil {
		e.Directory = way
	}
	return e
}

// LeadTo finds the reports of the runs that are shown, as a page of that name leads to them; the history is the file of
// that name. A report that is gone, or that a later run wrote over, is none.
func (t Trend) LeadTo(history, page string) Trend {
	t.Reports = map[string]string{}
	var shown []Entry
	for _, s := range t.Series {
		shown = append(shown, s.Runs...)
	}
	for _, e := range shown[:min(len(shown), maxReports)] {
		if e.Directory == "" || e.Suite.Run == "" || strings.ContainsRune(e.Directory, 0) {
			continue
		}
		dir := e.Directory
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(filepath.Dir(history), dir)
		}
		way, err := between(filepath.Dir(page), dir)
		if err == nil && e.isIn(dir) {
			t.Reports[e.Suite.Run] = (&url.URL{Path: filepath.ToSlash(filepath.Join(way, reports.PageFile))}).String()
		}
	}
	return t
}

// isIn says that a directory holds the report of this run.
func (e Entry) isIn(dir string) bool {
	f, _, err := file.Open(filepath.Join(dir, reports.ReportFile))
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }() // it was only read
	head, err := io.ReadAll(io.LimitReader(f, reportHead))
	return err == nil && bytes.Contains(head, fmt.Appendf(nil, "\"run\": %q", e.Suite.Run))
}

// between gives the way from one directory to another.
func between(from, to string) (string, error) {
	from, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	to, err = filepath.Abs(to)
	if err != nil {
		return "", err
	}
	return filepath.Rel(from, to)
}
