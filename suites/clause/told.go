package clause

import (
	"github.com/authconform/authconform/suites/evidence"
)

// Noted is what a target does where its contract leaves it open.
type Noted struct {
	ID       string   `json:"id"`
	About    string   `json:"about"`            // "a user name in the other case"
	Seen     string   `json:"seen"`             // "answered 400 invalid_grant"
	Ruling   string   `json:"ruling,omitempty"` // the one that leaves it open
	Evidence []string `json:"evidence"`         // ids of exchanges
}

// Spelt is a question that has more spellings than a run may send: those that the run asked, and those that its id left to
// other runs. Both are names of probes.
type Spelt struct {
	Question string   `json:"question"` // "near-secrets"
	Asked    []string `json:"asked"`
	Left     []string `json:"left"`
}

// KnownDeviation is what the baseline says of a clause that the target is known to fail.
type KnownDeviation struct {
	Reason  string `json:"reason"`
	Owner   string `json:"owner"`
	Expires string `json:"expires"` // the last day (UTC) on which it does not count: "2027-01-31"
}

// SentRequest is what the command of an outcome is made of: one request byte by byte, with the pseudonyms of evidence.har.
// A report carries it, and not the command, because what is read from a file may say what is asked, and never what a
// shell does.
type SentRequest struct {
	Probe  string           `json:"probe"`
	Method string           `json:"method"` // "" marks a bare TLS handshake
	URL    string           `json:"url"`
	Header []evidence.Field `json:"header"`
	Body   string           `json:"body,omitempty"`
	Base64 []byte           `json:"base64,omitempty"` // in place of a body that is no UTF-8
	// CACert, ClientCert and Connect say what the run connected with, and where to, as evidence.Run does.
	CACert     bool     `json:"caCert,omitempty"`
	ClientCert bool     `json:"clientCert,omitempty"`
	Connect    []string `json:"connect,omitempty"`
	// ShownBefore is how often the token in it had been shown, and OtherShown that another was shown since, where that is
	// what it is about.
	ShownBefore int  `json:"shownBefore,omitempty"`
	OtherShown  bool `json:"otherShown,omitempty"`
}

// Explanation is what there is to know about a clause, whatever came of it in a run.
type Explanation struct {
	// Ruling is the number of the ruling on which the clause rests and what it decides, in words ("R9: …"); "" where it
	// rests on none.
	Ruling string `json:"ruling,omitempty"`
	// Probes are the questions that the clause is judged by, then their control; none where any answer of the token
	// endpoint will do.
	Probes []ExplainedProbe `json:"probes"`
	// Advice says how owners usually mend it; "" where nobody knows.
	Advice string `json:"advice,omitempty"`
}

// ExplainedProbe is a question to the target.
type ExplainedProbe struct {
	Name string `json:"name"`
	Asks string `json:"asks"` // completes "The suite …", without a full stop
	// Control says that the clause is not judged by it, but not without its success either.
	Control bool `json:"control,omitempty"`
}
