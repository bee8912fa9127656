package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/authconform/authconform/reports"
)

// retract takes the attestation of an older run away before a new report takes the place of the one that it binds, unless a
// new attestation comes with that. It stays where the report that waits in staged and all beside it are those that are there
// already, and so does whatever has its name and is no file.
func retract(dir, staged string, files []File) error {
	written := func(name string) bool {
		return slices.ContainsFunc(files, func(f File) bool { return f.Name == name })
	}
	info, err := os.Lstat(filepath.Join(dir, reports.AttestationFile))
	if err != nil || !info.Mode().IsRegular() || !written(reports.ReportFile) || written(reports.AttestationFile) || isThere(dir, staged, files) {
		return nil
	}
	for _, name := range reports.Attesting() {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the attestation of an older run is in the way: %w", err)
		}
	}
	return nil
}

// isThere says that a directory holds all files as they were staged.
func isThere(dir, staged string, files []File) bool {
	for _, f := range files {
		waiting, err := digestOf(filepath.Join(staged, f.Name))
		old, missing := digestOf(filepath.Join(dir, f.Name))
		if err != nil || missing != nil || waiting != old {
			return false
		}
	}
	return true
}
