package fleet

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports"
)

// It does not matter in how many shards a fleet was asked, in which order they are put together, in how many steps, or
// whether one is given twice.
func TestMergeIsOneWhateverTheWay(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var names []string
		var members []Member
		for i := range 1 + random.IntN(20) {
			names = append(names, fmt.Sprintf("target-%02d", i))
			members = append(members, member(names[i], []reports.Verdict{reports.VerdictConformant, reports.VerdictNonconformant, reports.VerdictInconclusive}[random.IntN(3)]))
		}
		whole, err := Merge(fleetOf(names, "1/1", members...))
		if err != nil {
			t.Fatal(err)
		}
		var parts []Fleet
		for k := range 1 + random.IntN(6) {
			parts = append(parts, fleetOf(names, fmt.Sprintf("%d/9", k+1)))
		}
		for _, m := range members {
			k := random.IntN(len(parts))
			parts[k].Members = append(parts[k].Members, m)
		}
		random.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		at := random.IntN(len(parts))
		first, err := Merge(append(slices.Clone(parts[:at]), parts[random.IntN(len(parts))])...)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Merge(append([]Fleet{first}, parts...)...)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Merge(got, got)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, again); diff != "" {
			t.Fatal(diff)
		}
		got.Shards = whole.Shards
		if diff := cmp.Diff(whole, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

func TestWhatDoesNotBelongTogether(t *testing.T) {
	t.Parallel()
	names := []string{"a", "b"}
	one := fleetOf(names, "1/2", member("a", reports.VerdictConformant))
	for name, row := range map[string]struct {
		other Fleet
		says  string
	}{
		"twice":          {fleetOf(names, "2/2", member("a", reports.VerdictConformant, func(m *Member) { m.Run = "another" })), "wanted one result of a, found those of two runs (run-a, 2026-11-29T03:00:00Z and another, "},
		"other suite":    {func() Fleet { f := fleetOf(names, "2/2"); f.Suite.Version = "2.0.0"; return f }(), "wanted one version of the suite, found 1.2.3 and 2.0.0"},
		"other fleet":    {fleetOf([]string{"a", "c"}, "2/2"), "do not know all of b, c"},
		"other contract": {fleetOf(names, "2/2", member("b", reports.VerdictConformant, func(m *Member) { m.Contract.Digest = Digest([]byte("another")) })), "wanted one state of the contract prioticket"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Merge(one, row.other); err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("%v, wanted %q", err, row.says)
			}
		})
	}
	if _, err := Merge(); err == nil {
		t.Error("nothing is a fleet")
	}
}

// The gravest counts, in the documented order, and a target without a result is never green.
func TestExitCodeOfAFleet(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		members []Member
		missing bool
		want    int
	}{
		"all kept":         {[]Member{member("a", reports.VerdictConformant)}, false, 0},
		"one missing":      {[]Member{member("a", reports.VerdictConformant)}, true, 3},
		"one inconclusive": {[]Member{member("a", reports.VerdictConformant), member("b", reports.VerdictInconclusive)}, false, 3},
		"one wrong":        {[]Member{member("a", reports.VerdictInconclusive), Misconfigured("b", "x", night)}, true, 2},
		"one broken":       {[]Member{Misconfigured("a", "x", night), member("b", reports.VerdictNonconformant), member("c", reports.VerdictInconclusive)}, true, 1},
	} {
		f := fleetOf(nil, "1/1", row.members...)
		for _, m := range row.members {
			f.Names = append(f.Names, m.Name)
		}
		if row.missing {
			f.Names = append(f.Names, "zz")
		}
		if got := f.ExitCode(); got != row.want {
			t.Errorf("%s: %d, wanted %d", name, got, row.want)
		}
	}
}
