package outline

import (
	"fmt"
	"strings"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// Eventful says that not all that a scenario waits for was seen, or that a life of the client ended otherwise than by itself
// with code 0 or gave something away.
func Eventful(s reports.Scenario) bool { return len(Oddities(s)) > 0 }

// Oddities tell what makes a scenario eventful, each in a clause of a sentence.
func Oddities(s reports.Scenario) []string {
	var told []string
	if s.Broken != "" {
		told = append(told, "the target could not play it to its end: "+text.Printable(s.Broken))
	}
	for _, step := range s.Unmet() {
		told = append(told, "it was not seen that the client "+StepWords(step))
	}
	for _, l := range s.Lives {
		if quiet := l.Ending == evidence.Exited || l.Ending == evidence.Listened; !quiet || len(s.Unmet()) > 0 && l.Ending == evidence.Exited {
			told = append(told, "it "+l.Ends()+printed(l))
		}
		for _, leak := range l.Leaked() {
			told = append(told, "it "+text.Printable(leak))
		}
	}
	return told
}

// printed is what a life printed last.
func printed(l reports.ScenarioLife) string {
	lines := strings.Split(strings.TrimSpace(l.Output), "\n")
	last := text.Shorten(strings.TrimSpace(lines[len(lines)-1]), maxPrinted)
	if last == "" {
		return ""
	}
	return " and printed last: " + text.Printable(last)
}

// maxPrinted is how much of a client's last words stands in a line, in bytes.
const maxPrinted = 200

// StepWords is a step in words.
func StepWords(s reports.ScenarioStep) string {
	if s.Detail == "" {
		return text.Printable(s.Step)
	}
	return text.Printable(s.Step + " (" + strings.TrimSuffix(s.Detail, ".") + ")")
}

// StepsText counts the steps of a scenario that were seen.
func StepsText(s reports.Scenario) string {
	return fmt.Sprintf("%d of %d", len(s.Steps)-len(s.Unmet()), len(s.Steps))
}

// EndText tells how the last life of a scenario ended, without who did.
func EndText(s reports.Scenario) string {
	if len(s.Lives) == 0 {
		return ""
	}
	return s.Lives[len(s.Lives)-1].Ends()
}

// Seconds tells a span or a moment of a scenario.
func Seconds(s float64) string { return fmt.Sprintf("%.1f s", s) }
