package main

import (
	"bytes"
	"os"
	"testing"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference/targets"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
)

// TestReportsAgree tries a part of all targets with several questions at once, which comes to what one at a time comes to,
// as the selftest tries them all; legal variants in the full profile, where more could blame them. What a run says, what its
// evidence says when it is read from its file and judged again, and what is told anew from report.json are the same to the
// byte: report.json for each, all the formats that are made of it for some.
func TestReportsAgree(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("tries hundreds of targets")
	}
	for _, name := range targets.Contracts() {
		contract, err := openapi.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		var part []string
		for i, trial := range selftest.Trials(name) {
			if trial.Kind == matrix.TrialSound || i%stride(agreementStride) == 0 {
				part = append(part, trial.Name)
			}
		}
		base, held := reportBuilder{contract: contract, embedded: true}, 0
		if err := base.catalogue(); err != nil {
			t.Fatal(err)
		}
		hold := func(trial selftest.Target, rec evidence.Record, outcomes []clause.Outcome) {
			written := formats.All()[:1] // report.json, of which all others are made
			if held++; held%10 == 1 {
				written = formats.All()
			}
			live, again := base, base
			live.rec, again.rec = rec, reread(t, rec)
			judged, _ := again.judged()
			if !agree(t, written, live.report(outcomes), judged) {
				t.Errorf("this was %s of %s", trial.Name, name)
			}
		}
		m, err := selftest.Test(t.Context(), selftest.Run{
			Contracts: []string{name}, Patterns: part, Judged: hold, Manner: selftest.Manner{Concurrency: target.DefaultConcurrency, Full: true},
		})
		if err != nil {
			t.Fatal(err)
		}
		if m.Verdict != matrix.Sound {
			t.Errorf("%s, with several questions at once: %s", name, m.Reasons)
		}
		if held < len(part)/2 {
			t.Errorf("%s: %d of %d runs are too few to tell", name, held, len(part))
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

// wholeTests, which has a name that is not like those of the command, says how much is tried where a part may do: nothing while
// somebody works, "corpus" on every change, with all that is hostile, and "1" by night, for everything.
const wholeTests = "WHOLE_TESTS"

// briefly is how many times fewer rows are taken while somebody works than on every change.
const briefly = 4

// stride is how many rows of a table are taken for one that is tried.
func stride(usual int) int {
	switch os.Getenv(wholeTests) {
	case "1":
		return 1
	case "":
		return briefly * usual
	default:
		return usual
	}
}

// onEveryChange leaves out what leads other people's programs, or follows a chapter to the letter, while somebody works.
func onEveryChange(t *testing.T) {
	t.Helper()
	if os.Getenv(wholeTests) == "" {
		t.Skip("make whole and .ci/run have it")
	}
}

// ciStride is stride, but for what has to hold on every change: there, all is taken.
func ciStride(usual int) int {
	if os.Getenv(wholeTests) == "corpus" && !raced {
		return 1
	}
	return stride(usual)
}

// agree writes what a run says in formats, the first of which can be read again; what its evidence says, judged again; and what
// report.json says. It tells whether all are the same.
func agree(t *testing.T, formats []formats.Format, live, judged reports.Report) bool {
	t.Helper()
	text := written(t, formats[0], live)
	again, err := reports.ReadReport(bytes.NewReader(text))
	if err != nil {
		t.Error(err)
		return false
	}
	same := true
	for _, f := range formats {
		want := written(t, f, live)
		for of, other := range map[string]reports.Report{"the evidence": judged, "report.json": again} {
			if !bytes.Equal(want, written(t, f, other)) {
				t.Errorf("%s of %s is another than that of the run", f.File, of)
				same = false
			}
		}
	}
	return same
}

func written(t *testing.T, f formats.Format, report reports.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, report); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
