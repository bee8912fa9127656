package main

import (
	"fmt"
	"io"
	"time"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/baseline"
	"github.com/authconform/authconform/reports/output"
)

// renewal is how long an entry of a written baseline is good for.
const renewal = 90 * 24 * time.Hour

// maxBaseline bounds what is read of a list of known deviations.
const maxBaseline = 4 << 20

// readBaseline reads and checks the list of known deviations before anything is sent.
func (s session) readBaseline(story *reportBuilder) error {
	if s.options.Baseline == "" {
		return nil
	}
	data, err := file.Read(s.options.Baseline, maxBaseline)
	if err != nil {
		return fmt.Errorf("--baseline: %w", err)
	}
	if story.baseline, err = baseline.Read(s.options.Baseline, data); err != nil {
		return err
	}
	return story.baseline.Check(ids(story.all), time.Now())
}

// writeBaseline lists what failed, for the target's owner to give reasons.
func (s session) writeBaseline(story reportBuilder, report reports.Report) error {
	if s.options.WriteBaseline == "" {
		return nil
	}
	return output.WriteFile(s.options.WriteBaseline, func(w io.Writer) error {
		return baseline.Write(w, report, story.baseline, "", time.Now().Add(renewal))
	})
}
