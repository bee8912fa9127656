package conformance_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/spf13/pflag"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// The flags of authconform run stand beside go test's and Ginkgo's, whose names all begin with test. and ginkgo.
var (
	flags   = pflag.NewFlagSet("authconform", pflag.ContinueOnError)
	options = bind(flags)
)

func bind(fs *pflag.FlagSet) *target.Options {
	bound := target.Bind(fs)
	fs.VisitAll(func(f *pflag.Flag) { flag.Var(f.Value, f.Name, f.Usage) })
	return bound
}

// TestConformance runs the tree that the command runs, over what the embedded reference target answers, or the one that
// flags, environment or authconform.yaml name.
func TestConformance(t *testing.T) {
	if err := options.Resolve(flags, os.LookupEnv, "."); err != nil {
		t.Fatal(err)
	}
	if found := options.Found(); found != "" && GinkgoParallelProcess() == 1 { // as the command tells it
		_, _ = fmt.Fprintf(os.Stderr, "authconform: settings are taken from %q, which is in the working directory\n", found)
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
	suite := clause.NewSuite(chosen)
	// One process asks, and all of them judge.
	SynchronizedBeforeSuite(func(ctx SpecContext) []byte {
		rec, err := asked(ctx, contract, clause.Needs(chosen))
		Expect(err).NotTo(HaveOccurred(), "ask the target")
		var archive bytes.Buffer
		Expect(har.Write(&archive, rec)).To(Succeed())
		return archive.Bytes()
	}, func(archive []byte) {
		rec, err := har.Read(bytes.NewReader(archive))
		Expect(err).NotTo(HaveOccurred())
		suite.Observe(rec)
	})
	suites.Specs(suite)
	RegisterFailHandler(suite.FailOrWarn)
	RunSpecs(t, "authconform "+contract.Name)
}

// asked asks the target that is named, or else the reference target, which is there only as long as it is asked.
func asked(ctx context.Context, contract *openapi.Contract, wanted func(probe.Name) bool) (evidence.Record, error) {
	run := gather.Run{Contract: contract, Version: "test", Wanted: wanted}
	var err error
	if options.NamesTarget() {
		if run.Target, err = options.Target(contract); err != nil {
			return evidence.Record{}, err
		}
		return gather.Gather(ctx, run)
	}
	policy, err := targets.For(contract)
	if err != nil {
		return evidence.Record{}, err
	}
	server, err := targets.Start(context.WithoutCancel(ctx), reference.Config{Policy: policy})
	if err != nil {
		return evidence.Record{}, err
	}
	defer func() { _ = server.Close() }()
	if run.Target, err = options.Embedded(selftest.Embedded(server)); err != nil {
		return evidence.Record{}, err
	}
	return gather.Gather(ctx, run)
}
