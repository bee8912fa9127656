package reports

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

//go:embed schema/matrix-1.json
var matrixSchema []byte

// MatrixSchemaText gives the JSON Schema (draft 2020-12) that every matrix.json satisfies. The caller owns the copy.
func MatrixSchemaText() []byte { return slices.Clone(matrixSchema) }

// WriteMatrixJSON writes the completed matrix as indented JSON in UTF-8. The same matrix gives the same bytes, and
// characters that could do harm where the file is printed are escaped, as WriteJSON does it.
func WriteMatrixJSON(w io.Writer, m Matrix) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(CompleteMatrix(m)); err != nil {
		return fmt.Errorf("encoding the matrix: %w", err)
	}
	if _, err := w.Write(escapeInvisible(b.Bytes())); err != nil {
		return fmt.Errorf("writing the matrix: %w", err)
	}
	return nil
}
