package fleet

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// Digest is that of a file's bytes, as fleet.json has it.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// BySeverity gives the members, those first whose verdict is gravest, each kind by name.
func (f Fleet) BySeverity() []Member {
	order := map[int]int{1: 0, 2: 1, 3: 2, 0: 3}
	return slices.SortedStableFunc(slices.Values(f.Members), func(a, b Member) int { return cmp.Compare(order[a.exitCode()], order[b.exitCode()]) })
}

// WriteJUnit writes the fleet as JUnit XML: a testcase for each target. One that does not keep its contract is a failure; one that
// could not be asked, could not be judged or is missing is an error.
func WriteJUnit(w io.Writer, f Fleet) error {
	suite := junit.Testsuite{Name: "fleet", Timestamp: f.Started.UTC().Format("2006-01-02T15:04:05")}
	for _, m := range f.Members {
		tested := junit.Testcase{Classname: "fleet", Name: m.Name, Time: fmt.Sprintf("%.3f", m.Finished.Sub(m.Started).Seconds())}
		said := &junit.Result{Type: InWords(m.Verdict), Message: text.Printable(m.Reason), Data: text.Printable(strings.Join(m.Failed, " "))}
		switch m.exitCode() {
		case 0:
		case 1:
			tested.Failure = said
		default:
			tested.Error = said
		}
		suite.AddTestcase(tested)
	}
	for _, name := range f.Missing() {
		suite.AddTestcase(junit.Testcase{Classname: "fleet", Name: name, Error: &junit.Result{Type: "missing", Message: "no shard has told of it"}})
	}
	suite.Time = fmt.Sprintf("%.3f", f.Finished.Sub(f.Started).Seconds())
	var suites junit.Testsuites
	suites.AddSuite(suite)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "\t")
	if err := encoder.Encode(suites); err != nil {
		return fmt.Errorf("writing the JUnit report: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// maxSummary bounds a summary, in bytes: a CI shows no more.
const maxSummary = 60 << 10

// WriteSummary writes the fleet as Markdown (GitHub's), the gravest first. What does not fit is counted.
func WriteSummary(w io.Writer, f Fleet) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## authconform %s: %s\n\n", text.Inline(f.Suite.Version), text.Inline(f.Verdict()))
	if missing := f.Missing(); len(missing) > 0 {
		fmt.Fprintf(&b, "❌ no result of %s\n\n", text.Inline(Some(missing)))
	}
	b.WriteString("| | target | verdict | contract | passed | failed | warned | because |\n|---|---|---|---|---|---|---|---|\n")
	members := f.BySeverity()
	for i, m := range members {
		sign := map[int]string{0: "✅", 1: "❌", 2: "❌", 3: "⚠️"}[m.exitCode()]
		called := text.Inline(m.Name)
		if m.Report != "" {
			called = "[" + called + "](" + address(path.Join(path.Dir(m.Report), reports.PageFile)) + ")"
		}
		row := fmt.Sprintf("| %s | %s | %s | %s | %d | %d | %d | %s |\n", sign, called, InWords(m.Verdict), text.Inline(m.Contract.Name),
			m.Counts.Passed, m.Counts.Failed, m.Counts.Warned, text.Inline(text.Bounded(m.Reason, maxRow)))
		if b.Len()+len(row) > maxSummary {
			fmt.Fprintf(&b, "\nand %s more\n", text.Plural(len(members)-i, "target", "targets"))
			break
		}
		b.WriteString(row)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	return nil
}

// address is a path as Markdown has it in a link: whatever directories are called, it ends where it ends.
func address(name string) string {
	return strings.NewReplacer("(", "%28", ")", "%29", "|", "%7C", "'", "%27").Replace((&url.URL{Path: name}).String())
}

// maxRow is how much of a reason a row has, in bytes.
const maxRow = 200

// WriteLine writes what a terminal is told of a target when it has ended.
func WriteLine(w io.Writer, m Member) error {
	sign := map[int]string{0: "✓", 1: "✗", 2: "✗", 3: "?"}[m.exitCode()]
	says := InWords(m.Verdict)
	switch {
	case strings.HasPrefix(m.Reason, says+" "): // "conformant except for 1 known deviation"
		says = m.Reason
	case m.Verdict == reports.VerdictConformant && m.Completeness == reports.Partial: // R39
		says += " in what was asked; " + cmp.Or(m.Reason, "not all of it was")
	case m.Reason != "":
		says += ": " + m.Reason
	default:
		says += fmt.Sprintf(", %d clauses passed", m.Counts.Passed)
	}
	_, err := fmt.Fprintln(w, text.Printable(sign+" "+m.Name+": "+says))
	return err
}
