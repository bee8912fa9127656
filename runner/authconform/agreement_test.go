package main

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/gather"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/suites/evidence"
)

// TestReportsAgree: what a run says, what its evidence says when it is read from its file and judged again, and what is
// told anew from report.json are the same to the byte: report.json for the sound targets and for a part of the
// deviations, all the formats that are made of it for some.
func TestReportsAgree(t *testing.T) {
	var judging sync.Mutex // Ginkgo's state is global
	for _, name := range targets.Contracts() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		trials := slices.DeleteFunc(selftest.Trials(name), func(trial selftest.Target) bool {
			return trial.Kind == matrix.TrialNull || trial.Kind == matrix.TrialVariant
		})
		if len(trials) < 100 {
			t.Fatalf("%s: %d runs are too few to tell", name, len(trials))
		}
		for i, trial := range trials {
			if trial.Kind != matrix.TrialSound && i%agreementStride != 0 {
				continue
			}
			t.Run(name+"/"+trial.Name, func(t *testing.T) {
				t.Parallel()
				rec, err := selftest.Ask(t.Context(), trial)
				var stopped *gather.Stopped
				if err != nil && !errors.As(err, &stopped) {
					t.Fatal(err)
				}
				judging.Lock()
				live, judged := reported(t, contract, rec), reported(t, contract, reread(t, rec))
				judging.Unlock()
				written := formats.All()[:1] // report.json, of which all others are made
				if i%10 == 0 {
					written = formats.All()
				}
				agree(t, written, live, judged)
			})
		}
	}
}

// reread gives a record as its file tells it.
func reread(t *testing.T, rec evidence.Record) evidence.Record {
	t.Helper()
	var file bytes.Buffer
	if err := har.Write(&file, rec); err != nil {
		t.Fatal(err)
	}
	read, err := har.Read(&file)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func reported(t *testing.T, contract *openapi.Contract, rec evidence.Record) reports.Report {
	t.Helper()
	story := reportBuilder{contract: contract, embedded: true, rec: rec}
	if err := story.catalogue(); err != nil {
		t.Error(err)
	}
	report, _ := story.judged()
	return report
}

func agree(t *testing.T, formats []formats.Format, live, judged reports.Report) {
	t.Helper()
	var text bytes.Buffer
	if err := reports.WriteJSON(&text, live); err != nil {
		t.Fatal(err)
	}
	again, err := reports.ReadReport(bytes.NewReader(text.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range formats {
		want := written(t, f, live)
		if !bytes.Equal(want, written(t, f, judged)) {
			t.Errorf("%s of the evidence is another than that of the run", f.File)
		}
		if !bytes.Equal(want, written(t, f, again)) {
			t.Errorf("%s of report.json is another than that of the run", f.File)
		}
	}
}

func written(t *testing.T, f formats.Format, report reports.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, report); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
