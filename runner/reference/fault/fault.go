package fault

import (
	"slices"

	"github.com/authconform/authconform/runner/reference"
)

// Deviation is one realistic way of breaking the contract: a switch on the sound target. A suite is as good
// as the deviations that it finds.
type Deviation struct {
	// Name is what the deviation is called on a command line. It is stable, and never reused.
	Name string
	// Breaks says what the target does then; it completes "The target …".
	Breaks string
	// Clause is the ID of the clause that it breaks, and that has to find it.
	Clause string
	// Clauses are the IDs of all clauses that fail or warn for it, in alphabetical order. Those that only
	// follow from the fault are among them: a difference either way is a fault of the suite, or of this list.
	Clauses []string
	// Effort is what it takes to see it.
	Effort Effort
	// Generated says that it was derived from the contract's OpenAPI document, and not thought of by somebody.
	Generated bool
	// Versions says that it hangs on the version of HTTP, or on what is asked over HTTP/1.1 besides: it takes a target that
	// speaks both to tell it from another.
	Versions bool

	policy *reference.Policy
	Mutate func(*reference.Config)
}

// BetweenVersions says of a deviation that it hangs on the version of HTTP.
func (d Deviation) BetweenVersions() Deviation {
	d.Versions = true
	return d
}

// Effort is how much of a run it takes to see what a target does.
type Effort string

// The efforts.
const (
	Core    Effort = "core"    // the core profile, with a resource and further clients
	Full    Effort = "full"    // the full profile, as far as it asks at once
	Patient Effort = "patient" // the full profile, waiting for tokens to expire
	Burst   Effort = "burst"   // the core profile and a burst beyond the target's limit
)

// Apply gives the configuration of a target that deviates so. Credentials and the like that c leaves open are
// filled in, because a fault may depend on them; what c itself revises and wraps stays, inside the deviation. What a
// fault remembers of requests begins anew with each call.
func (d Deviation) Apply(c reference.Config) reference.Config { return mutated(c, d.policy, d.Mutate) }

// Variant is one thing that the contract leaves open, done in another way than the sound target does it.
// None breaks a mandatory clause.
type Variant struct {
	// Name is what the variant is called on a command line. It is stable, and never reused.
	Name string
	// Sentence says what the target does then; it completes "The target …".
	Sentence string
	// Warns are the IDs of all clauses that warn of it, in alphabetical order: what the contract leaves open,
	// the standards beneath it may not.
	Warns []string
	// WarnsInFull are those that warn of it besides when what the core profile is enough to see is asked in the full one.
	WarnsInFull []string
	// Effort is what it takes to see it.
	Effort Effort
	// Generated says that it was derived from the contract's OpenAPI document, as Deviation.Generated does.
	Generated bool

	policy *reference.Policy
	mutate func(*reference.Config)
}

// Apply gives the configuration of a target that does so, as Deviation.Apply does.
func (v Variant) Apply(c reference.Config) reference.Config { return mutated(c, v.policy, v.mutate) }

func mutated(c reference.Config, p *reference.Policy, mutate func(*reference.Config)) reference.Config {
	c.Policy, c.Contract = p, p.Contract
	c = c.Complete()
	between(&c, mutate)
	return c
}

// Of makes deviations of the target of a policy.
func Of(p *reference.Policy, list []Deviation) []Deviation {
	for i := range list {
		list[i].policy = p
	}
	return list
}

// VariantsOf makes variants of the target of a policy.
func VariantsOf(p *reference.Policy, list []Variant) []Variant {
	for i := range list {
		list[i].policy = p
	}
	return list
}

// New makes a row of the tables below: the clause that the deviation breaks, and those that fail or warn with it.
func New(name, sentence string, mutate func(*reference.Config), clause string, collateral ...string) Deviation {
	return Deviation{
		Name: name, Breaks: sentence, Clause: clause, Clauses: slices.Sorted(slices.Values(append([]string{clause}, collateral...))),
		Effort: Core, Mutate: mutate,
	}
}

// NewVariant makes a row of the tables of variants.
func NewVariant(name, sentence string, mutate func(*reference.Config), warns ...string) Variant {
	slices.Sort(warns)
	return Variant{Name: name, Sentence: sentence, Warns: warns, Effort: Core, mutate: mutate}
}

// SeenBy gives the row for another effort than Core.
func (d Deviation) SeenBy(e Effort) Deviation {
	d.Effort = e
	return d
}

// SeenBy gives the row for another effort than Core.
func (v Variant) SeenBy(e Effort) Variant {
	v.Effort = e
	return v
}

// InFull names the clauses that warn of the variant besides when it is asked in the full profile.
func (v Variant) InFull(warns ...string) Variant {
	v.WarnsInFull = warns
	return v
}
