package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/formats"
	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/reports/output"
	"github.com/authconform/authconform/reports/text"
	"github.com/authconform/authconform/runner/usage"
)

func reportCommand() *cobra.Command {
	var wanted []string
	var out string
	command := &cobra.Command{
		Use:   "report FILE.json",
		Short: "Tell an earlier run's report again, in any format",
		Long: `report makes every format of a report again from its report.json, without a run and without
judging anew: the same files that the run itself wrote.

Without --out one format goes to standard output: that of --format, else what run prints.
With --out all formats are written to the directory, or those of --format. The exit code is 0
whatever the verdict is: judge is the command that judges.`,
		Example: `  authconform report reports/report.json
  authconform report reports/report.json --format markdown >> "$GITHUB_STEP_SUMMARY"
  authconform report reports/report.json --format html,junit --out again`,
		Args: usage.Takes{What: "one FILE.json, the report of an earlier run", Such: "report reports/report.json", Min: 1, Max: 1}.Args,
	}
	names := formatNames()
	command.Flags().StringSliceVar(&wanted, "format", nil, "`FORMAT` to write: "+strings.Join(names, ", ")+" (several with commas)")
	command.Flags().StringVar(&out, "out", "", "`DIR` to write to")
	command.RunE = func(cmd *cobra.Command, args []string) error {
		if len(wanted) == 0 && out == "" {
			wanted = []string{"terminal"}
		} else if len(wanted) == 0 {
			wanted = names
		}
		chosen, err := formats.Choose(wanted)
		if err != nil {
			return fmt.Errorf("--format: %w", err)
		}
		if out == "" && len(chosen) != 1 {
			return fmt.Errorf("--format: wanted one format for standard output, found %d: name a directory with --out", len(chosen))
		}
		report, err := readReport(args[0])
		if err != nil {
			return err
		}
		return retell(cmd.OutOrStdout(), report, chosen, out)
	}
	return command
}

func formatNames() []string {
	var names []string
	for _, f := range formats.All() {
		names = append(names, f.Name)
	}
	return names
}

// readReport reads a report.json, or that of a directory.
func readReport(path string) (reports.Report, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "report.json")
	}
	f, _, err := file.Open(path)
	if err != nil {
		return reports.Report{}, fmt.Errorf("report: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	report, err := reports.ReadReport(f)
	if err != nil {
		return reports.Report{}, fmt.Errorf("%s: %w", path, err)
	}
	return report, ofOneRun(path, report)
}

// ofOneRun tells of a report that files of another run lie beside: a run that was ended while it wrote leaves new files
// beside an old report, and the old one must not stand for the new run. Reports from before they named digests are told by
// the run that recorded the evidence.
func ofOneRun(path string, report reports.Report) error {
	if err := output.CheckBeside(report, filepath.Dir(path)); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if report.Files != nil {
		return nil
	}
	beside := filepath.Join(filepath.Dir(path), reports.EvidenceFile)
	f, _, err := file.Open(beside)
	if err != nil {
		return nil // a report may stand alone
	}
	defer func() { _ = f.Close() }() // it was only read
	if run, err := har.ReadRunID(f); err == nil && run != report.Suite.Run {
		return fmt.Errorf("%s: wanted a report of the run that recorded %s beside it (%q), found one of another (%q): %w",
			path, reports.EvidenceFile, run, report.Suite.Run, output.ErrMixture)
	}
	return nil
}

// again gives the files of a report in the chosen formats, report.json last. Where it names the digests of others among
// them, it gets those of what is written now: another version may tell the same otherwise.
func again(report reports.Report, chosen []formats.Format) ([]output.File, error) {
	var files []output.File
	for _, f := range chosen {
		if f.File != reports.ReportFile {
			files = append(files, output.File{Name: f.File, Write: func(w io.Writer) error { return f.Write(w, report) }})
		}
	}
	if len(files) == len(chosen) {
		return files, nil
	}
	written, err := output.Digests(files)
	if err != nil {
		return nil, err
	}
	report.Files = maps.Clone(report.Files)
	for name := range report.Files {
		report.Files[name] = cmp.Or(written[name], report.Files[name])
	}
	return append(files, output.File{Name: reports.ReportFile, Write: func(w io.Writer) error { return reports.WriteJSON(w, report) }}), nil
}

// retell writes a report in the chosen formats to a directory, or in the one format to the terminal.
func retell(w io.Writer, report reports.Report, chosen []formats.Format, dir string) error {
	if dir == "" {
		return chosen[0].Write(w, report)
	}
	files, err := again(report, chosen)
	if err != nil {
		return err
	}
	if err := output.WriteFiles(dir, files); err != nil {
		return err
	}
	for _, f := range files {
		if _, err := fmt.Fprintln(w, text.Printable(filepath.Join(dir, f.Name))); err != nil {
			return fmt.Errorf("tell what was written: %w", err)
		}
	}
	return nil
}
