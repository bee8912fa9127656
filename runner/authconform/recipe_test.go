package main

import (
	"io"
	"maps"
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
				if patient++; patient > 1 {
					continue
				}
			}
			t.Run(contract+"/"+trial.Name, func(t *testing.T) {
				t.Parallel()
				var (
					code  int
					found map[string][]string
				)
				inTime(func(life time.Duration) bool {
					if trial.Effort != fault.Patient {
						life = time.Hour // as the flag has it
					}
					code, found = follow(t, contract, trial, life)
					return trial.Effort == fault.Patient && !slices.Contains(slices.Concat(found["failed"], found["warned"]), trial.Clause)
				})
				both := slices.Concat(found["failed"], found["warned"])
				for _, stated := range append([]string{trial.Clause}, trial.Stated...) {
					if !slices.Contains(both, stated) {
						t.Errorf("found by %q, wanted %s (exit code %d)", both, stated, code)
					}
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
	s := serving{ref: contract, contract: loaded, authority: filepath.Join(t.TempDir(), "ca.pem"), deviate: trial.Name, config: reference.Config{Lifetime: life}}
	server, served, err := s.begin(t.Context(), loaded, true)
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
	revoked := ""
	if trial.Effort == fault.Full {
		revoked = withdrawn(t.Context(), server, operationOf(loaded, trial))
	}
	args := slices.Concat(s.recipe(server, served)...)
	code, left := asked(t, maps.Collect(variables(loaded, server, revoked)), args...)
	return code, statuses(t, left["out/report.json"])
}
