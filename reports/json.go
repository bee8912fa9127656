package reports

import (
	_ "embed"
	"io"

	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

// SchemaID is the value of Report.Schema and the $id of Schema: it names the version of the report's form.
const SchemaID = "https://github.com/authconform/authconform/reports/schema/report-1.json"

// Schema gives the JSON Schema (draft 2020-12) that every report.json satisfies.
func Schema() []byte { return schema.Text(SchemaID) }

// WriteJSON writes the completed report as indented JSON in UTF-8. The same report gives the same bytes.
// Characters that could do harm where the file is printed are escaped, which JSON reads back unchanged.
func WriteJSON(w io.Writer, r Report) error {
	return text.EncodeJSON(w, "the report", r.Complete())
}
