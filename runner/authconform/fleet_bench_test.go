package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
)

// judging is how many milliseconds of what a target takes are the judge's, who judges one run at a time.
func judging(b *testing.B, dir string) float64 {
	b.Helper()
	rec, err := readEvidence(filepath.Join(dir, reports.EvidenceFile))
	if err != nil {
		b.Fatal(err)
	}
	contract, err := openapi.Load(rec.Run.Contract)
	if err != nil {
		b.Fatal(err)
	}
	story := reportBuilder{contract: contract, rec: rec, embedded: true}
	if err := story.catalogue(); err != nil {
		b.Fatal(err)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(fleetGC)) // as in a fleet
	const times = 20
	began := time.Now()
	for range times {
		story.judged()
	}
	return time.Since(began).Seconds() * 1000 / times
}

// BenchmarkFleet asks many targets that are built in, each a server of its own in this process: how long each takes, what of that is the judge's, and how
// much memory stays in use when all have ended. What it takes must not grow with their number.
func BenchmarkFleet(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprintf("targets=%d", n), func(b *testing.B) {
			dir := b.TempDir()
			var file strings.Builder
			file.WriteString("defaults: {embedded: true}\ntargets:\n")
			for i := range n {
				fmt.Fprintf(&file, "  - {name: t%04d}\n", i)
			}
			list := filepath.Join(dir, "fleet.yaml")
			if err := os.WriteFile(list, []byte(file.String()), 0o600); err != nil {
				b.Fatal(err)
			}
			null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = null.Close() })
			t := console{out: null, err: null, getenv: func(string) (string, bool) { return "", false }}
			command := &cobra.Command{}
			command.SetContext(b.Context())
			began, most := time.Now(), uint64(0)
			for b.Loop() {
				if err := askFleet(command, t, fleetOptions{workers: defaultWorkers, validFor: defaultValidFor, quiet: true, out: filepath.Join(dir, "out")}, list); err != nil {
					b.Fatal(err)
				}
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				most = max(most, m.Sys-m.HeapReleased)
			}
			b.ReportMetric(time.Since(began).Seconds()*1000/float64(b.N*n), "ms/target")
			b.ReportMetric(float64(most)/(1<<20), "MiB")
			b.ReportMetric(judging(b, filepath.Join(dir, "out", targetsDirectory, "t0000")), "judge-ms/target")
		})
	}
}
