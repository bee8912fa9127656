package output

import (
	"maps"
	"slices"
	"testing"

	"github.com/authconform/authconform/reports"
)

// No attestation of an older run lies beside the reports of another; what is written again as it was keeps its own.
func TestOlderAttestation(t *testing.T) {
	signed := map[string]string{
		reports.AttestationFile: "signed", reports.ConfigurationFile: "told", reports.PageFile: "page", reports.ReportFile: "report", "mine.txt": "mine",
	}
	for name, c := range map[string]struct{ then, want map[string]string }{
		"an unsigned run":    {map[string]string{reports.PageFile: "other", reports.ReportFile: "other"}, map[string]string{reports.PageFile: "other", reports.ReportFile: "other", "mine.txt": "mine"}},
		"a page that is new": {map[string]string{reports.PageFile: "other", reports.ReportFile: "report"}, map[string]string{reports.PageFile: "other", reports.ReportFile: "report", "mine.txt": "mine"}},
		"a signed run":       {map[string]string{reports.AttestationFile: "other", reports.ReportFile: "other"}, map[string]string{reports.AttestationFile: "other", reports.ConfigurationFile: "told", reports.PageFile: "page", reports.ReportFile: "other", "mine.txt": "mine"}},
		"the same again":     {map[string]string{reports.PageFile: "page", reports.ReportFile: "report"}, signed},
		"a part alone":       {map[string]string{"report.txt": "text"}, with(signed, "report.txt", "text")},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, then := range []map[string]string{signed, c.then} {
				if err := WriteFiles(dir, filesOf(then)); err != nil {
					t.Fatal(err)
				}
			}
			wantFound(t, dir, c.want)
		})
	}
}

// with gives a copy with one file more.
func with(files map[string]string, name, text string) map[string]string {
	files = maps.Clone(files)
	files[name] = text
	return files
}

// A run that was not signed leaves alone what has the name of a configuration and no attestation beside it.
func TestConfigurationOfOthers(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{reports.ConfigurationFile: "mine", reports.ReportFile: "old"}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := WriteFiles(dir, filesOf(map[string]string{name: files[name]})); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteFiles(dir, filesOf(map[string]string{reports.ReportFile: "new"})); err != nil {
		t.Fatal(err)
	}
	wantFound(t, dir, map[string]string{reports.ConfigurationFile: "mine", reports.ReportFile: "new"})
}
