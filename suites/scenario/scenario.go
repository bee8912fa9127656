package scenario

import (
	"slices"
	"strings"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
)

// Name names a scenario, as a user types it. It is stable.
type Name string

// Scenario is one situation of a client.
type Scenario struct {
	Name Name
	// Does says what the target does; it completes "The target …".
	Does string
	// Calls and Pause are what the client is asked for in each life: how many requests of the resource, and how long it
	// waits after each.
	Calls int
	Pause time.Duration
	// Lifetime is how long access tokens live.
	Lifetime time.Duration
	// Lives is how often the command is started.
	Lives int
	// Open says that the target does what the contract leaves open (R38), and nothing else.
	Open bool
	// Needs are the features without which a contract does not have it: each of them.
	Needs []facts.Feature
	// Steps are what has to be seen of it, in their order.
	Steps []Step
	// Scoped says that the client is given a scope, where the contract has one.
	Scoped bool
}

// Step is something that a scenario waits for.
type Step string

// The steps.
const (
	Fetches    Step = "asks for a token"
	Calls      Step = "calls the resource"
	CallsAgain Step = "calls the resource more than once"
	Renews     Step = "asks for another token after the first has expired"
	Refused    Step = "calls with the token that is refused"
	Rejected   Step = "has its credentials refused"
	Limited    Step = "is told to wait by the second answer to a request for a token"
	Outage     Step = "is told that the service is unavailable"
	Tokenless  Step = "gets an answer without a token"
	Redirected Step = "is redirected"
	Shakes     Step = "begins a handshake"
	Restarts   Step = "is started again"
	Ends       Step = "ends"
)

// Duration is the least time that a life takes.
func (s Scenario) Duration() time.Duration { return time.Duration(s.Calls) * s.Pause }

// For gives the scenarios of a contract, in the order in which they are told.
func For(c *openapi.Contract) []Scenario {
	list := slices.DeleteFunc(all(), func(s Scenario) bool {
		return slices.ContainsFunc(s.Needs, func(f facts.Feature) bool { return !c.Facts.Has(f) }) || !conforms(c, s)
	})
	for i := range list { // a scope is given in every second one
		list[i].Scoped = i%2 == 1
		list[i].Lives = max(list[i].Lives, 1)
		list[i].Does = worded(c, list[i].Does)
	}
	return list
}

// ForEach gives the scenarios of all token operations of a contract, each once.
func ForEach(c *openapi.Contract) []Scenario {
	var all []Scenario
	for _, operation := range c.Operations() {
		for _, s := range For(operation) {
			if !slices.ContainsFunc(all, func(o Scenario) bool { return o.Name == s.Name }) {
				all = append(all, s)
			}
		}
	}
	return all
}

// In says what the target does in the scenario of that name, in the contract's own words; "" where there is none of that name.
func In(c *openapi.Contract, name Name) string {
	for _, s := range all() {
		if s.Name == name {
			return worded(c, s.Does)
		}
	}
	return ""
}

// worded tells what a target does in a contract's own words: one that is not built in has no page, and may have other errors
// than those of OAuth 2.0.
func worded(c *openapi.Contract, does string) string {
	if c.IsBuiltIn() {
		return does
	}
	does = strings.ReplaceAll(does, "that the page does not list", "that the document does not list")
	if c.Facts.Has(facts.DocumentedErrors) {
		does = strings.NewReplacer(" with 401 invalid_client", "", "an OAuth error", "an error").Replace(does)
	}
	return does
}

// Of gives the scenario of that name; false where the contract has none.
func Of(c *openapi.Contract, name Name) (Scenario, bool) {
	for _, s := range For(c) {
		if s.Name == name {
			return s, true
		}
	}
	return Scenario{}, false
}
