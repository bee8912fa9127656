package client

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/authconform/authconform/runner/redact"
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
	if root, err := os.Lstat(directory); err != nil || !root.IsDir() {
		return nil, false // the client keeps what it keeps elsewhere
	}
	files, left := 0, int64(mostKept)
	searched = true
	walked := filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		named := err == nil && path != directory && s.named(path) // the directory itself has its name from elsewhere
		if named {
			leaks = append(leaks, evidence.Leak{What: evidence.Password, Where: fileName, As: "for a name"})
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
		if s.isIn(name) {
			name = "a file with such a name"
		}
		for _, leak := range s.inFile(text, filepath.ToSlash(name)) {
			if leak.What == evidence.Password {
				leaks = append(leaks, leak)
			}
		}
		return nil
	})
	return leaks, searched && walked == nil
}

// fileName is where a password is that is in no file.
const fileName = "the name of a file"

// named says that an entry has the password in its name, or in where it points to.
func (s *sought) named(path string) bool {
	points, err := os.Readlink(path)
	return s.isIn(filepath.Base(path)) || err == nil && s.isIn(points)
}

func (s *sought) isIn(text string) bool {
	return slices.ContainsFunc(s.in([]byte(text), fileName), func(l evidence.Leak) bool { return l.What == evidence.Password })
}

// inFile finds secrets in what a file has in it, compressed or not, each once.
func (s *sought) inFile(text []byte, name string) []evidence.Leak {
	leaks := s.in(text, name)
	if plain, _, coding := redact.Decode(text, nil, mostKept, false); coding != nil {
		for _, leak := range s.in(plain, name) {
			leak.As = "compressed, " + leak.As
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
