package gather

import (
	"errors"
	"testing"

	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// TestPanicOfATaskIsAnError has tasks panic that are done beside each other, and what is recorded beside them.
func TestPanicOfATaskIsAnError(t *testing.T) {
	a := &asker{target: &target.Target{}}
	a.target.Concurrency = 1
	if err := a.together([]task{func() error { panic("s3cr3t") }}); !errors.Is(err, ErrDefect) {
		t.Error(err)
	}
	if err := a.together([]task{func() error { // no redactor: keeping panics
		a.keep(probe.Probe{}, evidence.Exchange{}, 1)
		return nil
	}}); !errors.Is(err, ErrDefect) {
		t.Error(err)
	}
}
