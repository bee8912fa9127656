package client

import (
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// unmet says why a clause cannot be judged by a scene: what it waits for did not come about. Where the client was asked
// for it and did all that it was asked for, the clause is skipped; where it was not so, nothing is known.
func (v view) unmet(s scene, what string) *Held {
	if held := v.idle(s); held != nil {
		return held
	}
	if cause := v.cause(s); cause != "" && !s.arrived() {
		return &Held{Status: Inconclusive, BlockedBy: cause, Reason: fmt.Sprintf("in the scenario %s the client got no token", s.Name)}
	}
	switch {
	case len(s.calls) == 0 && (len(s.asks) == 0 || len(s.tokens) > 0):
		return inconclusive("the client left the scenario %s without calling the resource: %s", s.Name, s.end())
	case s.cutShort():
		return inconclusive("%s, and the client left the scenario %s before it had made its calls: %s", what, s.Name, s.end())
	}
	return &Held{Status: Skipped, Reason: what + " (scenario " + string(s.Name) + ")"}
}

// idle says why a scene tells nothing at all; nil where the client was heard in it.
func (v view) idle(s scene) *Held {
	switch {
	case len(v.rec.Run.Scenarios) == 0:
		return inconclusive("no scenario was played")
	case s.played == nil:
		return &Held{Status: Skipped, Reason: fmt.Sprintf("the scenario %s was not played", s.Name), Flag: "--scenario"}
	case s.played.Broken != "":
		return inconclusive("the scenario %s could not be played: %s", s.Name, s.played.Broken)
	case len(s.heard) == 0:
		return inconclusive("the client did nothing in the scenario %s: %s", s.Name, s.end())
	case s.interrupted() || v.rec.Run.Interrupted && len(s.lives) == 0:
		return inconclusive("the scenario %s was interrupted", s.Name)
	case len(s.lives) == 0 && !s.played.Listening:
		return inconclusive("nobody saw how the client ended in the scenario %s", s.Name)
	}
	return nil
}

// until holds a finding back where the client was not seen to its end: what did not come may have come later.
func (f finding) until(v view, s scene) finding {
	if held := v.idle(s); held != nil && len(f.broken) == 0 {
		return finding{held: held}
	}
	return f
}

func inconclusive(format string, args ...any) *Held {
	return &Held{Status: Inconclusive, Reason: fmt.Sprintf(format, args...)}
}

// interrupted says that nobody knows what the client would have done.
func (s scene) interrupted() bool {
	return slices.ContainsFunc(s.lives, func(x evidence.Exchange) bool { return x.Life.Ending == evidence.Abandoned })
}

// cutShort says that the client ended before it had called as often as it was asked to, in each of its lives.
func (s scene) cutShort() bool {
	if s.played == nil || s.played.Listening {
		return false
	}
	return len(s.calls) < s.played.Calls*max(1, len(s.lives))
}

// end tells how the client's last life ended, and what it printed last.
func (s scene) end() string {
	if len(s.lives) == 0 {
		return "nobody saw how it ended"
	}
	l := s.lives[len(s.lives)-1].Life
	told := map[evidence.Ending]string{
		evidence.Exited:    fmt.Sprintf("it ended with code %d", l.Code),
		evidence.Killed:    "it was killed by a signal",
		evidence.TimedOut:  "it was ended because its time was over",
		evidence.Flooded:   "it was ended because it asked, or printed, too much",
		evidence.Abandoned: "the run was interrupted",
		evidence.Listened:  "nobody listens any longer",
	}[l.Ending]
	if told == "" {
		told = string(l.Ending)
	}
	if last := lastLine(l.Output); last != "" {
		return told + ", and printed last: " + last
	}
	return told
}

const mostOfALine = 160

func lastLine(output string) string {
	lines := strings.Split(strings.TrimSpace(output), "\n")
	last := []rune(strings.TrimSpace(lines[len(lines)-1]))
	if len(last) > mostOfALine {
		return "…" + string(last[len(last)-mostOfALine:])
	}
	return string(last)
}

// cause is the clause whose failure keeps the client from getting a token; "" where it got one, or for nothing that it did
// wrong.
func (v view) cause(s scene) string {
	if len(s.tokens) > 0 {
		return ""
	}
	return causeOf(v.contract, s, s.heard)
}

// causeOf is the clause that a request breaks which was not answered with a token; "" for none.
func causeOf(c *openapi.Contract, s scene, among []evidence.Exchange) string {
	for _, k := range checks(c) {
		for _, x := range k.of(s) {
			if has(among, x) && !served(x) && (k.speaks == nil || k.speaks(s, x) == "") && len(k.broken(s, x)) > 0 {
				return k.id
			}
		}
	}
	return ""
}
