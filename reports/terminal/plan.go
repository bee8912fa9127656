package terminal

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// Planned is a request that a run would send, or would not.
type Planned struct {
	Asks     string // completes "The suite …"
	Expect   string // the class of answer of a target that keeps its contract, in words
	Count    int    // how often it is sent
	Exchange evidence.Exchange
}

// WritePlan prints what a run would send, request by request, and what it would leave out. The record gives the
// names of the placeholders, and blocking the clause that wants what a question lacks; totals is the closing line.
func WritePlan(w io.Writer, rec *evidence.Record, plan []Planned, blocking func(evidence.Lack) string, totals string) error {
	d := text.PseudonymsOf(rec)
	var b strings.Builder
	for i, p := range plan {
		times := ""
		if p.Count > 1 {
			times = fmt.Sprintf(" (%d times)", p.Count)
		}
		fmt.Fprintf(&b, "%2d  %s%s\n    The suite %s. Expected: %s.\n", i+1, text.Printable(p.Exchange.Probe), times, text.Printable(p.Asks), text.Printable(p.Expect))
		for _, line := range wireLines(d, p.Exchange) {
			b.WriteString(strings.TrimRight("      "+text.Printable(line), " ") + "\n")
		}
		b.WriteString("\n")
	}
	for _, u := range rec.Skipped {
		fmt.Fprintf(&b, " -  %s is not sent: %s\n", text.Printable(u.Probe), text.Printable(reports.Result{Reason: u.Reason, Flag: u.Flag, BlockedBy: blocking(u.Missing)}.FullReason()))
	}
	b.WriteString("\n" + totals + "\n")
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the plan: %w", err)
	}
	return nil
}

// PlannedJSON is a plan for programs.
type PlannedJSON struct {
	Requests []PlannedRequest `json:"requests"`
	Left     []PlannedLeft    `json:"left"`
	Refused  int              `json:"refused"` // how many of the requests end in 4xx
	Either   int              `json:"either"`  // how many more may
}

// PlannedRequest is a request that would be sent. Secrets are placeholders; a handshake has no method.
type PlannedRequest struct {
	Probe  string           `json:"probe"`
	Asks   string           `json:"asks"`
	Expect string           `json:"expect"`
	Count  int              `json:"count"`
	Method string           `json:"method,omitempty"`
	URL    string           `json:"url"`
	Header []evidence.Field `json:"header"`
	Body   string           `json:"body,omitempty"`
}

// PlannedLeft is a question that would not be asked.
type PlannedLeft struct {
	Probe  string `json:"probe"`
	Reason string `json:"reason"`
	Flag   string `json:"flag,omitempty"` // that would have it asked
}

// WritePlanJSON writes what a run would send, for programs.
func WritePlanJSON(w io.Writer, rec *evidence.Record, plan []Planned, refused, either int) error {
	d := text.PseudonymsOf(rec)
	told := PlannedJSON{Requests: []PlannedRequest{}, Left: []PlannedLeft{}, Refused: refused, Either: either}
	for _, p := range plan {
		sent := p.Exchange.Request
		row := PlannedRequest{
			Probe: p.Exchange.Probe, Asks: p.Asks, Expect: p.Expect, Count: p.Count, Method: sent.Method,
			URL: d.Meanings(sent.URL), Header: []evidence.Field{}, Body: d.Meanings(string(sent.Body)),
		}
		for _, f := range sent.Header {
			row.Header = append(row.Header, evidence.Field{Name: f.Name, Value: strings.TrimPrefix(d.Field(f), f.Name+": ")})
		}
		told.Requests = append(told.Requests, row)
	}
	for _, u := range rec.Skipped {
		told.Left = append(told.Left, PlannedLeft{u.Probe, u.Reason, u.Flag})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(told)
}

// wireLines are a request as it goes over the wire, pseudonyms as what they stand for.
func wireLines(d text.Pseudonyms, x evidence.Exchange) []string {
	if x.Request.Method == "" {
		return []string{d.Sent(nil, x) + " with " + x.Request.URL}
	}
	lines := []string{x.Request.Method + " " + d.Meanings(x.Request.URL)}
	for _, f := range x.Request.Header {
		lines = append(lines, f.Name+": "+strings.TrimPrefix(d.Field(f), f.Name+": "))
	}
	if len(x.Request.Body) > 0 {
		lines = append(lines, "")
		for line := range strings.Lines(string(x.Request.Body)) {
			lines = append(lines, d.Meanings(strings.TrimRight(line, "\r\n")))
		}
	}
	return lines
}
