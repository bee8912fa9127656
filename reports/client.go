package reports

import (
	"cmp"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// ClientArea is the area of the clauses that bind who calls, and not who answers.
const ClientArea = "client"

// Party is who the clause binds, in a word: "client" or "target".
func (r Result) Party() string {
	if r.Area == ClientArea {
		return "client"
	}
	return "target"
}

// Party is who is judged, in a word: "client" or "target".
func (r Report) Party() string {
	if r.Role == evidence.OfClient {
		return "client"
	}
	return "target"
}

// NameOf is how a client is called: as its owner does, else by the file that was started, or handed to an interpreter.
func NameOf(s *evidence.Subject) string {
	if s == nil {
		return nameless
	}
	file := ""
	for i, word := range strings.Fields(s.Command) {
		word = path.Base(word)
		if i == 0 || path.Ext(file) == "" && scriptName.MatchString(word) { // what an interpreter is given says more than its own name
			file = word
		}
	}
	return strings.TrimSpace(cmp.Or(s.Name, file, nameless) + " " + s.Version)
}

// nameless is a client that nobody has named.
const nameless = "the client"

// scriptName is a file that is handed to an interpreter.
var scriptName = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[a-z]{1,4}$`)

// Scenario is one situation that a client was led through, and what came of it.
type Scenario struct {
	Name    string    `json:"name"`
	Does    string    `json:"does"` // completes "The target …"
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"` // all of it
	// Calls and Pause are what the client was asked for in each life, and Lifetime is how long access tokens live.
	Calls    int     `json:"calls"`
	Pause    float64 `json:"pause"`    // in seconds
	Lifetime float64 `json:"lifetime"` // in seconds
	// Listening says that no command was started.
	Listening bool `json:"listening,omitempty"`
	// Broken says why the target could not play it to its end.
	Broken string         `json:"broken,omitempty"`
	Steps  []ScenarioStep `json:"steps"`
	Lives  []ScenarioLife `json:"lives"`
	// Timeline is what was seen, in the order in which it began, and Left is how much more there was.
	Timeline []Event `json:"timeline"`
	Left     int     `json:"left,omitzero"`
}

// ScenarioStep is something that a scenario waits for.
type ScenarioStep struct {
	Step     string   `json:"step"` // completes "The client …"
	Met      bool     `json:"met"`
	Detail   string   `json:"detail,omitempty"`
	Evidence []string `json:"evidence,omitempty"` // ids of exchanges
}

// ScenarioLife is one start of the client's command, and what became of it.
type ScenarioLife struct {
	ID      string  `json:"id"` // as in evidence of a result
	At      float64 `json:"at"` // in seconds after the scenario began
	Seconds float64 `json:"seconds"`
	evidence.Life
}

// What a report holds of scenarios, at most: a client decides how much it asks and prints.
const (
	maxScenarios = 500
	maxEvents    = 200 // of a scenario
	maxLives     = 20
	maxSteps     = 50
	maxLeaks     = 50
	maxAllEvents = 20_000
)

// ScenariosOf tells what a record has of the scenarios that a client was led through; what was wanted of it in each is added
// by whoever knows.
func ScenariosOf(rec evidence.Record) []Scenario {
	var out []Scenario
	byName := map[string]int{}
	for _, p := range rec.Run.Scenarios {
		byName[p.Name] = len(out)
		out = append(out, Scenario{
			Name: p.Name, Started: p.Started, Seconds: seconds(p.Finished.Sub(p.Started)), Calls: p.Calls,
			Pause: seconds(p.Pause), Lifetime: seconds(p.Lifetime), Listening: p.Listening, Broken: p.Broken,
		})
	}
	for _, x := range rec.Exchanges {
		i, known := byName[x.Probe]
		switch {
		case !known:
		case x.Life != nil:
			out[i].Lives = append(out[i].Lives, ScenarioLife{x.ID, seconds(x.Started.Sub(out[i].Started)), seconds(x.Duration), *x.Life})
		case len(out[i].Timeline) >= maxEvents:
			out[i].Left++
		default:
			out[i].Timeline = append(out[i].Timeline, eventOf(x, out[i].Started))
		}
	}
	return out
}

// seconds are those of a span, to the millisecond.
func seconds(d time.Duration) float64 { return float64(max(d, 0).Milliseconds()) / 1000 }

// complete bounds: a report can be read from a file that anybody wrote.
func (s *Scenario) complete(room *int) {
	s.Started = s.Started.UTC()
	text.BoundAll(&s.Name, &s.Does, &s.Broken)
	s.Steps = text.NonNil(s.Steps[:min(len(s.Steps), maxSteps)])
	for i := range s.Steps {
		text.BoundAll(&s.Steps[i].Step, &s.Steps[i].Detail)
	}
	s.Lives = text.NonNil(s.Lives[:min(len(s.Lives), maxLives)])
	for i := range s.Lives {
		life := &s.Lives[i]
		text.BoundAll(&life.ID, &life.Output)
		life.Leaks = append([]evidence.Leak(nil), life.Leaks[:min(len(life.Leaks), maxLeaks)]...)
		for j := range life.Leaks {
			text.BoundAll(&life.Leaks[j].Where, &life.Leaks[j].As)
		}
	}
	kept := min(len(s.Timeline), maxEvents, max(*room, 0))
	s.Left += len(s.Timeline) - kept
	*room -= kept
	s.Timeline = text.NonNil(s.Timeline[:kept])
	for i := range s.Timeline {
		s.Timeline[i].complete()
	}
}

// completeScenarios bounds what a report holds of a client, and tells of what it did where it does not keep a clause.
func (r *Report) completeScenarios() {
	if r.Role != evidence.OfClient {
		r.Role, r.Subject, r.Scenarios, r.Target.Client = evidence.Service, nil, nil, ""
		for i := range r.Results {
			r.Results[i].Scenario, r.Results[i].Did = "", nil
		}
		return
	}
	if r.Subject != nil {
		subject := *r.Subject
		text.BoundAll(&subject.Name, &subject.Version, &subject.Command)
		r.Subject = &subject
	}
	r.Target.Client = text.Bounded(NameOf(r.Subject), text.MaxText)
	r.Scenarios = text.NonNil(r.Scenarios[:min(len(r.Scenarios), maxScenarios)])
	room := maxAllEvents
	byName := map[string]Scenario{}
	for i := range r.Scenarios {
		r.Scenarios[i].complete(&room)
		byName[r.Scenarios[i].Name] = r.Scenarios[i]
	}
	for i := range r.Results {
		x := &r.Results[i]
		x.Did, x.Reproduce = nil, ""
		if s, played := byName[x.Scenario]; played && x.Deviates() {
			x.Did, x.Reproduce = s.Did(x.Evidence), s.playAgain(r.Contract)
		}
	}
}

// playAgain is the command that plays just this scenario again. Whoever reads it puts their own command in the place of the
// dots: that of a report can be anybody's, and is not to be copied.
func (s Scenario) playAgain(c Contract) string {
	if !plainName.MatchString(s.Name) || !plainWord.MatchString(c.Named()) || c.Operation != "" && !plainName.MatchString(c.Operation) {
		return ""
	}
	command := "authconform client --contract " + c.Named()
	if c.Operation != "" {
		command += " --operation " + c.Operation
	}
	command += " --scenario " + s.Name
	if s.Listening {
		return command + " --listen 127.0.0.1:8443"
	}
	return command + " -- …"
}

// Unmet are the steps that were waited for in vain.
func (s Scenario) Unmet() []ScenarioStep {
	var unmet []ScenarioStep
	for _, step := range s.Steps {
		if !step.Met {
			unmet = append(unmet, step)
		}
	}
	return unmet
}
