package match_test

import (
	"flag"

	"github.com/spf13/pflag"

	"github.com/authconform/authconform/runner/target"
)

// go test hands the flags of `go test ./suites/... -args --base-url …` to every package: one that did not know them
// would fail.
var _ = bind(pflag.NewFlagSet("authconform", pflag.ContinueOnError))

func bind(fs *pflag.FlagSet) *target.Options {
	bound := target.Bind(fs)
	fs.VisitAll(func(f *pflag.Flag) { flag.Var(f.Value, f.Name, f.Usage) })
	return bound
}
