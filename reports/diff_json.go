package reports

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

//go:embed schema/diff-1.json
var diffSchema []byte

// DiffSchema gives the JSON Schema (draft 2020-12) that every diff satisfies. The caller owns the copy.
func DiffSchema() []byte { return slices.Clone(diffSchema) }

// WriteDiffJSON writes a diff as indented JSON in UTF-8. The same diff gives the same bytes, and characters that could do
// harm where the file is printed are escaped, as WriteJSON does it.
func WriteDiffJSON(w io.Writer, d Diff) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(d); err != nil {
		return fmt.Errorf("encoding the diff: %w", err)
	}
	if _, err := w.Write(escapeInvisible(b.Bytes())); err != nil {
		return fmt.Errorf("writing the diff: %w", err)
	}
	return nil
}
