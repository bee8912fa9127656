package drafts

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
)

// Begun is a draft with the files that it is of, and what is left to do before it can be used.
type Begun struct {
	Draft
	// FactsFile is where the facts belong: beside the document, under the name by which they are found.
	FactsFile string
	// Left are the mistakes that lint finds in both files as they are.
	Left []openapi.Remark
}

var notName = regexp.MustCompile(`[^a-z0-9]+`)

// Begin reads a document and begins the facts for it: for the operations that are named, or for those that are likeliest.
// Without a name the contract is called after the file.
func Begin(file string, text []byte, name string, operations ...string) (Begun, error) {
	display := filepath.Base(file)
	doc, err := openapi.ReadDocument(display, text)
	if err != nil {
		return Begun{}, err
	}
	if name == "" {
		name = strings.Trim(notName.ReplaceAllString(strings.ToLower(strings.TrimSuffix(display, filepath.Ext(display))), "-"), "-")
	}
	if name == "" || slices.Contains(openapi.Names(), name) {
		return Begun{}, fmt.Errorf("--name %q: wanted a name of its own, found none, or that of an embedded contract; give another", name)
	}
	chosen, others, err := Choose(doc, operations...)
	if err != nil {
		return Begun{}, fmt.Errorf("%s: %w", display, err)
	}
	b := Begun{Draft: New(doc, chosen, others, name), FactsFile: strings.TrimSuffix(file, filepath.Ext(file)) + openapi.FactsSuffix}
	b.Left = openapi.LintTexts(display, text, b.Facts)
	return b, nil
}
