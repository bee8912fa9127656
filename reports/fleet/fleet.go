package fleet

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// SchemaID is the value of Fleet.Schema and the $id of the schema: it names the version of the form.
const SchemaID = "https://github.com/authconform/authconform/reports/schema/fleet-1.json"

// File is the name under which a directory holds a fleet.
const File = "fleet.json"

// Usage is the verdict on a target whose settings are wrong: nobody could be asked.
const Usage reports.Verdict = "usage"

// Fleet is what a shard of a fleet, or several put together, came to. It is an API: SchemaID names its version, and within one
// version members are added but never changed or taken away.
type Fleet struct {
	Schema string        `json:"schema"`
	Suite  reports.Suite `json:"suite"` // without a run: each member has its own
	// Names are those of all targets of the fleet, whichever shard takes them, sorted.
	Names []string `json:"names"`
	// Shards are those that it was put together from ("2/4"), sorted.
	Shards   []string  `json:"shards"`
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	// Members are what came of the targets that were asked, sorted by name.
	Members []Member `json:"members"`
}

// Member is one target, and what came of it.
type Member struct {
	Name     string          `json:"name"`
	Verdict  reports.Verdict `json:"verdict"` // of the report, or Usage
	Reason   string          `json:"reason,omitempty"`
	Contract Contract        `json:"contract"`
	Target   reports.Target  `json:"target"`
	// Completeness says whether all was asked that can be; "" where nothing was judged.
	Completeness reports.State  `json:"completeness,omitempty"`
	Counts       reports.Counts `json:"counts"`
	Errors4xx    int            `json:"errors4xx"` // answers of that class that it gave
	// Areas are what became of the clauses of each.
	Areas []Area `json:"areas"`
	// Failed are the IDs of the clauses that count against it.
	Failed []string `json:"failed,omitempty"`
	// Open are the IDs of those that neither passed nor count against it: warned, known, skipped, inconclusive.
	Open []string `json:"open,omitempty"`
	// Latency is how long it took to answer; nil where that was not measured.
	Latency  *Latency  `json:"latency,omitempty"`
	Run      string    `json:"run,omitempty"` // the run's id
	Started  time.Time `json:"started"`
	Finished time.Time `json:"finished"`
	// ValidUntil is until when the verdict may be shown as today's.
	ValidUntil time.Time `json:"validUntil"`
	// Report is the path of report.json, with slashes, as seen from the fleet's file; "" where there is none.
	Report string `json:"report,omitempty"`
	// Digest is that of report.json ("sha256:…"), and Attestation that of the statement that a signed run has beside it.
	Digest      string `json:"digest,omitempty"`
	Attestation string `json:"attestation,omitempty"`
}

// Latency is how long a target took to answer: the shortest time, in milliseconds, in which so many of a hundred answers were there.
type Latency struct {
	Answers int     `json:"answers"`
	P50     float64 `json:"p50"`
	P90     float64 `json:"p90"`
	P99     float64 `json:"p99"`
	Max     float64 `json:"max"`
}

// Area are the clauses of one area by what became of them.
type Area struct {
	Name         string `json:"name"`
	Passed       int    `json:"passed"`
	Failed       int    `json:"failed"`
	Warned       int    `json:"warned"`
	Skipped      int    `json:"skipped"`
	Inconclusive int    `json:"inconclusive"`
	Known        int    `json:"known"`
}

// Contract is as much of a contract as tells its versions apart.
type Contract struct {
	Name   string `json:"name"`
	Digest string `json:"digest"`
}

// Of makes a member of a report, as it was completed. Where it lies is the caller's to say.
func Of(name string, r reports.Report, validFor time.Duration) Member {
	m := Member{
		Name: name, Verdict: r.Verdict, Reason: text.Bounded(r.Reason, MaxReason), Completeness: r.Completeness.State, Target: r.Target,
		Contract: Contract{Name: r.Contract.Name, Digest: r.Contract.Digest}, Counts: r.Summary.Counts, Errors4xx: r.Traffic.Errors4xx,
		Run: r.Suite.Run, Started: r.Started.UTC(), Finished: r.Finished.UTC(), ValidUntil: r.Finished.UTC().Add(validFor),
	}
	for _, result := range r.Results {
		area := m.area(result.Area)
		switch {
		case result.Excused():
			area.Known++
		case result.Status == reports.Passed:
			area.Passed++
		case result.Status == reports.Failed:
			area.Failed++
		case result.Status == reports.Warned:
			area.Warned++
		case result.Status == reports.Skipped:
			area.Skipped++
		default:
			area.Inconclusive++
		}
		switch {
		case result.CountsAgainst(r.Strict):
			m.Failed = append(m.Failed, result.ID)
		case result.Status != reports.Passed:
			m.Open = append(m.Open, result.ID)
		}
	}
	slices.SortFunc(m.Areas, func(a, b Area) int { return cmp.Compare(a.Name, b.Name) })
	slices.Sort(m.Failed)
	slices.Sort(m.Open)
	m.Areas = text.NonNil(m.Areas)
	return m
}

// MaxReason is how much of a reason is kept, in bytes.
const MaxReason = 400

func (m *Member) area(name string) *Area {
	if i := slices.IndexFunc(m.Areas, func(a Area) bool { return a.Name == name }); i >= 0 {
		return &m.Areas[i]
	}
	m.Areas = append(m.Areas, Area{Name: name})
	return &m.Areas[len(m.Areas)-1]
}

// Misconfigured makes a member of a target that could not be asked for what its settings say.
func Misconfigured(name, why string, at time.Time) Member {
	return Member{Name: name, Verdict: Usage, Reason: text.Bounded(why, MaxReason), Areas: []Area{}, Started: at.UTC(), Finished: at.UTC(), ValidUntil: at.UTC()}
}

// Missing are the names of targets of which no shard has told, sorted.
func (f Fleet) Missing() []string {
	var missing []string
	for _, name := range f.Names {
		if _, there := f.member(name); !there {
			missing = append(missing, name)
		}
	}
	return missing
}

func (f Fleet) member(name string) (Member, bool) {
	i, found := slices.BinarySearchFunc(f.Members, name, func(m Member, name string) int { return cmp.Compare(m.Name, name) })
	if !found {
		return Member{}, false
	}
	return f.Members[i], true
}

// ExitCode is the gravest of its members, in this order: 1, one does not keep its contract; 2, one's settings are wrong; 3,
// one could not be judged, or is missing; 0.
func (f Fleet) ExitCode() int {
	code := 0
	if len(f.Missing()) > 0 {
		code = 3
	}
	for _, m := range f.Members {
		switch own := m.exitCode(); {
		case own == 1:
			return 1
		case own == 2 || own == 3 && code == 0:
			code = own
		}
	}
	return code
}

func (m Member) exitCode() int {
	switch m.Verdict {
	case reports.VerdictConformant:
		return 0
	case reports.VerdictNonconformant:
		return 1
	case Usage:
		return 2
	case reports.VerdictInconclusive:
		return 3
	default:
		return 3
	}
}

// Verdict is the fleet's in one sentence without a full stop: how many of which, the gravest first.
func (f Fleet) Verdict() string {
	counts := map[reports.Verdict]int{}
	for _, m := range f.Members {
		counts[m.Verdict]++
	}
	sentence := text.Plural(len(f.Members), "target", "targets")
	for _, v := range []reports.Verdict{reports.VerdictNonconformant, Usage, reports.VerdictInconclusive, reports.VerdictConformant} {
		if counts[v] > 0 {
			sentence += fmt.Sprintf(", %d %s", counts[v], InWords(v))
		}
	}
	if n := len(f.Missing()); n > 0 {
		sentence += fmt.Sprintf(", %d missing", n)
	}
	return sentence
}

// InWords tells a verdict as a reader has it.
func InWords(v reports.Verdict) string {
	if v == Usage {
		return "wrongly configured"
	}
	return string(v)
}

// Write writes it as JSON, sorted.
func (f Fleet) Write(w io.Writer) error {
	f.Schema = SchemaID
	f.Names, f.Shards, f.Members = text.NonNil(f.Names), text.NonNil(f.Shards), text.NonNil(f.Members)
	return text.EncodeJSON(w, "fleet", f)
}
