package matrix

import (
	"fmt"
	"io"
	"strings"

	"github.com/authconform/authconform/reports/text"
)

// WriteTerminal writes the completed matrix for people, in short: a table of areas for each contract, what is wrong,
// and last of all the verdict. Width and color are as in Terminal; it writes all at once.
func WriteTerminal(w io.Writer, m Matrix, width int, color bool) error {
	p := matrixPage{text.NewPrinter(width, color), Complete(m)}
	for _, c := range p.matrix.Contracts {
		p.contract(c)
	}
	for _, g := range p.matrix.role().grievances() {
		p.grieve(g)
	}
	p.unisolated()
	p.closing()
	if _, err := w.Write(p.Bytes()); err != nil {
		return fmt.Errorf("writing the matrix to the terminal: %w", err)
	}
	return nil
}

// matrixPage is a matrix on its way to a terminal.
type matrixPage struct {
	*text.Printer
	matrix Matrix
}

func (p *matrixPage) contract(c ContractMatrix) {
	p.title(c.title())
	if areas, all := c.tallies(p.matrix.partial()); all.clauses+all.deviations > 0 {
		p.Line("")
		p.tallies(append(areas, all))
	}
	p.Line("")
	for _, s := range c.scores() {
		sign := p.Paint(text.Green, "✓")
		if s.good < s.all {
			sign = p.Paint(text.Red, "✗")
		}
		p.Line(sign + " " + s.text())
	}
	p.beyond(c)
	p.Line("")
}

// beyond names the clauses that no target breaks, and why.
func (p *matrixPage) beyond(c ContractMatrix) {
	for _, k := range c.Clauses {
		if k.Beyond != "" && len(k.Alone)+len(k.InArea)+len(k.Elsewhere) == 0 && !p.matrix.partial() {
			p.Paragraph("  ", k.ID+" is not broken by any: "+k.Beyond)
		}
	}
}

// title is painted line by line: wrapped after that, the escape sequences would count as columns.
func (p *matrixPage) title(s string) {
	for _, l := range text.Wrap(text.Printable(s), p.Width) {
		p.Line(p.Paint(text.Bold, l))
	}
}

// tallies is a table: an area a row, the last one all of them.
func (p *matrixPage) tallies(rows []tally) {
	all := rows[len(rows)-1]
	width := 0
	for _, y := range rows {
		width = max(width, text.Columns(text.Printable(y.area)))
	}
	heading := text.Pad("area", width) + "  clauses  deviations  killed  by others  differ  survived"
	if all.errors > 0 {
		heading += "  errors"
	}
	p.Line("  " + p.Paint(text.Faint, heading))
	for _, y := range rows {
		row := "  " + text.Pad(text.Printable(y.area), width) + p.Number(9, y.clauses, text.Plain) + p.Number(12, y.deviations, text.Plain) +
			p.Number(8, y.killed, text.Plain) + p.Number(11, y.collateral, text.Red) + p.Number(8, y.differs, text.Red) + p.Number(10, y.survived, text.Red)
		if all.errors > 0 {
			row += p.Number(8, y.errors, text.Red)
		}
		p.Line(row)
	}
}

func (p *matrixPage) grieve(g grievance) {
	first := true
	for _, c := range p.matrix.Contracts {
		for _, t := range c.Trials {
			if t.fault() != g.result {
				continue
			}
			if first {
				p.title(g.heading)
				first = false
			}
			p.trial(t, c.Contract.Named())
		}
	}
	if !first {
		p.Line("")
	}
}

func (p *matrixPage) trial(t Trial, contract string) {
	p.Line("")
	name := text.Printable(t.Name)
	gap := max(1, p.Width-2-text.Columns(name)-text.Columns(string(t.Kind)))
	p.Line(p.Paint(text.Red, "✗") + " " + p.Paint(text.Bold, name) + strings.Repeat(" ", gap) + string(t.Kind))
	p.Paragraph("  ", t.sentence())
	for _, part := range t.explained(contract) {
		p.Part(part)
	}
}

func (p *matrixPage) unisolated() {
	for _, c := range p.matrix.Contracts {
		ids := p.matrix.unisolated(c)
		if len(ids) == 0 {
			continue
		}
		p.title("Clauses of " + c.Contract.Name + " without a deviation that only they or their area catch")
		p.Line("")
		for _, id := range ids {
			p.Line(p.Paint(text.Red, "✗") + " " + text.Printable(id))
		}
		p.Line("")
	}
}

func (p *matrixPage) closing() {
	color := text.Green
	if p.matrix.Verdict != Sound {
		color = text.Red
	}
	lines := text.Wrap(text.Printable(p.matrix.closing()), p.Width)
	for _, l := range lines {
		p.Line(p.Paint(color, l))
	}
}
