package baseline

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// Write writes a baseline for the report's target: the entries of the old one, with which the results were
// judged, that still hold (those whose clauses passed do not), and an entry for each clause that counts against the target under the report's terms. The
// gravest failures (R11) are left out, for no baseline excuses them. New entries have no reason, and ReadBaseline
// refuses the file until somebody gives one: a deviation that nobody can explain is not a known one.
func Write(w io.Writer, r reports.Report, old Baseline, owner string, expires time.Time) error {
	titles, gravest := map[string]string{}, []string{}
	for _, x := range r.Results {
		titles[x.ID] = x.Sentence()
		if x.Deviates() && x.Critical {
			gravest = append(gravest, x.ID)
		}
	}
	slices.Sort(gravest)
	var b bytes.Buffer
	about := "the target"
	if r.Target.BaseURL != "" && !r.Target.Embedded {
		about = text.Printable(r.Target.BaseURL)
	}
	fmt.Fprintf(&b, "# Known deviations of %s.\n", about)
	b.WriteString("# Each clause is still asked and reported, but does not count until its entry expires.\n" +
		"# An entry is accepted when it says why the target fails the clause (reason), who answers for\n" +
		"# it (owner), and the last day (UTC) on which that is tolerated (expires).\n")
	for _, id := range gravest {
		fmt.Fprintf(&b, "# Left out: %s. No baseline excuses a token for the unauthenticated (ruling 11).\n", text.Printable(id))
	}
	entries := renewed(r, old, owner, expires)
	if len(entries) == 0 {
		b.WriteString("known: []\n")
	} else {
		b.WriteString("known:\n")
	}
	for _, k := range entries {
		if title := titles[k.Clause]; title != "" {
			fmt.Fprintf(&b, "  # %s\n", title)
		}
		// What strconv.Quote escapes, it escapes as YAML does.
		fmt.Fprintf(&b, "  - clause: %s\n    reason: %s\n    owner: %s\n    expires: %s\n",
			k.Clause, strconv.Quote(k.Reason), strconv.Quote(k.Owner), k.Expires.UTC().Format(Day))
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	return nil
}

// renewed gives the entries that a baseline has to have now, by clause.
func renewed(r reports.Report, old Baseline, owner string, expires time.Time) []Known {
	entries := old.byClause()
	for _, x := range r.Results {
		_, listed := entries[x.ID]
		switch {
		case x.Status == reports.Passed || x.Deviates() && x.Critical:
			delete(entries, x.ID)
		case x.CountsAgainst(r.Strict) && !listed:
			entries[x.ID] = Known{Clause: x.ID, Owner: owner, Expires: expires}
		}
	}
	var list []Known
	for _, k := range entries {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b Known) int { return cmp.Compare(a.Clause, b.Clause) })
	return list
}
