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
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/child"
)

// Subscriber is who is told of a change: a command of the user's, the file that it gets the path of, and the variables of the
// environment that it does not get to see.
type Subscriber struct {
	Command, File string
	Withheld      []string
}

// Remember adds an entry to a target's history. Where the verdict is another than its last, it writes the difference, and has the
// command told.
func Remember(ctx context.Context, name string, entry history.Entry, report reports.Report, told Subscriber) error {
	changed, err := change(name, report)
	if err != nil {
		err = fmt.Errorf("history %s: %w", name, err)
	} else {
		err = history.Append(name, entry)
	}
	if err != nil {
		return fmt.Errorf("--history: %w", err)
	}
	if changed == nil {
		return nil
	}
	err = os.MkdirAll(filepath.Dir(told.File), 0o777) //nolint:gosec // what others may do is the umask's to say
	if err == nil {
		err = output.WriteFile(told.File, changed)
	}
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return onChange(ctx, told)
}

// change holds a report against the last line of a target's history. Where the verdict is another it gives what writes the
// difference, as Markdown: clause by clause where the earlier report is still where it was left. It gives nil where nothing changed,
// and where there is no history yet.
func change(name string, report reports.Report) (func(io.Writer) error, error) {
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

// onChange runs the user's command with the path of a difference, which is its $1 and stands on its standard input.
func onChange(ctx context.Context, told Subscriber) error {
	if told.Command == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, changePatience)
	defer cancel()
	if err := child.Run(ctx, child.Script{Text: told.Command, Input: told.File + "\n", Arguments: []string{told.File}, Withheld: told.Withheld}); err != nil {
		return fmt.Errorf("--on-change: the command failed: %w", err)
	}
	return nil
}
