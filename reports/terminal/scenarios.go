package terminal

import (
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// scenarios tells where a client was not seen to do all that a scenario waits for, and what it gave away. What was seen
// stands in the other formats.
func (p *reportPage) scenarios() {
	var told []reports.Scenario
	for _, s := range p.report.Scenarios {
		if outline.Eventful(s) {
			told = append(told, s)
		}
	}
	if len(told) == 0 {
		return
	}
	p.Heading("Scenarios in which not all was seen, or something else went wrong")
	p.Line("")
	for _, s := range told[:min(len(told), text.MaxListed)] {
		p.Bullet("-", text.Printable(s.Name)+": "+strings.Join(outline.Oddities(s), "; "))
	}
	if more := len(told) - text.MaxListed; more > 0 {
		p.Bullet("-", text.Plural(more, "more", "more"))
	}
}
