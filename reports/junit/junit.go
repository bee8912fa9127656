package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// Write writes the completed report as JUnit XML: a testsuite per area, a testcase per clause. A
// broken clause that counts is a failure, an inconclusive one an error, a skipped one is skipped with its
// reason, and a warning passes with the warning as its output. What is one finding names it. A known deviation is skipped too: as a failure it would
// stop what the baseline lets through, and as a pass nobody would see it. A clause that the baseline lists and that
// passes is an error, as it is for the command. A file whose verdict is not conformant is
// never green: where no clause says so, a testcase of the run itself is an error.
func Write(w io.Writer, r reports.Report) error {
	r = r.Complete()
	finding := map[string]string{}
	for _, f := range r.Findings {
		for _, id := range f.Clauses {
			finding[id] = "\n" + text.Pad("finding", text.LabelWidth) + text.Printable(f.Sentence) + " (" + text.Plural(len(f.Clauses), "clause", "clauses") + ")"
		}
	}
	took := map[string]time.Duration{}
	for _, x := range r.Exchanges {
		took[x.ID] = time.Duration(x.Micros) * time.Microsecond
	}
	suites := root{Name: text.Printable(r.Suite.Name), Time: seconds(r.Finished.Sub(r.Started))}
	for _, area := range outline.Areas(r.Results) {
		suite := newSuite(r, area, len(suites.Suites))
		var judgedBy []string
		for _, result := range r.Results {
			if result.Area == area {
				tested := testcase(result, r.Strict, finding[result.ID])
				tested.Time = seconds(waitedFor(result.Evidence, took))
				judgedBy = append(judgedBy, result.Evidence...)
				suite.AddTestcase(tested)
			}
		}
		slices.Sort(judgedBy)
		suite.Time = seconds(waitedFor(slices.Compact(judgedBy), took)) // an answer that several clauses rest on counts once
		suites.add(suite)
	}
	if r.SetUpFailed() || r.Verdict != reports.VerdictConformant && suites.Failures+suites.Errors == 0 {
		suite := newSuite(r, "run", len(suites.Suites))
		suite.AddTestcase(runTestcase(r))
		suites.add(suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "\t")
	if err := encoder.Encode(suites); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	return nil
}

// root is the element at the root, with the attributes that the usual schema (Jenkins, junit-10.xsd) has, all of them always: the
// library leaves out what is 0, and adds one.
type root struct {
	XMLName  xml.Name          `xml:"testsuites"`
	Name     string            `xml:"name,attr"`
	Time     string            `xml:"time,attr"`
	Tests    int               `xml:"tests,attr"`
	Failures int               `xml:"failures,attr"`
	Errors   int               `xml:"errors,attr"`
	Suites   []junit.Testsuite `xml:"testsuite"`
}

func (r *root) add(suite junit.Testsuite) {
	r.Tests += suite.Tests
	r.Failures += suite.Failures
	r.Errors += suite.Errors
	r.Suites = append(r.Suites, suite)
}

// waitedFor is how long the target took for these answers.
func waitedFor(exchanges []string, took map[string]time.Duration) time.Duration {
	var whole time.Duration
	for _, id := range exchanges {
		whole += took[id]
	}
	return whole
}

func newSuite(r reports.Report, name string, id int) junit.Testsuite {
	suite := junit.Testsuite{Name: text.Printable(name), ID: id, Time: seconds(0), Package: text.Printable(r.Contract.Name)}
	suite.SetTimestamp(r.Started)
	suite.AddProperty("verdict", text.Printable(r.VerdictText()))
	suite.AddProperty("heading", text.Printable(r.Heading()))
	suite.AddProperty("completeness", string(r.Completeness.State))
	for _, f := range outline.Facts(r) {
		if f.Label == "Signed" {
			suite.AddProperty("signed", text.Printable(f.Text+", "+f.Detail))
		}
	}
	if spelt := r.Spelt(); spelt != "" {
		suite.AddProperty("spellings", text.Printable(spelt))
	}
	return suite
}

func testcase(r reports.Result, strict bool, finding string) junit.Testcase {
	c := junit.Testcase{Name: text.Printable(r.ID) + ": " + text.Printable(r.Title), Classname: text.Printable(r.Area), Time: seconds(0)}
	switch {
	case r.CountsAgainst(strict):
		c.Failure = &junit.Result{Message: text.Printable(gist(r)), Type: string(r.Level), Data: outline.Text(r) + finding}
	case r.Excused():
		c.Skipped = &junit.Result{Message: "known deviation: " + text.Printable(r.KnownText()), Type: string(r.Level), Data: outline.Text(r)}
	case r.Deviates():
		c.SystemOut = &junit.Output{Data: "warning (" + string(r.Level) + ")\n" + outline.Text(r) + finding}
	case r.Status == reports.Skipped:
		c.Skipped = &junit.Result{Message: text.Printable(r.FullReason())}
	case r.Stale():
		c.Error = &junit.Result{Message: text.Printable("the baseline " + r.BaselineError), Type: "baseline", Data: outline.Text(r)}
	case r.Status == reports.Passed:
		if r.Note != "" {
			c.SystemOut = &junit.Output{Data: text.Printable(r.Note)}
		}
	default:
		c.Error = &junit.Result{Message: text.Printable(r.FullReason()), Type: string(reports.Inconclusive), Data: outline.Text(r)}
	}
	return c
}

// runTestcase tells what no clause tells.
func runTestcase(r reports.Report) junit.Testcase {
	var steps strings.Builder
	for _, s := range r.Preflight {
		sign, words := outline.StepText(s)
		steps.WriteString(sign + " " + text.Pad(text.Printable(s.Name), outline.StepWidth) + words + "\n")
	}
	name, kind := "verdict: can be given", "verdict"
	if r.SetUpFailed() {
		name, kind = "preflight: the target can be asked", "preflight"
	}
	return junit.Testcase{
		Name: name, Classname: "run", Time: seconds(0),
		Error: &junit.Result{Message: text.Printable(r.VerdictText()), Type: kind, Data: steps.String()},
	}
}

// gist is the one line that a reader of a JUnit view sees first.
func gist(r reports.Result) string {
	switch {
	case r.Wanted != "" && r.Got != "":
		return "wanted " + r.Wanted + "; got " + r.Got
	case len(r.Violations) > 0:
		gist := reports.ViolationText(r.Violations[0])
		if more := len(r.Violations) - 1; more > 0 {
			gist += fmt.Sprintf(" (and %d more)", more)
		}
		return gist
	default:
		return r.Message
	}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", max(d, 0).Seconds()) }
