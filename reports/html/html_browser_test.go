package html

import (
	"fmt"
	"strings"
	"testing"

	permissions "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/browser"
	"github.com/authconform/authconform/reports/reportstest/example"
)

const shown = `[...document.querySelectorAll(".clause:not([hidden])")].map(c => c.id)`

func TestPageFilters(t *testing.T) {
	p := open(browser.Start(t), t, example.Failed(), browser.View{})
	choose := func(name, option string) { p.Do(chromedp.SetValue(chromedp.CSS("[name="+name+"]"), option)) }
	changed := `document.getElementById("Filter").dispatchEvent(new Event("input"))`
	for _, step := range []struct{ name, option, want string }{
		{"status", "failed", "errors.unknown-client.refused errors.wrong-secret.challenge token.valid-form"},
		{"area", "errors", "errors.unknown-client.refused errors.wrong-secret.challenge"},
		{"status", "", "errors.code.invalid_grant errors.code.unauthorized_client errors.method.get errors.query-credentials errors.unknown-client.refused errors.wrong-secret.challenge"},
		{"level", "recommended", ""},
		{"area", "", "token.no-store transport.tls-1-1"},
	} {
		choose(step.name, step.option)
		p.Run(changed)
		if got := strings.Join(browser.Value[[]string](p, shown), " "); got != step.want {
			t.Errorf("with %s %q: %q, want %q", step.name, step.option, got, step.want)
		}
		p.Is(fmt.Sprintf(`document.querySelector("output").value === "%d of 13"`, len(strings.Fields(step.want))))
		p.Is(fmt.Sprintf(`document.getElementById("Nothing").checkVisibility() === %t`, step.want == ""))
	}
	p.Click("button[type=reset]")
	p.Is(shown + `.length === 13`)
	p.Do(chromedp.SendKeys(chromedp.CSS("[name=text]"), "CHALLENGE Basic"))
	p.Is(shown + `.join() === "errors.wrong-secret.challenge"`)
	p.Click(".tile[data-status=skipped]")
	p.Is(shown + `.length === 3 && document.querySelector("[name=text]").value === ""`)
}

// What is filtered stands in the address, and an address with a filter shows what it showed; a slash goes to the search.
func TestPageFiltersInTheAddress(t *testing.T) {
	b := browser.Start(t)
	p := open(b, t, example.Failed(), browser.View{})
	p.Do(chromedp.SetValue(chromedp.CSS("[name=status]"), "failed"))
	p.Run(`document.getElementById("Filter").dispatchEvent(new Event("input"))`)
	p.Is(`location.hash === "#Clauses?status=failed"`)
	p.Click("button[type=reset]")
	p.Is(`document.querySelector("[name=status]").value === ""`)
	p = open(b, t, example.Failed(), browser.View{Fragment: "#Clauses?status=failed&area=errors"})
	p.Is(shown + `.join() === "errors.unknown-client.refused,errors.wrong-secret.challenge"`)
	p.Run(`document.dispatchEvent(new KeyboardEvent("keydown", {key: "/"}))`)
	p.Is(`document.activeElement === document.querySelector("[name=text]")`)
}

// The failures stand on the first screen, also on a narrow one.
func TestPageTellsFindingsFirst(t *testing.T) {
	b := browser.Start(t)
	for _, width := range []int64{390, 1280} {
		p := open(b, t, example.Failed(), browser.View{Width: width})
		p.Is(`document.querySelector(".findings").getBoundingClientRect().top < 844`)
		p.Is(`document.querySelector(".findings li.gravest a").textContent === "errors.unknown-client.refused"`)
		p.Is(`!document.querySelector(".rests").open`)
	}
}

func TestPageLinks(t *testing.T) {
	b := browser.Start(t)
	p := open(b, t, example.Failed(), browser.View{})
	const id = "errors.wrong-secret.challenge"
	clause := `document.getElementById("` + id + `")`
	p.Do(chromedp.SetValue(chromedp.CSS("[name=status]"), "passed"))
	p.Run(`document.getElementById("Filter").dispatchEvent(new Event("input"))`)
	p.Is(clause + `.hidden`)
	p.Click(`article a[href="#` + id + `"]`)
	p.Is(clause + `.open && !` + clause + `.hidden && location.hash === "#` + id + `"`)
	p.Is(clause + `.contains(document.activeElement)`)
	p.Do(chromedp.KeyEvent(kb.Enter)) // on the summary, as by keyboard
	p.Is(`!` + clause + `.open`)
	p.Click(`article a[href="#` + id + `"]`) // the same link again
	p.Is(clause + `.open`)
	p.Click(`article[id="Result-token.valid-form"] summary`)
	p.Is(`document.querySelector('article[id="Result-token.valid-form"] .exchange').textContent.includes("‹access token›")`)
	p.Click(`article[id="Result-token.valid-form"] .links a`)
	p.Is(`document.querySelector(location.hash).open`)

	p = open(b, t, example.Failed(), browser.View{Fragment: "#transport.hsts"})
	p.Is(`document.getElementById("transport.hsts").open`)
}

func TestPageCopies(t *testing.T) {
	p := open(browser.Start(t), t, example.Failed(), browser.View{})
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		browser.Call(p, permissions.SetPermission, permissions.SetPermissionParams{
			Permission: &permissions.PermissionDescriptor{Name: name}, Setting: permissions.PermissionSettingGranted,
		})
	}
	const card = `article[id="Result-errors.wrong-secret.challenge"] `
	command := browser.Value[string](p, `document.querySelector('`+card+`.reproduce code').textContent`)
	if want := example.CommandOf(example.Failed(), "errors.wrong-secret.challenge"); strings.ReplaceAll(command, " \\\n", " ") != want {
		t.Errorf("the page shows %q, want %q", command, want)
	}
	p.Click(card + ".copy")
	p.Is(`document.querySelector('` + card + `.copy').textContent === "Copied" && document.getElementById("Said").textContent === "Copied"`)
	if got := browser.Value[string](p, `navigator.clipboard.readText()`); got != command {
		t.Errorf("copied %q, want %q", got, command)
	}
	// Where the browser keeps its clipboard to itself, the command is at least selected.
	p.Run(`Object.defineProperty(navigator, "clipboard", {value: undefined}), document.execCommand = () => false`)
	p.Click(`article[id="Result-token.no-store"] .copy`)
	p.Is(`document.querySelector('article[id="Result-token.no-store"] .copy').textContent === "Selected"`)
	if got, want := strings.ReplaceAll(browser.Value[string](p, `getSelection().toString().trim()`), " \\\n", " "), example.CommandOf(example.Failed(), "token.no-store"); got != want {
		t.Errorf("selected %q, want %q", got, want)
	}
}

func TestPageWithoutScript(t *testing.T) {
	b := browser.Start(t)
	p := open(b, t, example.Failed(), browser.View{NoScript: true})
	p.Is(`!document.getElementById("Filter").checkVisibility()`)
	p.Is(`[...document.querySelectorAll(".copy")].every(c => !c.checkVisibility())`)
	p.Is(shown + `.length === 13`)
	p.Click(`details[id="transport.hsts"] summary`)
	p.Is(`document.getElementById("transport.hsts").open`)
	p = open(b, t, example.Failed(), browser.View{NoScript: true, Print: true})
	p.Is(`[...document.querySelectorAll(".card, .clause > summary, .rests > dl")].every(e => e.checkVisibility())`)
	p.Is(`[...document.querySelectorAll(".waterfall, .whole, .matrix")].every(e => !e.checkVisibility())`)
}

// TestPageOnPaper wants exchanges and what is folded to be printed on request, and not else.
func TestPageOnPaper(t *testing.T) {
	p := open(browser.Start(t), t, example.Failed(), browser.View{})
	p.Run(`dispatchEvent(new Event("beforeprint"))`)
	p.Is(`document.querySelectorAll(".clause[open]").length === 0`)
	p.Run(`window.print = () => {}, document.getElementById("Everything").click(), dispatchEvent(new Event("beforeprint"))`)
	p.Is(`document.querySelectorAll("details:not([open])").length === 0`)
	p.Run(`dispatchEvent(new Event("afterprint"))`)
	p.Is(`document.querySelectorAll("details[open]").length === 0`)
}

func TestPageHostile(t *testing.T) {
	b := browser.Start(t)
	for _, width := range []int64{360, 1280} {
		p := open(b, t, example.HostileReport(), browser.View{Width: width})
		p.Run(`document.querySelectorAll("details").forEach(d => { d.open = true; })`)
		p.Is(`document.scripts.length === 1 && document.querySelectorAll("img, iframe, link:not([rel=icon]), base, object, embed, [onerror], [onload]").length === 0`)
		p.Is(`[...document.links].every(a => a.getAttribute("href").startsWith("#"))`)
		p.Is(`document.body.textContent.includes("<script>alert(1)</script>")`)
		p.Is(`!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/.test(document.body.textContent)`)
		p.Is(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
		p.Is(`document.querySelectorAll("#List > details").length === 13`)
	}
}

// TestPageIsAccessible runs axe-core, which .ci/run installs: AXE_JS names its file.
func TestPageIsAccessible(t *testing.T) {
	b := browser.Start(t)
	axe := browser.Axe(t)
	for name, report := range map[string]reports.Report{"failed": example.Failed(), "known": example.KnownDeviations(), "hostile": example.HostileReport(), "set-up": example.SetUpFailed(), "client": example.Client(), "client-odd": example.HostileClient()} {
		for _, view := range []browser.View{{Width: 360}, {Width: 1280, Dark: true}} { // colours are no matter of width
			t.Run(fmt.Sprintf("%s, %d pixels, dark %t", name, view.Width, view.Dark), func(t *testing.T) {
				p := open(b, t, report, view)
				p.Run(`document.querySelectorAll("details").forEach(d => { d.open = true; })`)
				p.Accessible(axe)
			})
		}
	}
}
