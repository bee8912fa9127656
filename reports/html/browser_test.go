package html

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/reportstest/browser"
	"github.com/authconform/authconform/reports/reportstest/example"
)

// open looks at the page of a report.
func open(b context.Context, t *testing.T, r reports.Report, v browser.View) *browser.Tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, example.Render(t, r, func(b *bytes.Buffer, r reports.Report) error { return Write(b, r) }), 0o600); err != nil {
		t.Fatal(err)
	}
	return browser.Open(b, t, file, v)
}
