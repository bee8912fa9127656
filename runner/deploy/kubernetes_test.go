package deploy_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// manifest is what testdata/kubernetes tells of manifests.
type manifest struct {
	Objects map[string]struct {
		Data       map[string]string `json:"data"`
		StringData map[string]string `json:"stringData"`
	}
	Job struct {
		CompletionMode string
		Completions    int
		Template       struct {
			Spec struct {
				Containers []struct {
					Args []string
					Env  []struct {
						Name      string
						ValueFrom struct{ FieldRef struct{ FieldPath string } }
					}
					EnvFrom      []struct{ SecretRef struct{ Name string } }
					VolumeMounts []struct{ Name, MountPath string }
				}
				Volumes []struct {
					Name                  string
					ConfigMap             struct{ Name string }
					PersistentVolumeClaim struct{ ClaimName string }
				}
			}
		}
	}
}

// decoded reads manifests with the types of k8s.io/api, in which no member may be that they do not have.
func decoded(t *testing.T, names ...string) manifest {
	t.Helper()
	reader := filepath.Join(t.TempDir(), "kubernetes")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", reader, ".")
	build.Dir = "testdata/kubernetes" // a module of its own
	if printed, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the reader of manifests: %v\n%s", err, printed)
	}
	var m manifest
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		run := exec.CommandContext(t.Context(), reader)
		run.Stdin = bytes.NewReader(text)
		run.Stderr = os.Stderr
		printed, err := run.Output()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := json.Unmarshal(printed, &m); err != nil {
			t.Fatal(err)
		}
		wrong := exec.CommandContext(t.Context(), reader)
		wrong.Stdin = strings.NewReader(strings.Replace(string(text), "completions:", "completion:", 1))
		if printed, err := wrong.CombinedOutput(); err == nil || !strings.Contains(string(printed), `unknown field "`) {
			t.Fatalf("%s: a misspelt member is read: %v %s", name, err, printed)
		}
	}
	return m
}

// pods starts the container of the job as Kubernetes would for each index: with the environment that the manifest and the Job give.
type pods struct {
	*testing.T
	program, dir string // dir stands for what is mounted
	manifest     manifest
}

// pod runs one, and gives what it printed and its exit code.
func (p pods) pod(index int) (string, int) {
	p.Helper()
	container := p.manifest.Job.Template.Spec.Containers[0]
	environment := map[string]string{}
	for _, from := range container.EnvFrom {
		for name, value := range p.manifest.Objects["Secret/"+from.SecretRef.Name].StringData {
			environment[name] = value
		}
	}
	for _, v := range container.Env {
		switch path := v.ValueFrom.FieldRef.FieldPath; path {
		case "metadata.annotations['batch.kubernetes.io/job-completion-index']":
			environment[v.Name] = strconv.Itoa(index)
		case "metadata.labels['batch.kubernetes.io/controller-uid']", "metadata.labels['batch.kubernetes.io/job-name']":
			environment[v.Name] = "a-job"
		default:
			p.Fatalf("%s: nobody knows what %s is", v.Name, path)
		}
	}
	var args, variables []string
	for _, arg := range container.Args {
		for name, value := range environment {
			arg = strings.ReplaceAll(arg, "$("+name+")", value)
		}
		for _, mount := range container.VolumeMounts {
			arg = strings.ReplaceAll(arg, mount.MountPath+"/", filepath.Join(p.dir, mount.Name)+"/")
		}
		args = append(args, arg)
	}
	for name, value := range environment {
		variables = append(variables, name+"="+value)
	}
	return script(p.T, p.dir, variables, append([]string{"-c", `"$0" "$@"`, p.program}, args...)...)
}

func theJobOfKubernetes(t *testing.T, built string) {
	for _, names := range [][]string{{"job.yaml"}, {"job.yaml", "cronjob.yaml"}} {
		t.Run(names[len(names)-1], func(t *testing.T) {
			m := decoded(t, names...)
			p := pods{t, built, t.TempDir(), m}
			for _, volume := range m.Job.Template.Spec.Volumes {
				dir := filepath.Join(p.dir, volume.Name)
				if err := os.Mkdir(dir, 0o700); err != nil {
					t.Fatal(err)
				}
				for name, text := range m.Objects["ConfigMap/"+volume.ConfigMap.Name].Data {
					path := filepath.Join(dir, name)
					if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
					if printed, code := script(t, p.dir, nil, "-c", `"$0" "$@"`, built, "fleet", "matrix", path, "--shards", "4"); code != 0 {
						t.Fatalf("the list in the manifest: exit code %d:\n%s", code, printed)
					}
					if err := os.WriteFile(path, []byte(fleetOfSix), 0o600); err != nil { // the user's own targets are not here
						t.Fatal(err)
					}
				}
			}
			if m.Job.CompletionMode != "Indexed" || m.Job.Completions != 4 {
				t.Fatalf("%s, %d completions", m.Job.CompletionMode, m.Job.Completions)
			}
			played(p)
		})
	}
}

// played asks all shards and puts them together; the restart of one index asks its targets alone again.
func played(p pods) {
	var dirs []string
	for i := range p.manifest.Job.Completions {
		if printed, code := p.pod(i); code != 0 {
			p.Fatalf("index %d: exit code %d:\n%s", i, code, printed)
		}
		dirs = append(dirs, filepath.Join(p.dir, "results", "a-job", strconv.Itoa(i)))
	}
	merge := func() string {
		p.Helper()
		printed, code := merged(p.T, p.program, p.dir, dirs...)
		if code != 0 || !strings.Contains(printed, "6 targets, 6 conformant") {
			p.Fatalf("merging: exit code %d:\n%s", code, printed)
		}
		return printed
	}
	merge()
	before := texts(p.T, dirs)
	if printed, code := p.pod(2); code != 0 {
		p.Fatalf("once more: exit code %d:\n%s", code, printed)
	}
	for i, now := range texts(p.T, dirs) {
		if same := now == before[i]; same == (i == 2) {
			p.Errorf("after the restart of index 2, that of %d is the same: %t", i, same)
		}
	}
	merge()
}

func texts(t *testing.T, dirs []string) []string {
	t.Helper()
	var all []string
	for _, dir := range dirs {
		text, err := os.ReadFile(filepath.Join(dir, "fleet.json"))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

func merged(t *testing.T, program, dir string, shards ...string) (string, int) {
	t.Helper()
	return script(t, dir, nil, append([]string{"-c", `"$0" "$@"`, program, "merge", "--out", filepath.Join(dir, "whole")}, shards...)...)
}

// A shard that is lost, killed halfway or run twice is told, and never green.
func whatBecomesOfShards(t *testing.T, built string) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "fleet.yaml"), []byte(fleetOfSix), 0o600); err != nil {
		t.Fatal(err)
	}
	shard := func(k int, out string) string {
		t.Helper()
		out = filepath.Join(dir, out)
		if printed, code := script(t, dir, []string{"JOB_COMPLETION_INDEX=" + strconv.Itoa(k)}, "-c", `"$0" "$@"`, built, "fleet", "fleet.yaml", "--shards", "2", "--out", out); code != 0 {
			t.Fatalf("shard %d: exit code %d:\n%s", k, code, printed)
		}
		return out
	}
	first, second := shard(0, "0"), shard(1, "1")
	for name, row := range map[string]struct {
		shards []string
		code   int
		says   string
	}{
		"all":        {[]string{first, second}, 0, "6 targets, 6 conformant"},
		"one lost":   {[]string{first}, 3, "no shard tells of "},
		"one twice":  {[]string{first, second, shard(1, "1-again")}, 2, "found those of two runs"},
		"one killed": {[]string{first, killed(t, built, dir)}, 2, "wanted a directory with a fleet.json, as fleet writes it when its last target has ended"},
	} {
		if printed, code := merged(t, built, dir, row.shards...); code != row.code || !strings.Contains(printed, row.says) {
			t.Errorf("%s: exit code %d, wanted %d and %q:\n%s", name, code, row.code, row.says, printed)
		}
	}
}

// killed gives the directory of a shard that was killed when it had asked one target and not the other, which never answers.
func killed(t *testing.T, built, dir string) string {
	t.Helper()
	silent, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	list := fmt.Sprintf("targets: [{name: one, embedded: true, clause: [token]}, {name: two, base-url: \"https://%s\", timeout: 60s, variables: {AUTHCONFORM_CLIENT_ID: ID, AUTHCONFORM_CLIENT_SECRET: SECRET}}]\n", silent.Addr())
	path := filepath.Join(dir, "hangs.yaml")
	if err := os.WriteFile(path, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "killed")
	run := exec.CommandContext(t.Context(), built, "fleet", path, "--out", out)
	run.Env = append(os.Environ(), "ID=an-id-of-a-client", "SECRET=a-secret-of-a-client")
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	for range 600 {
		if _, err := os.Stat(filepath.Join(out, "targets", "one", "report.json")); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err := run.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = run.Wait() // it was killed
	if _, err := os.Stat(filepath.Join(out, "targets", "one", "report.json")); err != nil {
		t.Fatal(err)
	}
	return out
}
