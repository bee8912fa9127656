package matrix

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/page"
)

// The page says by its structure what it says by its looks.
func TestMatrixHTMLStructure(t *testing.T) {
	for name, m := range matrices() {
		page := written(t, "matrix.html", m)
		for _, want := range []string{`<html lang="en">`, "<title>", `name="viewport"`, "<header>", `<nav aria-label="`, `<main id="main">`, "<footer>", `href="#main"`} {
			if strings.Count(page, want) != 1 {
				t.Errorf("%s: wanted %s once, found it %d times", name, want, strings.Count(page, want))
			}
		}
		for _, th := range regexp.MustCompile(`<th[ >][^>]*>`).FindAllString(page, -1) {
			if !strings.Contains(th, `scope="col"`) && !strings.Contains(th, `scope="row"`) {
				t.Errorf("%s: %s has no scope", name, th)
			}
		}
		level := 0
		for _, h := range regexp.MustCompile(`<h([1-6])`).FindAllStringSubmatch(page, -1) {
			next, _ := strconv.Atoi(h[1])
			if next > level+1 {
				t.Errorf("%s: a heading of level %d follows one of level %d", name, next, level)
			}
			level = next
		}
	}
}

// Each clause has its anchor, no anchor stands twice, and each link within the page leads somewhere.
func TestMatrixHTMLAnchors(t *testing.T) {
	if !strings.Contains(written(t, "matrix.html", soundMatrix()), `<tr id="clause-token.body.closed">`) {
		t.Error("a clause of the only contract has no anchor of its ID alone")
	}
	if !strings.Contains(written(t, "matrix.html", severalMatrix()), `<tr id="ticketpark-clause-token.body.closed">`) {
		t.Error("a clause of one of several contracts has no anchor with the contract's name")
	}
	for name, m := range matrices() {
		page := written(t, "matrix.html", m)
		ids := map[string]int{}
		for _, id := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			ids[id[1]]++
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: the anchor %s stands %d times", name, id, n)
			}
		}
		links := regexp.MustCompile(`(?:href="#|aria-labelledby=")([^"]*)"`).FindAllStringSubmatch(page, -1)
		for _, link := range links {
			if ids[link[1]] != 1 {
				t.Errorf("%s: nothing has the anchor %s", name, link[1])
			}
		}
		if len(links) == 0 {
			t.Errorf("%s: no links", name)
		}
	}
}

// The page needs nothing but itself, and says so to the browser: its policy lets in the one style that it has.
func TestMatrixHTMLNeedsNothing(t *testing.T) {
	p := written(t, "matrix.html", soundMatrix())
	for _, outside := range []string{"http://", "https://", "<script", "<link", "<img", "@import", "url(", ` style="`} {
		if strings.Contains(p, outside) {
			t.Errorf("the page has %s in it", outside)
		}
	}
	_, rest, _ := strings.Cut(p, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	hash := regexp.MustCompile(`style-src '([^']*)'`).FindStringSubmatch(p)
	if len(style) < 1000 || len(hash) != 2 || strings.ReplaceAll(hash[1], "&#43;", "+") != page.Hash(style) {
		t.Errorf("the policy lets in %q, want %s", hash, page.Hash(style))
	}
}

// Each pair of colours that stands together can be read by everybody: WCAG 2, 1.4.3.
func TestContrast(t *testing.T) {
	schemes := map[string]map[string]string{}
	style, _ := page.Style("")
	for i, rules := range regexp.MustCompile(`:root \{([^}]*)\}`).FindAllStringSubmatch(string(style), -1) {
		colours := map[string]string{}
		for _, c := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`).FindAllStringSubmatch(rules[1], -1) {
			colours[c[1]] = c[2]
		}
		schemes[[]string{"light", "dark", "print"}[i]] = colours
	}
	if len(schemes) != 3 {
		t.Fatalf("wanted a light, a dark and a printed scheme, found %d", len(schemes))
	}
	panels := []string{"paper", "panel", "good-panel", "warn-panel", "bad-panel"}
	for name, colours := range schemes {
		for _, ink := range []string{"ink", "muted", "link", "good", "warn", "bad"} {
			for _, ground := range panels {
				if slices.Contains([]string{"good", "warn", "bad"}, ink) && ground != "paper" && ground != "panel" && ground != ink+"-panel" {
					continue // a state stands on its own ground only
				}
				if ratio := contrast(t, colours[ink], colours[ground]); ratio < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", name, ink, ground, ratio)
				}
			}
		}
	}
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	if len(colour) == 4 {
		colour = fmt.Sprintf("#%[1]c%[1]c%[2]c%[2]c%[3]c%[3]c", colour[1], colour[2], colour[3])
	}
	if len(colour) != 7 {
		t.Fatalf("%q is no colour", colour)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			sum += weight * c / 12.92
		} else {
			sum += weight * math.Pow((c+0.055)/1.055, 2.4)
		}
	}
	return sum
}
