package reports_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/reportstest/example"
	"github.com/authconform/authconform/reports/text"
)

// A report that was read back tells in every format what the first one told.
func TestReadReport(t *testing.T) {
	for name, report := range example.All() {
		t.Run(name, func(t *testing.T) {
			back, err := reports.ReadReport(bytes.NewReader(example.Render(t, report, writeJSON)))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range formats.All() {
				var first, second bytes.Buffer
				if err := f.Write(&first, report); err != nil {
					t.Fatal(err)
				}
				if err := f.Write(&second, back); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(first.Bytes(), second.Bytes()) {
					t.Errorf("%s: read back it gives another file", f.Name)
				}
			}
		})
	}
}

func TestReadReportRefuses(t *testing.T) {
	whole := string(example.Render(t, example.Conformant(), writeJSON))
	for name, test := range map[string]struct{ file, want string }{
		"nothing":            {"", "no report of authconform"},
		"no object":          {"[]", "no report of authconform"},
		"no schema":          {"{}", "no report of authconform"},
		"another version":    {strings.Replace(whole, "report-1.json", "report-2.json\\u001b[2J", 1), `report-2.json\x1b[2J: use the version`},
		"half a report":      {whole[:len(whole)/2], "no report of authconform"},
		"two reports":        {whole + whole, "no report of authconform"},
		"a member twice":     {strings.Replace(whole, `"strict": false`, `"strict": false, "strict": false`, 1), "no report of authconform"},
		"another verdict":    {strings.Replace(whole, `"verdict": "conformant"`, `"verdict": "sEcReT"`, 1), `at "/verdict"`},
		"a changed status":   {strings.Replace(whole, "false,\n      \"status\": \"passed\"", "false,\n      \"status\": \"failed\"", 1), `at "/results/`},
		"a list too deep":    {strings.Replace(whole, `"results": [`, `"results": [`+strings.Repeat("[", 100_000), 1), "goes deeper than 32 levels"},
		"too many values":    {strings.Replace(whole, `"results": [`, `"results": [`+strings.Repeat("0,", 700_000), 1), "more than 300000 values"},
		"a fraction":         {strings.Replace(whole, `"requests": 48`, `"requests": 48.0`, 1), "of another kind"},
		"more than 32 MiB":   {strings.Repeat(" ", reports.MaxReport+1), "larger than 32 MiB"},
		"too many exchanges": {manyExchanges(t, whole), `at "/exchanges"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := reports.ReadReport(strings.NewReader(test.file))
			switch {
			case err == nil:
				t.Fatal("taken")
			case !strings.Contains(err.Error(), test.want):
				t.Errorf("%q, want %q in it", err, test.want)
			case strings.Contains(err.Error(), "sEcReT") || text.Printable(err.Error()) != err.Error():
				t.Errorf("repeats the file: %q", err)
			}
		})
	}
}

func manyExchanges(t *testing.T, whole string) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(whole), &m); err != nil {
		t.Fatal(err)
	}
	one := m["exchanges"].([]any)[0]
	for range reports.MaxExchanges {
		m["exchanges"] = append(m["exchanges"].([]any), one)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A report from before there were exchanges is one of this version still.
func TestReadReportWithoutExchanges(t *testing.T) {
	var m map[string]any
	if err := json.Unmarshal(example.Render(t, example.Conformant(), writeJSON), &m); err != nil {
		t.Fatal(err)
	}
	delete(m, "exchanges")
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	r, err := reports.ReadReport(bytes.NewReader(text))
	if err != nil || len(r.Exchanges) != 0 {
		t.Errorf("%d exchanges, %v", len(r.Exchanges), err)
	}
}

// FuzzReadReport reads anything. What it takes is complete: written and read again it is the same file.
func FuzzReadReport(f *testing.F) {
	example.AddSmallReports(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := reports.ReadReport(bytes.NewReader(data))
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := reports.WriteJSON(&first, r); err != nil {
			t.Fatal(err)
		}
		again, err := reports.ReadReport(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("what is written of it is no report: %v", err)
		}
		if err := reports.WriteJSON(&second, again); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("read back it gives another file (%v)", err)
		}
	})
}
