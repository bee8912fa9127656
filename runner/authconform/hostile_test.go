//go:build unix

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"
	"golang.org/x/sync/errgroup"

	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/reference/ticketpark"
)

// hostileRow is one hostile target, and what is promised of a run against it. That no canary shows in anything that the
// run leaves, and that what it prints is text, is promised of every one.
type hostileRow struct {
	Target     string     `yaml:"target"`
	Attack     string     `yaml:"attack"` // a generator
	With       parameters `yaml:"with"`
	At         string     `yaml:"at"`         // which answers the attack is on: every one where it is left out
	Over       string     `yaml:"over"`       // h2 where it is left out
	Timeout    string     `yaml:"timeout"`    // --timeout
	Prioticket exitCodes  `yaml:"prioticket"` // the exit code, where the contract is Prioticket's
	Ticketpark exitCodes  `yaml:"ticketpark"` // the same where it is Ticketpark's
	Seconds    int        `yaml:"seconds"`    // of work at most; 10 where it is left out
	MiB        int        `yaml:"mib"`        // of memory at most; 256 where it is left out
}

// exitCodes are an exit code, or a list of them where it is the target's luck which one comes.
type exitCodes []int

func (e *exitCodes) UnmarshalYAML(node *yaml.Node) error {
	var codes []int
	if node.Kind == yaml.ScalarNode {
		codes = []int{0}
		if err := node.Decode(&codes[0]); err != nil {
			return err
		}
	} else if err := node.Decode(&codes); err != nil {
		return err
	}
	*e = codes
	return nil
}

// What is promised where a row says nothing else.
const (
	hostileSeconds = 10
	hostileMiB     = 256
	// hostileEnd is when a run is taken for one that never ends: a promise of work would not find one that waits for ever,
	// and one of time would be broken by whatever else the machine does.
	hostileEnd = 5 * time.Minute
)

func hostileRows(t *testing.T) []hostileRow {
	t.Helper()
	files, err := filepath.Glob("testdata/hostile/targets*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []hostileRow
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var rows []hostileRow
		decoder := yaml.NewDecoder(bytes.NewReader(data))
		decoder.KnownFields(true)
		if err := decoder.Decode(&rows); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, rows...)
	}
	return all
}

// minHostileTargets is how many the corpus holds at least.
const minHostileTargets = 150

// bothContracts asks each target by either contract, which takes twice as long. Without it they take turns.
var bothContracts = flag.Bool("both-contracts", false, "ask each hostile target by either contract")

// TestHostileTargets runs the command against every target of the corpus, many side by side: most of them let it wait.
func TestHostileTargets(t *testing.T) {
	if testing.Short() {
		t.Skip("asks a hundred hostile targets")
	}
	t.Parallel()
	rows := hostileRows(t)
	if len(rows) < minHostileTargets {
		t.Errorf("the corpus has %d targets, wanted %d", len(rows), minHostileTargets)
	}
	c := startCrew(t, hostileAtOnce)
	known, named := generators(), map[string]bool{}
	var side errgroup.Group
	side.SetLimit(hostileAtOnce)
	for i, row := range rows {
		if known[row.Attack] == nil || named[row.Target] || row.Prioticket == nil && row.Ticketpark == nil {
			t.Errorf("%s: wanted a name of its own, a generator and a promise", row.Target)
			continue
		}
		named[row.Target] = true
		if !attackedNow(i) {
			continue
		}
		for contract, exit := range map[string]exitCodes{prioticket.Name: row.Prioticket, ticketpark.Name: row.Ticketpark} {
			if exit == nil || !*bothContracts && row.Prioticket != nil && row.Ticketpark != nil && (i%2 == 0) != (contract == prioticket.Name) {
				continue
			}
			side.Go(func() error {
				t.Run(row.Target+" "+contract, func(t *testing.T) { attacked(t, c, row, contract, exit, known[row.Attack](row.With)) })
				return nil
			})
		}
	}
	_ = side.Wait() // each tells its own failures
}

// attackedNow says that the row is tried: all at night, on every change two of four, of which each contract has one and which are
// still more than minHostileTargets, and elsewhere a sample.
func attackedNow(row int) bool {
	if sample := stride(hostileStride); sample == ciStride(hostileStride) {
		return row%sample == 0
	}
	return row%4 < 2
}

// hostileAtOnce is how many runs are under way at once.
const hostileAtOnce = 8

func attacked(t *testing.T, c *crew, row hostileRow, contract string, exit exitCodes, a attack) {
	over, at := row.Over, row.At
	if over == "" {
		over = "h2"
	}
	if at == "" {
		at = "every"
	}
	h, base, plain, authority := startHostile(t, contract, at, a, over)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), authority, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"run", "--contract", contract, "--base-url", base, "--plain-url", plain, "--ca-cert", "ca.pem", "--out", "out", "--no-progress"}
	if contract == ticketpark.Name {
		args = append(args, "--resource-path", "/events")
	} else {
		args = append(args, "--resource-path", prioticket.OrdersPath)
	}
	if row.Timeout != "" {
		args = append(args, "--timeout", row.Timeout)
	}
	code, cost, left := h.run(t, c, dir, args)
	if !slices.Contains(exit, code) {
		t.Errorf("exit code %d, wanted %d:\n%s%s", code, exit, left["stdout"], left["stderr"])
	}
	if most := max(row.MiB, hostileMiB); cost.KiB>>10 > most {
		t.Errorf("took %d MiB, at most %d are promised", cost.KiB>>10, most)
	}
	if most := max(row.Seconds, hostileSeconds); !raced && cost.Work > time.Duration(most)*time.Second {
		t.Errorf("worked for %s, at most %d s are promised", cost.Work, most)
	}
	t.Logf("exit code %d, %d MiB, %s of work", code, cost.KiB>>10, cost.Work)
	wantClean(t, left)
	h.wantNoCanary(t, left)
}

// run runs the command to its end, and gives its exit code, its cost and all that it left.
func (h *hostile) run(t *testing.T, c *crew, dir string, args []string) (code int, took cost, left map[string]string) {
	t.Helper()
	env := append(os.Environ(), "AUTHCONFORM_CLIENT_ID="+canaryID, "AUTHCONFORM_CLIENT_SECRET="+canarySecret)
	if h.contract == ticketpark.Name {
		env = append(env, "AUTHCONFORM_USERNAME="+canaryUser, "AUTHCONFORM_PASSWORD="+canaryPassword)
	}
	end := c.run(t, errand{dir, args, env}, hostileEnd)
	left = map[string]string{"stdout": end.Stdout, "stderr": end.Stderr}
	written, err := filepath.Glob(filepath.Join(dir, "out", "*"))
	if err != nil || len(written) == 0 {
		t.Errorf("no reports were written: %v\n%s", err, end.Stderr)
	}
	for _, name := range written {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		left[filepath.Base(name)] = string(data)
	}
	return end.Code, end.cost, left
}

// wantClean looks for what a terminal, a browser, a forge or a spreadsheet would take for more than text.
func wantClean(t *testing.T, left map[string]string) {
	t.Helper()
	for _, name := range []string{"stdout", "stderr", "summary.md", "report.html", "junit.xml"} {
		text := left[name]
		if i := strings.IndexFunc(text, unprintable); i >= 0 {
			t.Errorf("%s has a character that is no text: %q", name, text[max(0, i-40):min(len(text), i+40)])
		}
	}
	for line := range strings.Lines(left["stdout"] + left["stderr"] + left["summary.md"]) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			t.Errorf("a line reads as a command of a forge: %q", line)
		}
	}
	for _, markup := range []string{"<script>alert", "<img src=x", "](javascript:", "<iframe"} {
		if name := holding(left, markup); name != "" {
			t.Errorf("%s has live markup: %s", name, markup)
		}
	}
	decoder := xml.NewDecoder(strings.NewReader(left["junit.xml"]))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Errorf("junit.xml: %v", err)
			break
		}
	}
}

func holding(left map[string]string, markup string) string {
	for _, name := range []string{"summary.md", "report.html"} {
		if strings.Contains(left[name], markup) {
			return name
		}
	}
	return ""
}

func unprintable(c rune) bool {
	return c != '\n' && c != '\t' && (unicode.IsControl(c) || unicode.In(c, unicode.Cf) && c != '\u00ad' || c == unicode.ReplacementChar)
}

// wantNoCanary looks for every secret and every token in all that a run left, as it is written and as it is read.
func (h *hostile) wantNoCanary(t *testing.T, left map[string]string) {
	t.Helper()
	basic := base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(canaryID) + ":" + url.QueryEscape(canarySecret)))
	canaries := needlesOf(h.bird.canaries(t), basic)
	var searching sync.WaitGroup
	for name, written := range left {
		searching.Go(func() {
			if found := shown(written, canaries); found != "" {
				t.Errorf("%s shows a canary: %.300q", name, found)
			}
		})
	}
	searching.Wait()
}
