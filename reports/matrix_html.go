package reports

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
)

//go:embed html/base.css
var baseStyle string

//go:embed html/matrix.css
var matrixStyle string

//go:embed html/matrix.html.tmpl
var matrixTemplate string

// WriteMatrixHTML writes the completed matrix as one page that is all there is to it: it holds its style, runs no script
// and asks no network. Each clause has its ID as an anchor: "#clause-token.body.closed"; of several contracts the
// contract's name comes before it, "#prioticket-clause-token.body.closed".
func WriteMatrixHTML(w io.Writer, m Matrix) error {
	page, err := parsePage("matrix", matrixTemplate)
	if err != nil {
		return fmt.Errorf("reading the template of the matrix: %w", err)
	}
	if err := page.write(w, "matrix", viewOf(CompleteMatrix(m))); err != nil {
		return fmt.Errorf("writing the matrix as HTML: %w", err)
	}
	return nil
}

// styleHash is the source expression with which a Content-Security-Policy lets exactly that style in.
func styleHash(style string) string {
	sum := sha256.Sum256([]byte(style))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
