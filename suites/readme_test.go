package suites_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeAddsAClause does what suites/README.md says about adding a clause: it writes the chapter's code where the
// chapter says, in a tree that differs from this one in these two files alone, and the commands have to succeed there.
func TestReadmeAddsAClause(t *testing.T) {
	if testing.Short() || os.Getenv("WHOLE_TESTS") == "" {
		t.Skip("builds the suite anew")
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, chapter, _ := strings.Cut(string(text), "## Add a clause\n")
	chapter, _, _ = strings.Cut(chapter, "\n## ")
	blocks := regexp.MustCompile("(?s)```(go|sh)\n(.*?)```").FindAllStringSubmatch(chapter, -1)
	if len(blocks) != 3 || blocks[2][1] != "sh" {
		t.Fatalf("the chapter has %d blocks; wanted two of Go and one of commands", len(blocks))
	}
	overlay := overlaid(t, map[string]insertion{
		"suites/headers/headers.go":                    {"func responses(", "return []Clause{\n", blocks[0][2]},
		"runner/reference/prioticket/client_faults.go": {"func challengeDeviations()", "return []fault.Deviation{\n", blocks[1][2]},
	})
	authconform := filepath.Join(t.TempDir(), "authconform")
	build := exec.CommandContext(t.Context(), "go", "build", "-overlay", overlay, "-o", authconform, "../runner/authconform")
	if printed, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the chapter's code does not compile: %v\n%s", err, printed)
	}
	typed := exec.CommandContext(t.Context(), "sh", "-ec", blocks[2][2])
	typed.Dir = t.TempDir()
	typed.Env = append(os.Environ(), "PATH="+filepath.Dir(authconform)+string(os.PathListSeparator)+os.Getenv("PATH"))
	printed, err := typed.CombinedOutput()
	if err != nil || !strings.Contains(string(printed), "names no charset but UTF-8") {
		t.Errorf("the chapter's commands: %v\n%s", err, printed)
	}
}

// insertion is code for a file: after the first line that ends in a text, below another.
type insertion struct{ below, after, code string }

// overlaid writes files with code inserted, and the overlay that go build takes for them.
func overlaid(t *testing.T, insertions map[string]insertion) string {
	t.Helper()
	dir := t.TempDir()
	replaced := map[string]string{}
	for name, in := range insertions {
		path, err := filepath.Abs(filepath.Join("..", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		head, rest, found := strings.Cut(string(text), in.below)
		before, after, there := strings.Cut(rest, in.after)
		if !found || !there {
			t.Fatalf("%s has no %q below %q", name, in.after, in.below)
		}
		changed := imported(head+in.below+before+in.after+in.code+after, in.code)
		replaced[path] = filepath.Join(dir, filepath.Base(name))
		if err := os.WriteFile(replaced[path], []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// imported adds the imports that the reader's editor would add.
func imported(text, code string) string {
	for name, path := range map[string]string{"wire.": "github.com/authconform/authconform/openapi/wire", "strings.": "strings"} {
		if strings.Contains(code, name) && !strings.Contains(text, `"`+path+`"`) {
			text = strings.Replace(text, "import (\n", "import (\n\t\""+path+"\"\n", 1)
		}
	}
	return text
}
