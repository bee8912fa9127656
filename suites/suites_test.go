package suites_test

import (
	"context"
	"flag"
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	. "github.com/onsi/gomega"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
)

// The flags of authconform run, for `go test ./suites -args --base-url …` and `ginkgo ./suites -- --base-url …`.
var (
	flags   = pflag.NewFlagSet("authconform", pflag.ContinueOnError)
	options = bind(flags)
)

func bind(fs *pflag.FlagSet) *target.Options {
	bound := target.Bind(fs)
	fs.VisitAll(func(f *pflag.Flag) { flag.Var(f.Value, f.Name, f.Usage) })
	return bound
}

// TestConformance runs the tree as the command does: against the embedded reference target, or against the
// one that flags, environment or authconform.yaml name.
func TestConformance(t *testing.T) {
	if err := options.Resolve(flags, os.LookupEnv, "."); err != nil {
		t.Fatal(err)
	}
	contract, err := openapi.Load(options.Contract)
	if err != nil {
		t.Fatal(err)
	}
	all, err := suites.Catalogue(contract)
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := clause.Choose(all, options.Clauses)
	if err != nil {
		t.Fatal(err)
	}
	rec, err := gather.Gather(t.Context(), gather.Run{
		Contract: contract, Target: described(t, contract), Version: "test", Wanted: clause.Needs(chosen),
	})
	if err != nil {
		t.Fatal(err)
	}
	globals.Reset()
	RegisterFailHandler(Fail)
	suites.Register(chosen, rec)
	RunSpecs(t, "authconform "+contract.Name)
}

func described(t *testing.T, contract *openapi.Contract) *target.Target {
	t.Helper()
	if options.NamesTarget() {
		named, err := options.Target(contract)
		if err != nil {
			t.Fatal(err)
		}
		return named
	}
	built := reference.For(contract.Name, contract.Facts.Grant)
	server, err := reference.Start(context.WithoutCancel(t.Context()), reference.Config{Contract: built})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	embedded, err := options.Embedded(selftest.Embedded(server))
	if err != nil {
		t.Fatal(err)
	}
	return embedded
}
