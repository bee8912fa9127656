package history

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/suites/evidence"
)

// answers is a record of answers that took so many milliseconds, and of what is no answer.
func answers(times ...int) evidence.Record {
	rec := evidence.Record{Exchanges: []evidence.Exchange{{Duration: time.Hour, Failure: &evidence.Failure{Kind: evidence.Timeout}}}}
	for _, t := range times {
		rec.Exchanges = append(rec.Exchanges, evidence.Exchange{
			Request: evidence.Request{Method: "POST"}, Response: &evidence.Response{Status: 200}, Duration: time.Duration(t) * time.Millisecond,
		})
	}
	return rec
}

func TestLatencyOf(t *testing.T) {
	hundred := make([]int, 100)
	for i := range hundred {
		hundred[i] = 100 - i
	}
	for name, c := range map[string]struct {
		times []int
		want  Latency
	}{
		"none":    {nil, Latency{}},
		"one":     {[]int{7}, Latency{Answers: 1, P50: 7, P90: 7, P99: 7, Max: 7}},
		"three":   {[]int{30, 10, 20}, Latency{Answers: 3, P50: 20, P90: 30, P99: 30, Max: 30}},
		"hundred": {hundred, Latency{Answers: 100, P50: 50, P90: 90, P99: 99, Max: 100}},
	} {
		if got := LatencyOf(answers(c.times...)); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if got := milliseconds(1234567 * time.Nanosecond); got != 1.2 {
		t.Errorf("rounded to %v", got)
	}
}

// Every kind of report makes a line that its schema allows, and that is read back as it was.
func TestHistoryOf(t *testing.T) {
	compiled, err := schema.Compile(SchemaID)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "history.jsonl")
	var want []Entry
	kinds := example.All()
	for _, kind := range []string{"conformant", "failed", "known", "partial", "set-up", "strict", "hostile"} {
		e := Of(kinds[kind], answers(10, 20))
		if err := Append(name, e); err != nil {
			t.Fatal(err)
		}
		want = append(want, e)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	reportstest.Golden(t, "history.jsonl", data)
	for line := range bytes.Lines(data) {
		if line := strings.TrimSuffix(string(line), "\n"); text.Printable(line) != line {
			t.Errorf("a line that is not printable: %q", line)
		}
		reportstest.WantValid(t, compiled, line)
	}
	history, err := Read(bytes.NewReader(data))
	if err != nil || len(history.Torn) > 0 {
		t.Fatal(err, history.Torn)
	}
	got := history.Entries[:len(want)-1] // bytes of the hostile one that are not UTF-8 do not come back
	if diff := cmp.Diff(want[:len(want)-1], got); diff != "" {
		t.Errorf("read back it differs:\n%s", diff)
	}
}

// A run that dies while it writes leaves half a line: it is told, and no later run suffers from it.
func TestHistoryTorn(t *testing.T) {
	name := filepath.Join(t.TempDir(), "history.jsonl")
	e := Of(example.Conformant(), answers(1))
	if err := Append(name, e); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for cut := 1; cut < len(whole)-1; cut += 97 {
		if err := os.WriteFile(name, append(slices.Clone(whole), whole[:cut]...), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := Append(name, e); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		history, err := Read(bytes.NewReader(text))
		if err != nil || len(history.Entries) != 3 || !slices.Equal(history.Torn, []int{2}) {
			t.Fatalf("cut at %d: %d entries, torn %v (%v)", cut, len(history.Entries), history.Torn, err)
		}
	}
}

func TestAppendHistoryAtOnce(t *testing.T) {
	name := filepath.Join(t.TempDir(), "history.jsonl")
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			e := Of(example.Failed(), answers(i))
			e.Suite.Run = fmt.Sprint(i)
			if err := Append(name, e); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	history, err := Read(bytes.NewReader(text))
	if err != nil || len(history.Torn) > 0 {
		t.Fatal(err, history.Torn)
	}
	runs := map[string]bool{}
	for _, e := range history.Entries {
		runs[e.Suite.Run] = true
	}
	if len(runs) != 16 {
		t.Errorf("%d of 16 runs are there", len(runs))
	}
}

// A file that is something else is left alone.
func TestHistoryOfSomethingElse(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"notes": "my notes\n", "json": "{}\n", "report": `{"schema":"` + reports.SchemaID + `"}` + "\n", "later": strings.Replace(historyHead, "history-1", "history-2", 1),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{"append": Append(path, Entry{}), "check": Check(path)} {
			if !errors.Is(err, errNotHistory) || !strings.HasPrefix(err.Error(), "history "+path) {
				t.Errorf("%s %s: error %v", what, name, err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%s holds %q (%v)", name, got, err)
		}
		if _, err := Read(strings.NewReader(text)); !errors.Is(err, errNotHistory) {
			t.Errorf("reading %s: error %v", name, err)
		}
	}
	if err := Check(filepath.Join(dir, "gone", "history")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
	if _, err := Read(strings.NewReader(strings.Repeat("x", maxHistoryLine+1))); !errors.Is(err, errNotHistory) {
		t.Errorf("a line that never ends: %v", err)
	}
	if history, err := Read(strings.NewReader("\n")); err != nil || len(history.Entries) != 0 {
		t.Errorf("an empty history: %v (%v)", history, err)
	}
}
