package site

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/fleet"
)

// What is shown, at most: more is counted.
const (
	maxAreas       = 24
	maxCourses     = 200
	maxClausePages = 1000
	maxClauseRows  = 2000
)

// Site is all that there is to tell at a time.
type Site struct {
	nights  *Nights
	now     time.Time
	known   known
	targets []*target
	areas   []string
	more    int // areas without a column
	clauses []*clause
	pages   map[int32]bool // clauses that have a page
}

// target is one of the fleet's, or one that was and is no more.
type target struct {
	*history
	state   state
	missing bool // the latest night does not tell of it
	gone    bool // the latest night does not know it
	rank    int
	failing int
}

// clause is one that was broken by somebody.
type clause struct {
	id      string
	number  int32
	failing int // targets that break it now
	rows    []clauseRow
}

type clauseRow struct {
	target      *target
	now         bool
	first, last int // runs
}

// order puts those first that break the clause now.
func (r clauseRow) order() int {
	if r.now {
		return 0
	}
	return 1
}

// state is what a page says of a target: a badge's, or that there is none.
type state string

// The states beside those of badges.
const (
	stateMissing state = "missing"
	stateWrong   state = "wrongly configured"
)

// gravity orders states, the worst first.
func gravity() []state {
	return []state{
		state(fleet.StateNonconformant), stateWrong, stateMissing, state(fleet.StateInconclusive), state(fleet.StateExpired),
		state(fleet.StatePartial), state(fleet.StateKnown), state(fleet.StateConformant),
	}
}

func (s state) tone() string {
	switch s {
	case state(fleet.StateNonconformant), stateWrong, stateMissing:
		return "bad"
	case state(fleet.StateConformant):
		return "good"
	default:
		return "warn"
	}
}

// expires says whether a page that is kept has to say something else of it when its time is over.
func (s state) expires() bool {
	return !slices.Contains([]state{state(fleet.StateNonconformant), stateWrong, stateMissing, state(fleet.StateExpired)}, s)
}

// Site tells of the nights as of a time: what was valid until then is expired.
func (n *Nights) Site(now time.Time) Site {
	n.sorted()
	s := Site{nights: n, now: now.UTC(), known: n.known(), pages: map[int32]bool{}}
	for _, name := range n.latest.Names {
		if n.targets[name] == nil { // no night has told of it yet
			n.targets[name] = &history{name: name}
		}
	}
	told := map[string]bool{}
	for _, m := range n.latest.Members {
		told[m.Name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(n.targets)) {
		s.targets = append(s.targets, s.target(n.targets[name], told[name]))
	}
	slices.SortStableFunc(s.targets, func(a, b *target) int { return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.failing, a.failing)) })
	s.findAreas()
	s.findClauses()
	return s
}

func (s Site) target(h *history, told bool) *target {
	t := &target{history: h, failing: len(h.last.Failed)}
	_, named := slices.BinarySearch(s.nights.latest.Names, h.name)
	t.gone, t.missing = !named, named && !told
	switch {
	case t.missing:
		t.state = stateMissing
	case h.last.Verdict == fleet.Usage:
		t.state = stateWrong
	default:
		t.state = state(fleet.StateOf(h.last, s.now))
	}
	t.rank = slices.Index(gravity(), t.state)
	return t
}

// AsOf is the time as of which it tells.
func (s Site) AsOf() time.Time { return s.now }

// Names are those of the targets, each of which has a page and badges: of the latest fleet, and of those before it.
func (s Site) Names() []string {
	var names []string
	for _, t := range s.targets {
		names = append(names, t.name)
	}
	slices.Sort(names)
	return names
}

// Clauses are the IDs of the clauses that have a page, those first that most targets break.
func (s Site) Clauses() []string {
	var ids []string
	for _, c := range s.clauses {
		if s.pages[c.number] {
			ids = append(ids, c.id)
		}
	}
	return ids
}

// Member is the last result of a target, for its badge. One of which nobody has told is inconclusive.
func (s Site) Member(name string) fleet.Member {
	h := s.nights.targets[name]
	if h == nil || len(h.runs) == 0 {
		at := s.nights.latest.Finished
		return fleet.Member{Name: name, Verdict: reports.VerdictInconclusive, Finished: at, ValidUntil: s.now.Add(time.Hour)}
	}
	return h.last
}

// findAreas chooses the columns: areas that most targets have.
func (s *Site) findAreas() {
	had := map[string]int{}
	for _, t := range s.targets {
		for key := range t.cells {
			if key.contract == t.contract {
				had[key.area]++
			}
		}
	}
	all := slices.SortedFunc(maps.Keys(had), func(a, b string) int { return cmp.Or(cmp.Compare(had[b], had[a]), cmp.Compare(a, b)) })
	s.more = max(len(all)-maxAreas, 0)
	s.areas = all[:min(len(all), maxAreas)]
	slices.Sort(s.areas)
}

// fileName is how a clause has to be called to have a page of its name.
var fileName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,150}$`)

// findClauses finds who breaks what.
func (s *Site) findClauses() {
	found := map[int32]*clause{}
	for _, t := range s.targets {
		for _, c := range t.courses(s.known, s.nights.clauses) {
			of := found[c.clause]
			if of == nil {
				of = &clause{id: s.nights.clauses[c.clause], number: c.clause}
				found[c.clause] = of
			}
			row := clauseRow{target: t, now: c.now() == broken && !t.gone}
			row.first, row.last = c.brokenSince()
			if row.now {
				of.failing++
			}
			of.rows = append(of.rows, row)
		}
	}
	s.clauses = slices.SortedFunc(maps.Values(found), func(a, b *clause) int {
		return cmp.Or(cmp.Compare(b.failing, a.failing), cmp.Compare(len(b.rows), len(a.rows)), cmp.Compare(a.id, b.id))
	})
	for _, c := range s.clauses {
		if fileName.MatchString(c.id) && len(s.pages) < maxClausePages {
			s.pages[c.number] = true
		}
		slices.SortStableFunc(c.rows, func(a, b clauseRow) int {
			return cmp.Or(cmp.Compare(a.order(), b.order()), cmp.Compare(a.target.name, b.target.name))
		})
	}
}
