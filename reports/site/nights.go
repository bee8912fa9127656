package site

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/fleet"
	"github.com/authconform/authconform/reports/text"
)

// What is taken of fleets, at most: their files can be anybody's.
const (
	MaxNights   = 400
	maxRuns     = 1_000_000
	maxMentions = 50_000_000 // of clauses in runs
	maxClauses  = 20_000     // by name
)

// ErrTwice says that two fleets have a result of one target at the same time, or of one run.
var ErrTwice = errors.New("they have the same result twice")

// Nights are what fleets of several nights say, target by target. The suite's version, a contract's state and the list of targets
// may change from night to night.
type Nights struct {
	targets map[string]*history
	latest  fleet.Fleet
	from    map[string]bool
	clauses []string // by the number under which runs have them
	number  map[string]int32
	kinds   map[kind]int32
	runs    int
	size    int
}

// history is what became of one target.
type history struct {
	name     string
	runs     []run
	last     fleet.Member // of the latest run
	contract string       // that it was held to last
	held     time.Time    // when
	cells    map[cellKey]cell
}

// run is what a night keeps of a target: as little as its pages tell.
type run struct {
	from              string // the directory of its fleet
	id                string
	started, finished time.Time
	verdict           reports.Verdict
	completeness      reports.State
	counts            reports.Counts
	errors4xx         int
	latency           *fleet.Latency
	suite, report     string
	kind              int32
	failed, open      []int32 // clauses, sorted
}

// judgement is what a run found of the contract as a whole.
func (r run) judgement() judgement {
	switch r.verdict {
	case reports.VerdictConformant:
		return kept
	case reports.VerdictNonconformant:
		return broken
	default:
		return unjudged
	}
}

// kind is what runs have in common that judge the same clauses.
type kind struct {
	suite, contract string
	clauses         int
}

type cellKey struct{ contract, area string }

// cell is what became of an area when it was judged last; at is when.
type cell struct {
	fleet.Area
	at time.Time
}

func (c cell) judged() bool { return c.Passed+c.Failed+c.Warned+c.Known > 0 }

// New gives no nights yet.
func New() *Nights {
	return &Nights{targets: map[string]*history{}, number: map[string]int32{}, kinds: map[kind]int32{}, from: map[string]bool{}}
}

// Add adds the fleet of a night, or what shards of it were put together to, as it was read from somewhere; its reports are as seen
// from the site. What was added before of one target at the same time, or of the same run, is an ErrTwice, which names both.
func (n *Nights) Add(from string, f fleet.Fleet) error {
	if n.from[from] {
		return fmt.Errorf("%s: %w: it was given two times", text.Printable(from), ErrTwice)
	}
	n.from[from] = true
	twice := map[string][]string{}
	for _, m := range f.Members {
		if n.runs++; n.runs > maxRuns || n.size > maxMentions || len(n.clauses) > maxClauses {
			return fmt.Errorf("%s: wanted at most %d results of targets, %d names of clauses and %d mentions of them: give fewer nights", text.Printable(from), maxRuns, maxClauses, maxMentions)
		}
		if other := n.add(from, f.Suite.Version, m); other != "" {
			twice[other] = append(twice[other], m.Name)
		}
	}
	var problems []error
	for _, other := range slices.Sorted(maps.Keys(twice)) {
		problems = append(problems, fmt.Errorf("%s and %s: %w: of %s: leave one of them out", text.Printable(other), text.Printable(from), ErrTwice, fleet.Some(twice[other])))
	}
	if n.latest.Finished.Before(f.Finished) || len(n.latest.Names) == 0 {
		n.latest = f
	}
	return errors.Join(problems...)
}

// add adds a run, and gives where it is already.
func (n *Nights) add(from, suite string, m fleet.Member) string {
	h := n.targets[m.Name]
	if h == nil {
		h = &history{name: m.Name, cells: map[cellKey]cell{}}
		n.targets[m.Name] = h
	}
	for _, known := range h.runs {
		if known.started.Equal(m.Started) || known.id != "" && known.id == m.Run {
			return known.from
		}
	}
	r := run{
		from: from, id: m.Run, started: m.Started.UTC(), finished: m.Finished.UTC(), verdict: m.Verdict, completeness: m.Completeness,
		counts: m.Counts, errors4xx: m.Errors4xx, latency: m.Latency, suite: suite, report: m.Report,
		kind:   numbered(n.kinds, kind{suite, m.Contract.Digest, m.Counts.Clauses}),
		failed: n.numbers(m.Failed), open: n.numbers(m.Open),
	}
	h.runs = append(h.runs, r)
	if len(h.runs) == 1 || h.last.Started.Before(m.Started) {
		h.last = m
	}
	if m.Contract.Name != "" && !m.Started.Before(h.held) {
		h.contract, h.held = m.Contract.Name, m.Started
	}
	for _, area := range m.Areas {
		key, c := cellKey{m.Contract.Name, area.Name}, cell{area, r.started}
		if known, there := h.cells[key]; !there || newer(c, known) {
			h.cells[key] = c
		}
	}
	return ""
}

// newer says whether a cell tells more of today: one that was judged, and the later of two.
func newer(a, b cell) bool {
	if a.judged() != b.judged() {
		return a.judged()
	}
	return a.at.After(b.at)
}

func (n *Nights) numbers(ids []string) []int32 {
	n.size += len(ids)
	list := make([]int32, 0, len(ids))
	for _, id := range ids {
		number, known := n.number[id]
		if !known {
			number = int32(len(n.clauses))
			n.number[id], n.clauses = number, append(n.clauses, id)
		}
		list = append(list, number)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func numbered[K comparable](known map[K]int32, key K) int32 {
	number, there := known[key]
	if !there {
		number = int32(len(known))
		known[key] = number
	}
	return number
}

// sorted puts the runs of each target into their order.
func (n *Nights) sorted() {
	for _, h := range n.targets {
		slices.SortFunc(h.runs, func(a, b run) int { return cmp.Or(a.started.Compare(b.started), cmp.Compare(a.from, b.from)) })
	}
}
