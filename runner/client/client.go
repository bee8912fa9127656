package client

import (
	"context"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// The bounds of a run, where it sets none.
const (
	DefaultTimeout = time.Minute
	// DefaultConcurrency has a whole run last hardly longer than its longest scenario: they wait for most of their time. All of
	// Ticketpark's together wait for a minute, of which four at a time would make more than the 15 s that a run may take.
	DefaultConcurrency = 6
)

// Run is what to gather.
type Run struct {
	Contract  *openapi.Contract
	Version   string              // of authconform
	Scenarios []scenario.Scenario // what is played; all of the contract's when empty
	Subject   evidence.Subject
	// Start starts the client; nil with Listen.
	Start Starter
	// Timeout is for one life of the client.
	Timeout time.Duration
	// Concurrency is how many scenarios are under way at once.
	Concurrency int
	// Listen is an address of the network at which to wait for a client that nobody here starts; "" where there is Start.
	Listen string
	// For is how long that is done: until all steps are met where it is 0 and Met says so, or ctx ends.
	For time.Duration
	// Met says that a scenario has all that it waits for, of the exchanges up to now; nil where nobody can tell.
	Met func(evidence.Record, scenario.Name) bool
	// Progress is told how the run goes on, one call at a time; nil for nobody.
	Progress func(Event)
}

// Kind is what an event tells of.
type Kind string

// The kinds of events.
const (
	Configure Kind = "configure" // what to tell a client that nobody here starts: Event.Variables
	Begun     Kind = "begun"     // a scenario
	Started   Kind = "started"   // a life of the client
	Heard     Kind = "heard"     // a request, or what came in the place of one: Event.Exchange
	Ended     Kind = "ended"     // a life of the client: Event.Exchange
	Again     Kind = "again"     // the machine was too slow for the scenario, which is played once more
	Over      Kind = "over"      // a scenario: Event.Done of Event.Total
)

// Event is one step of a run. It holds no secret but in Variables, which are for the client's owner.
type Event struct {
	Kind        Kind
	Scenario    scenario.Name
	Life        int
	Exchange    *evidence.Exchange
	Variables   []Variable
	Done, Total int
}

// Variable is something that a client is told, by the name that it has in the environment.
type Variable struct{ Name, Value string }

// Gather leads the client through the scenarios and gives the evidence. A cancelled context is no error:
// Run.Interrupted says so, and what was gathered is there. A client that cannot be started, and a contract that cannot be
// played, are.
func Gather(ctx context.Context, run Run) (evidence.Record, error) {
	g, err := newGatherer(run)
	if err != nil {
		return evidence.Record{}, err
	}
	if run.Listen != "" {
		err = g.listen(ctx)
	} else {
		err = g.playAll(ctx)
	}
	return g.finish(ctx), err
}
