package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi"
)

// adapter is a client that the README's chapter shows.
type adapter struct {
	name     string
	contract string
	fence    string   // the language of its block
	nth      int      // among those of that language
	file     string   // what it is written to
	start    []string // what starts it
	keeps    string   // in what the run ends
}

func adapters() []adapter {
	return []adapter{
		{"Python", "prioticket", "python", 0, "adapter.py", []string{"python3", "adapter.py"}, `^conformant: \d+ clauses passed, \d skipped\.$`},
		{"Go", "prioticket", "go", 0, "adapter.go", []string{"./adapter"}, `^conformant: \d+ clauses passed, 1 warning, \d skipped\.$`},
		{"JavaScript", "prioticket", "js", 0, "adapter.mjs", []string{"node", "adapter.mjs"}, `^conformant: \d+ clauses passed, \d skipped\.$`},
		{"PHP", "prioticket", "php", 0, "adapter.php", []string{"php", "adapter.php"}, `^conformant: \d+ clauses passed, \d skipped\.$`},
		{"Python, with users", "ticketpark", "python", 1, "ticketpark.py", []string{"python3", "ticketpark.py"}, `^conformant: \d+ clauses passed, \d skipped\.$`},
		{"Go, with users", "ticketpark", "go", 1, "adapter.go", []string{"./adapter"}, `^conformant: \d+ clauses passed, \d skipped\.$`},
		{"JavaScript, with users", "ticketpark", "js", 1, "adapter.mjs", []string{"node", "adapter.mjs"}, `^conformant: \d+ clauses passed, \d skipped\.$`},
		{"PHP, with users", "ticketpark", "php", 1, "adapter.php", []string{"php", "adapter.php"}, `^conformant: \d+ clauses passed, \d skipped\.$`},
	}
}

// wantedRuntime ends a test that lacks the language that it runs: where those are wanted that is a failure.
func wantedRuntime(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err == nil {
		return
	}
	if os.Getenv("CLIENT_TESTS") == "1" {
		t.Fatal(name + " is not there (wanted, since CLIENT_TESTS is 1)")
	}
	t.Skip(name + " is not there")
}

// The adapters of the README keep their contracts as they stand there: all of them at night, and else one in each language, for
// the one contract or the other.
func TestReadmeAdapters(t *testing.T) {
	if testing.Short() {
		t.Skip("leads clients through all scenarios")
	}
	onEveryChange(t)
	t.Parallel()
	text := chapter(t, "runner/client")
	all := adapters()
	languages := len(all) / len(openapi.Names()) // of each contract, in the same order
	for i, a := range all {
		if (i%languages+i/languages)%stride(2) != 0 {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			blocks := regexp.MustCompile("(?ms)^```"+a.fence+"\n(.*?)^```$").FindAllStringSubmatch(text, -1)
			if len(blocks) <= a.nth {
				t.Fatalf("the chapter has %d blocks in %s", len(blocks), a.fence)
			}
			if err := os.WriteFile(filepath.Join(dir, a.file), []byte(blocks[a.nth][1]), 0o600); err != nil {
				t.Fatal(err)
			}
			runtime := a.start[0]
			if a.fence == "go" {
				runtime = "go"
			}
			wantedRuntime(t, runtime)
			if a.fence == "go" { // with the libraries of this module
				if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, "adapter"), filepath.Join(dir, a.file)).CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
			}
			run := exec.CommandContext(t.Context(), "authconform", append([]string{"client", "--contract", a.contract, "--out", "none", "--quiet", "--"}, a.start...)...)
			run.Dir, run.Env = dir, slices.DeleteFunc(os.Environ(), isOurs)
			printed, err := run.Output()
			if err != nil || !regexp.MustCompile(a.keeps).Match([]byte(strings.TrimSpace(string(printed)))) {
				run = exec.CommandContext(t.Context(), "authconform", append([]string{"client", "--contract", a.contract, "--out", "none", "--"}, a.start...)...)
				run.Dir = dir
				all, _ := run.CombinedOutput()
				t.Errorf("%v: %s\nand again:\n%s", err, printed, all)
			}
		})
	}
}

// A client is told what the README's table says, and nothing else; and the help names nothing that it is not told.
func TestReadmeTellsWhatAClientIsTold(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	told := map[string]bool{}
	for _, contract := range []string{"prioticket", "ticketpark"} {
		run := exec.CommandContext(t.Context(), "authconform", "client", "--contract", contract, "--scenario", "untrusted", "--out", "none", "--", "sh", "-c", "env >>told")
		run.Dir, run.Env = dir, slices.DeleteFunc(os.Environ(), isOurs)
		_ = run.Run() // it is inconclusive
	}
	variables, err := os.ReadFile(filepath.Join(dir, "told"))
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range regexp.MustCompile(`(?m)^(AUTHCONFORM_\w+|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)=`).FindAllStringSubmatch(string(variables), -1) {
		told[found[1]] = true
	}
	help, err := exec.CommandContext(t.Context(), "authconform", "client", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	named := func(text string) map[string]bool {
		names := map[string]bool{}
		for _, name := range regexp.MustCompile(`AUTHCONFORM_[A-Z_]+|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE`).FindAllString(text, -1) {
			names[name] = true
		}
		return names
	}
	_, table, _ := strings.Cut(chapter(t, "runner/client"), "| variable | what it is |")
	table, _, _ = strings.Cut(table, "\n\n")
	documented := named(table)
	for name := range told {
		if !documented[name] {
			t.Errorf("a client is told %s, and the README does not say so", name)
		}
	}
	for name := range documented {
		if !told[name] {
			t.Errorf("the README says that a client is told %s, and none was", name)
		}
	}
	for name := range named(string(help)) {
		if !told[name] {
			t.Errorf("the help names %s, and no client is told it", name)
		}
	}
	for _, flag := range regexp.MustCompile("--[a-z]+(-[a-z]+)*").FindAllString(chapter(t, "runner/client"), -1) {
		if !strings.Contains(string(help), flag) {
			t.Errorf("the README has the flag %s, and the help does not", flag)
		}
	}
}
