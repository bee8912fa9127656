package suites_test

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/suites/clause"
)

// severalProcesses come to the same as one: for sound targets and for some that break something mandatory, something
// recommended, something that blocks the rest, and what is judged by an It of its own.
func severalProcesses(t *testing.T, w workshop) {
	for contract, deviations := range map[string][]string{
		"prioticket": {"", "challenge-missing", "token-cacheable", "access-token-empty"},
		"ticketpark": {"", "wrong-password-taken", "refresh-cacheable", "refresh-token-empty", "refresh-twice"},
	} {
		for _, name := range deviations {
			t.Run(contract+"/"+cmp.Or(name, "sound"), func(t *testing.T) {
				t.Parallel()
				ours, env, broken := w.serve(t, contract, name)
				alone := w.statuses(t, []string{"--procs=1"}, ours, env)
				if together := w.statuses(t, []string{"--procs=2"}, ours, env); !gocmp.Equal(alone, together) {
					t.Errorf("(-one process +two):\n%s", gocmp.Diff(alone, together))
				}
				var found []string
				for id, status := range alone {
					if status == clause.Failed || status == clause.Warned {
						found = append(found, id)
					}
				}
				slices.Sort(found)
				if !slices.Equal(found, broken) {
					t.Errorf("found %v, wanted %v", found, broken)
				}
			})
		}
	}
}

// serve starts a reference target with a deviation, "" for none, and gives what the suite needs to ask it and the clauses
// that are not kept.
func (w workshop) serve(t *testing.T, contract, deviation string) (ours, env, broken []string) {
	t.Helper()
	config := reference.Config{Contract: contract}
	for _, d := range targets.Deviations(contract) {
		if d.Name == deviation {
			config, broken = d.Apply(config), slices.Sorted(slices.Values(d.Clauses))
		}
	}
	if deviation != "" && broken == nil {
		t.Fatalf("%s has no deviation %s", contract, deviation)
	}
	server, err := targets.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, server.CA, 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{"--contract", contract, "--base-url", server.BaseURL, "--plain-url", server.PlainURL, "--ca-cert", authority, "--resource-path", server.ResourcePath},
		[]string{
			"AUTHCONFORM_CLIENT_ID=" + server.ClientID, "AUTHCONFORM_CLIENT_SECRET=" + server.ClientSecret,
			"AUTHCONFORM_USERNAME=" + server.Username, "AUTHCONFORM_PASSWORD=" + server.Password,
		}, broken
}

// statuses are what came of each clause, as Ginkgo's own report has it.
func (w workshop) statuses(t *testing.T, flags, ours, env []string) map[string]clause.Status {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ginkgo.json")
	_, printed := w.run(t, append(flags, "--json-report="+filepath.Base(file), "--output-dir="+filepath.Dir(file)), ours, env...)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	var reports []types.Report
	if err := json.Unmarshal(text, &reports); err != nil || len(reports) != 1 {
		t.Fatalf("%d reports, %v", len(reports), err)
	}
	told := map[string]clause.Status{}
	for _, spec := range reports[0].SpecReports {
		if !spec.LeafNodeType.Is(types.NodeTypeIt) {
			continue
		}
		id, _, _ := strings.Cut(spec.LeafNodeText, " ")
		if _, twice := told[id]; twice {
			t.Errorf("%s has two specs", id)
		}
		left := func(name clause.Status) bool {
			return slices.ContainsFunc(spec.ReportEntries, func(e types.ReportEntry) bool { return e.Name == string(name) })
		}
		switch {
		case left(clause.Inconclusive):
			told[id] = clause.Inconclusive
		case spec.State.Is(types.SpecStatePassed) && left("not kept"):
			told[id] = clause.Warned
		default:
			told[id] = clause.Status(spec.State.String())
		}
	}
	if contract, err := openapi.Load(ours[1]); err != nil || len(told) != len(wholeCatalogue(t, contract)) {
		t.Errorf("%d clauses were judged, %v", len(told), err)
	}
	return told
}
