package caller

import "slices"

// Deviation is one realistic way in which a client breaks a contract: a change of the sound one.
type Deviation struct {
	// Name is what the deviation is called on a command line. It is stable, and never reused.
	Name string
	// Does says what the client does then; it completes "The client …".
	Does string
	// Clause is the ID of the clause that it breaks, and that has to find it.
	Clause string
	// Clauses are the IDs of all clauses that fail or warn for it, in alphabetical order, in a run of all scenarios.
	Clauses []string
	// Scenarios are those that show it, besides steady: no other makes a difference to what fails or warns.
	Scenarios []string

	contract string
	change   func(*habits)
}

// Caller gives the client that deviates so.
func (d Deviation) Caller() Caller { return Caller{Contract: d.contract, change: d.change} }

// Variant is one thing that a contract leaves to its clients, done in another way than the sound one does it. None breaks
// a mandatory clause.
type Variant struct {
	// Name is what the variant is called on a command line. It is stable, and never reused.
	Name string
	// Does says what the client does then; it completes "The client …".
	Does string
	// Scenarios are those in which it makes a difference, besides steady.
	Scenarios []string

	contract string
	change   func(*habits)
}

// Caller gives the client that does so.
func (v Variant) Caller() Caller { return Caller{Contract: v.contract, change: v.change} }

// Null is a client that keeps no contract at all, in the place of a contract's client.
type Null struct {
	Name string
	// Does completes "The client …".
	Does string

	contract string
	change   func(*habits)
}

// Caller gives the client that does so.
func (n Null) Caller() Caller { return Caller{Contract: n.contract, change: n.change} }

// Deviations lists those of a contract's client, part by part of the contract; none of a contract that has no client.
func Deviations(contract string) []Deviation {
	list := slices.Concat(requestFaults(contract), authenticationFaults(contract), tokenFaults(contract), misplacedTokens(), reuseFaults(),
		transportFaults(), refusalFaults(), confidentialFaults(contract), bodyFaults(), openFaults(contract))
	switch contract {
	case Prioticket:
		list = slices.Concat(list, jsonFaults(), encodingFaults())
	case Ticketpark:
		list = slices.Concat(list, formFaults(), passwordFaults(), refreshFaults())
	default:
		return nil
	}
	for i := range list {
		list[i].contract = contract
	}
	return list
}

// Variants lists those of a contract's client, as Deviations does.
func Variants(contract string) []Variant {
	list := slices.Concat(spellingVariants(contract), timingVariants(), connectionVariants())
	switch contract {
	case Prioticket:
		list = append(list, jsonVariants()...)
	case Ticketpark:
		list = append(list, formVariants()...)
	default:
		return nil
	}
	for i := range list {
		list[i].contract = contract
	}
	return list
}

// newDeviation makes a row of the tables of deviations: the clause that it breaks, and those that fail or warn with it.
func newDeviation(name, sentence string, change func(*habits), clause string, collateral ...string) Deviation {
	return Deviation{
		Name: name, Does: sentence, change: change, Clause: clause,
		Clauses: slices.Sorted(slices.Values(append([]string{clause}, collateral...))),
	}
}

// in gives the row for other scenarios.
func (d Deviation) in(scenarios ...string) Deviation {
	d.Scenarios = scenarios
	return d
}

// newVariant makes a row of the tables of variants.
func newVariant(name, sentence string, change func(*habits)) Variant {
	return Variant{Name: name, Does: sentence, change: change}
}

// in gives the row for other scenarios.
func (v Variant) in(scenarios ...string) Variant {
	v.Scenarios = scenarios
	return v
}

// asks is a change of how a client asks for tokens: edits after its own.
func asks(edits ...edit) func(*habits) {
	return func(h *habits) { h.drafts = append(slices.Clone(h.drafts), edits...) }
}
