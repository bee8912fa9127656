package selftest

import (
	"slices"
	"testing"
)

// What hangs on the version of HTTP is not tried over one version alone, and the result says that it is of a part.
func TestOneVersionOfHTTPIsAPart(t *testing.T) {
	ofBoth := func(t Target) bool { return t.Versions }
	for protocol, whole := range map[string]bool{"": true, "h2": false, "http/1.1": false} {
		run := Run{Manner: Manner{Protocol: protocol}}
		trials, err := run.trials()
		if err != nil {
			t.Fatal(err)
		}
		if tried, part := slices.ContainsFunc(trials, ofBoth), len(run.part()) > 0; tried != whole || part == whole {
			t.Errorf("%q: what hangs on the version is tried: %t, a part: %t; wanted %t, %t", protocol, tried, part, whole, !whole)
		}
	}
}
