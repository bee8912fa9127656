package outline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// Section is a part of a report that tells results of one kind. What matters most comes first.
type Section struct {
	Name    string // a word, as for a link
	Heading string
	Who     string // has to act; "" for nobody
	Sign    string
	Color   text.Color
	Grouped bool   // by reason: one cause is told once
	Cards   []Card // where it is not grouped
	Results []reports.Result
}

// Title is the heading, and who has to act.
func (s Section) Title() string {
	if s.Who == "" {
		return s.Heading
	}
	return s.Heading + " (" + s.Who + ")"
}

// Sections gives those that have results, in the order in which every format tells them.
func Sections(r reports.Report) []Section {
	counts := func(x reports.Result) bool { return x.CountsAgainst(r.Strict) }
	is := func(s reports.Status) func(reports.Result) bool {
		return func(x reports.Result) bool { return x.Status == s }
	}
	warned := func(l reports.Level) func(reports.Result) bool {
		return func(x reports.Result) bool { return x.Warns(r.Strict) && x.Level == l }
	}
	owner := "the " + r.Party() + "'s owner"
	all := []Section{
		{
			Name: "Gravest", Heading: "Gravest: a token for the unauthenticated", Who: owner + " has to act", Sign: "✗", Color: text.Red,
			Cards: cardsOf(r, func(x reports.Result) bool { return counts(x) && x.Critical }),
		},
		{Name: "Failed", Heading: "Failed", Who: owner + " has to act", Sign: "✗", Color: text.Red, Cards: cardsOf(r, func(x reports.Result) bool { return counts(x) && !x.Critical })},
		{
			Name: "Stale", Heading: "Known to fail, but passed", Who: "whoever keeps the baseline has to act", Sign: "✗", Color: text.Red,
			Cards: alone(chosenOf(r, reports.Result.Stale)),
		},
		{Name: "Inconclusive", Heading: "Could not be judged", Sign: "?", Color: text.Yellow, Grouped: true, Results: chosenOf(r, is(reports.Inconclusive))},
		{
			Name: "Known", Heading: "Known deviations", Who: "listed in the baseline; whoever owns one has to act", Sign: "~", Color: text.Yellow,
			Cards: alone(chosenOf(r, reports.Result.Excused)),
		},
		{Name: "Warnings", Heading: "Warnings", Who: owner + " is advised to act", Sign: "!", Color: text.Yellow, Cards: cardsOf(r, warned(reports.Recommended))},
		{Name: "Advice", Heading: "Good practice", Who: "never counted", Sign: "!", Color: text.Faint, Cards: cardsOf(r, warned(reports.Optional))},
		{Name: "Skipped", Heading: "Skipped", Sign: "-", Color: text.Faint, Grouped: true, Results: chosenOf(r, is(reports.Skipped))},
	}
	for i := range all {
		for _, c := range all[i].Cards {
			all[i].Results = append(append(all[i].Results, c.Result), c.Others...)
		}
	}
	return slices.DeleteFunc(all, func(s Section) bool { return len(s.Results) == 0 })
}

func chosenOf(r reports.Report, is func(reports.Result) bool) []reports.Result {
	var chosen []reports.Result
	for _, x := range r.Results {
		if is(x) {
			chosen = append(chosen, x)
		}
	}
	return chosen
}

// StatusOf is a result's status under the run's terms: a broken recommended clause is a failure under strict ones.
func StatusOf(r reports.Report, x reports.Result) reports.Status {
	switch {
	case x.CountsAgainst(r.Strict):
		return reports.Failed
	case x.Warns(r.Strict):
		return reports.Warned
	default:
		return x.Status
	}
}

// Group is what shares one reason.
type Group struct {
	Reason  string
	Results []reports.Result
}

// ByReason groups results by their reasons, the most frequent first.
func ByReason(results []reports.Result) []Group {
	groups := map[string][]reports.Result{}
	for _, r := range results {
		reason := r.FullReason()
		if r.Flag == reports.ScenarioFlag { // each names another one
			reason = "their scenarios were not played (" + reports.ScenarioFlag + ")"
		}
		groups[reason] = append(groups[reason], r)
	}
	reasons := slices.SortedFunc(maps.Keys(groups), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(groups[b]), len(groups[a])), cmp.Compare(a, b))
	})
	out := make([]Group, len(reasons))
	for i, reason := range reasons {
		out[i] = Group{reason, groups[reason]}
	}
	return out
}

// AreaCount counts the results of an area.
type AreaCount struct {
	Area string
	reports.Counts
}

// AreaCounts counts area by area, in the order of areasOf.
func AreaCounts(r reports.Report) []AreaCount {
	var out []AreaCount
	for _, area := range Areas(r.Results) {
		counted := AreaCount{Area: text.Printable(area)}
		for _, x := range r.Results {
			if x.Area == area {
				x.Status = StatusOf(r, x)
				counted.Add(x)
			}
		}
		out = append(out, counted)
	}
	return out
}

// Areas gives the areas in the order in which the results, sorted by id, first name them.
func Areas(results []reports.Result) []string {
	var areas []string
	seen := map[string]bool{}
	for _, r := range results {
		if !seen[r.Area] {
			seen[r.Area] = true
			areas = append(areas, r.Area)
		}
	}
	return areas
}

// CountClauses counts clauses and says how many of them are mandatory.
func CountClauses(group []reports.Result) string {
	mandatory := reports.Count(group, func(r reports.Result) bool { return r.Level == reports.Mandatory })
	switch {
	case mandatory == len(group):
		return text.Plural(mandatory, "mandatory clause", "mandatory clauses")
	case mandatory > 0:
		return fmt.Sprintf("%d clauses (%d mandatory)", len(group), mandatory)
	default:
		return text.Plural(len(group), "clause", "clauses")
	}
}
