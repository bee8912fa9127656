package site

import (
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/fleet"
	"github.com/authconform/authconform/reports/page"
	"github.com/authconform/authconform/reports/reportstest"
)

func TestPages(t *testing.T) {
	t.Parallel()
	pages := everyPage(t, sixNights(t))
	for _, name := range []string{"index", "targets/flips", "targets/mute", "targets/missing", "targets/new", "targets/hostile", "targets/gone", "clauses/errors.basic"} {
		reportstest.Golden(t, strings.ReplaceAll(name, "/", "-")+".html", []byte(body(pages[name+".html"])))
	}
	if len(pages) != 1+11+2 {
		t.Errorf("%d pages", len(pages))
	}
}

// The order in which nights are given does not matter.
func TestTheOrderOfNightsIsTheirs(t *testing.T) {
	t.Parallel()
	n := New()
	for i := range 6 {
		if err := n.Add(fmt.Sprintf("night %d", i), night(i)); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(everyPage(t, sixNights(t)), everyPage(t, n.Site(now))); diff != "" {
		t.Error(diff)
	}
}

// What is worse stands further up, and what nobody told is not green.
func TestTheWorstComeFirst(t *testing.T) {
	t.Parallel()
	index := pageOf(t, sixNights(t).WriteIndex)
	var got []string
	for _, row := range regexp.MustCompile(`<tr data-state="([^"]*)".*?targets/(.*?)\.html`).FindAllStringSubmatch(index, -1) {
		got = append(got, row[2]+": "+row[1])
	}
	want := []string{
		"hostile: nonconformant", "broken: nonconformant", "flips: nonconformant", "wrong: wrongly configured", "missing: missing", "new: missing",
		"mute: inconclusive", "partial: partial", "known: known deviations", "sound: conformant", "gone: nonconformant",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What was valid until then is no longer said when its time is over: neither by a page nor by a badge.
func TestNothingOutlivesItsTime(t *testing.T) {
	t.Parallel()
	n := New()
	if err := n.Add("night", night(5)); err != nil {
		t.Fatal(err)
	}
	s := n.Site(first.AddDate(0, 0, 7))
	for name, want := range map[string]string{"sound": "expired", "partial": "expired", "known": "expired", "mute": "expired", "broken": "nonconformant", "new": "missing"} {
		if p := pageOf(t, func(w io.Writer) error { return s.WriteTarget(w, name) }); !regexp.MustCompile(`<span class="badge (warn|bad)">` + want + `<`).MatchString(p) {
			t.Errorf("the page of %s does not say %s", name, want)
		}
	}
	for name, want := range map[string]fleet.State{"sound": fleet.StateExpired, "broken": fleet.StateNonconformant, "new": fleet.StateInconclusive} {
		if got := fleet.StateOf(s.Member(name), s.AsOf()); got != want {
			t.Errorf("the badge of %s says %s, wanted %s", name, got, want)
		}
	}
}

// A cell has the age of the night in which its area was judged last.
func TestAgesOfCells(t *testing.T) {
	t.Parallel()
	index := pageOf(t, sixNights(t).WriteIndex)
	row := regexp.MustCompile(`<tr [^\n]*targets/mute.html[^\n]*`).FindString(index)
	if sound := regexp.MustCompile(`<tr [^\n]*targets/sound.html[^\n]*`).FindString(index); strings.Contains(sound, "<small>") {
		t.Errorf("a cell repeats the age of its row: %s", sound)
	}
	for _, want := range []string{`<a href="../night%205/targets/mute/report.html">10 h</a>`, "<td class=\"good\">6\u00a0passed <small>2 d</small></td>", "<td class=\"good\">3\u00a0passed <small>2 d</small></td>"} {
		if !strings.Contains(row, want) {
			t.Errorf("no %s in %s", want, row)
		}
	}
}

func TestFlips(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		judgements  []judgement
		flips       int
		now         judgement
		first, last int
	}{
		"kept":              {[]judgement{kept, kept}, 0, kept, -1, -1},
		"broken":            {[]judgement{broken, broken}, 0, broken, 0, 1},
		"newly":             {[]judgement{kept, broken}, 1, broken, 1, 1},
		"there and back":    {[]judgement{kept, broken, kept}, 2, kept, 1, 1},
		"over a gap":        {[]judgement{broken, unjudged, broken, unjudged}, 0, broken, 0, 2},
		"across a gap":      {[]judgement{kept, unjudged, broken}, 1, broken, 2, 2},
		"never judged":      {[]judgement{unjudged}, 0, unjudged, -1, -1},
		"broken once, long": {[]judgement{broken, kept, unjudged, kept}, 1, kept, 0, 0},
	} {
		c := course{judgements: row.judgements}
		from, to := c.brokenSince()
		if c.flips() != row.flips || c.now() != row.now || from != row.first || to != row.last {
			t.Errorf("%s: %d flips, %s, broken %d to %d", name, c.flips(), c.now(), from, to)
		}
	}
}

// A clause counts as kept only in a run that judged it: not where it was skipped, nor by a suite that did not have it.
func TestKeptIsWhatWasJudged(t *testing.T) {
	t.Parallel()
	const id = "errors.basic"
	n := New()
	for i, change := range []func(*fleet.Member, *fleet.Fleet){
		func(_ *fleet.Member, f *fleet.Fleet) { f.Suite.Version = "1.2.2" },                    // it had no such clause
		func(m *fleet.Member, _ *fleet.Fleet) { m.Counts.Clauses = 4 },                         // a filter
		func(m *fleet.Member, _ *fleet.Fleet) { m.Open = []string{id, "token.scope"} },         // skipped
		func(m *fleet.Member, _ *fleet.Fleet) { silent(m) },                                    // nobody was there
		func(m *fleet.Member, _ *fleet.Fleet) { m.Contract.Digest = "sha256:3" },               // another document
		func(*fleet.Member, *fleet.Fleet) {},                                                   // kept
		func(m *fleet.Member, _ *fleet.Fleet) { breaks(id)(m) },                                // broken
		func(m *fleet.Member, _ *fleet.Fleet) { *m = fleet.Misconfigured("a", "", m.Started) }, // nobody was asked
	} {
		f := fleet.Fleet{Suite: reports.Suite{Version: "1.2.3"}, Names: []string{"a"}, Finished: first.AddDate(0, 0, i)}
		m := member("a", i, reports.VerdictConformant)
		change(&m, &f)
		f.Members = []fleet.Member{m}
		if err := n.Add(fmt.Sprint(i), f); err != nil {
			t.Fatal(err)
		}
	}
	s := n.Site(now)
	got := s.targets[0].courses(s.known, n.clauses)
	want := []judgement{unjudged, unjudged, unjudged, unjudged, unjudged, kept, broken, unjudged}
	if len(got) != 1 || !slices.Equal(got[0].judgements, want) {
		t.Errorf("%v, wanted %v", got, want)
	}
}

// Two fleets that have one result are told by name, with both; what else may change over nights does not matter.
func TestTheSameResultTwice(t *testing.T) {
	t.Parallel()
	again := func(change func(*fleet.Member)) fleet.Fleet {
		f := night(1)
		for i := range f.Members {
			change(&f.Members[i])
		}
		return f
	}
	for name, row := range map[string]struct {
		from, says string
		fleet      fleet.Fleet
	}{
		"the same time": {"b", "a and b: they have the same result twice: of broken, flips, gone, hostile, known, missing, mute, partial, sound, wrong: leave", again(func(m *fleet.Member) { m.Run += "x" })},
		"the same run":  {"b", "a and b: they have the same result twice: of broken", again(func(m *fleet.Member) { m.Started = m.Started.Add(time.Second) })},
		"the same":      {"a", "a: they have the same result twice: it was given two times", night(1)},
		"another night": {"b", "", night(2)},
	} {
		n := New()
		if err := n.Add("a", night(1)); err != nil {
			t.Fatal(err)
		}
		err := n.Add(row.from, row.fleet)
		if (err != nil) != (row.says != "") || err != nil && (!errors.Is(err, ErrTwice) || !strings.Contains(err.Error(), row.says)) {
			t.Errorf("%s: %v, wanted %q", name, err, row.says)
		}
	}
}

// No page has markup, a link or a file name of a target's making.
func TestHostileFleets(t *testing.T) {
	t.Parallel()
	s := sixNights(t)
	for _, id := range s.Clauses() {
		if !fileName.MatchString(id) {
			t.Errorf("a page is called %q", id)
		}
	}
	for name, p := range everyPage(t, s) {
		if strings.Contains(p, "<script>alert") {
			t.Errorf("%s has what a target wrote", name)
		}
		if regexp.MustCompile("[\x00-\x09\x0b-\x1f\x7f\u009b\u202e\u2066\u200b]").MatchString(p) {
			t.Errorf("%s has what does not print", name)
		}
		for _, href := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(p, -1) {
			to, err := url.Parse(html.UnescapeString(href[1]))
			if href[1] != "data:," && (err != nil || to.Scheme != "" || to.Host != "" || strings.HasPrefix(to.Path, "/")) {
				t.Errorf("%s leads to %s", name, href[1])
			}
		}
	}
}

// A page needs nothing but itself, and its policy lets in its own style and script and nothing else.
func TestPagesNeedNothing(t *testing.T) {
	t.Parallel()
	for name, p := range everyPage(t, sixNights(t)) {
		for _, outside := range []string{"http://", "<img", "@import", "url(", ` style="`, "<iframe"} {
			if strings.Contains(p, outside) {
				t.Errorf("%s has %s in it", name, outside)
			}
		}
		for _, of := range []string{"style", "script"} {
			inside := regexp.MustCompile(`(?s)<` + of + `>(.*?)</` + of + `>`).FindStringSubmatch(p)
			hash := regexp.MustCompile(of + `-src '([^']*)'`).FindStringSubmatch(p)
			if (inside == nil) != (hash == nil) || inside != nil && strings.ReplaceAll(hash[1], "&#43;", "+") != page.Hash(inside[1]) {
				t.Errorf("%s: the policy lets in the %s %v", name, of, hash)
			}
		}
		if strings.Count(p, "default-src 'none'") != 1 || strings.Count(p, Generator) != 1 {
			t.Errorf("%s has no policy, or does not say who made it", name)
		}
	}
}

// Every link within the site leads to a page that it has.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	pages := everyPage(t, sixNights(t))
	for name, p := range pages {
		for _, href := range regexp.MustCompile(`href="((?:\.\./)?(?:targets|clauses|index)[^"]*)"`).FindAllStringSubmatch(p, -1) {
			if to := strings.TrimPrefix(href[1], "../"); pages[to] == "" {
				t.Errorf("%s leads to %s, which is not there", name, to)
			}
		}
	}
}

// A thousand targets over ninety nights have an index that anybody can open.
func TestSizeOfTheIndex(t *testing.T) {
	t.Parallel()
	const most = 5 << 20
	if size := len(pageOf(t, many(t, 1000, 90).WriteIndex)); size > most {
		t.Errorf("%d bytes, wanted at most %d", size, most)
	}
}

func BenchmarkSite(b *testing.B) {
	for b.Loop() {
		s := many(b, 1000, 90)
		b.ReportMetric(float64(len(pageOf(b, s.WriteIndex)))/(1<<20), "MiB/index")
	}
}

// A fleet that says more than anybody wants to know is refused, and not kept in memory.
func TestBounds(t *testing.T) {
	t.Parallel()
	n := New()
	f := night(0)
	for i := range maxClauses + 1 {
		f.Members[0].Failed = append(f.Members[0].Failed, fmt.Sprintf("errors.number-%d", i))
	}
	if err := n.Add("a", f); err == nil || !strings.Contains(err.Error(), "a: wanted at most 1000000 results of targets, 20000 names of clauses") {
		t.Errorf("%v", err)
	}
}

func TestAbsentPages(t *testing.T) {
	t.Parallel()
	s := sixNights(t)
	if s.WriteTarget(io.Discard, "nobody") == nil || s.WriteClause(io.Discard, "no.such") == nil || s.WriteClause(io.Discard, "../../etc/passwd") == nil {
		t.Error("a page was made of nothing")
	}
	if err := s.WriteIndex(reportstest.Broken{}); !errors.Is(err, reportstest.ErrBroken) {
		t.Errorf("a full disk: %v", err)
	}
}
