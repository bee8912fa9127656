package html

import (
	_ "embed"
	"fmt"
	"io"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/page"
)

//go:embed report.css
var reportStyle string

//go:embed report.js
var reportScript string

//go:embed report.html.tmpl
var reportTemplate string

//go:embed exchange.html.tmpl
var exchangeTemplate string

//go:embed picture.html.tmpl
var pictureTemplate string

// Write writes the completed report as one page that needs nothing else: no network, no other file, no script for
// what it tells. Its policy (CSP) allows the page's own style and script by their digests and nothing more, and
// whatever a target said stands in it as text. Each clause has its ID as an anchor.
func Write(w io.Writer, r reports.Report) error {
	p := htmlPageOf(r.Complete())
	p.Style, p.StyleHash = page.Style(reportStyle)
	p.Script, p.ScriptHash = page.Script(reportScript)
	if err := page.Write(w, "report", p, reportTemplate, exchangeTemplate, pictureTemplate); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	return nil
}
