package target

import (
	"flag"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"
)

// The suites' test binary hands the flags to the standard library's flag package.
func TestStandardFlags(t *testing.T) {
	fs, std := pflag.NewFlagSet("", pflag.ContinueOnError), flag.NewFlagSet("", flag.ContinueOnError)
	o := Bind(fs)
	fs.VisitAll(func(f *pflag.Flag) { std.Var(f.Value, f.Name, f.Usage) })
	var usage strings.Builder
	std.SetOutput(&usage)
	std.PrintDefaults()
	if !strings.Contains(usage.String(), "-timeout DURATION") {
		t.Errorf("usage lacks the timeout: %s", usage.String())
	}
	std.SetOutput(io.Discard)
	if err := std.Parse([]string{"-strict", "-timeout=3s", "-clause", "a", "-clause", "b"}); err != nil {
		t.Fatal(err)
	}
	vars := map[string]string{"AUTHCONFORM_TIMEOUT": "4s", "AUTHCONFORM_STRICT": "false"}
	if err := o.Resolve(fs, lookup(vars), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{3 * time.Second, true, []string{"a", "b"}}, []any{o.Timeout, o.Strict, o.Clauses}); diff != "" {
		t.Error(diff)
	}
}

// A command that shares only some of the flags is given only those.
func TestSubset(t *testing.T) {
	all, some := pflag.NewFlagSet("", pflag.ContinueOnError), pflag.NewFlagSet("", pflag.ContinueOnError)
	o := Bind(all)
	some.AddFlag(all.Lookup("strict"))
	vars := map[string]string{"AUTHCONFORM_TIMEOUT": "malformed", "AUTHCONFORM_STRICT": "true"}
	if err := o.Resolve(some, lookup(vars), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	if !o.Strict || o.Timeout != DefaultTimeout {
		t.Errorf("strict %v, timeout %v", o.Strict, o.Timeout)
	}
}

// A flag that is given without a value ("--base-url=$URL" with an unset variable) is a mistake.
func TestFlagErrors(t *testing.T) {
	for arg, want := range map[string]string{
		"--base-url=":     `invalid argument "" for "--base-url" flag: is empty: give a value, or leave it out`,
		"--timeout=abc":   `invalid argument "abc" for "--timeout" flag: wanted a duration such as 10s`,
		"--concurrency=x": `invalid argument "x" for "--concurrency" flag: wanted a whole number`,
		"--strict=x":      `invalid argument "x" for "--strict" flag: wanted true or false`,
		"--client-secret": "unknown flag: --client-secret",
	} {
		fs := pflag.NewFlagSet("", pflag.ContinueOnError)
		fs.SetOutput(io.Discard)
		Bind(fs)
		err := fs.Parse([]string{arg})
		if err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", arg, err, want)
		}
	}
}
