package selftest

import (
	"slices"
	"strconv"
	"testing"

	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
)

// A core run with all that can be given, a resource and every further client, stays within 75 requests, whichever spellings
// its id chooses. Handshakes are none.
func TestACoreRunStaysWithinItsRequests(t *testing.T) {
	for _, name := range targets.Contracts() {
		t.Run(name, func(t *testing.T) { staysWithinItsRequests(t, name) })
	}
}

func staysWithinItsRequests(t *testing.T, name string) {
	t.Helper()
	const most = 75
	contract, err := openapi.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	server, err := targets.Start(t.Context(), reference.Config{Contract: name})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	described, err := target.Bind(pflag.NewFlagSet("selftest", pflag.ContinueOnError)).Embedded(Embedded(server))
	if err != nil {
		t.Fatal(err)
	}
	for choice := range 20 {
		plan, err := gather.Planned(t.Context(), gather.Run{Contract: contract, Target: described, Choice: strconv.Itoa(choice), Nobodys: true})
		if err != nil {
			t.Fatal(err)
		}
		requests := slices.DeleteFunc(slices.Clone(plan.Record.Exchanges), func(x evidence.Exchange) bool { return x.Request.Method == "" })
		if len(requests) > most || len(requests) < 60 || len(requests) == len(plan.Record.Exchanges) {
			t.Errorf("%d requests are planned in a run of %d exchanges, wanted at most %d", len(requests), len(plan.Record.Exchanges), most)
		}
	}
}
