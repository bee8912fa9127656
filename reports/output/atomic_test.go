package output

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/reportstest"
)

func TestWriteFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "report.json")
	say := func(text string, err error) func(io.Writer) error {
		return func(w io.Writer) error {
			if _, err := io.WriteString(w, text); err != nil {
				return err
			}
			return err
		}
	}
	for _, c := range []struct {
		write func(io.Writer) error
		err   error
		want  string
	}{
		{say("first", nil), nil, "first"},
		{say("second", nil), nil, "second"},
		{say(strings.Repeat("half", 1<<16), reportstest.ErrBroken), reportstest.ErrBroken, "second"},
	} {
		if err := WriteFile(name, c.write); !errors.Is(err, c.err) {
			t.Errorf("error %v, want %v", err, c.err)
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != c.want {
			t.Errorf("the file holds %q (%v), want %q", got, err, c.want)
		}
	}
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v (%v)", entries, err)
	}
	wantUsualMode(t, name)
}

func TestWriteFileNamesTheFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "gone", "report.json")
	err := WriteFile(name, func(io.Writer) error { return nil })
	if !errors.Is(err, os.ErrNotExist) || !strings.HasPrefix(err.Error(), "writing "+name+": ") {
		t.Errorf("error %v", err)
	}
}
