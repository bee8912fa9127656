package reports

import (
	"cmp"
	"maps"
	"slices"
)

// section is a part of a report that tells results of one kind. What matters most comes first.
type section struct {
	name    string // a word, as for a link
	heading string
	who     string // has to act; "" for nobody
	sign    string
	color   shade
	grouped bool // by reason: one cause is told once
	results []Result
}

// title is the heading, and who has to act.
func (s section) title() string {
	if s.who == "" {
		return s.heading
	}
	return s.heading + " (" + s.who + ")"
}

// sections gives those that have results, in the order in which every format tells them.
func (r Report) sections() []section {
	counts := func(x Result) bool { return x.CountsAgainst(r.Strict) }
	is := func(s Status) func(Result) bool { return func(x Result) bool { return x.Status == s } }
	warned := func(l Level) func(Result) bool {
		return func(x Result) bool { return x.warns(r.Strict) && x.Level == l }
	}
	failed := r.chosen(func(x Result) bool { return counts(x) && !x.Gravest })
	slices.SortStableFunc(failed, func(a, b Result) int { // a cause before what it does not block
		return cmp.Or(rank(a.Level)-rank(b.Level), r.blocked(b)-r.blocked(a))
	})
	all := []section{
		{
			name: "Gravest", heading: "Gravest: a token for the unauthenticated", who: "the target's owner has to act", sign: "✗", color: red,
			results: r.chosen(func(x Result) bool { return counts(x) && x.Gravest }),
		},
		{name: "Failed", heading: "Failed", who: "the target's owner has to act", sign: "✗", color: red, results: failed},
		{
			name: "Stale", heading: "Known to fail, but passed", who: "whoever keeps the baseline has to act", sign: "✗", color: red,
			results: r.chosen(Result.stale),
		},
		{name: "Inconclusive", heading: "Could not be judged", sign: "?", color: yellow, grouped: true, results: r.chosen(is(Inconclusive))},
		{
			name: "Known", heading: "Known deviations", who: "listed in the baseline; whoever owns one has to act", sign: "~", color: yellow,
			results: r.chosen(Result.excused),
		},
		{name: "Warnings", heading: "Warnings", who: "the target's owner is advised to act", sign: "!", color: yellow, results: r.chosen(warned(Recommended))},
		{name: "Advice", heading: "Good practice", who: "never counted", sign: "!", color: faint, results: r.chosen(warned(Optional))},
		{name: "Skipped", heading: "Skipped", sign: "-", color: faint, grouped: true, results: r.chosen(is(Skipped))},
	}
	return slices.DeleteFunc(all, func(s section) bool { return len(s.results) == 0 })
}

func (r Report) chosen(is func(Result) bool) []Result {
	var chosen []Result
	for _, x := range r.Results {
		if is(x) {
			chosen = append(chosen, x)
		}
	}
	return chosen
}

// blocked counts the clauses that a failure keeps from being judged.
func (r Report) blocked(by Result) int {
	return count(r.Results, func(x Result) bool { return x.BlockedBy == by.ID })
}

// told is a result's status under the run's terms: a broken recommended clause is a failure under strict ones.
func (r Report) told(x Result) Status {
	switch {
	case x.CountsAgainst(r.Strict):
		return Failed
	case x.warns(r.Strict):
		return Warned
	default:
		return x.Status
	}
}

// reasonGroup is what shares one reason.
type reasonGroup struct {
	reason  string
	results []Result
}

// byReason groups results by their reasons, the most frequent first.
func byReason(results []Result) []reasonGroup {
	groups := map[string][]Result{}
	for _, r := range results {
		groups[r.fullReason()] = append(groups[r.fullReason()], r)
	}
	reasons := slices.SortedFunc(maps.Keys(groups), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(groups[b]), len(groups[a])), cmp.Compare(a, b))
	})
	out := make([]reasonGroup, len(reasons))
	for i, reason := range reasons {
		out[i] = reasonGroup{reason, groups[reason]}
	}
	return out
}

// areaCount counts the results of an area.
type areaCount struct {
	Area string
	Counts
}

// areaCounts counts area by area, in the order of areasOf.
func (r Report) areaCounts() []areaCount {
	var out []areaCount
	for _, area := range areasOf(r.Results) {
		counted := areaCount{Area: Printable(area)}
		for _, x := range r.Results {
			if x.Area == area {
				x.Status = r.told(x)
				counted.add(x)
			}
		}
		out = append(out, counted)
	}
	return out
}
