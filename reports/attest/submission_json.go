package attest

import (
	"io"

	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

// AcceptanceSchemaID is the $id of AcceptanceSchema.
const AcceptanceSchemaID = "https://github.com/authconform/authconform/reports/schema/acceptance-1.json"

// AcceptanceSchema gives the JSON Schema (draft 2020-12) of what WriteSubmissionsJSON writes. The caller owns the copy.
func AcceptanceSchema() []byte { return schema.Text(AcceptanceSchemaID) }

// toldAcceptance is what came of a policy as a program reads it. Its schema has a version, and within one members are
// only added.
type toldAcceptance struct {
	Schema      string           `json:"schema"`
	Accepted    int              `json:"accepted"`
	Rejected    int              `json:"rejected"`
	Submissions []toldSubmission `json:"submissions"`
}

type toldSubmission struct {
	Name       string      `json:"name"`
	Accepted   bool        `json:"accepted"`
	Rejections []Rejection `json:"rejections"`
	// Key and Run are there when it is accepted: nothing is said of a run that is not.
	Key string   `json:"key,omitempty"`
	Run *toldRun `json:"run,omitempty"`
}

// WriteSubmissionsJSON writes for a program what WriteSubmissions tells people.
func WriteSubmissionsJSON(w io.Writer, submissions []Submission) error {
	t := toldAcceptance{Schema: AcceptanceSchemaID, Submissions: []toldSubmission{}}
	for _, s := range submissions {
		one := toldSubmission{Name: text.Printable(s.Name), Accepted: s.Accepted(), Rejections: text.NonNil(s.Rejections)}
		if one.Accepted {
			t.Accepted++
			one.Key, one.Run = s.Run.Key.String(), s.Run.run()
		} else {
			t.Rejected++
		}
		t.Submissions = append(t.Submissions, one)
	}
	return text.EncodeJSON(w, "what is accepted", t)
}
