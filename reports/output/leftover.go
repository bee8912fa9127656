package output

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// abandoned is how old what waits to be put into place is when nobody is at it any more: writing takes seconds.
const abandoned = 10 * time.Minute

// randomLength is how long rand.Text is.
const randomLength = 26

// clearLeftovers takes away what runs that were killed left in a directory: of our names alone, and of no run that may
// still write. It is best effort: a leftover is hidden and harmless.
func clearLeftovers(dir string, ours func(fs.DirEntry) bool) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, entry := range entries {
		if !ours(entry) {
			continue
		}
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.RemoveAll(filepath.Join(dir, entry.Name()))
		}
	}
}

// isStage says that an entry is a directory in which files waited, or what CheckWritable tried.
func isStage(entry fs.DirEntry) bool {
	return (entry.IsDir() || entry.Type().IsRegular()) && isRandom(entry.Name(), stagePrefix)
}

// isWaitingIn says of an entry of a directory that it is a link that was to become the one to the latest reports.
func isWaitingIn(home string) func(fs.DirEntry) bool {
	return func(entry fs.DirEntry) bool {
		to, waits := strings.CutPrefix(entry.Name(), waitingPrefix)
		if !waits || entry.Type()&fs.ModeSymlink == 0 {
			return false
		}
		named, err := os.Readlink(filepath.Join(home, entry.Name()))
		return err == nil && named == to
	}
}

// isWaitingFor says of an entry that it was to become the file of that name.
func isWaitingFor(name string) func(fs.DirEntry) bool {
	return func(entry fs.DirEntry) bool {
		return entry.Type().IsRegular() && isRandom(entry.Name(), waitingFor(name))
	}
}

// isRandom says that a name is a prefix and a text that rand.Text made.
func isRandom(name, prefix string) bool {
	random, found := strings.CutPrefix(name, prefix)
	return found && len(random) == randomLength && strings.Trim(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}
