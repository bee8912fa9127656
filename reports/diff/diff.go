package diff

import (
	"time"

	"github.com/authconform/authconform/reports"
)

// SchemaID is the value of Diff.Schema and the $id of DiffSchema: it names the version of the form.
const SchemaID = "https://github.com/authconform/authconform/reports/schema/diff-1.json"

// Diff says what changed from one report to another. It is an API: DiffSchemaID names its version, and within one
// version members are added but never changed or taken away.
type Diff struct {
	Schema string `json:"schema"`
	// Regressed says whether there is any regression, as Compare defines it.
	Regressed bool `json:"regressed"`
	// Regressions say in words what is worse, the gravest first; empty when nothing is.
	Regressions []string `json:"regressions"`
	// Strict says that recommended clauses can regress too, and by which terms both reports were looked at.
	Strict bool `json:"strict"`
	// Circumstances say in words what else differs, so that a change need not be the target's doing.
	Circumstances []string         `json:"circumstances"`
	Old           Side             `json:"old"`
	New           Side             `json:"new"`
	Changes       []Change         `json:"changes"`  // by kind, in the order of ChangeKinds, then by id
	Coverage      []CoverageChange `json:"coverage"` // by pointer
}

// Side is what a diff says of one report as a whole.
type Side struct {
	Verdict reports.Verdict `json:"verdict"`
	Reason  string          `json:"reason,omitempty"`
	// Completeness says what the verdict rests on (R39).
	Completeness reports.Completeness `json:"completeness"`
	Contract     reports.Contract     `json:"contract"`
	Target       reports.Target       `json:"target"`
	Suite        reports.Suite        `json:"suite"`
	Started      time.Time            `json:"started"`
	Strict       bool                 `json:"strict"`
	Clauses      []string             `json:"clauses,omitempty"` // the patterns of a partial report
	Counts       reports.Counts       `json:"counts"`
}

// ChangeKind is what became of a clause from one report to the other.
type ChangeKind string

// The kinds of change.
const (
	NewlyFailed       ChangeKind = "newly-failed"       // broken in what counts
	NewlyInconclusive ChangeKind = "newly-inconclusive" // judged before, and without an answer to judge now
	NewlySkipped      ChangeKind = "newly-skipped"      // judged before, and not asked now
	NewlyWarned       ChangeKind = "newly-warned"       // broken in what does not count
	NewlyKnown        ChangeKind = "newly-known"        // broken, and now excused by the baseline
	ClauseRemoved     ChangeKind = "removed"            // of no result now
	ClauseAdded       ChangeKind = "added"              // of no result before
	AnswerChanged     ChangeKind = "answer-changed"     // kept in both, by another of several allowed answers (R2)
	Fixed             ChangeKind = "fixed"              // broken before, and kept now
	NewlyJudged       ChangeKind = "newly-judged"       // not judged before, and kept now
)

// ChangeKinds gives the kinds in the order in which they are told: what needs somebody to act comes first.
func ChangeKinds() []ChangeKind {
	return []ChangeKind{
		NewlyFailed, NewlyInconclusive, NewlySkipped, NewlyWarned, NewlyKnown, ClauseRemoved, ClauseAdded, AnswerChanged, Fixed, NewlyJudged,
	}
}

// Change is what became of one clause.
type Change struct {
	ID    string        `json:"id"`
	Title string        `json:"title"` // completes "The target …", without a full stop
	Area  string        `json:"area"`
	Level reports.Level `json:"level"`
	Kind  ChangeKind    `json:"kind"`
	// Regression says that the change is one of the regressions.
	Regression bool `json:"regression"`
	// Old and New are what the reports say; nil where one has no result for the clause.
	Old *Standing `json:"old,omitempty"`
	New *Standing `json:"new,omitempty"`
}

// Standing is what one report says of a clause, as far as a reader of a diff needs it.
type Standing struct {
	Status reports.Status `json:"status"`
	Known  bool           `json:"known"` // the baseline excuses it
	// Text says why: which answer was given, what is wrong, or why the clause was not judged.
	Text string `json:"text,omitempty"`
}

// CoverageChange is a statement of the contract's document of which something else became. A state is "" where a
// report does not have the statement.
type CoverageChange struct {
	Pointer   string `json:"pointer"`
	Statement string `json:"statement"`
	Old       string `json:"old"`
	New       string `json:"new"`
}
