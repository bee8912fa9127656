package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
)

// TestReadmeOfReports types what READMEs of reports have their readers type, from known deviations to what a certifier accepts, in one shell,
// and wants every command to succeed. Staging is the reference target, and its runs are there that the chapters speak of.
func TestReadmeOfReports(t *testing.T) {
	if testing.Short() {
		t.Skip("runs chapters of commands")
	}
	t.Parallel()
	server, err := targets.Start(t.Context(), reference.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	dir := readersDirectory(t, server)
	if err := os.WriteFile(filepath.Join(dir, "fleet.yaml"), []byte("targets: [{name: acme, embedded: true}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment := slices.DeleteFunc(os.Environ(), isOurs)
	for name, value := range credentialsOf(server) {
		environment = append(environment, name+"="+value)
	}
	environment = append(environment, "GITHUB_STEP_SUMMARY=summary.md")
	staging := "--base-url " + server.BaseURL + " --ca-cert ca.pem"
	typed := ""
	for _, path := range []string{"reports/baseline", "reports/diff", "reports/site"} {
		typed += shellBlocks(t, chapter(t, path))
	}
	signing, accepting, found := strings.Cut(chapter(t, "reports/attest"), "```yaml\n")
	policy, _, ended := strings.Cut(accepting, "```")
	if !found || !ended {
		t.Fatal("the chapter on signed runs has no policy")
	}
	typed = strings.ReplaceAll(typed+shellBlocks(t, signing), "--env staging", staging)
	sh := func(typed string) string {
		run := exec.CommandContext(t.Context(), "sh", "-ex")
		run.Dir, run.Env, run.Stdin = dir, environment, strings.NewReader(typed)
		printed, err := run.CombinedOutput()
		if err != nil {
			t.Fatalf("a command of the chapters failed: %v\n%s", err, printed)
		}
		return string(printed)
	}
	sh("for out in last-good result; do bin/authconform run --quiet " + staging + " --out $out; done\n")
	sh(typed)
	text, err := os.ReadFile(filepath.Join(dir, "result", "report.json"))
	var report reports.Report
	if err == nil {
		err = json.Unmarshal(text, &report)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "policy.yaml"), []byte(acceptable(policy, report)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	sh("mkdir keys submissions; cp ci.pub keys/acme.pub; cp -R result submissions/acme\n" + shellBlocks(t, accepting))
	for _, name := range []string{"known.yaml", "summary.md", "staging.jsonl", "trend.html", "certificate.html", "nights/site/index.html"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("the chapters leave no %s: %v", name, err)
		}
	}
}

// acceptable is the chapter's policy for a submission that is here: what a certifier fills in, and a core run without a
// resource, which is partial.
func acceptable(policy string, report reports.Report) string {
	policy = regexp.MustCompile(`(?m)^suite-versions: .*$`).ReplaceAllLiteralString(policy, `suite-versions: ["`+report.Suite.Version+`"]`)
	policy = regexp.MustCompile(`(?m)^targets: .*$`).ReplaceAllLiteralString(policy, `targets: ["`+report.Target.BaseURL+`"]`)
	policy = strings.Replace(policy, `sha256:…`, report.Contract.Digest, 1)
	policy = strings.Replace(policy, "completeness: complete", "completeness: partial", 1)
	return strings.Replace(policy, "strict: true", "strict: false", 1)
}
