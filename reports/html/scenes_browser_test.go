package html

import (
	"fmt"
	"testing"

	"github.com/authconform/authconform/reports/reportstest/browser"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// Each scenario is drawn, with as many marks as it has events, each a shape within the picture; the same stands in a table.
func TestPageDrawsScenarios(t *testing.T) {
	b := browser.Start(t)
	r := example.Client().Complete()
	for _, width := range []int64{390, 1280} {
		p := open(b, t, example.Client(), browser.View{Width: width})
		p.Is(fmt.Sprintf(`document.querySelectorAll(".scene").length === %d`, len(r.Scenarios)))
		p.Is(`[...document.querySelectorAll(".scene")].map(s => s.open).join() === "true,true,false,false"`)
		p.Run(`document.querySelectorAll(".scene, .scene details").forEach(d => { d.open = true; })`)
		for i, s := range r.Scenarios {
			scene := fmt.Sprintf(`document.getElementById("Scenario-%d")`, i+1)
			p.Is(fmt.Sprintf(scene+`.querySelectorAll(".picture g").length === %d`, len(s.Timeline)))
			p.Is(fmt.Sprintf(scene+`.querySelectorAll("tbody tr").length === %d`, len(s.Timeline)))
			p.Is(fmt.Sprintf(scene+`.querySelectorAll(".picture rect.life").length === %d`, len(s.Lives)))
			p.Is(scene + `.querySelector(".picture title").textContent.includes(` + scene + `.querySelector(".id").textContent)`)
			p.Is(`(pic => [...pic.querySelectorAll("g")].every(g => { const a = g.getBoundingClientRect(), b = pic.getBoundingClientRect();
				return a.width > 10 && a.height > 10 && a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top && a.bottom <= b.bottom; }))(` + scene + `.querySelector(".picture"))`)
		}
		p.Is(`document.documentElement.scrollWidth <= document.documentElement.clientWidth`)
	}
}

// What tells a mark from another is its shape: the kinds that the key names are drawn alike nowhere.
func TestPageTellsMarksByShape(t *testing.T) {
	p := open(browser.Start(t), t, example.Client(), browser.View{})
	p.Is(`new Set([...document.querySelectorAll(".key svg")].map(s => s.innerHTML)).size === 5`)
	p.Is(`[...document.querySelectorAll("#Scenario-2 .picture g")].map(g => g.querySelector("circle, path").getAttribute("class")).join(" ") ===
		"is-circle " + "is-circle ".repeat(2) + Array(6).fill("is-square").join(" ")`)
	p.Is(`[...document.querySelectorAll("#Scenario-3 .picture g")].map(g => g.querySelector("circle, path").getAttribute("class")).join(" ") === "is-circle is-triangle is-circle is-square"`)
}

// A result that rests on how the client ended, or on what it printed, links to the scenario.
func TestPageLinksToLives(t *testing.T) {
	p := open(browser.Start(t), t, example.Client(), browser.View{})
	p.Run(`document.querySelectorAll(".scene").forEach(d => { d.open = false; })`)
	p.Click(`article[id="Result-client.confidential.output"] .links a`)
	p.Is(`document.getElementById("Scenario-2").open && location.hash === "#Scenario-2"`)
	p.Is(`document.querySelector('article[id="Result-client.token.reused"] .reproduce').textContent.includes("--scenario steady -- …")`)
}
