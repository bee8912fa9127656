package matrix

import (
	"slices"
	"strings"

	"github.com/authconform/authconform/reports"
)

// SchemaID is the value of Matrix.Schema and the $id of MatrixSchemaText: it names the version of the matrix's form.
const SchemaID = "https://github.com/authconform/authconform/reports/schema/matrix-1.json"

// Verdict is what a selftest says about the suite itself.
type Verdict string

// The verdicts on a suite.
const (
	Sound   Verdict = "sound"
	Unsound Verdict = "unsound"
)

// Matrix is what a selftest came to: which clauses catch which deviations, and whether anything is blamed that is
// legal, or accepted that is nothing. It is an API: MatrixSchema names its version, and within one version members are
// added but never changed or taken away.
type Matrix struct {
	// Schema is MatrixSchema. CompleteMatrix fills it in, as it does Verdict and Reasons.
	Schema  string  `json:"schema"`
	Verdict Verdict `json:"verdict"`
	// Reasons say why the suite is unsound, in words, the gravest first.
	Reasons []string      `json:"reasons,omitempty"`
	Suite   reports.Suite `json:"suite"` // without the id of a run
	// Patterns chose a part of the trials. No clause is required to be isolated then.
	Patterns  []string         `json:"patterns,omitempty"`
	Contracts []ContractMatrix `json:"contracts"`
}

// ContractMatrix is the part of a matrix that is about one contract.
type ContractMatrix struct {
	Contract reports.Contract `json:"contract"`
	// Role is OfClients where clients were tried, and no member where targets were.
	Role Role `json:"role,omitempty"`
	// Made says that the targets were made of the contract. Of each deviation the clause is stated that has to catch it; which
	// others follow is not, and a clause is enough that some deviation breaks, whoever else catches that.
	Made    bool          `json:"made,omitempty"`
	Clauses []ClauseKills `json:"clauses"` // in the order of the catalogue
	Trials  []Trial       `json:"trials"`  // by kind, then by name
}

// Role is who was tried: which side of the contract.
type Role string

// The roles.
const (
	OfTargets Role = ""
	OfClients Role = "client"
)

// word is what those are called who were tried.
func (r Role) word() string {
	if r == OfClients {
		return "client"
	}
	return "target"
}

// role is whom a matrix is of: of both sides together there is none.
func (m Matrix) role() Role {
	if len(m.Contracts) == 0 {
		return OfTargets
	}
	return m.Contracts[0].Role
}

// speak puts the word into a text that is about targets.
func (r Role) speak(text string) string { return strings.ReplaceAll(text, "target", r.word()) }

// ClauseKills are the deviations that one clause catches, by name, of those that were killed. CompleteMatrix fills the
// lists in.
type ClauseKills struct {
	ID    string        `json:"id"`
	Title string        `json:"title"` // completes "The target …", without a full stop
	Area  string        `json:"area"`
	Level reports.Level `json:"level"`

	Alone     []string `json:"alone"`     // caught by this clause only
	InArea    []string `json:"inArea"`    // caught by further clauses too, all of this clause's area
	Elsewhere []string `json:"elsewhere"` // caught by clauses of several areas
	// Beyond says why no target that is made of the contract breaks this clause: another one tells, or nothing does break it.
	Beyond string `json:"beyond,omitempty"`

	// Role is the matrix's, as Complete fills it in.
	Role Role `json:"-"`
}

// isolated says that some deviation is caught by this clause, or its area, and by nothing else.
func (c ClauseKills) isolated() bool { return len(c.Alone)+len(c.InArea) > 0 }

// TrialKind is what kind of target a trial runs the suite against.
type TrialKind string

// The kinds.
const (
	TrialSound     TrialKind = "sound"     // the reference target as it is
	TrialDeviation TrialKind = "deviation" // one fault, thought of by somebody
	TrialGenerated TrialKind = "generated" // one fault, derived from the contract's document
	TrialVariant   TrialKind = "variant"   // what the contract leaves open, done in another way
	TrialNull      TrialKind = "null"      // a target that keeps no contract at all
)

// TrialResult is what came of a trial.
type TrialResult string

// The results, by the kinds that can have them.
const (
	TrialKilled     TrialResult = "killed"     // a deviation: exactly the stated clauses catch it
	TrialDiffers    TrialResult = "differs"    // a deviation: its clause catches it, but the other clauses are not those stated
	TrialCollateral TrialResult = "collateral" // a deviation: only other clauses than its own catch it
	TrialSurvived   TrialResult = "survived"   // a deviation: nothing catches it
	TrialSpared     TrialResult = "spared"     // a sound target or a variant: nothing is held against it but what is stated
	TrialBlamed     TrialResult = "blamed"     // a sound target or a variant: something else is
	TrialRefused    TrialResult = "refused"    // a null target: not conformant
	TrialAccepted   TrialResult = "accepted"   // a null target: conformant, or a clause passed on nothing
	TrialError      TrialResult = "error"      // any: the run could not be made
)

// Trial is one target that the suite was run against, and what came of it.
type Trial struct {
	Name     string      `json:"name"`     // unique within its contract
	Sentence string      `json:"sentence"` // completes "The target …", without a full stop
	Kind     TrialKind   `json:"kind"`
	Result   TrialResult `json:"result"`
	// Clause is the ID of the clause that has to catch a deviation.
	Clause string `json:"clause,omitempty"`
	// Stated are the IDs of the clauses that have to fail or warn, Found of those that did. Both are sorted sets.
	Stated []string `json:"stated"`
	Found  []string `json:"found"`
	// Missing were stated and not found, Unexpected were found and not stated.
	Missing    []string `json:"missing"`
	Unexpected []string `json:"unexpected"`
	// Detail says what went wrong where the clauses do not: of an error, of a vacuous pass.
	Detail string `json:"detail,omitempty"`

	// Role and Made are the matrix's, as Complete fills them in.
	Role Role `json:"-"`
	Made bool `json:"-"`
}

// deviates says that the trial is of a target with a fault.
func (t Trial) deviates() bool { return t.Kind == TrialDeviation || t.Kind == TrialGenerated }

// expected is the one result that a kind of trial may have in a sound matrix.
func (k TrialKind) expected() TrialResult {
	switch k {
	case TrialDeviation, TrialGenerated:
		return TrialKilled
	case TrialSound, TrialVariant:
		return TrialSpared
	case TrialNull:
		return TrialRefused
	}
	return "" // of an unknown kind nothing is good
}

// Good says that the trial's result is the one that its kind may have in a sound matrix.
func (t Trial) Good() bool { return t.fault() == "" }

// fault is the result of a trial that makes a matrix unsound, "" if the result is the expected one. A result that the
// kind cannot have, and none at all, is an error.
func (t Trial) fault() TrialResult {
	var faults []TrialResult
	switch t.Kind {
	case TrialDeviation, TrialGenerated:
		faults = []TrialResult{TrialSurvived, TrialCollateral, TrialDiffers}
	case TrialSound, TrialVariant:
		faults = []TrialResult{TrialBlamed}
	case TrialNull:
		faults = []TrialResult{TrialAccepted}
	}
	switch {
	case t.Result != "" && t.Result == t.Kind.expected():
		return ""
	case slices.Contains(faults, t.Result):
		return t.Result
	}
	return TrialError
}
