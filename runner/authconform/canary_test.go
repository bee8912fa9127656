package main

import (
	"context"
	"maps"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
)

// asked runs the command within the process, and gives everything that it left: what it printed and what it wrote.
func asked(t *testing.T, environment map[string]string, args ...string) (code int, left map[string]string) {
	t.Helper()
	return askedFor(t, 0, environment, args...)
}

// askedFor is asked, where the tokens of the target that is built in live for so long.
func askedFor(t *testing.T, life time.Duration, environment map[string]string, args ...string) (code int, left map[string]string) {
	t.Helper()
	return askedBy(t, console{life: life, nobodys: true}, environment, args...)
}

// askedBy is asked, connected as it is given but for what is printed and what the environment holds.
func askedBy(t *testing.T, by console, environment map[string]string, args ...string) (code int, left map[string]string) {
	t.Helper()
	dir := t.TempDir()
	open := func(name string) *os.File {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	getenv := func(name string) (string, bool) {
		value, ok := environment[name]
		return value, ok
	}
	out := filepath.Join(dir, "out")
	by.out, by.err, by.getenv = open("stdout"), open("stderr"), getenv
	code = execute(t.Context(), append(args, "--out", out), by)
	left = map[string]string{}
	for _, name := range []string{"stdout", "stderr", "out/report.json", "out/junit.xml", "out/evidence.har"} {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil && strings.HasPrefix(name, "std") {
			t.Fatal(err)
		}
		left[name] = string(data)
	}
	left["dir"] = out
	return code, left
}

// inTime makes a run that waits for tokens to expire, and makes it again with tokens that live longer where this machine was
// too busy to tell when one ended.
func inTime(run func(life time.Duration) (late bool)) {
	for life := shortLife; run(life) && life < longLife; life *= 2 {
	}
}

// longLife is how long tokens live in the last of the runs that are made because the machine did not keep up.
const longLife = 8 * shortLife

// TestNothingLeaks runs the command against targets that say whatever they hear, to its success, to a failure
// and to every early end, and looks for the canaries in all that is left.
func TestNothingLeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the suite a dozen times, and searches all that it leaves")
	}
	t.Parallel()
	closed := closedAddress(t)
	for i, c := range []struct {
		name  string
		rude  bool
		down  bool
		with  map[string]string
		code  int
		empty bool // nobody issues a token
		coat  coat
	}{
		{name: "success", code: exitConformant},
		{name: "failure", rude: true, code: 1},
		{name: "gzip", coat: inCoding("gzip", gzipped), code: exitConformant},
		{name: "gzip that nothing names", rude: true, coat: inCoding("", gzipped), code: 1},
		{name: "gzip twice", rude: true, coat: inCoding("gzip", func(b []byte) []byte { return gzipped(gzipped(b)) }), code: 1},
		{name: "deflate that was not asked for", rude: true, coat: inCoding("deflate", deflated), code: 1},
		{name: "errors in what cannot be undone", rude: true, coat: refusals(inCoding("br", deflated)), code: 1},
		{name: "another secret", rude: true, with: map[string]string{"AUTHCONFORM_CLIENT_ID": "client-of-nobody"}, code: exitUsage, empty: true},
		{name: "a secret of two lines", with: map[string]string{"AUTHCONFORM_CLIENT_SECRET": canarySecret + "\n2"}, code: exitUsage, empty: true},
		{name: "a secret in the address", with: map[string]string{"AUTHCONFORM_BASE_URL": "https://u:" + canarySecret + "@127.0.0.1/"}, code: exitUsage, empty: true},
		{name: "a secret in another setting", with: map[string]string{"AUTHCONFORM_TIMEOUT": canarySecret}, code: exitUsage, empty: true},
		{name: "an outage", rude: true, down: true, code: exitInconclusive},
		{name: "unreachable", with: map[string]string{"AUTHCONFORM_BASE_URL": "https://" + closed}, code: exitInconclusive, empty: true},
	} {
		if i%stride(rowStride) != 0 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			bird := &parrot{rude: c.rude, down: c.down, coat: c.coat}
			environment := serveParrot(t, bird, reference.Config{}, c.with)
			code, left := asked(t, environment, "run", "--no-progress")
			if code != c.code {
				t.Fatalf("exit code %d, wanted %d:\n%s%s", code, c.code, left["stdout"], left["stderr"])
			}
			if c.empty != (len(bird.tokens) == 0) {
				t.Fatalf("%d tokens were issued", len(bird.tokens))
			}
			wantNone(t, left, bird.canaries(t))
			if c.empty || c.down {
				return // there is nothing to judge
			}
			judgedAgain(t, environment, left, code, bird)
		})
	}
}

// judgedAgain judges the evidence that a run left: it gives the same result, and shows no more.
func judgedAgain(t *testing.T, environment, left map[string]string, code int, bird *parrot) {
	t.Helper()
	again, leftAgain := asked(t, environment, "judge", filepath.Join(left["dir"], "evidence.har"))
	if again != code {
		t.Errorf("judged again: exit code %d, wanted %d:\n%s", again, code, leftAgain["stderr"])
	}
	wantNone(t, leftAgain, bird.canaries(t))
	if first, second := judgement(t, left), judgement(t, leftAgain); !reflect.DeepEqual(first, second) {
		t.Errorf("judged again with another result:\n%v\n%v", first, second)
	}
}

func closedAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// serveParrot starts the target, and gives the environment of a user who asks it.
func serveParrot(t *testing.T, bird *parrot, config reference.Config, with map[string]string) map[string]string {
	t.Helper()
	config.ClientID, config.ClientSecret, config.Wrap, config.WrapPlain = canaryID, canarySecret, bird.wrap, bird.wrap
	server, err := targets.Start(context.WithoutCancel(t.Context()), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, server.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{
		"AUTHCONFORM_BASE_URL": server.BaseURL, "AUTHCONFORM_PLAIN_URL": server.PlainURL, "AUTHCONFORM_CA_CERT": authority,
		"AUTHCONFORM_CLIENT_ID": canaryID, "AUTHCONFORM_CLIENT_SECRET": canarySecret,
	}
	maps.Copy(environment, with)
	return environment
}
