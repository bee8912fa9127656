package reports

import (
	"fmt"
	"io"
	"strings"
)

// WriteMatrixTerminal writes the completed matrix for people, in short: a table of areas for each contract, what is wrong,
// and last of all the verdict. Width and color are as in Terminal; it writes all at once.
func WriteMatrixTerminal(w io.Writer, m Matrix, width int, color bool) error {
	p := matrixPage{page{width: Terminal{Width: width}.width(), ink: ink{on: color}}, CompleteMatrix(m)}
	for _, c := range p.matrix.Contracts {
		p.contract(c)
	}
	for _, g := range grievances() {
		p.grieve(g)
	}
	p.unisolated()
	p.closing()
	if _, err := w.Write(p.b.Bytes()); err != nil {
		return fmt.Errorf("writing the matrix to the terminal: %w", err)
	}
	return nil
}

// matrixPage is a matrix on its way to a terminal.
type matrixPage struct {
	page
	matrix Matrix
}

func (p *matrixPage) contract(c ContractMatrix) {
	p.title(c.title())
	if areas, all := c.tallies(p.matrix.partial()); all.clauses+all.deviations > 0 {
		p.line("")
		p.tallies(append(areas, all))
	}
	p.line("")
	for _, s := range c.scores() {
		sign := p.ink.paint(green, "✓")
		if s.good < s.all {
			sign = p.ink.paint(red, "✗")
		}
		p.line(sign + " " + s.text())
	}
	p.line("")
}

// title is painted line by line: wrapped after that, the escape sequences would count as columns.
func (p *matrixPage) title(text string) {
	for _, l := range wrap(Printable(text), p.width) {
		p.line(p.ink.paint(bold, l))
	}
}

// tallies is a table: an area a row, the last one all of them.
func (p *matrixPage) tallies(rows []tally) {
	all := rows[len(rows)-1]
	width := 0
	for _, y := range rows {
		width = max(width, columns(Printable(y.area)))
	}
	heading := pad("area", width) + "  clauses  deviations  killed  by others  differ  survived"
	if all.errors > 0 {
		heading += "  errors"
	}
	p.line("  " + p.ink.paint(faint, heading))
	for _, y := range rows {
		row := "  " + pad(Printable(y.area), width) + p.number(9, y.clauses, plain) + p.number(12, y.deviations, plain) +
			p.number(8, y.killed, plain) + p.number(11, y.collateral, red) + p.number(8, y.differs, red) + p.number(10, y.survived, red)
		if all.errors > 0 {
			row += p.number(8, y.errors, red)
		}
		p.line(row)
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
			p.trial(t, c.Contract.Name)
		}
	}
	if !first {
		p.line("")
	}
}

func (p *matrixPage) trial(t Trial, contract string) {
	p.line("")
	name := Printable(t.Name)
	gap := max(1, p.width-2-columns(name)-columns(string(t.Kind)))
	p.line(p.ink.paint(red, "✗") + " " + p.ink.paint(bold, name) + strings.Repeat(" ", gap) + string(t.Kind))
	p.paragraph("  ", t.sentence())
	for _, part := range t.explained(contract) {
		p.part(part)
	}
}

func (p *matrixPage) unisolated() {
	for _, c := range p.matrix.Contracts {
		ids := p.matrix.unisolated(c)
		if len(ids) == 0 {
			continue
		}
		p.title("Clauses of " + c.Contract.Name + " without a deviation that only they or their area catch")
		p.line("")
		for _, id := range ids {
			p.line(p.ink.paint(red, "✗") + " " + Printable(id))
		}
		p.line("")
	}
}

func (p *matrixPage) closing() {
	color := green
	if p.matrix.Verdict != MatrixSound {
		color = red
	}
	lines := wrap(Printable(p.matrix.closing()), p.width)
	for _, l := range lines {
		p.line(p.ink.paint(color, l))
	}
}
