package fleet

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
)

// WriteMetrics writes what a monitoring system keeps of a fleet, in the OpenMetrics text format (1.0.0): the verdict, how complete
// it is, clauses by what became of them, how long the run took, what it cost the target, when it ended and until when it is valid.
func WriteMetrics(w io.Writer, f Fleet) error {
	var b bytes.Buffer
	m := metrics{&b, f}
	m.gauge("authconform_verdict", "1 for the verdict of the last run on the target, 0 for the others.", "", func(x Member, put func(string, float64)) {
		for _, v := range []reports.Verdict{reports.VerdictConformant, reports.VerdictNonconformant, reports.VerdictInconclusive, Usage} {
			put(`verdict="`+string(v)+`"`, oneIf(x.Verdict == v))
		}
	})
	m.gauge("authconform_complete", "1 where all was asked that can be asked from outside.", "", func(x Member, put func(string, float64)) {
		put("", oneIf(x.Completeness == reports.Complete))
	})
	m.gauge("authconform_clauses", "Clauses by what became of them.", "", func(x Member, put func(string, float64)) {
		c := x.Counts
		for _, of := range []struct {
			status string
			n      int
		}{{"passed", c.Passed}, {"failed", c.Failed}, {"warned", c.Warned}, {"skipped", c.Skipped}, {"inconclusive", c.Inconclusive}, {"known", c.Known}} {
			put(`status="`+of.status+`"`, float64(of.n))
		}
	})
	m.gauge("authconform_errors_4xx", "Answers of class 4xx that the run got.", "", func(x Member, put func(string, float64)) { put("", float64(x.Errors4xx)) })
	m.gauge("authconform_duration_seconds", "How long the run took.", "seconds", func(x Member, put func(string, float64)) { put("", x.Finished.Sub(x.Started).Seconds()) })
	m.gauge("authconform_finished_timestamp_seconds", "When the run ended.", "seconds", func(x Member, put func(string, float64)) { put("", seconds(x.Finished)) })
	m.gauge("authconform_valid_until_timestamp_seconds", "Until when the verdict is valid.", "seconds", func(x Member, put func(string, float64)) { put("", seconds(x.ValidUntil)) })
	m.head("authconform_missing", "Targets of the fleet of which there is no result.", "")
	fmt.Fprintf(&b, "authconform_missing %d\n# EOF\n", len(f.Missing()))
	if _, err := io.Copy(w, &b); err != nil {
		return fmt.Errorf("writing the metrics: %w", err)
	}
	return nil
}

type metrics struct {
	b     *bytes.Buffer
	fleet Fleet
}

func (m metrics) head(name, help, unit string) {
	fmt.Fprintf(m.b, "# TYPE %s gauge\n", name)
	if unit != "" {
		fmt.Fprintf(m.b, "# UNIT %s %s\n", name, unit)
	}
	fmt.Fprintf(m.b, "# HELP %s %s\n", name, help)
}

// gauge writes a family: its samples of each member.
func (m metrics) gauge(name, help, unit string, of func(Member, func(label string, value float64))) {
	m.head(name, help, unit)
	for _, x := range m.fleet.Members {
		labels := fmt.Sprintf(`target="%s",contract="%s"`, escaped(x.Name), escaped(x.Contract.Name))
		of(x, func(label string, value float64) {
			own := labels
			if label != "" {
				own += "," + label
			}
			fmt.Fprintf(m.b, "%s{%s} %s\n", name, own, strconv.FormatFloat(value, 'f', -1, 64))
		})
	}
}

// escaped is a label's value, as the format wants it.
func escaped(value string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(value)
}

func oneIf(so bool) float64 {
	if so {
		return 1
	}
	return 0
}

func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }
