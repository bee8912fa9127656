package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"
)

// WriteJUnit writes the completed report as JUnit XML: a testsuite per area, a testcase per clause. A
// broken clause that counts is a failure, an inconclusive one an error, a skipped one is skipped with its
// reason, and a warning passes with the warning as its output. A known deviation is skipped too: as a failure it would
// stop what the baseline lets through, and as a pass nobody would see it. A clause that the baseline lists and that
// passes is an error, as it is for the command. A file whose verdict is not conformant is
// never green: where no clause says so, a testcase of the run itself is an error.
func WriteJUnit(w io.Writer, r Report) error {
	r = r.Complete()
	suites := junit.Testsuites{Name: Printable(r.Suite.Name), Time: seconds(r.Finished.Sub(r.Started))}
	for _, area := range areasOf(r.Results) {
		suite := r.newSuite(area, len(suites.Suites))
		for _, result := range r.Results {
			if result.Area == area {
				suite.AddTestcase(result.testcase(r.Strict))
			}
		}
		suites.AddSuite(suite)
	}
	if r.SetUpFailed() || r.Verdict != VerdictConformant && suites.Failures+suites.Errors == 0 {
		suite := r.newSuite("run", len(suites.Suites))
		suite.AddTestcase(r.runTestcase())
		suites.AddSuite(suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	if err := suites.WriteXML(w); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	return nil
}

func (r Report) newSuite(name string, id int) junit.Testsuite {
	suite := junit.Testsuite{Name: Printable(name), ID: id, Time: seconds(0), Package: Printable(r.Contract.Name)}
	suite.SetTimestamp(r.Started)
	suite.AddProperty("verdict", Printable(r.verdictText()))
	if text := r.spelt(); text != "" {
		suite.AddProperty("spellings", Printable(text))
	}
	return suite
}

func (r Result) testcase(strict bool) junit.Testcase {
	c := junit.Testcase{Name: Printable(r.ID) + ": " + Printable(r.Title), Classname: Printable(r.Area), Time: seconds(0)}
	switch {
	case r.CountsAgainst(strict):
		c.Failure = &junit.Result{Message: Printable(r.gist()), Type: string(r.Level), Data: r.text()}
	case r.excused():
		c.Skipped = &junit.Result{Message: "known deviation: " + Printable(r.knownText()), Type: string(r.Level), Data: r.text()}
	case r.deviates():
		c.SystemOut = &junit.Output{Data: "warning (" + string(r.Level) + ")\n" + r.text()}
	case r.Status == Skipped:
		c.Skipped = &junit.Result{Message: Printable(r.fullReason())}
	case r.stale():
		c.Error = &junit.Result{Message: Printable("the baseline " + r.BaselineError), Type: "baseline", Data: r.text()}
	case r.Status == Passed:
		if r.Note != "" {
			c.SystemOut = &junit.Output{Data: Printable(r.Note)}
		}
	default:
		c.Error = &junit.Result{Message: Printable(r.fullReason()), Type: string(Inconclusive), Data: r.text()}
	}
	return c
}

// runTestcase tells what no clause tells.
func (r Report) runTestcase() junit.Testcase {
	var steps strings.Builder
	for _, s := range r.Preflight {
		sign, text := stepText(s)
		steps.WriteString(sign + " " + pad(Printable(s.Name), stepWidth) + text + "\n")
	}
	name, kind := "verdict: can be given", "verdict"
	if r.SetUpFailed() {
		name, kind = "preflight: the target can be asked", "preflight"
	}
	return junit.Testcase{
		Name: name, Classname: "run", Time: seconds(0),
		Error: &junit.Result{Message: Printable(r.verdictText()), Type: kind, Data: steps.String()},
	}
}

// gist is the one line that a reader of a JUnit view sees first.
func (r Result) gist() string {
	switch {
	case r.Wanted != "" && r.Got != "":
		return "wanted " + r.Wanted + "; got " + r.Got
	case len(r.Violations) > 0:
		gist := violationText(r.Violations[0])
		if more := len(r.Violations) - 1; more > 0 {
			gist += fmt.Sprintf(" (and %d more)", more)
		}
		return gist
	default:
		return r.Message
	}
}

// areasOf gives the areas in the order in which the results, sorted by id, first name them.
func areasOf(results []Result) []string {
	var areas []string
	seen := map[string]bool{}
	for _, r := range results {
		if !seen[r.Area] {
			seen[r.Area] = true
			areas = append(areas, r.Area)
		}
	}
	return areas
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", max(d, 0).Seconds()) }
