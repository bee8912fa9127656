package output

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is one of several files that are written together.
type File struct {
	Name  string // within its directory
	Write func(io.Writer) error
}

// stagePrefix begins the names of the directories in which files wait until all of them are whole.
const stagePrefix = ".authconform-"

// waitingPrefix begins the names of links that wait to become the one to the latest reports.
const waitingPrefix = ".latest-"

// WriteFiles makes the directory hold the files, or leaves it as it was: nothing is put into place before every file
// is written and safe on its disk. A directory that is not there yet appears with all its files at once; in one that
// is there, the files take the place of the old ones in the order given, each at once, so that the file that the others
// belong to comes last. Before the first of them does, those of an older run go that would speak of the new files: an
// attestation that none of the new files replaces. A failure leaves nothing behind; what a run that was killed left goes, too.
func WriteFiles(dir string, files []File) error { return writeFiles(dir, files, os.Rename) }

func writeFiles(dir string, files []File, rename func(from, to string) error) error {
	dir = filepath.Clean(dir)
	home, fresh, err := stagingPlace(dir)
	if err == nil {
		err = freePlaces(dir, files)
	}
	if err != nil {
		return fmt.Errorf("writing to %s: %w", dir, err)
	}
	clearLeftovers(home, isStage)
	staged, err := stage(home, files)
	if err != nil {
		return fmt.Errorf("writing to %s: %w", dir, err)
	}
	defer func() { _ = os.RemoveAll(staged) }() // best effort: a leftover is hidden and harmless
	if fresh && rename(staged, dir) == nil {
		syncDirectory(home)
		return nil
	}
	// The directory is there, or came meanwhile: from another run that writes to the same one.
	if err := retract(dir, staged, files); err != nil {
		return fmt.Errorf("writing to %s: %w", dir, err)
	}
	for _, f := range files {
		if err := rename(filepath.Join(staged, f.Name), filepath.Join(dir, f.Name)); err != nil {
			return fmt.Errorf("writing to %s: %w", dir, err)
		}
	}
	syncDirectory(dir)
	return nil
}

// freePlaces finds a directory that has the name of a file before anything is replaced.
func freePlaces(dir string, files []File) error {
	for _, f := range files {
		if info, err := os.Lstat(filepath.Join(dir, f.Name)); err == nil && info.IsDir() {
			return fmt.Errorf("wanted a place for the file %s, found a directory of that name: move it away", f.Name)
		}
	}
	return nil
}

// WriteFresh writes the files to a new directory below home and gives its path: home/name, or home/name-2 and so on
// where that is taken. The directory appears with all its files at once, and no other one is touched.
func WriteFresh(home, name string, files []File) (string, error) {
	if err := makeDirectory(home); err != nil {
		return "", fmt.Errorf("writing below %s: %w", home, err)
	}
	clearLeftovers(home, isStage)
	staged, err := stage(home, files)
	if err != nil {
		return "", fmt.Errorf("writing below %s: %w", home, err)
	}
	defer func() { _ = os.RemoveAll(staged) }() // best effort: a leftover is hidden and harmless
	dir := filepath.Join(home, name)
	for n := 2; ; n++ {
		err := os.Rename(staged, dir)
		if err == nil {
			syncDirectory(home)
			return dir, nil
		}
		if _, missing := os.Lstat(dir); missing != nil || n > maxNamesakes {
			return "", fmt.Errorf("writing below %s: %w", home, err)
		}
		dir = filepath.Join(home, fmt.Sprintf("%s-%d", name, n))
	}
}

// maxNamesakes is how many directories of one name are looked for a free one.
const maxNamesakes = 1000

// LinkLatest makes the symbolic link "latest" beside a directory name that directory, at once. It fails where links are
// not possible, and where something that is no link has that name.
func LinkLatest(dir string) error {
	home, name := filepath.Split(filepath.Clean(dir))
	latest := filepath.Join(home, "latest")
	if info, err := os.Lstat(latest); err == nil && info.Mode()&fs.ModeSymlink == 0 {
		return fmt.Errorf("linking %s: wanted a symbolic link in that place or nothing, found something else: move it away", latest)
	}
	clearLeftovers(home, isWaitingIn(home))
	waiting := filepath.Join(home, waitingPrefix+name) // no other run has a directory of this name
	if err := os.Symlink(name, waiting); err != nil {
		return fmt.Errorf("linking %s: %w", latest, err)
	}
	if err := os.Rename(waiting, latest); err != nil {
		_ = os.Remove(waiting) // best effort: what counts is the first error
		return fmt.Errorf("linking %s: %w", latest, err)
	}
	return nil
}

// CheckWritable finds out whether files could be written to a directory, without making it. The directories
// above it are made.
func CheckWritable(dir string) error {
	if err := CheckDirectory(dir); err != nil {
		return err
	}
	home, _, err := stagingPlace(filepath.Clean(dir))
	if err != nil {
		return err
	}
	return tryIn(home, stagePrefix+rand.Text())
}

// CheckDirectory refuses a place at which something else stands than a directory.
func CheckDirectory(dir string) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return fmt.Errorf("%s: it is no directory", dir)
	}
	return nil
}

// tryIn finds out whether a file could be made in a directory.
func tryIn(dir, name string) error {
	probe, err := newFile(filepath.Join(dir, name))
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return fmt.Errorf("nothing can be written in %s: %w", dir, failed.Err) // of the file's name nobody knows
	}
	if err != nil {
		return err
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
}

// stagingPlace gives the directory in which files for dir are staged, which has to be of the same file system: dir
// itself, or the one above it where dir is fresh.
func stagingPlace(dir string) (home string, fresh bool, err error) {
	_, err = os.Lstat(dir)
	switch {
	case err == nil:
		return dir, false, nil
	case errors.Is(err, fs.ErrNotExist):
		home = filepath.Dir(dir)
		return home, true, makeDirectory(home)
	default:
		return "", false, err
	}
}

// stage writes files to a new hidden directory below home, and gives its path.
func stage(home string, files []File) (string, error) {
	dir := filepath.Join(home, stagePrefix+rand.Text())
	if err := os.Mkdir(dir, 0o777); err != nil { //nolint:gosec // less what the umask takes
		return "", err
	}
	if err := fillDirectory(dir, files); err != nil {
		_ = os.RemoveAll(dir) // best effort: a leftover is hidden and harmless
		return "", err
	}
	return dir, nil
}

func fillDirectory(dir string, files []File) error {
	for _, file := range files {
		f, err := newFile(filepath.Join(dir, file.Name))
		if err != nil {
			return err
		}
		if err := fillFile(f, file.Write); err != nil {
			return fmt.Errorf("%s: %w", file.Name, err)
		}
	}
	syncDirectory(dir)
	return nil
}

func makeDirectory(dir string) error {
	return os.MkdirAll(dir, 0o777) //nolint:gosec // less what the umask takes
}

// syncDirectory brings new names to the disk. Not every system can, and the files themselves are safe by then.
func syncDirectory(dir string) {
	f, err := os.Open(dir)
	if err != nil {
		return
	}
	_ = f.Sync()
	_ = f.Close()
}
