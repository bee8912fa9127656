package fleet

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports"
)

// Read reads the fleet.json of a directory, and looks whether the reports are there that it speaks of, and are those.
func Read(dir string) (Fleet, error) {
	f, err := load(dir)
	if err != nil {
		return Fleet{}, err
	}
	var problems []error
	for _, m := range f.Members {
		problems = append(problems, m.check(dir))
	}
	return f, errors.Join(problems...)
}

// ReadKept reads a fleet as Read does, but one whose reports somebody may have cleared away since: a member whose report, or the
// page that tells it, is there no more has none.
func ReadKept(dir string) (Fleet, error) {
	f, err := load(dir)
	if err != nil {
		return Fleet{}, err
	}
	var problems []error
	for i, m := range f.Members {
		err := m.check(dir)
		if err == nil && m.Report != "" {
			_, err = os.Stat(filepath.Join(dir, filepath.FromSlash(path.Join(path.Dir(m.Report), reports.PageFile))))
		}
		if errors.Is(err, fs.ErrNotExist) {
			f.Members[i].Report, err = "", nil
		}
		problems = append(problems, err)
	}
	return f, errors.Join(problems...)
}

func load(dir string) (Fleet, error) {
	name := filepath.Join(dir, File)
	opened, info, err := file.Open(name)
	if err != nil {
		return Fleet{}, fmt.Errorf("wanted a directory with a %s, as fleet writes it when its last target has ended: %w", File, err)
	}
	defer func() { _ = opened.Close() }() // it was only read
	if info.Size() > MaxFile {
		return Fleet{}, fmt.Errorf("%s: it is larger than %d MiB, the most that is read of such a file", name, MaxFile>>20)
	}
	f, err := parse(io.LimitReader(opened, MaxFile))
	if err != nil {
		return Fleet{}, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// check looks whether the report is there, and is the one that the fleet speaks of.
func (m Member) check(dir string) error {
	if m.Report == "" {
		return nil
	}
	name := filepath.Join(dir, File)
	report, err := readFile(filepath.Join(dir, filepath.FromSlash(m.Report)), reports.MaxReport)
	switch {
	case err != nil:
		return fmt.Errorf("%s: the report of %s: %w", name, m.Name, err)
	case Digest(report) != m.Digest:
		return fmt.Errorf("%s: the report of %s: wanted the digest %s, found another: it is that of another run", name, m.Name, m.Digest)
	}
	return nil
}

// SeenFrom gives the fleet with the paths of its reports as seen from another directory than its own.
func (f Fleet) SeenFrom(dir, other string) (Fleet, error) {
	from, err := filepath.Abs(other)
	if err != nil {
		return Fleet{}, err
	}
	to, err := filepath.Abs(dir)
	if err != nil {
		return Fleet{}, err
	}
	way, err := filepath.Rel(from, to)
	if err != nil {
		return Fleet{}, fmt.Errorf("wanted the directories of shards on the volume of %s, found %s", other, dir)
	}
	f.Members = slices.Clone(f.Members)
	for i, m := range f.Members {
		if m.Report != "" {
			f.Members[i].Report = path.Join(filepath.ToSlash(way), m.Report)
		}
	}
	return f, nil
}

func readFile(name string, limit int64) ([]byte, error) {
	f, info, err := file.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return file.ReadAll(name, f, info.Size(), limit)
}
