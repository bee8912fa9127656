package positioned_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/authconform/authconform/openapi/positioned"
)

func TestParseTellsLines(t *testing.T) {
	root, err := positioned.Parse([]byte("a: 1\nb:\n  - x\n"))
	if err != nil || root == nil || len(root.Content) != 4 || root.Content[2].Line != 2 {
		t.Fatalf("got %+v, %v", root, err)
	}
	for _, empty := range []string{"", "# nothing\n", "null\n", "---\n"} {
		if root, err := positioned.Parse([]byte(empty)); root != nil || err != nil {
			t.Errorf("%q: got %+v, %v; want nothing", empty, root, err)
		}
	}
}

func TestParseFaults(t *testing.T) {
	for text, want := range map[string]struct {
		line int
		text string
	}{
		"a: hunter2\n---\nb: hunter2\n":  {2, "a second document begins: keep one"},
		"a: *hunter2\n":                  {1, "write the value out"},
		"x: 1\n\ta: hunter2\n":           {2, "tab"},
		"a: hunter2: hunter2\n":          {1, "put the value in quotes"},
		"a: [hunter2\n":                  {1, "check indentation"},
		"a: \xff\xfe hunter2":            {1, "UTF-8"},
		strings.Repeat("[", 20_000):      {1, "nested too deep"},
		"a: &x [hunter2]\nb: \x01hunter": {1, "control characters"},
	} {
		_, err := positioned.Parse([]byte(text))
		fault := new(positioned.Fault)
		if !errors.As(err, &fault) || fault.Line != want.line || !strings.Contains(fault.Text, want.text) || strings.Contains(err.Error(), "hunter") {
			t.Errorf("%.30q: got %+v, want line %d: %s", text, err, want.line, want.text)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a: 1\n", "- {b: [c]}\n---\n", "a: &x 1\nb: *x\n", "? |\n", "\t", "%YAML 9.9\n---\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 4<<10 {
			t.Skip("the parser's time is its own")
		}
		root, err := positioned.Parse(data)
		if (root != nil) == (err != nil) && err != nil {
			t.Errorf("a root and an error: %v", err)
		}
		if fault := new(positioned.Fault); err != nil && !errors.As(err, &fault) {
			t.Errorf("no fault: %v", err)
		}
	})
}
