package terminal

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
)

var where = []string{"authconform-report/report.json", "authconform-report/junit.xml"}

func writeTerminal(b *bytes.Buffer, r reports.Report) error {
	return Write(text.Terminal{W: b}, r, where)
}

func TestTerminal(t *testing.T) {
	for name, report := range example.All() {
		t.Run(name, func(t *testing.T) {
			got := example.Render(t, report, writeTerminal)
			reportstest.Golden(t, name+".terminal.txt", got)
			for _, line := range strings.Split(string(got), "\n") {
				if text.Columns(line) > 80 && !strings.Contains(line, "://") {
					t.Errorf("more than 80 columns: %q", line)
				}
				if text.Printable(line) != line || strings.HasSuffix(line, " ") {
					t.Errorf("a line that is not printable, or ends in a space: %q", line)
				}
			}
		})
	}
}

// The gravest failures come first, and the verdict is what is left on the screen.
func TestTerminalOrder(t *testing.T) {
	got := string(example.Render(t, example.Failed(), writeTerminal))
	at := -1
	for _, want := range []string{
		"authconform 0.1.0", "area ", "✗ errors.unknown-client.refused", "✗ errors.wrong-secret.challenge",
		"✗ token.valid-form", "? 1 clause", "! token.no-store", "! transport.hsts", "skipped: 2 mandatory clauses", "\nnonconformant: ",
	} {
		i := strings.Index(got, want)
		if i <= at {
			t.Errorf("%q stands at %d, want it after %d", want, i, at)
		}
		at = i
	}
}

func TestTerminalClosing(t *testing.T) {
	for name, want := range map[string]string{
		"conformant":   "conformant in what was asked; 1 mandatory clause was not: --allow-secret-in-url (1); 4 clauses passed, 1 warning, 3 skipped (2 of them mandatory, which nobody can provoke).",
		"partial":      "conformant in what was asked; 2 mandatory clauses were not: without --clause (2); 3 clauses passed.",
		"failed":       "nonconformant: 3 clauses failed, 4 passed, 1 warning, 3 skipped (2 of them mandatory, which nobody can provoke), 1 inconclusive; 1 mandatory clause was not asked: --allow-secret-in-url (1).",
		"strict":       "nonconformant under --strict: 1 clause failed, 4 passed, 3 skipped (2 of them mandatory, which nobody can provoke); 1 mandatory clause was not asked: --allow-secret-in-url (1).",
		"inconclusive": "inconclusive: 5 mandatory clauses could not be judged; 1 clause passed, 5 inconclusive.",
		"interrupted":  "inconclusive: the run was interrupted before everything was asked; by then 3 mandatory clauses failed; 1 mandatory clause was not asked: --allow-secret-in-url (1); 3 clauses failed, 4 passed, 1 warning, 3 skipped (2 of them mandatory, which nobody can provoke), 1 inconclusive.",
		"set-up":       "inconclusive: the credentials in the configuration are refused.",
		"known":        "conformant except for 2 known deviations under --strict in what was asked; 1 mandatory clause was not: --allow-secret-in-url (1); 4 clauses passed, 3 skipped (2 of them mandatory, which nobody can provoke).",
		"misfit":       "nonconformant: 2 clauses failed (1 of them listed in the baseline, which excuses no token for the unauthenticated), 4 passed (1 of them listed as known to fail), 1 known deviation, 1 warning, 3 skipped (2 of them mandatory, which nobody can provoke), 1 inconclusive; 1 mandatory clause was not asked: --allow-secret-in-url (1).",
	} {
		var b bytes.Buffer
		if err := Write((text.Terminal{W: &b, Quiet: true}), example.All()[name], where); err != nil {
			t.Fatal(err)
		}
		want = "Report, with report.json beside it: authconform-report/junit.xml " + want
		if got := strings.Join(strings.Fields(b.String()), " "); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}

// Color repeats what the text says, and is the only escape sequence there is.
func TestTerminalColor(t *testing.T) {
	t.Setenv("NO_COLOR", "") // who calls decides, through WantsColor
	for name, report := range example.All() {
		var b bytes.Buffer
		if err := Write((text.Terminal{W: &b, Color: true}), report, where); err != nil {
			t.Fatal(err)
		}
		stripped := regexp.MustCompile(`\x1b\[[0-9;]+m`).ReplaceAllString(b.String(), "")
		if stripped == b.String() {
			t.Errorf("%s: no color", name)
		}
		if got, want := trimRight(stripped), string(example.Render(t, report, writeTerminal)); got != want {
			t.Errorf("%s: without its color it says something else:\n%s", name, got)
		}
	}
}

func trimRight(s string) string { return regexp.MustCompile(` +\n`).ReplaceAllString(s, "\n") }

func TestWantsColor(t *testing.T) {
	for _, c := range []struct {
		terminal    bool
		environment map[string]string
		want        bool
	}{
		{true, nil, true},
		{false, nil, false},
		{true, map[string]string{"NO_COLOR": "1"}, false},
		{true, map[string]string{"NO_COLOR": ""}, true},
		{true, map[string]string{"TERM": "dumb"}, false},
		{true, map[string]string{"TERM": "xterm"}, true},
	} {
		got := text.WantsColor(c.terminal, func(name string) (string, bool) {
			v, ok := c.environment[name]
			return v, ok
		})
		if got != c.want {
			t.Errorf("WantsColor(%t, %v) = %t", c.terminal, c.environment, got)
		}
	}
}

func TestTerminalWidth(t *testing.T) {
	for given, want := range map[int]int{0: 80, 1: 40, 72: 72, 100: 100, 300: 100} {
		if got := text.NewPrinter(given, false).Width; got != want {
			t.Errorf("a width of %d becomes %d, want %d", given, got, want)
		}
	}
}
