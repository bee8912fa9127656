package suites_test

import (
	"context"
	"net"
	"slices"
	"testing"

	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// outcomes asks a reference target with all that it brings, and judges what it answers. The description may be edited.
func outcomes(t *testing.T, c reference.Config, edit func(*target.Target)) []clause.Outcome {
	t.Helper()
	contract, err := openapi.Load(target.DefaultContract)
	if err != nil {
		t.Fatal(err)
	}
	server, err := targets.Start(context.WithoutCancel(t.Context()), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	described, err := target.Bind(pflag.NewFlagSet("suites", pflag.ContinueOnError)).Embedded(selftest.Embedded(server))
	if err != nil {
		t.Fatal(err)
	}
	edit(described)
	rec, err := gather.Gather(t.Context(), gather.Run{Contract: contract, Target: described, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return suites.Judge(wholeCatalogue(t, contract), rec)
}

// TestWhatCannotBeAskedIsSkipped: what needs two tokens, or a JWT, is neither kept nor broken by a target without.
func TestWhatCannotBeAskedIsSkipped(t *testing.T) {
	skipped := map[string][]string{
		"token-same": {"resource.alg-none-spelt.refused", "resource.token.other", "resource.token.side-by-side", "resource.wrong-scheme.refused", "resource.www-authenticate.grammar"},
		"token-opaque-random": {
			"resource.alg-none-spelt.refused", "resource.alg-none.message", "resource.alg-none.refused", "resource.empty-signature.message",
			"resource.empty-signature.refused", "resource.wrong-scheme.refused", "resource.www-authenticate.grammar",
		},
	}
	for _, v := range targets.Variants(target.DefaultContract) {
		ids, named := skipped[v.Name]
		if !named {
			continue
		}
		delete(skipped, v.Name)
		var found []string
		for _, o := range outcomes(t, v.Apply(reference.Config{}), func(*target.Target) {}) {
			if o.Area == "resource" && o.Status == clause.Skipped {
				found = append(found, o.ID)
			}
		}
		if !slices.Equal(found, ids) {
			t.Errorf("%s: %v are skipped, want %v", v.Name, found, ids)
		}
	}
	if len(skipped) > 0 {
		t.Errorf("no variants: %v", skipped)
	}
}

// TestPlainPortMayBeClosed is no trial of the selftest because no configuration of the reference target closes a port.
func TestPlainPortMayBeClosed(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	for _, o := range outcomes(t, reference.Config{}, func(described *target.Target) { described.PlainURL.Host = closed }) {
		if o.Status != clause.Passed && o.Status != clause.Skipped {
			t.Errorf("nobody listens for plain HTTP, and %s %s: %s %v", o.ID, o.Status, o.Reason, o.Violations)
		}
	}
}
