package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
)

// Hash is the source expression with which a Content-Security-Policy lets exactly that style or script in.
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

//go:embed base.css
var baseStyle string

// Style is what all pages have of a style, then what is the page's own, and what lets both in.
func Style(own string) (style template.CSS, hash string) {
	return template.CSS(baseStyle + own), Hash(baseStyle + own) //nolint:gosec // both are files of ours
}

// Script is a page's script, and what lets it in.
func Script(own string) (script template.JS, hash string) {
	return template.JS(own), Hash(own) //nolint:gosec // it is a file of ours
}

// Write fills in the page of that name and writes it at once, or nothing of it. The page's template may stand in several texts.
func Write(w io.Writer, name string, page any, texts ...string) error {
	t := template.New(name)
	for _, text := range texts {
		if _, err := t.Parse(text); err != nil {
			return fmt.Errorf("reading a page's template: %w", err)
		}
	}
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		return fmt.Errorf("filling in a page's template: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}
