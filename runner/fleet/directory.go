package fleet

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	model "github.com/authconform/authconform/reports/fleet"
	"github.com/authconform/authconform/reports/history"
	"github.com/authconform/authconform/reports/output"
)

// PagesDirectory is where merge leaves the pages of a fleet, below its own directory.
const PagesDirectory = "pages"

// HistoryFile is the history of a target, in a directory of them.
func HistoryFile(dir, name string) string { return filepath.Join(dir, name+".jsonl") }

// CheckPlaces finds out, before anything is asked, whether what comes of it can be written: into a directory, to a file of metrics,
// and to a history for each target. The last two may be "".
func CheckPlaces(out, metrics, histories string, targets []Target) error {
	if err := output.CheckWritable(out); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	if metrics != "" {
		if err := output.CheckFile(metrics); err != nil {
			return fmt.Errorf("--metrics: %w", err)
		}
	}
	if histories == "" {
		return nil
	}
	if err := os.MkdirAll(histories, 0o777); err != nil { //nolint:gosec // what others may do is the umask's to say
		return fmt.Errorf("--history: %w", err)
	}
	var problems []error
	for _, t := range targets {
		if err := history.Check(HistoryFile(histories, t.Name)); err != nil {
			problems = append(problems, fmt.Errorf("--history: %w", err))
		}
	}
	return joinMistakes(problems)
}

// Retract takes away what an earlier run told of a fleet in a directory: it must not stand for one that could not be set up, or
// was ended halfway.
func Retract(dir string) error {
	if dir == "" {
		return nil
	}
	for _, name := range []string{model.File, junitFile, summaryFile} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// The files that tell of a fleet, beside fleet.json.
const (
	junitFile   = "junit.xml"
	summaryFile = "summary.md"
)

// Write writes what tells of a fleet into its directory, fleet.json last.
func Write(dir string, f model.Fleet, metrics string) error {
	files := []output.File{
		{Name: junitFile, Write: func(w io.Writer) error { return model.WriteJUnit(w, f) }},
		{Name: summaryFile, Write: func(w io.Writer) error { return model.WriteSummary(w, f) }},
	}
	for _, m := range f.Members {
		files = append(files,
			output.File{Name: m.Name + ".badge.svg", Write: func(w io.Writer) error { return model.WriteBadge(w, m, f.Finished) }},
			output.File{Name: m.Name + ".badge.json", Write: func(w io.Writer) error { return model.WriteEndpoint(w, m, f.Finished) }})
	}
	badges := filepath.Join(dir, "badges")
	if err := output.WriteFiles(badges, files[2:]); err != nil {
		return err
	}
	files = append(files[:2], output.File{Name: model.File, Write: f.Write})
	if err := output.WriteFiles(dir, files); err != nil {
		return err
	}
	if metrics == "" {
		return nil
	}
	if err := output.WriteFile(metrics, func(w io.Writer) error { return model.WriteMetrics(w, f) }); err != nil {
		return fmt.Errorf("--metrics: %w", err)
	}
	return nil
}

// Merge reads shards, as seen from the directory that tells of them together, and puts them together. What an older merge left there
// must not stand for one that failed.
func Merge(dirs []string, out string) (model.Fleet, error) {
	if !slices.ContainsFunc(dirs, func(dir string) bool { return filepath.Clean(dir) == filepath.Clean(out) }) {
		if err := Retract(out); err != nil {
			return model.Fleet{}, fmt.Errorf("--out: %w", err)
		}
	}
	var shards []model.Fleet
	var problems []error
	for _, dir := range dirs {
		f, err := model.Read(dir)
		problems = append(problems, err)
		if err == nil {
			f, err = f.SeenFrom(dir, out)
			problems = append(problems, err)
		}
		shards = append(shards, f)
	}
	if err := errors.Join(problems...); err != nil {
		return model.Fleet{}, err
	}
	return model.Merge(shards...)
}
