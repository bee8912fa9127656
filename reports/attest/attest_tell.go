package attest

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// Verification is what came of checking an attestation.
type Verification struct {
	// Findings are told in this order.
	Findings []Finding
	// Report is the one that was signed; nil when it was not come to.
	Report *reports.Report
	// Statement is what the key has signed; nil when it has signed nothing.
	Statement *Statement
	// Key is the one that has to have signed.
	Key PublicKey
	// Envelope is the SHA-256 of the attestation's file, in hexadecimal.
	Envelope string
}

// Failed says that something does not hold.
func (v Verification) Failed() bool {
	return slices.ContainsFunc(v.Findings, func(f Finding) bool { return f.Outcome == Broken })
}

// Proven says that everything holds that could be compared, and that the evidence was judged again.
func (v Verification) Proven() bool { return v.Report != nil && !v.Failed() }

// Write tells people what is proven and what is not.
func (v Verification) Write(w io.Writer, width int) error {
	p := text.NewPrinter(width, false)
	signs := map[Outcome]string{Holds: "✓", Broken: "✗", Unknown: "-"}
	for _, f := range v.Findings {
		p.Bullet(signs[f.Outcome], f.Text+".")
	}
	p.Line("")
	if !v.Proven() {
		p.Paragraph("", "Nothing is proven: what is marked ✗ does not hold, and nothing else of this attestation can be relied on.")
	} else {
		r := v.Report.Complete()
		p.Paragraph("", text.Printable(proof(r)))
		p.Line("")
		p.Line("Not proven:")
		for _, limit := range limits(r) {
			p.Bullet("-", limit+".")
		}
	}
	_, err := io.Copy(w, bytes.NewReader(p.Bytes()))
	if err != nil {
		return fmt.Errorf("writing to the terminal: %w", err)
	}
	return nil
}

// proof says in two sentences what an attestation proves.
func proof(r reports.Report) string {
	did, got, profile := "asked "+targetOf(r), "got the answers", ", profile "+r.Target.Profile
	if r.Target.Client != "" {
		did, got, profile = "led the client "+r.Target.Client+" through "+text.Plural(len(r.Scenarios), "scenario", "scenarios"), "saw what is", ""
	}
	return "Proven: whoever holds the key says that " + r.Suite.Name + " " + r.Suite.Version + " " + did +
		" from " + stamp(r.Started) + " to " + stamp(r.Finished) + " (run " + r.Suite.Run + "), and " + got + " in " + reports.EvidenceFile +
		". Held here against " + r.Contract.Name + " " + r.Contract.Version + " again" + profile + ", they make it " + r.VerdictText() + "."
}

// targetOf is who was asked; "" of a run that judged a client.
func targetOf(r reports.Report) string {
	switch {
	case r.Target.Client != "":
		return ""
	case r.Target.Embedded:
		return "its own reference target"
	}
	return r.Target.BaseURL
}

// limits are what no signature of the one who asked can prove.
func limits(r reports.Report) []string {
	list := []string{
		"that the answers came from there: whoever holds the key can write evidence and sign it",
		"that the binary that is named made the run: it said so of itself",
		"when it was: the times are those of the clock of the machine that asked",
		"who holds the key, and that nobody else does",
		"that no other run came to another verdict: nobody has to show that one",
		"how the target answers now, or answers others",
	}
	if r.Target.Client != "" {
		list[0] = "that the client of that name did it: whoever holds the key can write evidence and sign it"
		list[len(list)-1] = "what the client does now, or elsewhere"
	}
	if r.Target.Embedded {
		list = append([]string{"anything about a service: the run asked the reference target that is built in"}, list...)
	}
	if n := reports.Count(r.Results, func(x reports.Result) bool { return x.Known != nil }); n > 0 {
		list = append(list, "that "+text.Plural(n, "known deviation is", "known deviations are")+" excused with good reason: the baseline is the signer's own")
	}
	for i := range list {
		list[i] = text.Printable(list[i])
	}
	return list
}
