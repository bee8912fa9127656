package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/reports/text"
)

// Terms are the circumstances under which results become a verdict.
type Terms struct {
	Strict      bool // broken recommended clauses count
	Interrupted bool // the run was cancelled
	// LeftOut are the IDs of the mandatory clauses that a filter left out.
	LeftOut []string
	// NotJudged are the keywords of the contract's document that no value is held against.
	NotJudged []string
}

// Judge gives the verdict over results, and why it is not plainly conformant (one sentence without a full
// stop, "" when it is). The catalogue holds the ids of the clauses that were to be judged, each once. The
// first rule that applies decides:
//
//  1. An interrupted run is inconclusive, whatever it has seen.
//  2. A broken mandatory clause (under strict terms a recommended one too) that the baseline does not excuse makes it
//     nonconformant.
//  3. A clause of the catalogue without a result or with two, a result of no clause, an unknown status
//     or level: inconclusive, and the reason names the clause, for that is a bug of ours.
//  4. A mandatory clause (under strict terms a recommended one too) that is inconclusive makes it so.
//  5. Where no mandatory clause passed or deviates as the baseline says, nothing was judged: inconclusive.
//  6. Otherwise it is conformant; the reason then names the number of known deviations, of mandatory clauses that were not
//     asked and of entries of the baseline that do not hold. What nobody can provoke takes nothing away (R39).
//
// The reason ends with what was not asked, and with what of the document is not judged, whatever the verdict. Optional clauses never
// count.
func Judge(results []Result, catalogue []string, terms Terms) (Verdict, string) {
	verdict, reason := judge(results, catalogue, terms)
	if unasked := completenessOf(results, terms.LeftOut).Gaps(); unasked != "" && verdict != VerdictConformant {
		reason += "; " + unasked
	}
	for _, without := range []string{unaskedResource(results), Completeness{NotJudged: terms.NotJudged}.Unjudged()} {
		if without != "" {
			reason = strings.TrimPrefix(reason+"; "+without, "; ")
		}
	}
	return verdict, reason
}

// resourceFlag is the flag that names the protected resource.
const resourceFlag = "--resource-path"

// unaskedResource says that nobody named the protected resource, which a verdict must not hide; "" when it was asked,
// or nothing was to be asked of it.
func unaskedResource(results []Result) string {
	if slices.ContainsFunc(results, func(r Result) bool { return r.Status == Skipped && r.Flag == resourceFlag }) {
		return "the protected resource was not asked (" + resourceFlag + ")"
	}
	return ""
}

func judge(results []Result, catalogue []string, terms Terms) (Verdict, string) {
	broken := brokenClauses(results, terms.Strict)
	if terms.Interrupted {
		reason := "the run was interrupted before everything was asked"
		if broken != "" {
			reason += "; by then " + broken
		}
		return VerdictInconclusive, reason
	}
	if broken != "" {
		return VerdictNonconformant, broken
	}
	if bug := miscounted(results, catalogue); bug != "" {
		return VerdictInconclusive, bug
	}
	if reason := undecided(results, terms.Strict); reason != "" {
		return VerdictInconclusive, reason
	}
	if !slices.ContainsFunc(results, func(r Result) bool { return r.Level == Mandatory && (r.Status == Passed || r.Excused()) }) {
		return VerdictInconclusive, "nothing was judged: no mandatory clause passed or failed"
	}
	return VerdictConformant, reservations(results, terms)
}

// reservations says why a target is not plainly conformant.
func reservations(results []Result, terms Terms) string {
	var parts []string
	if n := Count(results, Result.Excused); n > 0 {
		parts = append(parts, "conformant "+exceptFor(n))
	}
	if unasked := completenessOf(results, terms.LeftOut).Gaps(); unasked != "" {
		parts = append(parts, unasked)
	}
	if n := Count(results, Result.Stale); n > 0 {
		parts = append(parts, text.Plural(n, "clause is", "clauses are")+" listed as known to fail, but passed")
	}
	return strings.Join(parts, "; ")
}

func exceptFor(n int) string {
	return "except for " + text.Plural(n, "known deviation", "known deviations")
}

// ExitCode is the exit code of a run with this report: 0 conformant, 1 nonconformant, 3 for everything else, and for what is
// conformant in what was asked alone where whole is wanted (R39). A usage or configuration error (2) has no verdict.
func ExitCode(r Report, whole bool) int {
	switch r.Verdict {
	case VerdictConformant:
		if whole && r.Completeness.State != Complete {
			return 3
		}
		return 0
	case VerdictNonconformant:
		return 1
	case VerdictInconclusive:
		return 3
	default:
		return 3
	}
}

// CountsAgainst says whether the result speaks against the target in the verdict: it deviates, its level is
// mandatory, or recommended under strict terms, and the baseline does not excuse it.
func (r Result) CountsAgainst(strict bool) bool {
	return r.Deviates() && !r.Excused() && (r.Level == Mandatory || strict && r.Level == Recommended)
}

// Deviates takes a mandatory clause with a mere warning for what it is: were it to count as nothing, a
// slip of ours would turn a failure into a pass.
func (r Result) Deviates() bool { return r.Status == Failed || r.Status == Warned }

// Warns says whether the result deviates in what does not count, without being a known deviation.
func (r Result) Warns(strict bool) bool {
	return r.Deviates() && !r.Excused() && !r.CountsAgainst(strict)
}

// Excused says whether the baseline keeps a deviation from counting. It looks at R11 again, for no slip elsewhere may
// excuse a token for the unauthenticated.
func (r Result) Excused() bool { return r.Deviates() && r.Known != nil && !r.Critical }

// Stale says whether the baseline lists as known to fail what passed.
func (r Result) Stale() bool { return r.Status == Passed && r.BaselineError != "" }

// beyondExcuse says whether the baseline lists what it cannot excuse.
func (r Result) beyondExcuse() bool { return r.Deviates() && r.Critical && r.BaselineError != "" }

func brokenClauses(results []Result, strict bool) string {
	mandatory := Count(results, func(r Result) bool { return r.CountsAgainst(false) })
	recommended := Count(results, func(r Result) bool { return r.CountsAgainst(strict) }) - mandatory
	m := text.Plural(mandatory, "mandatory clause", "mandatory clauses")
	r := text.Plural(recommended, "recommended clause", "recommended clauses")
	broken := ""
	switch {
	case mandatory > 0 && recommended > 0:
		broken = fmt.Sprintf("%s and %s failed (--strict)", m, r)
	case mandatory > 0:
		broken = m + " failed"
	case recommended > 0:
		broken = r + " failed (--strict)"
	default:
		return ""
	}
	if slices.ContainsFunc(results, Result.beyondExcuse) {
		broken += ", and the baseline excuses no token for the unauthenticated (ruling 11)"
	}
	return broken
}

// miscounted finds the first clause, in the catalogue's order, that does not have exactly one sound result.
func miscounted(results []Result, catalogue []string) string {
	bug := func(id, what string) string {
		return fmt.Sprintf("clause %s %s; this is a bug of authconform, please report it", text.Printable(id), what)
	}
	seen := make(map[string]int, len(results))
	for _, r := range results {
		seen[r.ID]++
	}
	known := make(map[string]bool, len(catalogue))
	for _, id := range catalogue {
		if known[id] {
			return bug(id, "is twice in the catalogue")
		}
		known[id] = true
		switch n := seen[id]; {
		case n == 0:
			return bug(id, "has no result")
		case n > 1:
			return bug(id, fmt.Sprintf("has %d results", n))
		}
	}
	for _, r := range results {
		switch {
		case !known[r.ID]:
			return bug(r.ID, "has a result, but is not in the catalogue")
		case !slices.Contains([]Status{Passed, Failed, Warned, Skipped, Inconclusive}, r.Status):
			return bug(r.ID, fmt.Sprintf("has the unknown status %q", r.Status))
		case !slices.Contains([]Level{Mandatory, Recommended, Optional}, r.Level):
			return bug(r.ID, fmt.Sprintf("has the unknown level %q", r.Level))
		}
	}
	return ""
}

// undecided gives the reason itself where all that could not be judged share one.
func undecided(results []Result, strict bool) string {
	var open []Result
	for _, r := range results {
		if r.Status == Inconclusive && (r.Level == Mandatory || strict && r.Level == Recommended) {
			open = append(open, r)
		}
	}
	if len(open) == 0 {
		return ""
	}
	kind := "mandatory "
	if slices.ContainsFunc(open, func(r Result) bool { return r.Level != Mandatory }) {
		kind = ""
	}
	reason := text.Plural(len(open), kind+"clause", kind+"clauses") + " could not be judged"
	if first := open[0].Reason; first != "" && !slices.ContainsFunc(open, func(r Result) bool { return r.Reason != first }) {
		reason += ": " + first
	}
	return reason
}

// Count counts the results of a kind.
func Count(results []Result, is func(Result) bool) int {
	n := 0
	for _, r := range results {
		if is(r) {
			n++
		}
	}
	return n
}
