package gather

import (
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/probe"
)

// Over HTTP/2 a head that is too large ends the connection for everybody on it: who asked beside it asks again.
func TestALargeHeadStaysAlone(t *testing.T) {
	t.Parallel()
	_, asked := start(t, reference.Config{Wrap: instead(probe.GrantMissing, fieldOf(1<<20, "X-Large"))})
	rec := gathered(t, asked)
	for _, x := range rec.Exchanges {
		last, _ := rec.Of(x.Probe)
		if last.Failure != nil && !slices.Contains([]probe.Name{probe.GrantMissing, probe.TLS11, probe.TLS10}, probe.Name(x.Probe)) {
			t.Errorf("%s ended in %s", last.ID, told(last))
		}
	}
	if x := exchange(t, rec, probe.GrantMissing); x.Failure == nil || !strings.Contains(x.Failure.Detail, "larger than 64 KiB") {
		t.Errorf("the large head ended in %s (%+v)", told(x), x.Failure)
	}
}

// One User-Agent, in every spelling of its name.
func TestTheUserAgentIsOne(t *testing.T) {
	t.Parallel()
	seen := &arrivals{}
	_, asked := start(t, reference.Config{Wrap: seen.note, WrapPlain: seen.note})
	gathered(t, asked)
	for _, a := range seen.all() {
		if got := a.header.Values("User-Agent"); !slices.Equal(got, []string{"authconform/test"}) {
			t.Errorf("%s: User-Agent is %q", a.probe, got)
		}
	}
}
