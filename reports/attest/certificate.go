package attest

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/page"
	"github.com/authconform/authconform/reports/text"
)

//go:embed certificate.css
var certificateStyle string

//go:embed certificate.html.tmpl
var certificateTemplate string

// ErrNotProven says that there is nothing to certify.
var ErrNotProven = errors.New("nothing is certified: not everything of the attestation holds")

// Certificate is one page about a signed run, for whoever has to file it. Every text in it went through Printable.
type Certificate struct {
	Statement string // target, contract, verdict, and whether everything was asked, in one sentence
	Tone      string // class: good, warn or bad
	Facts     []certified
	Files     []certified
	Steps     []string // how to verify
	Open      []string // what could not be compared
	NotProven []string
	Issued    string
}

// certified is one line of a certificate.
type certified struct {
	Label, Text string
	Code        bool
}

// NewCertificate makes the certificate of an attestation that was verified then, by that version of the suite. It is refused
// with ErrNotProven where anything does not hold.
func NewCertificate(v Verification, checked time.Time, version string) (Certificate, error) {
	if !v.Proven() || v.Statement == nil {
		return Certificate{}, ErrNotProven
	}
	r := v.Report.Complete()
	c := Certificate{
		Statement: text.Printable(certifiedSentence(r)), Tone: certifiedTone(r),
		NotProven: limits(r), Issued: text.Printable("Verified on " + day(checked) + " with " + r.Suite.Name + " " + version),
		Steps: []string{
			"Have the signer confirm the key's fingerprint by another way than this page.",
			"Hold the digest of " + File + " against the one above (sha256sum " + File + ").",
			"Run authconform verify " + File + " --key PUB beside the files of the run: it has to end with 0.",
		},
	}
	c.facts(v, r)
	for _, s := range v.Statement.Subject {
		c.Files = append(c.Files, certified{text.Printable(s.Name), text.Printable(s.Digest["sha256"]), true})
	}
	for _, f := range v.Findings {
		if f.Outcome == Unknown {
			c.Open = append(c.Open, f.Text)
		}
	}
	return c, nil
}

// certifiedSentence says whether everything was asked in the same sentence as the verdict (R39).
func certifiedSentence(r reports.Report) string {
	if r.Completeness.State == reports.Complete {
		return r.Heading() + " (complete: all was asked that can be)."
	}
	return r.Heading() + " (partial)."
}

func certifiedTone(r reports.Report) string {
	switch {
	case r.Verdict == reports.VerdictNonconformant:
		return "bad"
	case attested(r) == "PASSED":
		return "good"
	default:
		return "warn"
	}
}

func (c *Certificate) facts(v Verification, r reports.Report) {
	add := func(label, s string, code bool) {
		if s != "" {
			c.Facts = append(c.Facts, certified{label, text.Printable(s), code})
		}
	}
	add("Verdict", r.VerdictText(), false)
	add("Judged by", r.Suite.Name+" "+r.Suite.Version+", run "+r.Suite.Run, false)
	add("Asked", targetOf(r), false)
	add("Client", r.Target.Client, false)
	if s := r.Subject; s != nil {
		add("Command", strings.TrimSpace(s.Command+" "+s.Digest), true)
	}
	add("Held to", reports.ContractName(r.Contract)+", "+r.Contract.Document, false)
	add("Document", r.Contract.Digest, true)
	add("When", clock(r.Started)+" to "+clock(r.Finished), false)
	if r.Target.Client == "" {
		add("Profile", r.Target.Profile+strictly(r.Strict), false)
	} else {
		add("Played", text.Plural(len(r.Scenarios), "scenario", "scenarios")+strictly(r.Strict), false)
	}
	add("Not asked", r.Completeness.Lacking(), false)
	if n := len(r.Completeness.NotAskable); n > 0 {
		add("Not askable", text.Plural(n, "mandatory clause", "mandatory clauses")+" that nobody can provoke from outside", false)
	}
	add("Not judged", strings.Join(r.Completeness.NotJudged, ", "), false)
	if n := reports.Count(r.Results, reports.Result.Excused); n > 0 {
		add("Excused", text.Plural(n, "known deviation", "known deviations")+" of the signer's own baseline", false)
	}
	add("Signed with", v.Key.String(), true)
	add(File, digestPrefix+v.Envelope, true)
}

func strictly(strict bool) string {
	if strict {
		return ", strict: recommended clauses count"
	}
	return ""
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

func clock(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04:05 UTC") }

// certificatePage is a certificate as the page shows it.
type certificatePage struct {
	Certificate
	Style     template.CSS
	StyleHash string
}

// WriteHTML writes the certificate as a page to print, which runs no script and asks no network.
func (c Certificate) WriteHTML(w io.Writer) error {
	p := certificatePage{Certificate: c}
	p.Style, p.StyleHash = page.Style(certificateStyle)
	if err := page.Write(w, "certificate", p, certificateTemplate); err != nil {
		return fmt.Errorf("writing the certificate as HTML: %w", err)
	}
	return nil
}

// WriteText writes the certificate for a terminal of that width, as Terminal has it.
func (c Certificate) WriteText(w io.Writer, width int) error {
	p := text.NewPrinter(width, false)
	p.Line("CERTIFICATE OF A CONFORMANCE RUN\n")
	p.Paragraph("", c.Statement)
	p.Line("")
	lines := func(list []certified) {
		for _, f := range list {
			p.Line(f.Label)
			p.Paragraph("    ", f.Text)
		}
	}
	lines(c.Facts)
	p.Heading("Signed files, contract and program (SHA-256)")
	lines(c.Files)
	bullets := func(title string, list []string, end string) {
		if len(list) == 0 {
			return
		}
		p.Heading(title)
		for _, s := range list {
			p.Bullet("-", s+end)
		}
	}
	bullets("How to verify", c.Steps, "")
	bullets("Not compared", c.Open, ".")
	bullets("Not proven", c.NotProven, ".")
	p.Line("\n" + c.Issued + ".")
	if _, err := io.Copy(w, bytes.NewReader(p.Bytes())); err != nil {
		return fmt.Errorf("writing the certificate: %w", err)
	}
	return nil
}
