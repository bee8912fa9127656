package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
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

// maxKept is how much of files Digests keeps, so that what it made for their digests need not be made again.
const maxKept = 4 << 20

// Digests gives what Report.Files says of files that are yet to be written. Files that are not large are made once: their
// Write then writes what the digest is of.
func Digests(files []File) (map[string]string, error) {
	digests := map[string]string{}
	room := maxKept
	for i, f := range files {
		made := kept{hash: sha256.New(), room: room}
		if err := f.Write(&made); err != nil {
			return nil, fmt.Errorf("the digest of %s: %w", f.Name, err)
		}
		digests[f.Name] = sha256Prefix + hex.EncodeToString(made.hash.Sum(nil))
		if made.room >= 0 {
			room, files[i].Write = made.room, made.again
		}
	}
	return digests, nil
}

// kept is what is written to it, and the digest of that; the digest alone where it is more than there is room for.
type kept struct {
	hash hash.Hash
	text []byte
	room int // left; negative when there was too little
}

func (k *kept) Write(b []byte) (int, error) {
	if k.room -= len(b); k.room >= 0 {
		k.text = append(k.text, b...)
	} else {
		k.text = nil
	}
	return k.hash.Write(b)
}

func (k *kept) again(w io.Writer) error {
	_, err := w.Write(k.text)
	return err
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
