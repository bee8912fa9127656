package targets

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/mock"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

// Contracts names every contract that has a reference target, in alphabetical order.
func Contracts() []string { return []string{prioticket.Name, ticketpark.Name} }

// For gives the policy of the reference target to run a contract against: the one that was written for it, where it is
// built in, else one that is made of it.
func For(contract *openapi.Contract) (*reference.Policy, error) {
	if BuiltIn(contract) {
		return PolicyFor(contract.Name), nil
	}
	return mock.Policy(contract)
}

// PolicyFor gives the policy of a contract; Prioticket's for any that has no reference target.
func PolicyFor(contract string) *reference.Policy {
	if contract == ticketpark.Name {
		return ticketpark.Policy()
	}
	return prioticket.Policy()
}

// New makes a target of the configuration's policy, or of the contract that it names; Prioticket's where it names none.
func New(c reference.Config) *reference.Target {
	if c.Policy == nil {
		c.Policy = PolicyFor(c.Contract)
	}
	return reference.New(c)
}

// Start makes such a target and listens, until Close is called or ctx ends. When it returns, the target answers.
func Start(ctx context.Context, c reference.Config) (*reference.Server, error) {
	if c.Policy != nil {
		return reference.Start(ctx, c)
	}
	if c.Contract != "" && !slices.Contains(Contracts(), c.Contract) {
		return nil, fmt.Errorf("want a contract that has a reference target, found %q: take one of %s", c.Contract, strings.Join(Contracts(), ", "))
	}
	c.Policy = PolicyFor(c.Contract)
	return reference.Start(ctx, c)
}

// Deviations lists every deviation of a contract's reference target, part by part of the contract, and then those that
// are generated from its OpenAPI document; none of a contract that has no reference target.
func Deviations(contract string) []fault.Deviation {
	switch contract {
	case prioticket.Name:
		return prioticket.Deviations()
	case ticketpark.Name:
		return ticketpark.Deviations()
	default:
		return nil
	}
}

// Variants lists every variant of a contract's reference target, as Deviations does.
func Variants(contract string) []fault.Variant {
	switch contract {
	case prioticket.Name:
		return prioticket.Variants()
	case ticketpark.Name:
		return ticketpark.Variants()
	default:
		return nil
	}
}

// Nulls lists every null target, in the place of a contract's target.
func Nulls(contract string) []fault.Null { return fault.Nulls(PolicyFor(contract)) }
