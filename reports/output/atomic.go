package output

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/authconform/authconform/openapi/file"
)

// WriteFile makes the file of that name hold what write writes, or leaves what was there before: never a
// part of it. The directory has to exist; what stands there and is no file stays.
func WriteFile(name string, write func(io.Writer) error) (err error) {
	if err := file.CheckPlace(name); err != nil {
		return err
	}
	dir, base := filepath.Dir(name), filepath.Base(name)
	clearLeftovers(dir, isWaitingFor(base))
	f, err := newFile(filepath.Join(dir, waitingFor(base)+rand.Text()))
	if err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // best effort: a leftover is hidden and harmless
			err = fmt.Errorf("writing %s: %w", name, err)
		}
	}()
	if err := fillFile(f, write); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// CheckFile finds out whether WriteFile could write a file of that name, without making it.
func CheckFile(name string) error {
	if err := file.CheckPlace(name); err != nil {
		return err
	}
	return tryIn(filepath.Dir(name), waitingFor(filepath.Base(name))+rand.Text())
}

// waitingFor begins the names of files that wait to become the one of that name.
func waitingFor(base string) string { return "." + base + "-" }

// newFile makes a file that is not there yet. Who may read it is its user's choice (umask), whoever collects it: the
// files that os.CreateTemp makes are nobody else's.
func newFile(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) //nolint:gosec // less what the umask takes
}

// fillFile writes to a new file what is to be there, and closes it once it is safe on its disk.
func fillFile(f *os.File, write func(io.Writer) error) (err error) {
	defer func() {
		if err != nil {
			_ = f.Close() // closed already on some ways here; what counts is the first error
		}
	}()
	buffered := bufio.NewWriter(f)
	if err := write(buffered); err != nil {
		return err
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}
