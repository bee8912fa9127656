package reports

import (
	"strings"
	"time"

	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// Status is what became of one clause, as the suite has it.
type Status = clause.Status

// Level is how much a clause weighs, as the suite has it.
type Level = clause.Level

// Their values.
const (
	Passed       = clause.Passed
	Failed       = clause.Failed
	Warned       = clause.Warned
	Skipped      = clause.Skipped
	Inconclusive = clause.Inconclusive

	Mandatory   = clause.Mandatory
	Recommended = clause.Recommended
	Optional    = clause.Optional
)

// Verdict is what a run as a whole says about its target.
type Verdict string

// The verdicts.
const (
	VerdictConformant    Verdict = "conformant"
	VerdictNonconformant Verdict = "nonconformant"
	VerdictInconclusive  Verdict = "inconclusive"
)

// Report is everything a run tells. It is an API: SchemaID names its version, and within one version
// members are added but never changed or taken away.
type Report struct {
	// Schema is SchemaID. Complete fills it in.
	Schema  string  `json:"schema"`
	Verdict Verdict `json:"verdict"`
	// Reason is one sentence without a full stop: why the verdict is not plainly conformant, or why the
	// run could not be set up.
	Reason   string    `json:"reason,omitempty"`
	Contract Contract  `json:"contract"`
	Target   Target    `json:"target"`
	Suite    Suite     `json:"suite"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	// Strict says that broken recommended clauses count as failures.
	Strict bool `json:"strict"`
	// Interrupted says that the run was cancelled before everything was asked.
	Interrupted bool `json:"interrupted"`
	// Partial says that only the clauses matching Clauses were chosen: such a verdict speaks of them alone (R39).
	Partial bool     `json:"partial"`
	Clauses []string `json:"clauses,omitempty"`
	// Completeness says what the verdict rests on. Complete counts it from Results; what a filter left out stands in it before.
	Completeness Completeness    `json:"completeness"`
	Preflight    []evidence.Step `json:"preflight"`
	// Summary is counted from Results by Complete.
	Summary Summary  `json:"summary"`
	Results []Result `json:"results"`
	// Findings tell what deviates by its causes, each once (R40). Complete finds them in Results.
	Findings []Finding  `json:"findings"`
	Coverage []Coverage `json:"coverage"`
	// Noted is what the contract leaves open and the run has seen: nobody judges it.
	Noted []clause.Noted `json:"noted,omitempty"`
	// Spellings are the questions of which the run's id chose what was asked, and what is left to other runs (R9).
	Spellings []clause.Spelt `json:"spellings,omitempty"`
	Traffic   Traffic        `json:"traffic"`
	// Names are the pseudonyms that stand in the requests of results.
	Names []evidence.Named `json:"names,omitempty"`
	// TokenRequest brought the run its first token; nil where none did. Commands fetch their tokens with it.
	TokenRequest *clause.SentRequest `json:"tokenRequest,omitempty"`
	// Exchanges are what the results rest on, in the order in which they were begun. ExchangesOf makes them.
	Exchanges []Exchange `json:"exchanges"`
	// Role says which side of the contract was judged; "" is the one that answers. Of the one that calls, Subject says which
	// client it was, and Scenarios what it was led through, in the order in which they began.
	Role      evidence.Role     `json:"role,omitempty"`
	Subject   *evidence.Subject `json:"subject,omitempty"`
	Scenarios []Scenario        `json:"scenarios,omitempty"`
	// Files are the digests ("sha256:…") of the files that the run wrote beside report.json, by their names, so that what
	// is left of another run is told from them. CheckBeside does.
	Files map[string]string `json:"files,omitempty"`
	// Signature says that the run was signed; nil when it was not. It is a claim like any other: verify tells whether it holds.
	Signature *Signature `json:"signature,omitempty"`
}

// Signature says by what a run was signed.
type Signature struct {
	Key string `json:"key"` // "Ed25519 sha256:…", the fingerprint of the public key
}

// Contract says what was promised.
type Contract struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Version  string `json:"version"`
	Document string `json:"document"` // "openapi/prioticket/distributor-3.8.yaml"; never a path of the machine
	Digest   string `json:"digest"`   // "sha256:…" of the document
	// Operation is the token operation that a client was held to, where the contract has several.
	Operation string `json:"operation,omitempty"`
}

// Named is how a command line names the contract: one that is built in by its name, another by the file of its document.
func (c Contract) Named() string {
	if c.Document == "" || strings.Contains(c.Document, "/") { // never a path of the machine
		return c.Name
	}
	return c.Document
}

// Target says who was asked.
type Target struct {
	BaseURL     string `json:"baseURL"`
	PlainURL    string `json:"plainURL,omitempty"`
	Environment string `json:"environment,omitempty"`
	Profile     string `json:"profile"`
	Form        string `json:"form"` // evidence.Run.Form: in which form valid requests are answered (R26)
	Scope       string `json:"scope,omitempty"`
	// Client is how the client is called that was judged; no target was asked then. Complete fills it in.
	Client string `json:"client,omitempty"`
	// Embedded says that no target was named and the reference target of the suite itself was asked.
	Embedded bool `json:"embedded"`
}

// Suite says who judged.
type Suite struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Run     string `json:"run,omitempty"` // the run's id, as it stands in the target's logs (App-Reference)
}

// Result is what became of one clause: the outcome of its spec, and what is added to it on its way.
type Result clause.Outcome

// Coverage is one statement of the contract's document and the clauses that judge it.
type Coverage struct {
	Pointer   string   `json:"pointer"` // JSON pointer into the document
	Location  string   `json:"location,omitempty"`
	Statement string   `json:"statement"` // in words
	Clauses   []string `json:"clauses"`
	// Judged says that at least one of the clauses was judged in this run. Complete fills it in.
	Judged bool `json:"judged"`
	// State says what became of it: "judged", "not-observed" (provoked, and not seen), "not-provokable" or
	// "not-asked".
	State string `json:"state,omitempty"`
	// Reason says why it was not judged.
	Reason string `json:"reason,omitempty"`
}

// Traffic is what the run cost its target.
type Traffic struct {
	Requests   int `json:"requests"` // HTTP requests sent, retries among them
	Errors4xx  int `json:"errors4xx"`
	Errors5xx  int `json:"errors5xx"`
	Unanswered int `json:"unanswered"` // requests without an answer
	Handshakes int `json:"handshakes"` // bare TLS handshakes
}

// Counts counts clauses by what became of them. Each is counted once: a deviation that the baseline excuses is known,
// and neither failed nor warned, so that whoever looks at these numbers alone draws the verdict's conclusion.
type Counts struct {
	Clauses      int `json:"clauses"`
	Passed       int `json:"passed"`
	Failed       int `json:"failed"`
	Warned       int `json:"warned"`
	Skipped      int `json:"skipped"`
	Inconclusive int `json:"inconclusive"`
	Known        int `json:"known"`
}

// Summary is a report in numbers.
type Summary struct {
	Counts
	Mandatory   Counts `json:"mandatory"`
	Recommended Counts `json:"recommended"`
	Optional    Counts `json:"optional"`
	Notes       int    `json:"notes"` // results that carry a note
}
