package site

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/fleet"
	"github.com/authconform/authconform/reports/reportstest"
)

var first = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

// now is some hours after the last of the nights.
var now = first.AddDate(0, 0, 5).Add(10 * time.Hour)

// member is what a night found of a target.
func member(name string, night int, verdict reports.Verdict, change ...func(*fleet.Member)) fleet.Member {
	at := first.AddDate(0, 0, night)
	m := fleet.Member{
		Name: name, Verdict: verdict, Contract: fleet.Contract{Name: "prioticket", Digest: "sha256:1"}, Completeness: reports.Complete,
		Target: reports.Target{BaseURL: "https://" + name + ".example/v3.8"}, Counts: reports.Counts{Clauses: 10, Passed: 9, Skipped: 1},
		Areas: []fleet.Area{{Name: "errors", Passed: 6}, {Name: "token", Passed: 3, Skipped: 1}}, Open: []string{"token.scope"},
		Errors4xx: 40, Latency: &fleet.Latency{Answers: 90, P50: 12.5, P90: 30, P99: 41.2 + float64(night), Max: 50},
		Run: fmt.Sprintf("run-%s-%d", name, night), Started: at, Finished: at.Add(1500 * time.Millisecond), ValidUntil: at.Add(36 * time.Hour),
		Report: fmt.Sprintf("../night %d/targets/%s/report.json", night, name), Digest: "sha256:2",
	}
	for _, c := range change {
		c(&m)
	}
	return m
}

func breaks(ids ...string) func(*fleet.Member) {
	return func(m *fleet.Member) {
		m.Verdict, m.Reason = reports.VerdictNonconformant, fmt.Sprintf("%d mandatory clauses failed", len(ids))
		m.Failed, m.Counts.Passed, m.Counts.Failed = ids, 9-len(ids), len(ids)
		m.Areas = []fleet.Area{{Name: "errors", Passed: 6 - len(ids), Failed: len(ids)}, {Name: "token", Passed: 3, Skipped: 1}}
	}
}

// silent is a night in which a target could not be judged.
func silent(m *fleet.Member) {
	m.Verdict, m.Reason, m.Completeness = reports.VerdictInconclusive, "the target cannot be reached", ""
	m.Counts, m.Areas, m.Open, m.Latency = reports.Counts{Clauses: 10, Inconclusive: 10}, []fleet.Area{{Name: "errors", Inconclusive: 6}, {Name: "token", Inconclusive: 4}}, nil, nil
}

func cleared(m *fleet.Member) { m.Report = "" }

const hostile = reportstest.Hostile + `"><script>alert(1)</script>`

func hurts(m *fleet.Member) {
	m.Verdict, m.Reason, m.Contract.Name, m.Target.BaseURL = reports.VerdictNonconformant, hostile, hostile, "javascript:alert(1)//"+hostile
	m.Failed, m.Report = []string{"../../etc/passwd", "<script>alert(1)</script>", "ok.but.long." + strings.Repeat("x", 180), hostile}, "javascript:alert(1)/"+`"><script>alert(1)</script>/report.json`
	m.Areas = []fleet.Area{{Name: hostile, Failed: 4}, {Name: "errors", Passed: 1}}
}

// night is the fleet of the nth night. "mute" is silent now and then, "flips" flips, "gone" is no longer asked, "missing" was lost
// in the last night, "new" has not been asked yet.
func night(n int) fleet.Fleet {
	f := fleet.Fleet{
		Schema: fleet.SchemaID, Suite: reports.Suite{Name: "authconform", Version: "1.2.3"}, Shards: []string{"1/1"},
		Names:   []string{"broken", "flips", "hostile", "known", "missing", "mute", "new", "partial", "sound", "wrong"},
		Started: first.AddDate(0, 0, n), Finished: first.AddDate(0, 0, n).Add(time.Minute),
	}
	add := func(m fleet.Member) { f.Members = append(f.Members, m) }
	add(member("broken", n, "", breaks("errors.basic", "errors.wrong-secret.refused")))
	if n%2 == 1 {
		add(member("flips", n, "", breaks("errors.basic")))
	} else {
		add(member("flips", n, reports.VerdictConformant))
	}
	if n < 3 {
		f.Names = append([]string{"broken", "flips", "gone"}, f.Names[2:]...)
		add(member("gone", n, "", breaks("errors.basic"), cleared))
		f.Suite.Version = "1.2.2"
	}
	add(member("hostile", n, "", hurts))
	add(member("known", n, reports.VerdictConformant, func(m *fleet.Member) { m.Counts.Known, m.Areas[0].Known = 1, 1 }))
	if n < 5 {
		add(member("missing", n, reports.VerdictConformant))
	}
	if n > 3 {
		add(member("mute", n, "", silent))
	} else {
		add(member("mute", n, reports.VerdictConformant))
	}
	add(member("partial", n, reports.VerdictConformant, func(m *fleet.Member) {
		m.Completeness, m.Reason = reports.Partial, "3 mandatory clauses were not asked"
	}))
	add(member("sound", n, reports.VerdictConformant))
	add(fleet.Misconfigured("wrong", "AUTHCONFORM_CLIENT_SECRET is missing", f.Started))
	return f
}

// sixNights are added in an order that is none.
func sixNights(t testing.TB) Site {
	t.Helper()
	n := New()
	for _, i := range []int{3, 5, 0, 1, 4, 2} {
		if err := n.Add(fmt.Sprintf("night %d", i), night(i)); err != nil {
			t.Fatal(err)
		}
	}
	return n.Site(now)
}

func pageOf(t testing.TB, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// everyPage gives all pages, by the path below the site.
func everyPage(t testing.TB, s Site) map[string]string {
	t.Helper()
	pages := map[string]string{"index.html": pageOf(t, s.WriteIndex)}
	for _, name := range s.Names() {
		pages["targets/"+name+".html"] = pageOf(t, func(w io.Writer) error { return s.WriteTarget(w, name) })
	}
	for _, id := range s.Clauses() {
		pages["clauses/"+id+".html"] = pageOf(t, func(w io.Writer) error { return s.WriteClause(w, id) })
	}
	return pages
}

// body is a page without its head: its style has tests of its own.
func body(page string) string {
	_, body, _ := strings.Cut(page, "<body>")
	return "<body>" + regexp.MustCompile(`(?s)<script>.*</script>`).ReplaceAllString(body, "<script>…</script>")
}

// many is a year's quarter of a platform: names as long as they may be, in twelve areas, of which each target breaks some.
func many(t testing.TB, targets, nights int) Site {
	t.Helper()
	n := New()
	for i := range nights {
		f := fleet.Fleet{Suite: reports.Suite{Version: "1.2.3"}, Finished: first.AddDate(0, 0, i)}
		for k := range targets {
			name := fmt.Sprintf("%s-%05d", strings.Repeat("x", 57), k)
			m := member(name, i, reports.VerdictConformant)
			if (k+i)%7 == 0 {
				breaks("errors.basic", "errors.wrong-secret.refused", fmt.Sprintf("token.number-%d", k%40))(&m)
			}
			m.Areas = nil
			for a := range 12 {
				m.Areas = append(m.Areas, fleet.Area{Name: fmt.Sprintf("area-%d", a), Passed: 100, Failed: 100 + k%2, Warned: 100, Inconclusive: 100, Known: 100})
			}
			f.Names, f.Members = append(f.Names, name), append(f.Members, m)
		}
		if err := n.Add(fmt.Sprintf("night %d", i), f); err != nil {
			t.Fatal(err)
		}
	}
	return n.Site(now.AddDate(0, 0, nights-6))
}
