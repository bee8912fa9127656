// Package deploy_test runs what engines are given to start the suite, as far as that can be done without the engines.
package deploy_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

const action = "../../.github/action/"

// program builds the command into a directory of its own.
func program(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds the command anew")
	}
	if runtime.GOOS == "windows" {
		t.Skip("engines give their scripts to a POSIX shell")
	}
	path := filepath.Join(t.TempDir(), "authconform")
	if printed, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "../authconform").CombinedOutput(); err != nil {
		t.Fatalf("build the command: %v\n%s", err, printed)
	}
	return path
}

// releases serves an archive of the program as version 1.2.3, and its checksums: those given, or the right ones.
func releases(t *testing.T, program string, sums func(name, sum string) string) string {
	t.Helper()
	text, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	packed, err := gzip.NewWriterLevel(&archive, gzip.NoCompression)
	if err != nil {
		t.Fatal(err)
	}
	files := tar.NewWriter(packed)
	if err := files.WriteHeader(&tar.Header{Name: "authconform", Mode: 0o755, Size: int64(len(text))}); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := files.Close(); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("authconform_1.2.3_%s_%s.tar.gz", runtime.GOOS, runtime.GOARCH)
	sum := sha256.Sum256(archive.Bytes())
	served := map[string][]byte{"/v1.2.3/" + name: archive.Bytes(), "/v1.2.3/checksums.txt": []byte(sums(name, hex.EncodeToString(sum[:])))}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, found := served[r.URL.Path]
		if !found {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write(body) // whoever has gone reads nothing
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func right(name, sum string) string { return sum + "  " + name + "\n" }

// script runs a script as an engine does, and gives what it printed and its exit code.
func script(t *testing.T, dir string, environment []string, arguments ...string) (string, int) {
	t.Helper()
	run := exec.CommandContext(t.Context(), "bash", arguments...)
	run.Dir = dir
	run.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "AUTHCONFORM_") }), environment...)
	printed, err := run.CombinedOutput()
	if run.ProcessState == nil {
		t.Fatal(err)
	}
	return string(printed), run.ProcessState.ExitCode()
}

// TestEngines shares one program: to build it takes longer than all that is done with it.
func TestEngines(t *testing.T) {
	if os.Getenv("WHOLE_TESTS") == "" {
		t.Skip("starts the engines' own programs: make whole and .ci/run have it")
	}
	t.Parallel()
	built := program(t)
	for name, test := range map[string]func(*testing.T, string){
		"the action installs what the checksums name": theActionInstalls, "the action runs, and tells the step": theActionRuns,
		"the component of GitLab": theComponentOfGitLab, "the line of cron": theLineOfCron,
		"the job of Kubernetes": theJobOfKubernetes, "what becomes of shards": whatBecomesOfShards, "the matrix of GitHub": theMatrixOfGitHub, "the shards of GitLab": theShardsOfGitLab,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, built)
		})
	}
}

func theActionInstalls(t *testing.T, built string) {
	install, err := filepath.Abs(action + "install.sh")
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		sums        func(name, sum string) string
		environment []string
		code        int
		says        string
	}{
		"a release":               {sums: right},
		"another archive":         {sums: func(name, _ string) string { return right(name, strings.Repeat("0", 64)) }, code: 2, says: "wanted the SHA-256 000"},
		"no checksum":             {sums: func(string, string) string { return right("another.tar.gz", "00") }, code: 2, says: "checksums.txt of 1.2.3 names no authconform_1.2.3_"},
		"another than was pinned": {sums: right, environment: []string{"SHA256=11"}, code: 2, says: "wanted the SHA-256 11, found "},
		"no such release":         {sums: right, environment: []string{"VERSION=9.9.9"}, code: 22, says: "404"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := filepath.Join(t.TempDir(), "bin")
			printed, code := script(t, t.TempDir(), append([]string{"VERSION=1.2.3", "RELEASES=" + releases(t, built, row.sums)}, row.environment...), install, to)
			if code != row.code || !strings.Contains(printed, row.says) {
				t.Fatalf("exit code %d, wanted %d and %q:\n%s", code, row.code, row.says, printed)
			}
			_, err := os.Stat(filepath.Join(to, "authconform"))
			if there := err == nil; there != (row.code == 0) {
				t.Errorf("the program is there: %t", there)
			}
		})
	}
}

func theActionRuns(t *testing.T, built string) {
	run, err := filepath.Abs(action + "run.sh")
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		args, verdict string
		code          int
		summary       bool
	}{
		"sound":     {"--embedded\n  --clause\n  token.*\n", "conformant", 0, true},
		"mistyped":  {"--no-such-flag", "usage", 2, false},
		"not there": {"--base-url=https://127.0.0.1:1/v3.8/distributor", "inconclusive", 3, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			printed, code := script(t, dir, []string{
				"ARGS=" + row.args, "OUT=out", "GITHUB_OUTPUT=output", "GITHUB_STEP_SUMMARY=summary", "CI=true",
				"AUTHCONFORM_CLIENT_ID=an-id-of-a-client", "AUTHCONFORM_CLIENT_SECRET=a-secret-of-a-client",
			}, run, built)
			output, _ := os.ReadFile(filepath.Join(dir, "output"))
			summary, _ := os.ReadFile(filepath.Join(dir, "summary"))
			if want := fmt.Sprintf("verdict=%s\nexit-code=%d\n", row.verdict, row.code); code != row.code || string(output) != want || (len(summary) > 0) != row.summary {
				t.Errorf("exit code %d, output %q, a summary of %d bytes; wanted %d, %q, %t:\n%s", code, output, len(summary), row.code, want, row.summary, printed)
			}
		})
	}
}

// The component's script is what GitLab runs, line by line, with its inputs put in.
func theComponentOfGitLab(t *testing.T, built string) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the component is for Linux on amd64")
	}
	text, err := os.ReadFile("gitlab-component.yml")
	if err != nil {
		t.Fatal(err)
	}
	_, job, found := strings.Cut(string(text), "\n---\n")
	if !found {
		t.Fatal("the component has no header")
	}
	inputs := map[string]string{"stage": "test", "version": "1.2.3", "args": "--embedded --clause 'token.*'", "out": "report"}
	filled := regexp.MustCompile(`\$\[\[ inputs\.(\w+) \]\]`).ReplaceAllStringFunc(job, func(input string) string {
		return inputs[strings.TrimSuffix(strings.TrimPrefix(input, "$[[ inputs."), " ]]")]
	})
	var jobs map[string]struct {
		Stage     string
		Script    []string
		Artifacts struct {
			Paths   []string
			Reports struct{ JUnit string }
		}
	}
	if err := yaml.Unmarshal([]byte(filled), &jobs); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	typed := strings.Join(jobs["authconform"].Script, "\n")
	printed, code := script(t, dir, []string{"RELEASES=" + releases(t, built, right), "CI=true"}, "-ec", typed)
	if _, err := os.Stat(filepath.Join(dir, jobs["authconform"].Artifacts.Reports.JUnit)); code != 0 || err != nil {
		t.Errorf("exit code %d, %v:\n%s", code, err, printed)
	}
	if printed, code := script(t, t.TempDir(), []string{"RELEASES=" + releases(t, built, func(name, _ string) string { return right(name, strings.Repeat("0", 64)) })}, "-ec", typed); code == 0 {
		t.Errorf("an archive of another digest was run:\n%s", printed)
	}
}

// cron prints nothing, and so mails nothing, where all is well; and everything where it is not.
func theLineOfCron(t *testing.T, built string) {
	text, err := os.ReadFile("crontab")
	if err != nil {
		t.Fatal(err)
	}
	line := strings.TrimSpace(regexp.MustCompile(`(?m)^17 3 \* \* \* (.*)$`).FindString(string(text)))
	line = strings.TrimPrefix(line, "17 3 * * * ")
	if line == "" || strings.Contains(line, "%") {
		t.Fatalf("no line, or one with a %%, which ends it: %q", text)
	}
	for name, row := range map[string]struct{ settings, says string }{
		"well":     {"contract: ticketpark\n", ""},
		"mistaken": {"contrakt: ticketpark\n", "contrakt"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			for _, dir := range []string{".config", "authconform"} {
				if err := os.Mkdir(filepath.Join(home, dir), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.WriteFile(filepath.Join(home, ".config", "authconform.yaml"), []byte(row.settings), 0o600); err != nil {
				t.Fatal(err)
			}
			printed, _ := script(t, home, []string{"HOME=" + home, "CI=", "PATH=" + filepath.Dir(built) + ":/usr/bin:/bin"}, "-c", strings.Replace(line, "authconform run ", "authconform run --embedded ", 1))
			if (printed != "") != (row.says != "") || !strings.Contains(printed, row.says) {
				t.Errorf("it printed %q, wanted something with %q", printed, row.says)
			}
		})
	}
}
