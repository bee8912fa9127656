package client

import (
	"fmt"
	"net/http"
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// StepSeen is what became of one step of a scenario.
type StepSeen struct {
	Step     scenario.Step
	Met      bool
	Detail   string   // what was seen, or how it ended without it
	Evidence []string // the IDs of the exchanges that show it
}

// Steps tells of each step of a scenario, in their order, whether a record shows it; nil for a scenario that the contract
// does not have.
func Steps(c *openapi.Contract, rec evidence.Record, name scenario.Name) []StepSeen {
	of, ok := scenario.Of(c, name)
	if !ok {
		return nil
	}
	s := look(c, rec).of(name)
	seen := make([]StepSeen, len(of.Steps))
	for i, step := range of.Steps {
		met, detail := s.met(step)
		if len(met) == 0 && detail == "" {
			detail = s.without()
		}
		seen[i] = StepSeen{Step: step, Met: len(met) > 0, Detail: detail, Evidence: ids(met)}
		if step == scenario.Ends {
			seen[i].Met = s.endedByItself()
		}
	}
	return seen
}

func ids(list []evidence.Exchange) []string {
	var names []string
	for _, x := range list {
		names = append(names, x.ID)
	}
	return names
}

// without says why a step was not seen.
func (s scene) without() string {
	switch {
	case s.played == nil:
		return "the scenario was not played"
	case s.played.Broken != "":
		return s.played.Broken
	}
	return s.end()
}

// endedByItself says that the client's lives came to an end of their own, or that nobody had to end them.
func (s scene) endedByItself() bool {
	return len(s.lives) > 0 && !slices.ContainsFunc(s.lives, func(x evidence.Exchange) bool {
		return x.Life.Ending != evidence.Exited && x.Life.Ending != evidence.Killed && x.Life.Ending != evidence.Listened
	})
}

// met gives what shows a step, and tells of it.
func (s scene) met(step scenario.Step) (shows []evidence.Exchange, detail string) {
	none := func(keep func(evidence.Exchange) bool) func(evidence.Exchange) bool {
		return func(x evidence.Exchange) bool { return !keep(x) }
	}
	asks := func(keep func(evidence.Exchange) bool) []evidence.Exchange {
		return slices.DeleteFunc(slices.Clone(s.asks), none(keep))
	}
	switch step {
	case scenario.Fetches:
		return counted(s.asks, "%d for tokens")
	case scenario.Calls:
		return counted(s.calls, "%d of the resource")
	case scenario.CallsAgain:
		if len(s.calls) < 2 {
			return nil, ""
		}
		return counted(s.calls, "%d of the resource")
	case scenario.Renews:
		return s.renewals()
	case scenario.Refused:
		return counted(slices.DeleteFunc(slices.Clone(s.calls), none(turnedDown)), "%d refused")
	case scenario.Rejected:
		return counted(slices.DeleteFunc(slices.Clone(s.asks), func(x evidence.Exchange) bool { return status(x)/100 != 4 }), "%d refused")
	case scenario.Limited:
		return counted(s.answered(http.StatusTooManyRequests), "%d answered with 429")
	case scenario.Outage:
		return counted(s.answered(http.StatusServiceUnavailable), "%d answered with 503")
	case scenario.Tokenless:
		return counted(asks(func(x evidence.Exchange) bool { return served(x) && !granted(x) }), "%d answered without a token")
	case scenario.Redirected:
		return counted(s.redirects(), "%d redirected")
	case scenario.Shakes:
		return counted(s.heard, "%d connections or requests")
	case scenario.Restarts:
		return slices.DeleteFunc(slices.Clone(s.lives), func(x evidence.Exchange) bool { return x.Life.Number < 2 }), ""
	case scenario.Ends:
		return s.lives, s.without() + s.careless()
	}
	return nil, ""
}

func counted(list []evidence.Exchange, format string) ([]evidence.Exchange, string) {
	if len(list) == 0 {
		return nil, ""
	}
	return list, fmt.Sprintf(format, len(list))
}

// renewals are the tokens after the first, once that has expired.
func (s scene) renewals() ([]evidence.Exchange, string) {
	var later []evidence.Exchange
	for i, t := range s.tokens {
		if i > 0 && s.lived(s.tokens[0].expires) {
			later = append(later, t.by)
		}
	}
	return counted(later, "%d further tokens")
}

// careless notes a client that ended with 0 although a call of its was not served (R27).
func (s scene) careless() string {
	unserved := slices.ContainsFunc(s.calls, func(x evidence.Exchange) bool { return !served(x) })
	if unserved && slices.ContainsFunc(s.lives, func(x evidence.Exchange) bool { return x.Life.Ending == evidence.Exited && x.Life.Code == 0 }) {
		return ", although a call was not served"
	}
	return ""
}
