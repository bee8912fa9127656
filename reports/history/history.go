package history

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// SchemaID is the value of HistoryEntry.Schema and the $id of HistorySchema: it names the version of the form.
const SchemaID = "https://github.com/authconform/authconform/reports/schema/history-1.json"

// Entry is what a history keeps of one run: a line of a file, as JSON. It is an API: HistorySchemaID names its
// version, and within one version members are added but never changed or taken away.
type Entry struct {
	// Schema stands first: a file that does not begin with it is no history.
	Schema   string          `json:"schema"`
	Started  time.Time       `json:"started"`
	Finished time.Time       `json:"finished"`
	Verdict  reports.Verdict `json:"verdict"`
	Reason   string          `json:"reason,omitempty"`
	// Completeness says whether all was asked that can be; "" in a history older than that was told.
	Completeness reports.State  `json:"completeness,omitempty"`
	Contract     Contract       `json:"contract"`
	Target       reports.Target `json:"target"`
	Suite        reports.Suite  `json:"suite"`
	Strict       bool           `json:"strict"`
	Interrupted  bool           `json:"interrupted"`
	Patterns     []string       `json:"patterns,omitempty"`  // of a partial run
	Directory    string         `json:"directory,omitempty"` // of its reports, as seen from that of the history; "" for none
	Counts       reports.Counts `json:"counts"`
	Latency      Latency        `json:"latency"`
	Statuses     Statuses       `json:"statuses"`
}

// Contract is as much of a contract as tells its versions apart.
type Contract struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Digest  string `json:"digest"`
}

// Latency is how long a target took to answer: the shortest time, in milliseconds, in which so many of a hundred
// answers were there.
type Latency struct {
	Answers int     `json:"answers"` // how many there were; without any, the rest is 0
	P50     float64 `json:"p50"`
	P90     float64 `json:"p90"`
	P99     float64 `json:"p99"`
	Max     float64 `json:"max"`
}

// Statuses are the ids of the clauses by what became of them, each id once and sorted. What the baseline excuses is
// known, and neither failed nor warned.
type Statuses struct {
	Passed       []string `json:"passed,omitempty"`
	Failed       []string `json:"failed,omitempty"`
	Warned       []string `json:"warned,omitempty"`
	Skipped      []string `json:"skipped,omitempty"`
	Inconclusive []string `json:"inconclusive,omitempty"`
	Known        []string `json:"known,omitempty"`
}

// maxHistoryReason is how much of a verdict's reason a history keeps, in bytes.
const maxHistoryReason = 200

// Of makes the entry of a run from its report and its evidence.
func Of(r reports.Report, rec evidence.Record) Entry {
	r = r.Complete()
	e := Entry{
		Schema: SchemaID, Started: r.Started, Finished: r.Finished, Verdict: r.Verdict, Reason: text.Bounded(r.Reason, maxHistoryReason), Completeness: r.Completeness.State,
		Contract: Contract{Name: r.Contract.Name, Version: r.Contract.Version, Digest: r.Contract.Digest},
		Target:   r.Target, Suite: r.Suite, Strict: r.Strict, Interrupted: r.Interrupted, Patterns: r.Clauses,
		Counts: r.Summary.Counts, Latency: LatencyOf(rec),
	}
	for _, x := range r.Results {
		if list := e.Statuses.list(x); list != nil {
			*list = append(*list, x.ID)
		}
	}
	return e
}

func (s *Statuses) list(r reports.Result) *[]string {
	if r.Excused() {
		return &s.Known
	}
	switch r.Status {
	case reports.Passed:
		return &s.Passed
	case reports.Failed:
		return &s.Failed
	case reports.Warned:
		return &s.Warned
	case reports.Skipped:
		return &s.Skipped
	case reports.Inconclusive:
		return &s.Inconclusive
	}
	return nil
}

// LatencyOf measures the answers to HTTP requests, each attempt by itself. Bare handshakes are no answers.
func LatencyOf(rec evidence.Record) Latency {
	var times []time.Duration
	for _, x := range rec.Exchanges {
		if x.Response != nil {
			times = append(times, x.Duration)
		}
	}
	if len(times) == 0 {
		return Latency{}
	}
	slices.Sort(times)
	at := func(percent float64) float64 { // the nearest rank
		rank := int(math.Ceil(percent / 100 * float64(len(times))))
		return milliseconds(times[max(rank, 1)-1])
	}
	return Latency{Answers: len(times), P50: at(50), P90: at(90), P99: at(99), Max: at(100)}
}

// milliseconds rounds to a tenth.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Millisecond)*10) / 10
}

// byStart sorts entries as their runs started.
func byStart(a, b Entry) int {
	return cmp.Or(a.Started.Compare(b.Started), a.Finished.Compare(b.Finished), cmp.Compare(a.Suite.Run, b.Suite.Run))
}
