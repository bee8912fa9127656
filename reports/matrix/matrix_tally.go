package matrix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports/text"
)

// tally counts the clauses of one area, and the deviations that have to be caught there by what came of them.
type tally struct {
	area                                  string
	clauses, deviations                   int
	killed, collateral, differs, survived int
	errors                                int
}

func (y *tally) add(t Trial) {
	y.deviations++
	switch t.fault() {
	case "":
		y.killed++
	case TrialCollateral:
		y.collateral++
	case TrialDiffers:
		y.differs++
	case TrialSurvived:
		y.survived++
	default:
		y.errors++
	}
}

// tallies gives the areas of the clauses that are told and of the deviations, in alphabetical order, and all of them
// together.
func (c ContractMatrix) tallies(partial bool) (byArea []tally, all tally) {
	all.area = "all"
	index := map[string]*tally{}
	in := func(area string) *tally {
		if index[area] == nil {
			index[area] = &tally{area: area}
		}
		return index[area]
	}
	for _, kills := range c.shown(partial) {
		in(kills.Area).clauses++
		all.clauses++
	}
	areas := c.areas()
	for _, t := range c.Trials {
		if t.deviates() {
			in(areaOf(t.Clause, areas)).add(t)
			all.add(t)
		}
	}
	for _, y := range index {
		byArea = append(byArea, *y)
	}
	slices.SortFunc(byArea, func(a, b tally) int { return strings.Compare(a.area, b.area) })
	return byArea, all
}

// areaOf is the area of a clause; of one that is not in the catalogue it is the first word of its ID.
func areaOf(id string, areas map[string]string) string {
	if area, known := areas[id]; known {
		return area
	}
	area, _, _ := strings.Cut(id, ".")
	if area == "" {
		return "none"
	}
	return area
}

// shown gives the clauses that are worth telling: of a part only those that caught something.
func (c ContractMatrix) shown(partial bool) []ClauseKills {
	if !partial {
		return c.Clauses
	}
	return slices.DeleteFunc(text.NonNil(c.Clauses), func(k ClauseKills) bool { return !k.isolated() && len(k.Elsewhere) == 0 })
}

func (m Matrix) partial() bool { return len(m.Patterns) > 0 }

// title is how a contract is headed.
func (c ContractMatrix) title() string {
	if c.Contract.Title == "" {
		return c.Contract.Name
	}
	return c.Contract.Title
}

// kind gives the trials of some kinds.
func (c ContractMatrix) kind(kinds ...TrialKind) []Trial {
	var trials []Trial
	for _, t := range c.Trials {
		if slices.Contains(kinds, t.Kind) {
			trials = append(trials, t)
		}
	}
	return trials
}

// score is how many trials of one sort came out well.
type score struct {
	noun, nouns string
	verb        string // what is good: "caught"
	good, all   int
}

// scores gives those sorts of trials that there were any of.
func (c ContractMatrix) scores() []score {
	var scores []score
	for _, sort := range []struct {
		score
		kinds []TrialKind
	}{
		{score{noun: "deviation", nouns: "deviations", verb: "caught"}, []TrialKind{TrialDeviation, TrialGenerated}},
		{score{noun: "legal variant", nouns: "legal variants", verb: "spared"}, []TrialKind{TrialVariant}},
		{score{noun: "null target", nouns: "null targets", verb: "refused"}, []TrialKind{TrialNull}},
		{score{noun: "run of the sound target", nouns: "runs of the sound target", verb: "without blame"}, []TrialKind{TrialSound}},
	} {
		trials := c.kind(sort.kinds...)
		sort.all = len(trials)
		sort.good = len(slices.DeleteFunc(trials, func(t Trial) bool { return t.fault() != "" }))
		sort.noun, sort.nouns = c.Role.speak(sort.noun), c.Role.speak(sort.nouns)
		if sort.all > 0 {
			scores = append(scores, sort.score)
		}
	}
	return scores
}

// text says it in words: "520 deviations caught", or "518 of 520 deviations caught".
func (s score) text() string {
	text := text.Plural(s.all, s.noun, s.nouns) + " " + s.verb
	if s.good < s.all {
		text = fmt.Sprintf("%d of ", s.good) + text
	}
	return text
}

// opening says it of a contract: "520 deviations of prioticket are caught".
func (s score) opening(contract string) string {
	verb := " are "
	if s.all == 1 {
		verb = " is "
	}
	return text.Plural(s.all, s.noun, s.nouns) + " of " + contract + verb + s.verb
}

// tallyColumns head the numbers of a tally.
func tallyColumns() []string {
	return []string{"clauses", "deviations", "killed", "by others", "differ", "survived", "not tried"}
}

// numbers are the tally in the order of tallyColumns.
func (y tally) numbers() []numberView {
	return []numberView{
		number(y.clauses, ""), number(y.deviations, ""), number(y.killed, ""),
		number(y.collateral, "bad"), number(y.differs, "bad"), number(y.survived, "bad"), number(y.errors, "bad"),
	}
}
