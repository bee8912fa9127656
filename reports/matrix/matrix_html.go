package matrix

import (
	_ "embed"
	"fmt"
	"io"

	"github.com/authconform/authconform/reports/page"
)

//go:embed matrix.css
var matrixStyle string

//go:embed matrix.html.tmpl
var matrixTemplate string

// WriteHTML writes the completed matrix as one page that is all there is to it: it holds its style, runs no script
// and asks no network. Each clause has its ID as an anchor: "#clause-token.body.closed"; of several contracts the
// contract's name comes before it, "#prioticket-clause-token.body.closed".
func WriteHTML(w io.Writer, m Matrix) error {
	if err := page.Write(w, "matrix", viewOf(Complete(m)), matrixTemplate); err != nil {
		return fmt.Errorf("writing the matrix as HTML: %w", err)
	}
	return nil
}
