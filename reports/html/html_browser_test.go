package html

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	permissions "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/example"
)

const shown = `[...document.querySelectorAll(".clause:not([hidden])")].map(c => c.id)`

func TestPageFilters(t *testing.T) {
	p := open(startBrowser(t), t, example.Failed(), view{})
	choose := func(name, option string) { p.do(chromedp.SetValue(chromedp.CSS("[name="+name+"]"), option)) }
	changed := `document.getElementById("Filter").dispatchEvent(new Event("input"))`
	for _, step := range []struct{ name, option, want string }{
		{"status", "failed", "errors.unknown-client.refused errors.wrong-secret.challenge token.valid-form"},
		{"area", "errors", "errors.unknown-client.refused errors.wrong-secret.challenge"},
		{"status", "", "errors.code.invalid_grant errors.code.unauthorized_client errors.method.get errors.query-credentials errors.unknown-client.refused errors.wrong-secret.challenge"},
		{"level", "recommended", ""},
		{"area", "", "token.no-store transport.tls-1-1"},
	} {
		choose(step.name, step.option)
		p.run(changed)
		if got := strings.Join(value[[]string](p, shown), " "); got != step.want {
			t.Errorf("with %s %q: %q, want %q", step.name, step.option, got, step.want)
		}
		p.is(fmt.Sprintf(`document.querySelector("output").value === "%d of 13"`, len(strings.Fields(step.want))))
		p.is(fmt.Sprintf(`document.getElementById("Nothing").checkVisibility() === %t`, step.want == ""))
	}
	p.click("button[type=reset]")
	p.is(shown + `.length === 13`)
	p.do(chromedp.SendKeys(chromedp.CSS("[name=text]"), "CHALLENGE Basic"))
	p.is(shown + `.join() === "errors.wrong-secret.challenge"`)
	p.click(".tile[data-status=skipped]")
	p.is(shown + `.length === 3 && document.querySelector("[name=text]").value === ""`)
}

// What is filtered stands in the address, and an address with a filter shows what it showed; a slash goes to the search.
func TestPageFiltersInTheAddress(t *testing.T) {
	b := startBrowser(t)
	p := open(b, t, example.Failed(), view{})
	p.do(chromedp.SetValue(chromedp.CSS("[name=status]"), "failed"))
	p.run(`document.getElementById("Filter").dispatchEvent(new Event("input"))`)
	p.is(`location.hash === "#Clauses?status=failed"`)
	p.click("button[type=reset]")
	p.is(`document.querySelector("[name=status]").value === ""`)
	p = open(b, t, example.Failed(), view{fragment: "#Clauses?status=failed&area=errors"})
	p.is(shown + `.join() === "errors.unknown-client.refused,errors.wrong-secret.challenge"`)
	p.run(`document.dispatchEvent(new KeyboardEvent("keydown", {key: "/"}))`)
	p.is(`document.activeElement === document.querySelector("[name=text]")`)
}

// The failures stand on the first screen, also on a narrow one.
func TestPageTellsFindingsFirst(t *testing.T) {
	b := startBrowser(t)
	for _, width := range []int64{390, 1280} {
		p := open(b, t, example.Failed(), view{width: width})
		p.is(`document.querySelector(".findings").getBoundingClientRect().top < 844`)
		p.is(`document.querySelector(".findings li.gravest a").textContent === "errors.unknown-client.refused"`)
		p.is(`!document.querySelector(".rests").open`)
	}
}

func TestPageLinks(t *testing.T) {
	b := startBrowser(t)
	p := open(b, t, example.Failed(), view{})
	const id = "errors.wrong-secret.challenge"
	clause := `document.getElementById("` + id + `")`
	p.do(chromedp.SetValue(chromedp.CSS("[name=status]"), "passed"))
	p.run(`document.getElementById("Filter").dispatchEvent(new Event("input"))`)
	p.is(clause + `.hidden`)
	p.click(`article a[href="#` + id + `"]`)
	p.is(clause + `.open && !` + clause + `.hidden && location.hash === "#` + id + `"`)
	p.is(clause + `.contains(document.activeElement)`)
	p.do(chromedp.KeyEvent(kb.Enter)) // on the summary, as by keyboard
	p.is(`!` + clause + `.open`)
	p.click(`article a[href="#` + id + `"]`) // the same link again
	p.is(clause + `.open`)
	p.click(`article[id="Result-token.valid-form"] summary`)
	p.is(`document.querySelector('article[id="Result-token.valid-form"] .exchange').textContent.includes("‹access token›")`)
	p.click(`article[id="Result-token.valid-form"] .links a`)
	p.is(`document.querySelector(location.hash).open`)

	p = open(b, t, example.Failed(), view{fragment: "#transport.hsts"})
	p.is(`document.getElementById("transport.hsts").open`)
}

func TestPageCopies(t *testing.T) {
	p := open(startBrowser(t), t, example.Failed(), view{})
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		call(p, permissions.SetPermission, permissions.SetPermissionParams{
			Permission: &permissions.PermissionDescriptor{Name: name}, Setting: permissions.PermissionSettingGranted,
		})
	}
	const card = `article[id="Result-errors.wrong-secret.challenge"] `
	command := value[string](p, `document.querySelector('`+card+`.reproduce code').textContent`)
	if want := example.CommandOf(example.Failed(), "errors.wrong-secret.challenge"); strings.ReplaceAll(command, " \\\n", " ") != want {
		t.Errorf("the page shows %q, want %q", command, want)
	}
	p.click(card + ".copy")
	p.is(`document.querySelector('` + card + `.copy').textContent === "Copied" && document.getElementById("Said").textContent === "Copied"`)
	if got := value[string](p, `navigator.clipboard.readText()`); got != command {
		t.Errorf("copied %q, want %q", got, command)
	}
	// Where the browser keeps its clipboard to itself, the command is at least selected.
	p.run(`Object.defineProperty(navigator, "clipboard", {value: undefined}), document.execCommand = () => false`)
	p.click(`article[id="Result-token.no-store"] .copy`)
	p.is(`document.querySelector('article[id="Result-token.no-store"] .copy').textContent === "Selected"`)
	if got, want := strings.ReplaceAll(value[string](p, `getSelection().toString().trim()`), " \\\n", " "), example.CommandOf(example.Failed(), "token.no-store"); got != want {
		t.Errorf("selected %q, want %q", got, want)
	}
}

func TestPageWithoutScript(t *testing.T) {
	b := startBrowser(t)
	p := open(b, t, example.Failed(), view{noScript: true})
	p.is(`!document.getElementById("Filter").checkVisibility()`)
	p.is(`[...document.querySelectorAll(".copy")].every(c => !c.checkVisibility())`)
	p.is(shown + `.length === 13`)
	p.click(`details[id="transport.hsts"] summary`)
	p.is(`document.getElementById("transport.hsts").open`)
	p = open(b, t, example.Failed(), view{noScript: true, print: true})
	p.is(`[...document.querySelectorAll(".card, .clause > summary, .rests > dl")].every(e => e.checkVisibility())`)
	p.is(`[...document.querySelectorAll(".waterfall, .whole, .matrix")].every(e => !e.checkVisibility())`)
}

// TestPageOnPaper wants exchanges and what is folded to be printed on request, and not else.
func TestPageOnPaper(t *testing.T) {
	p := open(startBrowser(t), t, example.Failed(), view{})
	p.run(`dispatchEvent(new Event("beforeprint"))`)
	p.is(`document.querySelectorAll(".clause[open]").length === 0`)
	p.run(`window.print = () => {}, document.getElementById("Everything").click(), dispatchEvent(new Event("beforeprint"))`)
	p.is(`document.querySelectorAll("details:not([open])").length === 0`)
	p.run(`dispatchEvent(new Event("afterprint"))`)
	p.is(`document.querySelectorAll("details[open]").length === 0`)
}

func TestPageHostile(t *testing.T) {
	b := startBrowser(t)
	for _, width := range []int64{360, 1280} {
		p := open(b, t, example.HostileReport(), view{width: width})
		p.run(`document.querySelectorAll("details").forEach(d => { d.open = true; })`)
		p.is(`document.scripts.length === 1 && document.querySelectorAll("img, iframe, link:not([rel=icon]), base, object, embed, [onerror], [onload]").length === 0`)
		p.is(`[...document.links].every(a => a.getAttribute("href").startsWith("#"))`)
		p.is(`document.body.textContent.includes("<script>alert(1)</script>")`)
		p.is(`!/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/.test(document.body.textContent)`)
		p.is(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
		p.is(`document.querySelectorAll("#List > details").length === 13`)
	}
}

// TestPageIsAccessible runs axe-core, which .ci/run installs: AXE_JS names its file.
func TestPageIsAccessible(t *testing.T) {
	b := startBrowser(t)
	file := os.Getenv("AXE_JS")
	if file == "" {
		wantedOrSkip(t, "AXE_JS does not name axe.min.js: npm install --prefix DIR axe-core, and set it to DIR/node_modules/axe-core/axe.min.js")
	}
	axe, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		t.Fatal(err)
	}
	for name, report := range map[string]reports.Report{"failed": example.Failed(), "known": example.KnownDeviations(), "hostile": example.HostileReport(), "set-up": example.SetUpFailed(), "client": example.Client(), "client-odd": example.HostileClient()} {
		for _, width := range []int64{360, 1280} {
			for _, dark := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %d pixels, dark %t", name, width, dark), func(t *testing.T) {
					p := open(b, t, report, view{width: width, dark: dark})
					p.run(`document.querySelectorAll("details").forEach(d => { d.open = true; })`)
					p.is(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
					p.run(string(axe))
					found := value[[]json.RawMessage](p, `axe.run().then(r => r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 300) + " " + n.failureSummary)})))`)
					for _, violation := range found {
						t.Errorf("axe: %s", violation)
					}
				})
			}
		}
	}
}
