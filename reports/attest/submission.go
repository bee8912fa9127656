package attest

import (
	"bytes"
	"fmt"
	"io"

	"github.com/authconform/authconform/reports/text"
)

// Submission is one attestation that somebody handed in, and what came of holding it against a policy.
type Submission struct {
	Name       string // as its user calls it
	Key        string // the file of the accepted key that signed it; "" when none did
	Rejections []Rejection
	Run        Verification
}

// Accepted says that nothing speaks against it, and that it was verified.
func (s Submission) Accepted() bool { return len(s.Rejections) == 0 && s.Run.Proven() }

// WriteSubmissions tells people which submissions are accepted, and by what name each of the others is not.
func WriteSubmissions(w io.Writer, submissions []Submission, width int) error {
	p := text.NewPrinter(width, false)
	accepted := 0
	point := func(s string) {
		sign := "  - "
		for _, line := range text.Wrap(text.Printable(s), p.Width-len(sign)) {
			p.Line(sign + line)
			sign = "    "
		}
	}
	for _, s := range submissions {
		if !s.Accepted() {
			p.Bullet("✗", s.Name+": rejected")
			for _, r := range s.Rejections {
				point(r.Name + ": wanted " + r.Wanted + "; found " + r.Found)
			}
			continue
		}
		accepted++
		r := s.Run.Report.Complete()
		p.Bullet("✓", s.Name+": accepted")
		point(certifiedSentence(r))
		point("run " + r.Suite.Run + " of " + r.Suite.Name + " " + r.Suite.Version + ", ended on " + clock(r.Finished) + ", signed with " + s.Run.Key.String() + " (" + s.Key + ")")
	}
	p.Line(fmt.Sprintf("\n%d of %s accepted.", accepted, text.Plural(len(submissions), "submission is", "submissions are")))
	if _, err := io.Copy(w, bytes.NewReader(p.Bytes())); err != nil {
		return fmt.Errorf("writing what is accepted: %w", err)
	}
	return nil
}
