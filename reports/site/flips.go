package site

import (
	"cmp"
	"slices"
	"time"
)

// judgement is what a run found of one clause.
type judgement byte

const (
	unjudged judgement = iota // skipped, inconclusive, not there yet, or excused
	kept
	broken
)

func (j judgement) String() string {
	switch j {
	case kept:
		return "kept"
	case broken:
		return "broken"
	case unjudged:
		return "not judged"
	}
	return ""
}

// course is how a clause went with a target, run by run.
type course struct {
	clause     int32
	judgements []judgement
}

// flips counts how often a clause went from kept to broken and back; what was not judged in between counts for neither.
func (c course) flips() int {
	flips, before := 0, unjudged
	for _, j := range c.judgements {
		if j == unjudged {
			continue
		}
		if before != unjudged && before != j {
			flips++
		}
		before = j
	}
	return flips
}

// now is what the last run said that judged it.
func (c course) now() judgement {
	for _, j := range slices.Backward(c.judgements) {
		if j != unjudged {
			return j
		}
	}
	return unjudged
}

// brokenSince gives the runs between which it was broken most recently: the first after it was kept, and the last.
func (c course) brokenSince() (first, last int) {
	first, last = -1, -1
	for i, j := range slices.Backward(c.judgements) {
		switch {
		case j == broken && last < 0:
			first, last = i, i
		case j == broken:
			first = i
		case j == kept && last >= 0:
			return first, last
		}
	}
	return first, last
}

// known says which clauses each kind of run judges, as far as any run has named them.
type known map[int32]map[int32]bool

func (n *Nights) known() known {
	k := known{}
	for _, h := range n.targets {
		for _, r := range h.runs {
			of := k[r.kind]
			if of == nil {
				of = map[int32]bool{}
				k[r.kind] = of
			}
			for _, list := range [][]int32{r.failed, r.open} {
				for _, clause := range list {
					of[clause] = true
				}
			}
		}
	}
	return k
}

// judgement tells a run's of a clause. It is kept where the run judged such clauses, and named it neither as failed nor as open: of a
// clause that no run of its kind ever names, nobody knows whether it was there.
func (k known) judgement(r run, clause int32) judgement {
	has := func(list []int32) bool { _, found := slices.BinarySearch(list, clause); return found }
	switch {
	case has(r.failed):
		return broken
	case r.counts.Passed == 0 || has(r.open) || !k[r.kind][clause]:
		return unjudged
	default:
		return kept
	}
}

// courses gives those of the clauses that the target ever broke: what is broken now first, then what flips.
func (h *history) courses(k known, ids []string) []course {
	ever := map[int32]bool{}
	for _, r := range h.runs {
		for _, clause := range r.failed {
			ever[clause] = true
		}
	}
	var all []course
	for clause := range ever {
		c := course{clause: clause}
		for _, r := range h.runs {
			c.judgements = append(c.judgements, k.judgement(r, clause))
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b course) int {
		return cmp.Or(cmp.Compare(b.now(), a.now()), cmp.Compare(b.flips(), a.flips()), cmp.Compare(ids[a.clause], ids[b.clause]))
	})
	return all
}

// verdicts gives how the verdict went: kept is conformant, broken is nonconformant.
func (h *history) verdicts() course {
	c := course{clause: -1}
	for _, r := range h.runs {
		c.judgements = append(c.judgements, r.judgement())
	}
	return c
}

// since gives when the state began in which the verdict is, as far back as there are runs.
func (c course) since(h *history) (time.Time, int) {
	first := len(c.judgements) - 1
	for first > 0 && c.judgements[first-1] == c.judgements[len(c.judgements)-1] {
		first--
	}
	return h.runs[first].started, len(c.judgements) - first
}
