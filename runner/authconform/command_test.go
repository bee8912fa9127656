package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// TestPanicShowsNothing has a panic quote a secret, in the command itself and in what it does beside.
func TestPanicShowsNothing(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	code := func() (code int) {
		defer survive(&said, &code)
		panic("slice of " + canarySecret)
	}()
	if code != exitUsage || strings.Contains(said.String(), "Canary") || !strings.Contains(said.String(), "defect") {
		t.Errorf("exit code %d: %s", code, said.String())
	}
	if err := survived(func() error { panic(canarySecret) }); !errors.Is(err, errDefect) {
		t.Error(err)
	}
}
