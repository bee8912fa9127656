package reports

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// WriteFile makes the file of that name hold what write writes, or leaves what was there before: never a
// part of it. The directory has to exist.
func WriteFile(name string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
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
	if err := f.Chmod(0o644); err != nil { // CreateTemp's 0600 would keep a CI from collecting it
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	return f.Close()
}
