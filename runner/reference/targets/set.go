package targets

import (
	"sync"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/mock"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

// Set is what there is of a contract's reference target.
type Set struct {
	Policy     *reference.Policy
	Deviations []fault.Deviation
	Variants   []fault.Variant
	Nulls      []fault.Null
	// Made says that the target was made of the contract. Of its deviations the clause is stated that has to find each, and
	// not which others follow.
	Made bool
	// Beyond says of clauses why none of the deviations breaks them.
	Beyond map[string]string
}

// Of gives the set of any contract: the one that was written for it, where it is built in, else one that is made of it. ids
// gives the clause of a statement of the document; "" where there is none.
func Of(contract *openapi.Contract, ids func(openapi.Requirement) string) (Set, error) {
	if BuiltIn(contract) {
		name := contract.Name
		return Set{Policy: PolicyFor(name), Deviations: Deviations(name), Variants: Variants(name), Nulls: Nulls(name)}, nil
	}
	policy, err := mock.Policy(contract)
	if err != nil {
		return Set{}, err
	}
	deviations, err := mock.Deviations(contract, ids)
	if err != nil {
		return Set{}, err
	}
	beyond, err := mock.Beyond(contract, ids)
	if err != nil {
		return Set{}, err
	}
	return Set{Policy: policy, Deviations: deviations, Variants: mock.Variants(policy), Nulls: fault.Nulls(policy), Made: true, Beyond: beyond}, nil
}

// own are the contracts that have a reference target, each read once: a fleet may start a thousand targets.
var own = map[string]func() (*openapi.Contract, error){
	prioticket.Name: sync.OnceValues(func() (*openapi.Contract, error) { return openapi.Load(prioticket.Name) }),
	ticketpark.Name: sync.OnceValues(func() (*openapi.Contract, error) { return openapi.Load(ticketpark.Name) }),
}

// BuiltIn says that a contract is one that is built in, to the letter.
func BuiltIn(contract *openapi.Contract) bool {
	load, there := own[contract.Name]
	if !there {
		return false
	}
	own, err := load()
	return err == nil && own.Digest == contract.Digest && own.FactsDigest == contract.FactsDigest
}
