package client

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/authconform/authconform/suites/evidence"
)

// What is looked through of what a client keeps.
const (
	mostFiles = 200
	mostKept  = 4 << 20
)

// kept finds the password in the files of a directory (R37): tokens are what the directory is for. searched says that it
// was all of them.
func (s *sought) kept(directory string) (leaks []evidence.Leak, searched bool) {
	files, left := 0, int64(mostKept)
	searched = true
	walked := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err == nil {
			leaks = append(leaks, s.named(directory, path, entry)...)
		}
		switch {
		case err != nil:
			searched = false
			return nil
		case !entry.Type().IsRegular():
			return nil // neither what is elsewhere nor what never ends
		}
		if files++; files > mostFiles || left <= 0 {
			searched = false
			return fs.SkipAll
		}
		text, whole := begin(path, left)
		left -= int64(len(text))
		searched = searched && whole
		name, err := filepath.Rel(directory, path)
		if err != nil {
			name = entry.Name()
		}
		for _, leak := range s.in(text, filepath.ToSlash(name)) {
			if leak.What == evidence.Password {
				leaks = append(leaks, leak)
			}
		}
		return nil
	})
	return leaks, searched && walked == nil
}

// named finds the password in the name of an entry, and in where it points to.
func (s *sought) named(directory, path string, entry fs.DirEntry) []evidence.Leak {
	text := entry.Name()
	if path == directory { // it has its name from elsewhere
		return nil
	}
	if points, err := os.Readlink(path); err == nil {
		text += "\n" + points
	}
	var leaks []evidence.Leak
	for _, leak := range s.in([]byte(text), "the name of a file") {
		if leak.What == evidence.Password {
			leaks = append(leaks, leak)
		}
	}
	return leaks
}

// begin reads as much of a file as is looked through.
func begin(path string, most int64) (text []byte, whole bool) {
	file, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	defer func() { _ = file.Close() }() // it was only read
	text, err = io.ReadAll(io.LimitReader(file, most+1))
	if int64(len(text)) > most {
		return text[:most], false
	}
	return text, err == nil
}
