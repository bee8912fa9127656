package reports

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
)

//go:embed html/report.css
var reportStyle string

//go:embed html/report.js
var reportScript string

//go:embed html/report.html.tmpl html/exchange.html.tmpl
var reportTemplates embed.FS

// WriteHTML writes the completed report as one page that needs nothing else: no network, no other file, no script for
// what it tells. Its policy (CSP) allows the page's own style and script by their digests and nothing more, and
// whatever a target said stands in it as text. Each clause has its ID as an anchor.
func WriteHTML(w io.Writer, r Report) error {
	page := htmlPageOf(r.Complete())
	style, script := baseStyle+reportStyle, reportScript
	page.Style, page.Script = template.CSS(style), template.JS(script) //nolint:gosec // files of ours
	page.StyleHash, page.ScriptHash = styleHash(style), styleHash(script)
	pages, err := template.New("report.html.tmpl").ParseFS(reportTemplates, "html/*.tmpl")
	if err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	var b bytes.Buffer
	if err := pages.Execute(&b, page); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the HTML report: %w", err)
	}
	return nil
}
