package attest

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/page"
	"github.com/authconform/authconform/reports/reportstest"
	"github.com/authconform/authconform/reports/reportstest/example"
)

func certificateOf(t *testing.T, r reports.Report) Certificate {
	t.Helper()
	der := []byte("a key whose fingerprint is always the same")
	statement := New(r, attestedRecord(), attestedFiles())
	c, err := NewCertificate(Verification{
		Report: &r, Statement: &statement, Key: PublicKey{der: der}, Envelope: strings.Repeat("0e", 32),
		Findings: []Finding{Findingf(Holds, reports.ReportFile, "report.json is the one"), Findingf(Unknown, AboutBinary, "the binary was not compared")},
	}, example.On("2025-03-02"), "0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCertificate(t *testing.T) {
	style, hash := page.Style(certificateStyle)
	bare := strings.NewReplacer(string(style), "…", hash, "sha256-…")
	all := example.All()
	all["complete"] = complete(func(*reports.Report) {})
	for name, r := range all {
		t.Run(name, func(t *testing.T) {
			c := certificateOf(t, r)
			var text, html bytes.Buffer
			if err := errors.Join(c.WriteText(&text, 0), c.WriteHTML(&html)); err != nil {
				t.Fatal(err)
			}
			reportstest.Golden(t, name+".certificate.txt", text.Bytes())
			reportstest.Golden(t, name+".certificate.html", []byte(bare.Replace(strings.ReplaceAll(html.String(), "&#43;", "+"))))
			word := "(partial)"
			if r.Complete().Completeness.State == reports.Complete {
				word = "(complete: "
			}
			if !strings.Contains(c.Statement, word) || strings.Contains(text.String(), "\x1b") {
				t.Errorf("it does not say in its sentence that it is %s: %s", word, c.Statement)
			}
		})
	}
}

// Nothing is certified of which anything does not hold.
func TestCertificateRefused(t *testing.T) {
	r := example.Conformant()
	statement := New(r, attestedRecord(), attestedFiles())
	for name, v := range map[string]Verification{
		"a file that was changed": {Report: &r, Statement: &statement, Findings: []Finding{Findingf(Broken, reports.PageFile, "it is another")}},
		"no report":               {Statement: &statement},
		"nothing":                 {},
	} {
		if _, err := NewCertificate(v, example.On("2025-03-02"), "0.1.0"); !errors.Is(err, ErrNotProven) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := certificateOf(t, r).WriteText(reportstest.Broken{}, 0); !errors.Is(err, reportstest.ErrBroken) {
		t.Errorf("got %v", err)
	}
}
