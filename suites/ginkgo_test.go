package suites_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/onsi/ginkgo/v2/types"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/clause"
)

// workshop is where the ginkgo command and the test binary of suites/conformance are, each built once.
type workshop string

func newWorkshop(t *testing.T) workshop {
	t.Helper()
	dir := t.TempDir()
	for _, args := range [][]string{
		{"build", "-o", filepath.Join(dir, "ginkgo"), "github.com/onsi/ginkgo/v2/ginkgo"},
		{"test", "-c", "-o", filepath.Join(dir, "conformance.test"), "./conformance"},
	} {
		if printed, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, printed)
		}
	}
	return workshop(dir)
}

// run types `ginkgo FLAGS conformance.test -- OURS` and gives the exit code and what was printed.
func (w workshop) run(t *testing.T, flags, ours []string, env ...string) (int, string) {
	t.Helper()
	args := append(append([]string{"--no-color"}, flags...), "conformance.test")
	if len(ours) > 0 {
		args = append(append(args, "--"), ours...)
	}
	command := exec.CommandContext(t.Context(), filepath.Join(string(w), "ginkgo"), args...)
	command.Dir = string(w)
	command.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "AUTHCONFORM_") }), env...)
	printed, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(printed)
}

// willRun reads how many specs each run of the suite said that it would run.
func willRun(printed string) []string {
	var all []string
	for _, found := range regexp.MustCompile(`Will run (\d+) of (\d+) specs`).FindAllStringSubmatch(printed, -1) {
		all = append(all, found[1]+" of "+found[2])
	}
	return all
}

// TestGinkgo holds the suite to Ginkgo's own flags: each works, exits as it should, and runs the specs that it names.
func TestGinkgo(t *testing.T) {
	if testing.Short() || os.Getenv("WHOLE_TESTS") == "" {
		t.Skip("starts the ginkgo command dozens of times")
	}
	w := newWorkshop(t)
	contract, err := openapi.Load(target.DefaultContract)
	if err != nil {
		t.Fatal(err)
	}
	all := wholeCatalogue(t, contract)
	some := func(chosen func(clause.Clause) bool) string {
		return fmt.Sprintf("%d of %d", len(slices.DeleteFunc(slices.Clone(all), func(c clause.Clause) bool { return !chosen(c) })), len(all))
	}
	every := some(func(clause.Clause) bool { return true })
	wrongSecret := func(c clause.Clause) bool { return strings.HasPrefix(c.ID, "errors.wrong-secret") }
	const challenge = "errors.wrong-secret.challenge names the Basic challenge when it refuses Basic credentials"
	for _, row := range []struct {
		flags []string
		will  []string
		says  string // what is printed, beside
	}{
		{nil, []string{every}, "SUCCESS!"},
		{[]string{"-v"}, []string{every}, challenge},
		{[]string{"-vv"}, []string{every}, challenge + " [mandatory, R9]"},
		{[]string{"-p"}, []string{every}, "SUCCESS!"},
		{[]string{"--procs=2"}, []string{every}, "Running in parallel across 2 processes"},
		{[]string{"--procs=2", "--output-interceptor-mode=none"}, []string{every}, "SUCCESS!"},
		{[]string{"--dry-run"}, []string{every}, "SUCCESS!"},
		{[]string{"--dry-run", "-v"}, []string{every}, challenge},
		{[]string{"--label-filter", "mandatory && errors"}, []string{some(func(c clause.Clause) bool { return c.Area() == "errors" && c.Level == clause.Mandatory })}, "SUCCESS!"},
		{[]string{"--label-filter", "R26"}, []string{some(func(c clause.Clause) bool { return c.Ruling == 26 })}, "SUCCESS!"},
		{[]string{"--focus", `errors\.wrong-secret`}, []string{some(wrongSecret)}, "SUCCESS!"},
		{[]string{"--skip", `errors\.wrong-secret`}, []string{some(func(c clause.Clause) bool { return !wrongSecret(c) })}, "SUCCESS!"},
		{[]string{"--repeat", "3"}, []string{every, every, every, every}, "SUCCESS!"},
		{[]string{"--randomize-all", "--seed", "7"}, []string{every}, "will randomize all specs"},
	} {
		t.Run(strings.Join(row.flags, " "), func(t *testing.T) {
			code, printed := w.run(t, row.flags, nil)
			if code != 0 || !slices.Equal(willRun(printed), row.will) || !strings.Contains(printed, row.says) {
				t.Errorf("exit code %d, %v; wanted 0, %v and %q:\n%s", code, willRun(printed), row.will, row.says, printed)
			}
		})
	}
	t.Run("README", func(t *testing.T) { readmesCommands(t, w) })
	t.Run("our flags", func(t *testing.T) { ourFlags(t, w) })
	t.Run("a file that is found", func(t *testing.T) { foundConfiguration(t, w) })
	t.Run("reports", func(t *testing.T) { ginkgosReports(t, w) })
	t.Run("targets", func(t *testing.T) { ginkgosTargets(t, w) })
	t.Run("processes", func(t *testing.T) { severalProcesses(t, w) })
}

// readmesCommands are the commands of the README's chapter that ask nobody but the embedded target.
func readmesCommands(t *testing.T, w workshop) {
	text, err := os.ReadFile("conformance/README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^go run github.com/onsi/ginkgo/v2/ginkgo (.*) \./suites/conformance$`).FindAllStringSubmatch(string(text), -1)
	for _, line := range found {
		typed := exec.CommandContext(t.Context(), "sh", "-ec", "./ginkgo "+line[1]+" conformance.test")
		typed.Dir = string(w)
		if printed, err := typed.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", line[0], err, printed)
		}
	}
	if len(found) < 2 {
		t.Errorf("the README has %d such commands", len(found))
	}
}

// ourFlags stand behind --, whatever Ginkgo's are.
func ourFlags(t *testing.T, w workshop) {
	if code, printed := w.run(t, []string{"-v"}, []string{"--contract", "ticketpark", "--clause", "token.refresh.chained"}); code != 0 ||
		!slices.Equal(willRun(printed), []string{"1 of 1"}) {
		t.Errorf("an It of its own: exit code %d:\n%s", code, printed)
	}
	if code, printed := w.run(t, nil, []string{"--clause", "no.such.clause"}); code != 1 || !strings.Contains(printed, "matches no clause") {
		t.Errorf("an unknown clause: exit code %d:\n%s", code, printed)
	}
}

// foundConfiguration is named, whoever put it where the suite looks for one. Ginkgo shows it where one process runs.
func foundConfiguration(t *testing.T, w workshop) {
	const file = "authconform.yaml"
	path := filepath.Join(string(w), file)
	if err := os.WriteFile(path, []byte("concurrency: 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.Remove(path) }()
	code, printed := w.run(t, nil, nil)
	if code != 0 || strings.Count(printed, "settings are taken from \""+file+"\"") != 1 {
		t.Errorf("exit code %d, wanted 0 and the file named once:\n%s", code, printed)
	}
}

// ginkgosReports are small, hold no address of a function, and name exchanges.
func ginkgosReports(t *testing.T, w workshop) {
	code, printed := w.run(t, []string{"--junit-report=ginkgo.xml", "--json-report=ginkgo.json"}, nil)
	if code != 0 {
		t.Fatalf("exit code %d:\n%s", code, printed)
	}
	read := func(name string, most int) []byte {
		text, err := os.ReadFile(filepath.Join(string(w), name))
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > most || regexp.MustCompile(`0x[0-9a-f]{6,}`).Match(text) {
			t.Errorf("%s has %d bytes, or shows addresses of functions", name, len(text))
		}
		return text
	}
	var junit struct{}
	if err := xml.Unmarshal(read("ginkgo.xml", 400<<10), &junit); err != nil {
		t.Error(err)
	}
	var reports []types.Report
	if err := json.Unmarshal(read("ginkgo.json", 1<<20), &reports); err != nil || len(reports) != 1 {
		t.Fatalf("%d reports, %v", len(reports), err)
	}
	for _, spec := range reports[0].SpecReports {
		if !strings.HasPrefix(spec.LeafNodeText, "errors.wrong-secret.refused ") {
			continue
		}
		at := spec.LeafNodeLocation
		if want := []string{"errors", "mandatory", "R9"}; !slices.Equal(spec.Labels(), want) || at.FileName != "suites/errors/client.go" || at.LineNumber == 0 {
			t.Errorf("labels %v at %v; wanted %v", spec.Labels(), at, want)
		}
		if len(spec.ReportEntries) != 1 || spec.ReportEntries[0].StringRepresentation() != "wrong-secret" && !strings.HasPrefix(spec.ReportEntries[0].StringRepresentation(), "wrong-secret, ") {
			t.Errorf("what was judged is told as %v", spec.ReportEntries)
		}
		return
	}
	t.Error("the report has no errors.wrong-secret.refused")
}

// ginkgosTargets are asked once however many processes judge, and decide how ginkgo exits.
func ginkgosTargets(t *testing.T, w workshop) {
	run := func(deviation string, flags ...string) (code int, printed string, requests int64) {
		var asked atomic.Int64
		config := reference.Config{Wrap: func(h http.Handler) http.Handler { return h }}
		for _, d := range targets.Deviations(target.DefaultContract) {
			if d.Name == deviation {
				config = d.Apply(config)
			}
		}
		bent := config.Wrap
		config.Wrap = func(h http.Handler) http.Handler {
			h = bent(h)
			return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { asked.Add(1); h.ServeHTTP(rw, r) })
		}
		server, err := targets.Start(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = server.Close() }()
		ca := filepath.Join(string(w), "ca.pem")
		if err := os.WriteFile(ca, server.CA, 0o600); err != nil {
			t.Fatal(err)
		}
		code, printed = w.run(t, flags, []string{"--base-url", server.BaseURL, "--ca-cert", ca, "--plain-url", server.PlainURL},
			"AUTHCONFORM_CLIENT_ID="+server.ClientID, "AUTHCONFORM_CLIENT_SECRET="+server.ClientSecret)
		return code, printed, asked.Load()
	}
	code, printed, once := run("")
	if code != 0 || once == 0 {
		t.Errorf("sound: exit code %d after %d requests:\n%s", code, once, printed)
	}
	if code, printed, again := run("", "--procs=2"); code != 0 || again != once {
		t.Errorf("two processes: exit code %d after %d requests, wanted %d:\n%s", code, again, once, printed)
	}
	if code, printed, none := run("", "--dry-run"); code != 0 || none != 0 {
		t.Errorf("a dry run: exit code %d after %d requests:\n%s", code, none, printed)
	}
	if code, printed, _ := run("challenge-missing", "--procs=2"); code != 1 || !strings.Contains(printed, "wanted   WWW-Authenticate with scheme Basic") ||
		!strings.Contains(printed, "at: suites/errors/client.go:") {
		t.Errorf("a mandatory clause is not kept: exit code %d:\n%s", code, printed)
	}
	if code, printed, _ := run("token-cacheable"); code != 0 || !strings.Contains(printed, "warning") {
		t.Errorf("a recommended clause is not kept: exit code %d:\n%s", code, printed)
	}
	code, printed = w.run(t, nil, []string{"--base-url", "http://127.0.0.1:1"}, "AUTHCONFORM_CLIENT_ID=a", "AUTHCONFORM_CLIENT_SECRET=b")
	if code != 1 || !strings.Contains(printed, "ask the target") {
		t.Errorf("nobody is there: exit code %d:\n%s", code, printed)
	}
}
