package reports

// The names of the files that are written for a run, all into one directory.
const (
	ReportFile   = "report.json"
	EvidenceFile = "evidence.har"
	JUnitFile    = "junit.xml"
	TextFile     = "report.txt"
	SummaryFile  = "summary.md"
	PageFile     = "report.html"

	// AttestationFile and ConfigurationFile are those of a run that is signed.
	AttestationFile   = "attestation.json"
	ConfigurationFile = "configuration.json"
)

// Written are the names of the files that every run writes: what is signed of a signed one, with its configuration.
func Written() []string {
	return []string{ReportFile, EvidenceFile, JUnitFile, SummaryFile, PageFile}
}

// Attesting are the names of the files that attest to a run. Beside reports of another run they would speak of those.
func Attesting() []string { return []string{AttestationFile, ConfigurationFile} }

// Beside are the names of all files that may lie beside a report and are of its run.
func Beside() []string {
	return []string{EvidenceFile, ReportFile, JUnitFile, TextFile, SummaryFile, PageFile}
}
