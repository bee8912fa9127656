package client

import (
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

const keys Source = "concept page, Key Management"

// confidential is what a client prints and keeps (R36, R37).
func confidential(c *openapi.Contract) []Clause {
	return watched(c,
		row{New("client.confidential.output", Mandatory, keys, 36,
			"prints no secret, password or token", by(scenario.Steady), wants("nothing confidential in either output, in no encoding")), output},
		row{New("client.confidential.state", Mandatory, "page, Getting an access token (never save the password)", 37,
			"saves no password", by(scenario.Restart), wants("no password in any file, in no encoding")).Needs(facts.PasswordGrant), state},
	)
}

func isOutput(l evidence.Leak) bool {
	return l.Where == evidence.StandardOutput || l.Where == evidence.StandardError
}

func output(v view) finding {
	return v.searched(v.plain().Name, "output.secret", isOutput, "nobody saw what the client prints: it was not started by a command")
}

// state looks for the password alone: tokens are there to be kept.
func state(v view) finding {
	f := v.searched(scenario.Restart, "state.password", func(l evidence.Leak) bool {
		return !isOutput(l) && l.What == evidence.Password
	}, "nobody saw what the client keeps: it was not started by a command")
	if s := v.of(scenario.Restart); f.held == nil && len(s.tokens) == 0 {
		f.held = v.unmet(s, "the client did not get a token for a password")
	}
	return f
}

// searched looks through all lives: none has the leak, and all that asked for something, one of the named scenario among
// them, were looked through.
func (v view) searched(needed scenario.Name, rule string, is func(evidence.Leak) bool, unstarted string) finding {
	var f finding
	for _, s := range v.scenes {
		for _, x := range s.lives {
			leaks := slices.DeleteFunc(slices.Clone(x.Life.Leaks), func(l evidence.Leak) bool { return !is(l) })
			for _, l := range leaks {
				f.violates(x, violation(l.Where, rule, "wanted nothing confidential, found the %s, %s", words(l.What), l.As))
			}
			switch {
			case len(s.heard) == 0 || x.Life.Ending == evidence.Listened:
			case x.Life.Searched:
				f.saw(x)
			case f.held == nil:
				f.held = inconclusive("not all that the client printed and kept in the scenario %s was looked through: %s", s.Name, s.end())
			}
		}
	}
	s := v.of(needed)
	listening := func(p evidence.Played) bool { return p.Listening }
	switch held := v.idle(s); {
	case f.held != nil:
	case len(v.rec.Run.Scenarios) > 0 && !slices.ContainsFunc(v.rec.Run.Scenarios, func(p evidence.Played) bool { return !listening(p) }):
		f.held = &Held{Status: Skipped, Reason: unstarted}
	case held != nil:
		f.held = held
	case !slices.ContainsFunc(f.seen, func(x evidence.Exchange) bool { return x.Probe == string(needed) }):
		f.held = inconclusive("nobody saw how the client ended in the scenario %s", needed)
	}
	return f
}
