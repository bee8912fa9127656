package diff

import (
	_ "embed"
	"io"

	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

// Schema gives the JSON Schema (draft 2020-12) that every diff satisfies. The caller owns the copy.
func Schema() []byte { return schema.Text(SchemaID) }

// WriteJSON writes a diff as indented JSON in UTF-8. The same diff gives the same bytes, and characters that could do
// harm where the file is printed are escaped, as WriteJSON does it.
func WriteJSON(w io.Writer, d Diff) error {
	return text.EncodeJSON(w, "the diff", d)
}
