package reports

import (
	_ "embed"
	"fmt"
	"io"
)

//go:embed html/report.css
var reportStyle string

//go:embed html/report.js
var reportScript string

//go:embed html/report.html.tmpl
var reportTemplate string

//go:embed html/exchange.html.tmpl
var exchangeTemplate string

// WriteHTML writes the completed report as one page that needs nothing else: no network, no other file, no script for
// what it tells. Its policy (CSP) allows the page's own style and script by their digests and nothing more, and
// whatever a target said stands in it as text. Each clause has its ID as an anchor.
func WriteHTML(w io.Writer, r Report) error {
	page := htmlPageOf(r.Complete())
	style, script := baseStyle+reportStyle, reportScript
	page.Style, page.Script = raw(style), raw(script)
	page.StyleHash, page.ScriptHash = styleHash(style), styleHash(script)
	pages, err := parsePage("report", reportTemplate, exchangeTemplate)
	if err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	if err := pages.write(w, "report", page); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	return nil
}
