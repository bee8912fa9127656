package reports

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/match"
)

// Finding is one cause of failures and warnings, which is told once (R40).
type Finding struct {
	// Sentence says what is wrong, without a full stop.
	Sentence string `json:"sentence"`
	// Clauses are the IDs of those that it breaks. The first is the one to tell in full: what was sent, got and wanted.
	Clauses []string `json:"clauses"`
	Level   Level    `json:"level"` // of its gravest clause
	// Gravest marks a token for somebody who must not have one (R11).
	Gravest bool `json:"gravest"`
	// Blocks counts the clauses that it keeps from being judged.
	Blocks int `json:"blocks"`
	// Evidence are the ids of the exchanges that show it, that of the first clause first.
	Evidence []string `json:"evidence"`
	// Ruling decides what is wanted ("R9"), and Mend says how owners usually mend it; both are "" where there is none.
	Ruling string `json:"ruling,omitempty"`
	Mend   string `json:"mend,omitempty"`
}

// findingsOf tells what deviates by its causes, in the order of R40: tokens for those who must not have one, what blocks most,
// what is mandatory, what is recommended. Known deviations are none.
func findingsOf(results []Result) []Finding {
	var deviating []Result
	blocks := map[string]int{}
	for _, r := range results {
		if r.Deviates() && !r.Excused() {
			deviating = append(deviating, r)
		}
		if r.BlockedBy != "" {
			blocks[r.BlockedBy]++
		}
	}
	findings := []Finding{}
	for _, cause := range causesOf(deviating) {
		findings = append(findings, findingOf(cause, blocks))
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(rankOf(b.Gravest)-rankOf(a.Gravest), b.Blocks-a.Blocks, LevelRank(a.Level)-LevelRank(b.Level), cmp.Compare(a.Clauses[0], b.Clauses[0]))
	})
	return findings
}

func rankOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// LevelRank orders levels: 0 is mandatory.
func LevelRank(l Level) int { return slices.Index([]Level{Mandatory, Recommended, Optional}, l) }

// findingOf tells a cause by the clause that says most of it.
func findingOf(cause []Result, blocks map[string]int) Finding {
	slices.SortStableFunc(cause, func(a, b Result) int {
		return cmp.Or(rankOf(b.Critical)-rankOf(a.Critical), LevelRank(a.Level)-LevelRank(b.Level), vague(a)-vague(b), blocks[b.ID]-blocks[a.ID], cmp.Compare(a.ID, b.ID))
	})
	first := cause[0]
	f := Finding{Sentence: sentenceOf(first), Level: first.Level, Gravest: first.Critical, Ruling: first.Ruling, Evidence: []string{}}
	if first.Explanation != nil {
		f.Mend = first.Explanation.Advice
	}
	for _, r := range cause {
		f.Clauses = append(f.Clauses, r.ID)
		f.Blocks += blocks[r.ID]
		for _, id := range r.Evidence {
			if !slices.Contains(f.Evidence, id) && len(f.Evidence) < maxFindingEvidence {
				f.Evidence = append(f.Evidence, id)
			}
		}
	}
	return f
}

// maxFindingEvidence bounds the list of exchanges: the clauses name all of theirs.
const maxFindingEvidence = 50

// vague is how little the violation of a clause says of the cause: a wrong status is the cause itself, and an answer without a
// token is what all kinds of causes come to.
func vague(r Result) int {
	if len(r.Violations) == 0 {
		return 1
	}
	switch r.Violations[0].Rule {
	case match.TokenIssued, "status":
		return 0
	case "error-code":
		return 2
	case "no-token":
		if found, _, _ := strings.Cut(r.Violations[0].Detail, "; wanted"); strings.Contains(found, " with ") {
			return 0 // it says what the answer is instead
		}
		return 3
	}
	return 1
}

// sentenceOf says what is wrong by the first violation of a clause.
func sentenceOf(r Result) string {
	if len(r.Violations) == 0 {
		return text.Bounded(cmp.Or(r.Message, "The "+r.Party()+" does not do this: it "+r.Title), text.MaxText)
	}
	sentence := violationSentence(r, r.Violations[0])
	if r.Message != "" {
		_, first := utf8.DecodeRuneInString(r.Message)
		sentence += "; " + strings.ToLower(r.Message[:first]) + strings.TrimSuffix(r.Message[first:], ".")
	}
	return text.Bounded(strings.ToUpper(sentence[:1])+sentence[1:], text.MaxText)
}

func violationSentence(r Result, v wire.Violation) string {
	found, _, _ := strings.Cut(v.Detail, "; wanted")
	found = strings.TrimPrefix(found, "found ")
	member, isMember := strings.CutPrefix(v.Pointer, "/")
	switch {
	case r.Party() == "client" && !isMember && (v.Pointer == "" || strings.HasPrefix(v.Detail, "found ")):
		return strings.TrimPrefix(v.Pointer+": "+found, ": ")
	case v.Rule == match.TokenIssued && r.Critical:
		return "a token is issued to somebody who must not have one"
	case v.Rule == match.TokenIssued:
		return "a token is issued where it has to be refused: " + r.Wanted
	case v.Rule == "served":
		return "the resource answers with " + found + ", and has to refuse: " + r.Wanted
	case v.Pointer == "status" && r.Wanted != "" && strings.HasPrefix(v.Detail, "found "):
		return "the answer is " + found + ", and has to be " + r.Wanted
	case v.Rule == "header-missing" && strings.Contains(found, " without "):
		answer, _, _ := strings.Cut(found, " without ")
		return "the target sends no " + v.Pointer + " with " + answer
	case v.Rule == "required" && isMember:
		return "the member " + member + " is missing"
	case v.Rule == "closed" && isMember:
		return "the member " + member + " is none that the contract documents"
	case isMember:
		return "the member " + member + ": " + v.Detail
	case v.Pointer == "":
		return "the body: " + v.Detail
	}
	return v.Pointer + ": " + v.Detail
}
