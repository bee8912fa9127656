//go:build unix

package target

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// What is grave counts in a file that nobody named only where nobody else can have written it; what is not, always.
func TestFoundFile(t *testing.T) {
	const grave = "base-url: https://canary.example\nconcurrency: 3\n"
	for name, c := range map[string]struct {
		mode  os.FileMode
		owner int
		text  string
		args  []string
		want  string
	}{
		"the user's own":          {mode: 0o644, text: grave},
		"everybody's":             {mode: 0o646, text: grave, want: "can be written by others"},
		"the group's":             {mode: 0o664, text: grave, want: "can be written by others"},
		"another user's":          {mode: 0o644, owner: 12345, text: grave, want: "belongs to another user"},
		"everybody's, not grave":  {mode: 0o666, text: "concurrency: 3\n"},
		"everybody's, overridden": {mode: 0o666, text: grave, args: []string{"--base-url=https://mine.example"}},
		"everybody's, but named":  {mode: 0o666, text: grave, args: []string{"--config=authconform.yaml"}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.owner != 0 && os.Geteuid() != 0 {
				t.Skip("only root can give a file away")
			}
			dir := t.TempDir()
			file := filepath.Join(dir, defaultConfig)
			if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(file, c.mode); err != nil {
				t.Fatal(err)
			}
			if c.owner != 0 {
				if err := os.Chown(file, c.owner, -1); err != nil {
					t.Fatal(err)
				}
			}
			fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
			o := Bind(fs)
			if err := fs.Parse(c.args); err != nil {
				t.Fatal(err)
			}
			err := o.Resolve(fs, lookup(nil), dir)
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "authconform.yaml:1: base-url") ||
				!strings.Contains(err.Error(), "--config")):
				t.Errorf("got %v, want %q", err, c.want)
			}
			if o.Concurrency != 3 {
				t.Errorf("concurrency %d: what is not grave is not taken", o.Concurrency)
			}
			if named := o.Found() == ""; named != (name == "everybody's, but named") {
				t.Errorf("found %q", o.Found())
			}
		})
	}
}

// A link that another user has put there makes a file of one's own his word.
func TestFoundLink(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a link away")
	}
	elsewhere, dir := filepath.Join(t.TempDir(), "production.yaml"), t.TempDir()
	if err := os.WriteFile(elsewhere, []byte("base-url: https://canary.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, defaultConfig)
	if err := os.Symlink(elsewhere, link); err != nil {
		t.Fatal(err)
	}
	resolve := func() error {
		fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
		return Bind(fs).Resolve(fs, lookup(nil), dir)
	}
	if err := resolve(); err != nil {
		t.Errorf("one's own link: %v", err)
	}
	if err := os.Lchown(link, 12345, -1); err != nil {
		t.Fatal(err)
	}
	if err := resolve(); err == nil || !strings.Contains(err.Error(), "a link of another user") {
		t.Errorf("another user's link: %v", err)
	}
}

// Every setting that names an address, what is asked there in the user's name, a file of secrets or a key, a command, an exception
// from doing no harm, or a file that is written, is grave.
func TestGraveSettings(t *testing.T) {
	for _, s := range new(Options).settings() {
		want := strings.HasPrefix(s.name, "allow-") || strings.HasSuffix(s.name, "-url") || strings.HasSuffix(s.name, "-command") ||
			strings.HasPrefix(s.name, "write-") || strings.HasPrefix(s.name, "resource-") || strings.HasSuffix(s.name, "-file") ||
			slices.Contains([]string{"contract", "ca-cert", "client-cert", "client-key", "sign", "burst", "out", "history", "resolve"}, s.name)
		if s.grave != want {
			t.Errorf("%s: grave is %v", s.name, s.grave)
		}
	}
}
