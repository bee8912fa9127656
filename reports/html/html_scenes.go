package html

import (
	"fmt"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/outline"
	"github.com/authconform/authconform/reports/text"
)

// htmlScene is a scenario that a client was led through: its steps, its lives, and its timeline as a picture and as a table.
type htmlScene struct {
	Anchor, Name, Does, Seen, End string
	Open                          bool // something in it is not as it is wanted
	Cited                         []string
	Odd                           []string
	Steps                         []htmlSceneStep
	Lives                         []htmlSceneLife
	Picture                       *picture
	Rows                          []htmlMoment
	Left                          string
}

type htmlSceneStep struct {
	Sign, Said, Text string
}

type htmlSceneLife struct {
	Text, Output string
}

// htmlMoment is a row of the table behind the picture.
type htmlMoment struct {
	At, Sign, Did, Got string
	Link               htmlLink
}

func sceneAnchor(i int) string { return fmt.Sprintf("Scenario-%d", i+1) }

// livesOf are the anchors of the scenes in which the client's lives are told, by their ids.
func livesOf(r reports.Report) map[string]string {
	anchors := map[string]string{}
	for i, s := range r.Scenarios {
		for _, l := range s.Lives {
			anchors[l.ID] = sceneAnchor(i)
		}
	}
	return anchors
}

func scenesOf(r reports.Report, exchanges *htmlExchanges) []htmlScene {
	var scenes []htmlScene
	for i, s := range r.Scenarios {
		scene := htmlScene{
			Anchor: sceneAnchor(i), Name: text.Printable(s.Name), Does: text.Printable(s.Does),
			Seen: outline.StepsText(s) + " steps", End: outline.EndText(s), Odd: outline.Oddities(s), Picture: pictureOf(s, sceneAnchor(i)),
		}
		for _, x := range r.Results {
			if x.Scenario == s.Name && x.Deviates() {
				scene.Cited = append(scene.Cited, text.Printable(x.ID))
			}
		}
		scene.Open = len(scene.Cited) > 0
		for _, step := range s.Steps {
			told := htmlSceneStep{Sign: "–", Said: "not seen", Text: outline.StepWords(step)}
			if step.Met {
				told.Sign, told.Said = "✓", "seen"
			}
			scene.Steps = append(scene.Steps, told)
		}
		for _, l := range s.Lives {
			words := fmt.Sprintf("Life %d began at %s and took %s: it %s.", l.Number, outline.Seconds(l.At), outline.Seconds(l.Seconds), l.Ends())
			for _, leak := range l.Leaked() {
				words += " It " + text.Printable(leak) + "."
			}
			scene.Lives = append(scene.Lives, htmlSceneLife{words, outputText(l.Output)})
		}
		for _, e := range s.Timeline {
			scene.Rows = append(scene.Rows, htmlMoment{fmt.Sprintf("%.3f s", e.At), markOf(e).Word, text.Printable(e.Did), text.Printable(e.Got), exchanges.link(e.Exchange)})
		}
		if s.Left > 0 {
			scene.Left = text.Plural(s.Left, "request more is", "requests more are") + " in evidence.har."
		}
		scenes = append(scenes, scene)
	}
	return scenes
}

// outputText is what a client printed, harmless, in its lines.
func outputText(output string) string {
	var lines []string
	for line := range strings.Lines(output) {
		lines = append(lines, text.Printable(strings.TrimSuffix(line, "\n")))
	}
	return strings.Join(lines, "\n")
}
