package terminal

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

func steps(p Progress) {
	p.Step(evidence.Step{Name: "tcp", Status: "passed", Detail: "127.0.0.1:443"})
	p.Step(evidence.Step{Name: "tls", Status: "failed", Detail: "the certificate ends in an unknown authority", Act: "environment"})
	p.Step(evidence.Step{Name: "http answer", Status: "skipped"})
}

const stepLines = `✓ tcp              127.0.0.1:443
✗ tls              the certificate ends in an unknown authority; whoever runs this machine and its network has to act
- http answer      skipped
`

func TestLines(t *testing.T) {
	var b bytes.Buffer
	p := Lines(&b)
	steps(p)
	p.Asked(0, 0, "none")
	for i := range 48 {
		p.Asked(i+1, 48, "valid")
	}
	p.Asked(47, 48, "late")
	p.Close()
	want := stepLines + `asked 24 of 48 probes (50 %)
asked 48 of 48 probes (100 %)
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestBar(t *testing.T) {
	for name, last := range map[string]int{"finished": 48, "interrupted": 20} {
		var b bytes.Buffer
		p := Bar(&b, 80)
		steps(p)
		for i := range last {
			if i == 10 {
				time.Sleep(70 * time.Millisecond) // the bar is drawn a few times a second
			}
			p.Asked(i+1, 48, "credentials-in-query-\x1b[2J")
		}
		p.Close()
		got := b.String()
		if !strings.HasPrefix(got, stepLines) {
			t.Errorf("%s: it begins with %q", name, got[:min(len(got), 200)])
		}
		drawn := strings.Split(strings.TrimPrefix(got, stepLines), "\r")
		if !strings.Contains(strings.Join(drawn, ""), "(11/48)") {
			t.Errorf("%s: no bar in %q", name, drawn)
		}
		for _, line := range drawn {
			if text.Columns(line) > 80 || text.Printable(line) != line {
				t.Errorf("%s: %q", name, line)
			}
		}
		if end := strings.TrimRight(strings.Join(drawn[len(drawn)-2:], ""), " "); end != "" {
			t.Errorf("%s: it leaves %q", name, end)
		}
	}
}

// The number of probes can grow while they are asked, and reports of concurrent probes overtake each other.
func TestProgressConcurrently(t *testing.T) {
	var b bytes.Buffer
	for _, p := range []Progress{Bar(&b, 0), Lines(&b), Silent()} {
		var wait sync.WaitGroup
		for i := range 50 {
			wait.Go(func() {
				p.Asked(i, 20+i/2, "valid")
				p.Step(evidence.Step{Name: "late", Status: "passed"})
			})
		}
		wait.Wait()
		p.Close()
	}
	if n := strings.Count(b.String(), "✓ late"); n != 100 {
		t.Errorf("%d steps are told, want 100", n)
	}
}

// A display that cannot be written to says nothing, and does no harm.
func TestProgressWithoutAWriter(t *testing.T) {
	for _, p := range []Progress{Bar(reportstest.Broken{}, 80), Lines(reportstest.Broken{})} {
		steps(p)
		p.Asked(1, 2, "valid")
		p.Asked(2, 2, "valid")
		done := make(chan struct{})
		go func() {
			p.Close()
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			t.Fatal("Close hangs")
		}
	}
}

// A wait is told by the quarter in lines, and by a bar of its own once everything else is done.
func TestProgressTellsOfWaiting(t *testing.T) {
	var told bytes.Buffer
	p := Lines(&told)
	for left := 8; left >= 0; left-- {
		p.Waiting(time.Duration(left)*time.Second, 8*time.Second)
	}
	want := "waiting for a token to expire, 8s left\nwaiting for a token to expire, 4s left\nwaiting for a token to expire, 2s left\n"
	if told.String() != want {
		t.Errorf("found\n%s, wanted\n%s", told.String(), want)
	}

	var drawn bytes.Buffer
	b := Bar(&drawn, 80)
	b.Waiting(8*time.Second, 8*time.Second)
	if drawn.Len() > 0 {
		t.Errorf("a wait was drawn while there was more to ask: %q", drawn.String())
	}
	b.Asked(1, 1, "valid")
	b.Waiting(5*time.Second, 8*time.Second)
	b.Close()
	if !strings.Contains(drawn.String(), "expiry in 5s") {
		t.Errorf("the wait was not drawn: %q", drawn.String())
	}
}
