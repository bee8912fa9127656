package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/authconform/authconform/reports"
)

// statusLine is the first line of what curl -i prints.
var statusLine = regexp.MustCompile(`(?m)^HTTP/[0-9.]+ ([0-9]{3})`)

// reproduces runs every command that a report prints, as its reader would, and wants the status that the run got:
// reproduces REPORT.
func reproduces(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: reproduces REPORT")
	}
	f, err := os.Open(ts.MkAbs(args[0]))
	ts.Check(err)
	defer func() { _ = f.Close() }() // it was only read
	report, err := reports.ReadReport(f)
	ts.Check(err)
	statuses := map[string]int{}
	for _, x := range report.Exchanges {
		if x.Response != nil {
			statuses[x.ID] = x.Response.Status
		}
	}
	ran := 0
	for _, r := range report.Results {
		if r.Reproduce == "" || !r.Deviates() || len(r.Evidence) == 0 || statuses[r.Evidence[0]] == 0 {
			continue
		}
		ts.Check(ts.Exec("sh", "-c", r.Reproduce))
		got := statusLine.FindStringSubmatch(ts.ReadFile("stdout"))
		if want := strconv.Itoa(statuses[r.Evidence[0]]); got == nil || got[1] != want {
			ts.Fatalf("%s: got %v, wanted %s, by %s\n%s", r.ID, got, want, r.Reproduce, strings.TrimSpace(ts.ReadFile("stderr")))
		}
		ran++
	}
	if ran == 0 {
		ts.Fatalf("%s prints no command", args[0])
	}
}
