package reference

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Contracts names every contract that has a reference target, in alphabetical order.
func Contracts() []string { return []string{Prioticket, Ticketpark} }

// For gives the name of the reference target to run a contract against: the contract's own, else the one that has the
// same grant type; "" when there is none.
func For(contract, grant string) string {
	switch {
	case contract == Prioticket || contract == Ticketpark:
		return contract
	case grant == grantClientCredentials:
		return Prioticket
	case grant == grantPassword:
		return Ticketpark
	default:
		return ""
	}
}

// policyFor gives the policy of a contract; Prioticket's for any that has no reference target.
func policyFor(contract string) *policy {
	if contract == Ticketpark {
		return ticketparkPolicy()
	}
	return prioticketPolicy()
}

// New makes a target of the contract that the configuration names; Prioticket's where it names none.
func New(c Config) *Target {
	c.policy = policyFor(c.Contract)
	return newTarget(c)
}

// Start makes such a target and listens, until Close is called or ctx ends. When it returns, the target answers.
func Start(ctx context.Context, c Config) (*Server, error) {
	if c.Contract != "" && !slices.Contains(Contracts(), c.Contract) {
		return nil, fmt.Errorf("want a contract that has a reference target, found %q: take one of %s", c.Contract, strings.Join(Contracts(), ", "))
	}
	c.policy = policyFor(c.Contract)
	return startServer(ctx, c)
}

// Deviations lists every deviation of a contract's reference target, part by part of the contract, and then those that
// are generated from its OpenAPI document; none of a contract that has no reference target.
func Deviations(contract string) []Deviation {
	switch contract {
	case Prioticket:
		return prioticketDeviations()
	case Ticketpark:
		return ticketparkDeviations()
	default:
		return nil
	}
}

// Variants lists every variant of a contract's reference target, as Deviations does.
func Variants(contract string) []Variant {
	switch contract {
	case Prioticket:
		return prioticketVariants()
	case Ticketpark:
		return ticketparkVariants()
	default:
		return nil
	}
}

// Nulls lists every null target, in the place of a contract's target.
func Nulls(contract string) []Null { return nullsOf(policyFor(contract)) }
