package reports

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// A report that was read back tells in every format what the first one told.
func TestReadReport(t *testing.T) {
	for name, report := range examples() {
		t.Run(name, func(t *testing.T) {
			back, err := ReadReport(bytes.NewReader(render(t, report, writeJSON)))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range Formats() {
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
	whole := string(render(t, conformant(), writeJSON))
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
		"more than 32 MiB":   {strings.Repeat(" ", maxReport+1), "larger than 32 MiB"},
		"too many exchanges": {manyExchanges(t, whole), `at "/exchanges"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadReport(strings.NewReader(test.file))
			switch {
			case err == nil:
				t.Fatal("taken")
			case !strings.Contains(err.Error(), test.want):
				t.Errorf("%q, want %q in it", err, test.want)
			case strings.Contains(err.Error(), "sEcReT") || Printable(err.Error()) != err.Error():
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
	for range maxExchanges {
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
	if err := json.Unmarshal(render(t, conformant(), writeJSON), &m); err != nil {
		t.Fatal(err)
	}
	delete(m, "exchanges")
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ReadReport(bytes.NewReader(text))
	if err != nil || len(r.Exchanges) != 0 {
		t.Errorf("%d exchanges, %v", len(r.Exchanges), err)
	}
}

// FuzzReadReport reads anything. What it takes is complete: written and read again it is the same file.
func FuzzReadReport(f *testing.F) {
	addSmallReports(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadReport(bytes.NewReader(data))
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := WriteJSON(&first, r); err != nil {
			t.Fatal(err)
		}
		again, err := ReadReport(bytes.NewReader(first.Bytes()))
		if err != nil {
			t.Fatalf("what is written of it is no report: %v", err)
		}
		if err := WriteJSON(&second, again); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("read back it gives another file (%v)", err)
		}
	})
}

// addSmallReports seeds a fuzz target: what is large is slow to fuzz.
func addSmallReports(f *testing.F) {
	f.Helper()
	small := failed()
	small.Results, small.Exchanges, small.Coverage, small.Names = small.Results[:1], nil, nil, nil
	small.Results[0].Explanation = nil
	var b bytes.Buffer
	if err := WriteJSON(&b, small); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("{}"))
}

// FuzzRetellReport tells in every format what a report that was read says.
func FuzzRetellReport(f *testing.F) {
	addSmallReports(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ReadReport(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, format := range Formats() {
			var out bytes.Buffer
			if err := format.Write(&out, r); err != nil {
				t.Errorf("%s: %v", format.Name, err)
			}
		}
	})
}

func TestChooseFormats(t *testing.T) {
	chosen, err := ChooseFormats([]string{"html", "junit", "html"})
	if err != nil || len(chosen) != 2 || chosen[0].Name != "junit" || chosen[1].Name != "html" {
		t.Errorf("%v, %v", chosen, err)
	}
	if _, err := ChooseFormats([]string{"html", "pdf"}); err == nil || !strings.Contains(err.Error(), `json, junit, terminal, markdown, html, found "pdf"`) {
		t.Errorf("%v", err)
	}
}
