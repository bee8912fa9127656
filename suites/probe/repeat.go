package probe

import (
	"fmt"
	"slices"
	"strings"
)

// Uses is how often a token is shown where a fault at one of several answers, or on one of several nodes, would let it in or
// keep it out: once as everything else, and then on the connections that did not fetch it, in turn. Where every second answer
// or one of two nodes is bad, that is seen.
const Uses = 12

// Repetition names a further use of what a probe shows, the second being the first that has a name of its own.
func Repetition(of Name, number int) Name { return Name(fmt.Sprintf("%s-%d", of, number)) }

// Repetitions are the further uses of what the probes show.
func Repetitions(of ...Name) []Name {
	var names []Name
	for _, name := range of {
		for number := 2; number <= Uses; number++ {
			names = append(names, Repetition(name, number))
		}
	}
	return names
}

// Repeated gives the probe that a further use repeats; the probe itself where it is none.
func Repeated(name Name) Name {
	if of := named(name).Repeats; of != "" {
		return of
	}
	return name
}

// repeated adds to probes their further uses, which come when all of them have come, of each probe one after the other.
func repeated(probes ...Probe) []Probe {
	all := slices.Clone(probes)
	for _, p := range probes {
		for number := 2; number <= Uses; number++ {
			all = append(all, onConnection((number-2)%Connections+1, again(p, number)))
		}
	}
	return all
}

// again is a further use. In what is free to come at any time it belongs to the full profile, as no provider takes so many
// errors in a minute beside all others.
func again(p Probe, number int) Probe {
	p.Repeats, p.Name, p.Asks = p.Name, Repetition(p.Name, number), fmt.Sprintf("%s, for the %dth of %d times", p.Asks, number, Uses)
	p.Rests = append(slices.Clone(p.Rests), p.Repeats)
	p.Control, p.Apart = false, true
	if p.Resource && p.Expect == Refusal && number > Connections+1 {
		p = underScheme(p, number)
	}
	if p.Resource && (p.Phase == ResourceFree || p.Phase == Chain) {
		p.Phase, p.Full = ResourceAgain, true
	}
	return p
}

// underScheme spells the scheme of a bad token in another way at its last uses, each where another use has been before it, and where
// the resource takes good tokens so: who reads the token under one spelling alone takes it under the others.
func underScheme(p Probe, number int) Probe {
	spelt, spell, taken := ResourceLowerCase, strings.ToLower, func(v Values) bool { return v.LowerScheme }
	if number == Uses {
		spelt, spell, taken = ResourceUpperCase, strings.ToUpper, func(v Values) bool { return v.UpperScheme }
	}
	edit := p.Edit
	p.Rests = append(p.Rests, spelt)
	p.Edit = func(d *Draft, v Values) {
		if edit != nil {
			edit(d, v)
		}
		if taken(v) {
			d.Token.Type = spell(d.Token.Type)
		}
	}
	return p
}
