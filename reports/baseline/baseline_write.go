package baseline

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
)

// Merge gives a file that lists what the report's target is known to fail: all of old, to the last comment, and an entry for
// each clause that counts against the target under the report's terms and is not listed there. old is nil where there is no
// file; name is what its user calls it. Nothing of it is dropped, not even an entry whose clause passes (Stale tells of those).
// Where an entry cannot be added so, Merge refuses, as CheckMerge does.
//
// The gravest failures (R11) are left out, for no baseline excuses them. New entries have no reason, and Read refuses the file
// until somebody gives one: a deviation that nobody can explain is not a known one.
func Merge(name string, old []byte, r reports.Report, owner string, expires time.Time) (merged []byte, added int, err error) {
	b, err := readBook(name, old)
	if err != nil {
		return nil, 0, err
	}
	entries, gravest := b.lacking(r, owner, expires)
	var w bytes.Buffer
	if len(old) == 0 {
		opening(&w, r)
	} else {
		w.Write(b.opened(len(entries) > 0))
	}
	for _, id := range gravest {
		if line := fmt.Sprintf("# Left out: %s. No baseline excuses a token for the unauthenticated (ruling 11).\n", text.Printable(id)); !bytes.Contains(old, []byte(line)) {
			w.WriteString(line)
		}
	}
	switch {
	case b.list != nil || len(old) > 0 && len(entries) == 0:
	case len(entries) == 0:
		w.WriteString("known: []\n")
	default:
		w.WriteString("known:\n")
	}
	titles := map[string]string{}
	for _, x := range r.Results {
		titles[x.ID] = x.Sentence()
	}
	indent := strings.Repeat(" ", b.indent)
	for _, k := range entries {
		if title := titles[k.Clause]; title != "" {
			fmt.Fprintf(&w, "%s# %s\n", indent, title)
		}
		// What strconv.Quote escapes, it escapes as YAML does.
		fmt.Fprintf(&w, "%[1]s- clause: %[2]s\n%[1]s  reason: %[3]s\n%[1]s  owner: %[4]s\n%[1]s  expires: %[5]s\n",
			indent, k.Clause, strconv.Quote(k.Reason), strconv.Quote(k.Owner), k.Expires.UTC().Format(Day))
	}
	if err := b.survives(w.Bytes(), len(entries)); err != nil {
		return nil, 0, err
	}
	return w.Bytes(), len(entries), nil
}

// opening says what the file is for.
func opening(w *bytes.Buffer, r reports.Report) {
	about := "the " + r.Party()
	if r.Target.BaseURL != "" && !r.Target.Embedded {
		about = text.Printable(r.Target.BaseURL)
	}
	fmt.Fprintf(w, "# Known deviations of %s.\n", about)
	w.WriteString("# Each clause is still asked and reported, but does not count until its entry expires.\n" +
		"# An entry is accepted when it says why the " + r.Party() + " fails the clause (reason), who answers for\n" +
		"# it (owner), and the last day (UTC) on which that is tolerated (expires).\n")
}

// lacking gives the entries that the file does not have yet, by clause, and the clauses that no baseline excuses.
func (b book) lacking(r reports.Report, owner string, expires time.Time) (entries []Known, gravest []string) {
	for _, x := range r.Results {
		switch {
		case x.Deviates() && x.Critical:
			gravest = append(gravest, x.ID)
		case x.CountsAgainst(r.Strict) && !b.listed[x.ID]:
			entries = append(entries, Known{Clause: x.ID, Owner: owner, Expires: expires})
		}
	}
	slices.Sort(gravest)
	slices.SortFunc(entries, func(a, b Known) int { return cmp.Compare(a.Clause, b.Clause) })
	return entries, gravest
}
