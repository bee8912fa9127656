package deploy_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// fleetOfSix is what is asked in the place of a user's targets.
const fleetOfSix = "targets: [{name: acme}, {name: beta}, {name: gamma}, {name: delta}, {name: kappa}, {name: omega}]\ndefaults: {embedded: true, clause: [token]}\n"

// theMatrixOfGitHub runs the lines of the workflow's jobs: the plan, a shard for each row of its matrix, and the merging.
func theMatrixOfGitHub(t *testing.T, built string) {
	text, err := os.ReadFile("github-matrix.yml")
	if err != nil {
		t.Fatal(err)
	}
	var workflow struct {
		Jobs map[string]struct{ Steps []struct{ Run string } }
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "fleet.yaml"), []byte(fleetOfSix), 0o600); err != nil {
		t.Fatal(err)
	}
	job := func(name, in string, environment ...string) {
		t.Helper()
		for _, step := range workflow.Jobs[name].Steps {
			if step.Run == "" || strings.HasPrefix(step.Run, "go install ") {
				continue
			}
			typed := strings.ReplaceAll(step.Run, "~/go/bin/authconform", built)
			if printed, code := script(t, in, environment, "-ec", typed); code != 0 {
				t.Fatalf("%s: %s: exit code %d:\n%s", name, step.Run, code, printed)
			}
		}
	}
	job("plan", dir, "GITHUB_OUTPUT=output")
	output, err := os.ReadFile(filepath.Join(dir, "output"))
	if err != nil {
		t.Fatal(err)
	}
	var matrix struct{ Include []struct{ Shard string } }
	found := regexp.MustCompile(`^matrix=(.*)\n$`).FindSubmatch(output)
	if found == nil {
		t.Fatalf("no output of one line: %q", output)
	}
	if err := json.Unmarshal(found[1], &matrix); err != nil || len(matrix.Include) < 2 {
		t.Fatalf("%v: %s", err, output)
	}
	for i, row := range matrix.Include {
		job("ask", dir, "SHARD="+row.Shard)
		to := filepath.Join(dir, "shards", fmt.Sprintf("shard-%d", i)) // as the artifacts are downloaded
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, "shard"), to); err != nil {
			t.Fatal(err)
		}
	}
	job("merge", dir, "GITHUB_STEP_SUMMARY=summary")
	for _, name := range []string{"fleet/fleet.json", "site/index.html", "summary"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// theShardsOfGitLab runs the jobs' scripts with the variables that GitLab gives to each of those that are parallel.
func theShardsOfGitLab(t *testing.T, built string) {
	text, err := os.ReadFile("gitlab-matrix.yml")
	if err != nil {
		t.Fatal(err)
	}
	var jobs map[string]struct {
		Parallel     int
		Script       []string
		AfterScript  []string `yaml:"after_script"`
		BeforeScript []string `yaml:"before_script"`
	}
	if err := yaml.Unmarshal(text, &jobs); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "fleet.yaml"), []byte(fleetOfSix), 0o600); err != nil {
		t.Fatal(err)
	}
	path := "PATH=" + filepath.Dir(built) + ":" + os.Getenv("PATH")
	total := jobs["ask"].Parallel
	for k := range total {
		typed := strings.Join(jobs["ask"].Script, "\n")
		if printed, code := script(t, dir, []string{path, fmt.Sprintf("CI_NODE_INDEX=%d", k+1), fmt.Sprintf("CI_NODE_TOTAL=%d", total)}, "-ec", typed); code != 0 {
			t.Fatalf("shard %d: exit code %d:\n%s", k+1, code, printed)
		}
	}
	typed := strings.Join(slices.Concat(jobs["merge"].Script, jobs["merge"].AfterScript), "\n")
	if printed, code := script(t, dir, []string{path}, "-ec", typed); code != 0 || !strings.Contains(printed, "6 targets, 6 conformant") {
		t.Errorf("merging: exit code %d:\n%s", code, printed)
	}
	if _, err := os.Stat(filepath.Join(dir, "site", "index.html")); err != nil {
		t.Error(err)
	}
}
