package fleet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/diff"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/child"
)

// Change holds a report against the last line of a target's history. Where the verdict is another it gives what writes the
// difference, as Markdown: clause by clause where the earlier report is still where it was left. It gives nil where nothing changed,
// and where there is no history yet.
func Change(name string, report reports.Report) (func(io.Writer) error, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	past, err := history.Read(f)
	if err != nil || len(past.Entries) == 0 {
		return nil, err
	}
	last := past.Entries[len(past.Entries)-1]
	if last.Verdict == report.Verdict {
		return nil, nil
	}
	if old, there := earlier(name, last); there {
		if difference, err := diff.Compare(old, report, diff.Terms{Strict: report.Strict}); err == nil {
			return func(w io.Writer) error { return diff.WriteMarkdown(w, difference) }, nil
		}
	}
	return func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "The verdict was **%s** (%s), and is **%s** now: %s\n", last.Verdict, last.Finished.Format(time.RFC3339), report.Verdict, text.Inline(report.Reason))
		return err
	}, nil
}

// earlier reads the report that a line of a history speaks of.
func earlier(name string, e history.Entry) (reports.Report, bool) {
	if e.Directory == "" {
		return reports.Report{}, false
	}
	f, _, err := file.Open(filepath.Join(filepath.Dir(name), filepath.FromSlash(e.Directory), reports.ReportFile))
	if err != nil {
		return reports.Report{}, false
	}
	defer func() { _ = f.Close() }() // it was only read
	old, err := reports.ReadReport(f)
	return old, err == nil && old.Suite.Run == e.Suite.Run
}

// changePatience is how long a command may take that is told of a change.
const changePatience = time.Minute

// OnChange runs the user's command with the path of a difference, which is its $1 and stands on its standard input.
func OnChange(ctx context.Context, script, path string) error {
	if script == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, changePatience)
	defer cancel()
	if err := child.Run(ctx, script, path+"\n", path); err != nil {
		return fmt.Errorf("--on-change: the command failed: %w", err)
	}
	return nil
}
