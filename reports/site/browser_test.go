package site

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"github.com/authconform/authconform/reports/reportstest/browser"
)

// built writes a site to a directory, and gives it.
func built(t testing.TB, s Site) string {
	t.Helper()
	dir := t.TempDir()
	for name, p := range everyPage(t, s) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(p), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// fresh is a site of nights of which the last is this one: what it says has not expired yet.
func fresh(t testing.TB) Site {
	t.Helper()
	n := New()
	shift := time.Since(first.AddDate(0, 0, 5)) - time.Hour
	for i := range 6 {
		f := night(i)
		f.Started, f.Finished = f.Started.Add(shift), f.Finished.Add(shift)
		for k := range f.Members {
			m := &f.Members[k]
			m.Started, m.Finished, m.ValidUntil = m.Started.Add(shift), m.Finished.Add(shift), m.ValidUntil.Add(shift)
		}
		if err := n.Add(fmt.Sprintf("night %d", i), f); err != nil {
			t.Fatal(err)
		}
	}
	return n.Site(time.Now())
}

const shown = `[...document.querySelectorAll(".targets tbody tr:not([hidden]) th")].map(c => c.textContent).join(" ")`

func index(b context.Context, t testing.TB, dir string, v browser.View) *browser.Tab {
	t.Helper()
	return browser.Open(b, t, filepath.Join(dir, IndexFile), v)
}

func TestIndexFilters(t *testing.T) {
	b := browser.Start(t)
	p := index(b, t, built(t, fresh(t)), browser.View{})
	all := "hostile broken flips wrong missing new mute partial known sound gone"
	p.Is(shown + ` === "` + all + `"`)
	for _, step := range []struct{ name, value, want string }{
		{"state", "nonconformant", "hostile broken flips gone"},
		{"contract", "prioticket", "broken flips gone"},
		{"state", "", "broken flips missing mute partial known sound gone"},
		{"text", "S", "flips missing sound"},
		{"text", "nothing", ""},
	} {
		p.Do(chromedp.SetValue(chromedp.CSS("[name="+step.name+"]"), step.value))
		p.Run(`document.getElementById("Filter").dispatchEvent(new Event("input"))`)
		p.Is(shown + ` === "` + step.want + `"`)
		p.Is(fmt.Sprintf(`document.querySelector("output").value === "%d of 11"`, len(strings.Fields(step.want))))
	}
	p.Click("button[type=reset]")
	p.Is(shown + ` === "` + all + `"`)
}

func TestIndexSorts(t *testing.T) {
	b := browser.Start(t)
	p := index(b, t, built(t, fresh(t)), browser.View{})
	for _, step := range []struct {
		column     int
		sort, want string
	}{
		{1, "ascending", "broken flips hostile known missing mute new partial sound wrong"},
		{1, "descending", "wrong sound partial new mute missing known hostile flips broken"},
		{2, "ascending", "hostile broken flips wrong missing new mute partial known sound"},
		{3, "ascending", "new missing hostile broken flips wrong mute partial known sound"},
		{5, "ascending", "broken flips hostile wrong missing new mute partial known sound"},
		{2, "ascending", "hostile broken flips wrong missing new mute partial known sound"},
	} {
		p.Click(fmt.Sprintf(`[aria-labelledby=Targets] th:nth-child(%d) button`, step.column))
		p.Is(fmt.Sprintf(`document.querySelectorAll("[aria-sort]").length === 1 && document.querySelector("th:nth-child(%d)").ariaSort === %q`, step.column, step.sort))
		if got := browser.Value[string](p, `[...document.querySelector(".targets").tBodies[0].rows].map(r => r.cells[0].textContent).join(" ")`); got != step.want {
			t.Errorf("by column %d, %s: %s", step.column, step.sort, got)
		}
	}
}

// agesAgo is a site that was built when all was valid, years before anybody looks.
func agesAgo(t testing.TB) Site {
	t.Helper()
	n := New()
	f := night(4)
	for k := range f.Members {
		m := &f.Members[k]
		m.Started, m.ValidUntil = m.Started.AddDate(-5, 0, 0), m.ValidUntil.AddDate(-5, 0, 0)
	}
	if err := n.Add("night", f); err != nil {
		t.Fatal(err)
	}
	return n.Site(now.AddDate(-5, 0, -1))
}

// A page that is kept says expired when its time is over.
func TestIndexExpires(t *testing.T) {
	b := browser.Start(t)
	p := index(b, t, built(t, agesAgo(t)), browser.View{})
	p.Is(`[...document.querySelectorAll("tr[data-until]")].length > 0 && [...document.querySelectorAll("tr[data-until]")].every(r => r.querySelector(".badge").textContent === "expired")`)
	p.Is(`document.querySelector("tr[data-state=nonconformant] .badge").textContent === "nonconformant"`)
	p.Is(`[...document.querySelectorAll("[name=state] option")].some(o => o.textContent === "expired")`)
}

// What is tp is tp without a script, and what needs one is not shown.
func TestPagesWithoutScript(t *testing.T) {
	b := browser.Start(t)
	p := index(b, t, built(t, fresh(t)), browser.View{NoScript: true, Linked: true})
	p.Is(`!document.getElementById("Filter").checkVisibility() && document.querySelectorAll("th button").length === 0`)
	p.Is(`[...document.querySelectorAll(".targets tbody tr")].every(r => r.checkVisibility())`)
	p.Click(`a[href="targets/flips.html"]`)
	p.Is(`document.querySelector("h1")?.textContent === "flips" && document.querySelectorAll(".runs tbody tr").length === 6`)
	p.Click(`a[href="../clauses/errors.basic.html"]`)
	p.Is(`document.querySelector("h1")?.textContent === "errors.basic" && document.querySelectorAll("tbody tr").length === 3`)
	p.Click(`a[href="../index.html"]`)
	p.Is(`document.querySelector("h1")?.textContent === "Targets"`)
}

func TestPagesAreAccessible(t *testing.T) {
	b := browser.Start(t)
	axe := browser.Axe(t)
	dir := built(t, fresh(t))
	for _, name := range []string{"index", "targets/flips", "targets/hostile", "targets/new", "clauses/errors.basic"} {
		for _, width := range []int64{360, 1280} {
			for _, dark := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %d pixels, dark %t", name, width, dark), func(t *testing.T) {
					p := browser.Open(b, t, filepath.Join(dir, filepath.FromSlash(name)+".html"), browser.View{Width: width, Dark: dark})
					p.Accessible(axe)
					p.Is(`document.querySelectorAll("img, iframe, base, object, embed, [onerror], [onload]").length === 0`)
				})
			}
		}
	}
}

// BenchmarkIndexOpens measures how long it takes a browser from the address to a page of a thousand targets that has been drawn and
// answers, and how much of a processor its main thread needs for that, which other work on the machine does not change.
func BenchmarkIndexOpens(b *testing.B) {
	chromium := browser.Start(b)
	dir := b.TempDir()
	if err := os.WriteFile(filepath.Join(dir, IndexFile), []byte(pageOf(b, many(b, 1000, 90).WriteIndex)), 0o600); err != nil {
		b.Fatal(err)
	}
	p := index(chromium, b, dir, browser.View{})
	browser.Call(p, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
	busy := 0.0
	for b.Loop() {
		p.Do(chromedp.Reload())
		browser.Value[bool](p, `new Promise(drawn => requestAnimationFrame(() => setTimeout(() => drawn(document.querySelectorAll(".targets tbody tr").length === 1000))))`)
		for _, m := range browser.Call(p, performance.GetMetrics, cdp.Empty{}).Metrics {
			if m.Name == "ThreadTime" {
				busy += m.Value
			}
		}
	}
	b.ReportMetric(busy/float64(b.N), "s-thread/op")
}
