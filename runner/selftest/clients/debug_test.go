package clients_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/selftest/clients"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

func TestDebug(t *testing.T) {
	if os.Getenv("DEBUG_TRIALS") == "" {
		t.Skip()
	}
	began := time.Now()
	m, err := clients.Test(t.Context(), clients.Run{Attempts: 1, Whole: os.Getenv("WHOLE_TESTS") != "", Patterns: strings.Fields(os.Getenv("DEBUG_TRIALS")), Judged: func(tr clients.Trial, rec evidence.Record, outcomes []clause.Outcome) {
		fmt.Printf("== %s %s %v\n", tr.Contract, tr.Name, time.Since(began).Round(time.Second/10))
		for _, p := range rec.Run.Scenarios {
			fmt.Printf("   %s lag %v took %v %s\n", p.Name, p.Lag, p.Finished.Sub(p.Started).Round(time.Millisecond), p.Broken)
		}
		if os.Getenv("DEBUG_X") != "" {
			for _, x := range rec.Exchanges {
				line := fmt.Sprintf("   %-22s %6.3f+%.3f", x.ID, x.Started.Sub(rec.Run.Scenarios[0].Started).Seconds(), x.Duration.Seconds())
				if x.Life != nil {
					line += fmt.Sprintf(" LIFE %+v", *x.Life)
				}
				if x.Heard != nil {
					st := 0
					if x.Response != nil {
						st = x.Response.Status
					}
					line += fmt.Sprintf(" %s %s %d %s %s shown=%+v issued=%+v", x.Request.Method, x.Request.URL, st, x.Heard.Endpoint, x.Heard.Channel, x.Heard.Shown, x.Heard.Issued)
				}
				fmt.Println(line, x.Failure)
			}
		}
		for _, o := range outcomes {
			if o.Status != clause.Passed && (os.Getenv("DEBUG_X") != "" || o.Status == clause.Failed || o.Status == clause.Warned) {
				d := ""
				for _, e := range o.Violations {
					d += fmt.Sprintf(" %+v", e)
				}
				fmt.Printf("   %s %s %s %s\n", o.Status, o.ID, o.Reason, d)
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range m.Contracts {
		for _, tr := range c.Trials {
			if !tr.Good() {
				fmt.Printf("BAD %s %s %s clause=%s found=%v missing=%v unexpected=%v %s\n", c.Contract.Name, tr.Name, tr.Result, tr.Clause, tr.Found, tr.Missing, tr.Unexpected, tr.Detail)
			}
		}
	}
	fmt.Println(m.Reasons, time.Since(began))
}
