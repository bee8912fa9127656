package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
)

// ErrMixture says that a report and what lies beside it are of different runs: one was ended while it wrote.
var ErrMixture = errors.New("a run was ended while it wrote, or the file was changed: run it again, judge the evidence anew " +
	"(authconform judge evidence.har --out DIR), or move the file away")

// maxBeside is the size of the largest file that a run writes.
const maxBeside = 64 << 20

const sha256Prefix = "sha256:"

// Digests gives what Report.Files says of files that are yet to be written.
func Digests(files []File) (map[string]string, error) {
	digests := map[string]string{}
	for _, f := range files {
		hash := sha256.New()
		if err := f.Write(hash); err != nil {
			return nil, fmt.Errorf("the digest of %s: %w", f.Name, err)
		}
		digests[f.Name] = sha256Prefix + hex.EncodeToString(hash.Sum(nil))
	}
	return digests, nil
}

// CheckBeside holds the files in the report's directory against the digests that the report has of them. The one that is
// another is named, with ErrMixture. A file that is not there is none to be taken for the report's.
func CheckBeside(r reports.Report, dir string) error {
	for _, name := range slices.Sorted(maps.Keys(r.Files)) {
		if !slices.Contains(reports.Beside(), name) {
			continue // whoever wrote the report chose the name, and would choose what is read
		}
		path := filepath.Join(dir, name)
		found, err := digestOf(path)
		switch {
		case errors.Is(err, os.ErrNotExist):
		case err != nil:
			return fmt.Errorf("wanted the file that was written with the report: %w", err)
		case found != r.Files[name]:
			return fmt.Errorf("wanted the %s that was written with the report, found another: %w", name, ErrMixture)
		}
	}
	return nil
}

// digestOf gives "" for a file that is larger than any that a run writes.
func digestOf(path string) (string, error) {
	f, info, err := file.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it was only read
	if info.Size() > maxBeside {
		return "", nil
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.LimitReader(f, maxBeside)); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	return sha256Prefix + hex.EncodeToString(hash.Sum(nil)), nil
}
