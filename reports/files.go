package reports

// The names of the files that are written for a run, all into one directory.
const (
	ReportFile   = "report.json"
	EvidenceFile = "evidence.har"
	JUnitFile    = "junit.xml"
	TextFile     = "report.txt"
	SummaryFile  = "summary.md"
	PageFile     = "report.html"
)

// Beside are the names of all files that may lie beside a report and are of its run.
func Beside() []string {
	return []string{EvidenceFile, ReportFile, JUnitFile, TextFile, SummaryFile, PageFile}
}
