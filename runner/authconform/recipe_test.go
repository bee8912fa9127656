package main

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
)

// recipeStride is how many of the deviations that a plain run finds are taken for one that is tried: the selftest tries them
// all with the same flags. Those that take other flags are tried one and all, but for what waits for tokens to expire.
const recipeStride = 24

// What serve prints is a recipe that finds the deviation: it is followed here to the letter.
func TestTheRecipeOfServeFindsTheDeviation(t *testing.T) {
	if testing.Short() {
		t.Skip("follows dozens of recipes")
	}
	t.Parallel()
	for _, contract := range targets.Contracts() {
		plain, full, patient := 0, 0, 0
		for _, trial := range selftest.Trials(contract) {
			switch {
			case trial.Kind != matrix.TrialDeviation && trial.Kind != matrix.TrialGenerated:
				continue
			case stride(2) != 1 && strings.HasPrefix(trial.Name, "library-") && strings.HasSuffix(trial.Name, "refused"):
				continue // they meet the provider's limit of errors, and their runs wait for a minute
			case trial.Effort == fault.Core:
				if plain++; plain%stride(recipeStride*rowStride) != 0 {
					continue
				}
			case trial.Effort == fault.Full:
				if full++; full%stride(agreementStride) != 0 {
					continue
				}
			case trial.Effort == fault.Patient:
				if patient++; patient > 1 || stride(1) > 1 {
					continue
				}
			case stride(1) > 1: // it meets the provider's limit
				continue
			}
			t.Run(contract+"/"+trial.Name, func(t *testing.T) {
				t.Parallel()
				var (
					code    int
					found   map[string][]string
					unfound []string // of what is stated
				)
				inTime(func(life time.Duration) bool {
					if trial.Effort != fault.Patient {
						life = time.Hour // as the flag has it
					}
					code, found = follow(t, contract, trial, life)
					unfound = slices.DeleteFunc(append([]string{trial.Clause}, trial.Stated...), func(id string) bool {
						return slices.Contains(found["failed"], id) || slices.Contains(found["warned"], id)
					})
					return trial.Effort == fault.Patient && len(unfound) > 0
				})
				if len(unfound) > 0 {
					t.Errorf("found by %q, wanted %q, too (exit code %d)", found, unfound, code)
				}
				if want := min(len(found["failed"]), 1); code != want {
					t.Errorf("exit code %d, wanted %d: %q", code, want, found)
				}
			})
		}
	}
}

// follow serves a trial's target, whose tokens live for so long, and does what serve says.
func follow(t *testing.T, contract string, trial selftest.Target, life time.Duration) (code int, found map[string][]string) {
	t.Helper()
	loaded, err := openapi.Load(contract)
	if err != nil {
		t.Fatal(err)
	}
	server, args := printedFor(t, serving{ref: contract, contract: loaded, deviate: trial.Name, config: reference.Config{Lifetime: life}})
	revoked := ""
	if trial.Effort == fault.Full {
		revoked = withdrawn(t.Context(), server, operationOf(loaded, trial))
	}
	code, left := asked(t, maps.Collect(variables(loaded, server, revoked)), args...)
	return code, statuses(t, left["out/report.json"])
}

// printedFor serves until the test ends, and gives the command that serve prints for it.
func printedFor(t *testing.T, s serving) (*reference.Server, []string) {
	t.Helper()
	s.authority = filepath.Join(t.TempDir(), "ca.pem")
	server, served, err := s.begin(t.Context(), s.contract, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	if err := output.WriteFile(s.authority, func(w io.Writer) error {
		_, err := w.Write(server.CA)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return server, slices.Concat(s.recipe(server, served)...)
}

// The recipe of each contract of one's own works as it is printed, whatever its requests always have, and wherever that is from.
func TestTheRecipeOfAContractOfOnesOwnWorks(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../openapi/testdata/contracts/*.authconform.yaml")
	if err != nil || len(files) < 8 {
		t.Fatalf("%d contracts, %v", len(files), err)
	}
	for _, file := range append(files, "../../openapi/testdata/club.authconform.yaml", "../../openapi/testdata/kiosk.authconform.yaml", byEnvironment(t)) {
		ref, err := filepath.Abs(strings.Replace(file, ".authconform", "", 1))
		if err != nil {
			t.Fatal(err)
		}
		contract, err := openapi.Load(ref)
		if err != nil {
			t.Fatal(err)
		}
		server, args := printedFor(t, serving{ref: ref, contract: contract, config: reference.Config{Lifetime: time.Hour}})
		args = append(args, "--clause", "token.valid.accepted*") // what is limited by the minute is not asked
		if code, _ := asked(t, maps.Collect(variables(contract, server, "")), args...); code != 0 {
			t.Errorf("%s: exit code %d of %q", ref, code, args)
		}
	}
}

// byEnvironment is a contract with values that environments alone give.
func byEnvironment(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"tenant.yaml", "tenant.authconform.yaml"} {
		text, err := os.ReadFile(filepath.Join("../../openapi/testdata/contracts", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Replace(string(text), "env: AUTHCONFORM_TENANT, ", "", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "tenant.authconform.yaml")
}
