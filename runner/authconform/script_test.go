package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/reports/schema"
)

var update = flag.Bool("update", false, "write the golden parts of scripts anew")

func TestMain(m *testing.M) {
	// Most of what is run here waits, for a target or for a token to expire. Ginkgo, which judges in this process, refuses
	// to see -parallel set, so its default is changed.
	if err := flag.Lookup("test.parallel").Value.Set("8"); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"authconform": scripted, "authconform-measured": measured})
}

// scripted is the command as a script calls it: its targets are nobody's.
func scripted() { os.Exit(authconform(true)) }

// TestScript runs what users type, one topic for each file in testdata/script.
func TestScript(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the command hundreds of times")
	}
	t.Parallel()
	const dir = "testdata/script"
	params := testscript.Params{
		Dir:           dir,
		UpdateScripts: *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":      exits,
			"target":     startTarget,
			"conforms":   conforms,
			"reproduces": reproduces,
		},
	}
	if len(scripts) > 0 {
		params.Dir = ""
		for _, name := range scripts {
			params.Files = append(params.Files, filepath.Join(dir, name))
		}
	}
	testscript.Run(t, params)
}

// exits runs a command and wants one exit code: exits 2 authconform run --env nowhere.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG …]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, wanted %d", got, want)
	}
}

// conforms holds a JSON file against a schema in another: conforms schema.json report.json.
func conforms(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: conforms SCHEMA FILE")
	}
	form, err := schema.CompileText("schema.json", []byte(ts.ReadFile(args[0])))
	ts.Check(err)
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(args[1])))
	ts.Check(err)
	ts.Check(form.Validate(value))
}
