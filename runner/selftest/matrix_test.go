//go:build !race

// With one question at a time nothing races: the race detector watches several at once.

package selftest_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// matrixPage is what the README links to.
const matrixPage = "../../suites/MATRIX.md"

// TestTheSuiteBites is the whole selftest, and keeps the page that tells of it current. Its runs show every clause of every
// contract kept and broken, by exchanges that hold nothing of the run they are of.
func TestTheSuiteBites(t *testing.T) {
	if os.Getenv("WHOLE_TESTS") == "" && !*update {
		t.Skip("asks all of a thousand targets: TestEachDeviationIsCaught takes its place where the tests are not whole")
	}
	shown, err := selftest.NewExhibition()
	if err != nil {
		t.Fatal(err)
	}
	told := findingCounts{}
	m, err := selftest.Test(t.Context(), selftest.Run{Judged: func(t selftest.Target, rec evidence.Record, outcomes []clause.Outcome) {
		shown.Keep(t, rec, outcomes)
		told.count(t, outcomes)
	}})
	if err != nil {
		t.Fatal(err)
	}
	if m.Verdict != matrix.Sound {
		var page bytes.Buffer
		if err := matrix.WriteTerminal(&page, m, 100, false); err != nil {
			t.Fatal(err)
		}
		t.Fatal(page.String())
	}
	told.wantOne(t)
	for _, contract := range m.Contracts {
		for _, c := range contract.Clauses {
			passing, failing := shown.Examples(contract.Contract.Name, c.ID)
			wantBoth(t, contract.Contract.Name, c.ID, passing, failing)
		}
	}
	var page bytes.Buffer
	if err := matrix.WriteMarkdown(&page, m); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(matrixPage, page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(matrixPage)
	if err != nil || !bytes.Equal(was, page.Bytes()) {
		t.Errorf("%s is not what the selftest comes to: go test ./runner/selftest -update (%v)", matrixPage, err)
	}
}
