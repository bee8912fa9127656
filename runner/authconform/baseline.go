package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/text"
)

// renewal is how long an entry of a written baseline is good for.
const renewal = 90 * 24 * time.Hour

// maxBaseline bounds what is read of a list of known deviations.
const maxBaseline = 4 << 20

// readBaseline reads and checks the list of known deviations, and the one to which others are to be added, before anything is
// sent.
func (s session) readBaseline(story *reportBuilder) error {
	if s.options.Baseline != "" {
		data, err := file.Read(s.options.Baseline, maxBaseline)
		if err != nil {
			return fmt.Errorf("--baseline: %w", err)
		}
		if story.baseline, err = baseline.Read(s.options.Baseline, data); err != nil {
			return err
		}
		if err := story.baseline.Check(ids(story.all), time.Now()); err != nil {
			return err
		}
	}
	_, err := s.mergeable()
	return err
}

// mergeable gives the file to which entries are added: that of --write-baseline, or, where there is none yet, that of
// --baseline, or nothing. A file to which none can be added is an error: what people wrote is never replaced.
func (s session) mergeable() ([]byte, error) {
	if s.options.WriteBaseline == "" {
		return nil, nil
	}
	for _, name := range []string{s.options.WriteBaseline, s.options.Baseline} {
		if name == "" {
			continue
		}
		data, err := file.Read(name, maxBaseline)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = baseline.CheckMerge(name, data)
		}
		if err != nil {
			return nil, fmt.Errorf("--write-baseline: %w", err)
		}
		return data, nil
	}
	return nil, nil
}

// writeBaseline adds what failed to the list of known deviations, for the target's owner to give reasons.
func (s session) writeBaseline(report reports.Report) error {
	name := s.options.WriteBaseline
	if name == "" {
		return nil
	}
	old, err := s.mergeable() // again: somebody may have written to it meanwhile
	if err != nil {
		return err
	}
	merged, added, err := baseline.Merge(name, old, report, "", time.Now().Add(renewal))
	if err != nil {
		return fmt.Errorf("--write-baseline: %w", err)
	}
	if len(old) > 0 {
		_, _ = fmt.Fprintf(s.err, "authconform: %s: %s added, what was there is kept\n", text.Printable(name), text.Plural(added, "entry is", "entries are"))
	}
	return output.WriteFile(name, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(merged))
		return err
	})
}
