package reports

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// SchemaID is the value of Report.Schema and the $id of Schema: it names the version of the report's form.
const SchemaID = "https://github.com/authconform/authconform/reports/schema/report-1.json"

//go:embed schema/report-1.json
var schema []byte

// Schema gives the JSON Schema (draft 2020-12) that every report.json satisfies.
func Schema() []byte { return slices.Clone(schema) }

// WriteJSON writes the completed report as indented JSON in UTF-8. The same report gives the same bytes.
// Characters that could do harm where the file is printed are escaped, which JSON reads back unchanged.
func WriteJSON(w io.Writer, r Report) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r.Complete()); err != nil {
		return fmt.Errorf("encoding the report: %w", err)
	}
	if _, err := w.Write(escapeInvisible(b.Bytes())); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

// escapeInvisible escapes what encoding/json leaves as it is: C1 controls, DEL and characters that turn
// the direction of writing. None of them can stand outside a string.
func escapeInvisible(text []byte) []byte {
	if !bytes.ContainsFunc(text, invisible) {
		return text
	}
	out := make([]byte, 0, len(text)+64)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case !invisible(r):
			out = append(out, text[:size]...)
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
		text = text[size:]
	}
	return out
}

func invisible(r rune) bool { return r != '\n' && !strconv.IsPrint(r) }
