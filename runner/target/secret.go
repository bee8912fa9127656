package target

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"golang.org/x/term"

	"github.com/authconform/authconform/openapi/file"
)

// standardInput is the name of a secret's file that stands for what is piped in.
const standardInput = "-"

// secretPatience is for how long whoever feeds a pipe may think: a password manager asks its user first.
const secretPatience = time.Minute

// placeOf names the file of a credential. A path is shown as far as it does not tell of the machine.
func placeOf(c credential, path string) string {
	switch {
	case isStandardInput(path):
		path = "standard input"
	case filepath.IsAbs(path):
		path = "the file " + filepath.Base(path)
	default:
		path = "the file " + path
	}
	return path + " (--" + c.flag() + ")"
}

// isStandardInput knows the ways in which shells let it be named.
func isStandardInput(path string) bool {
	return slices.Contains([]string{standardInput, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"}, path)
}

// readSecret reads the file of a credential: a regular one, or a pipe, such as standard input and what a shell makes of
// <(command). Standard input has one secret to give.
func (o *Options) readSecret(path, where string) ([]byte, error) {
	if isStandardInput(path) {
		piped := &o.piped
		if o.entries != nil {
			piped = &o.entries.piped
		}
		if *piped != "" {
			return nil, &unreadable{text: "standard input is read for " + *piped + ": one secret of them comes from there"}
		}
		*piped = where
		if term.IsTerminal(int(os.Stdin.Fd())) {
			return nil, &unreadable{text: "standard input is a terminal, which would show it: pipe it in, or name a file"}
		}
		return o.readPipe(func() (*os.File, error) { return os.Stdin, nil })
	}
	if info, err := os.Stat(path); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		return o.readPipe(func() (*os.File, error) { return os.Open(path) })
	}
	return readRegular(path, maxSecret)
}

// readPipe reads what somebody writes, and waits for it no longer than is decent.
func (o *Options) readPipe(open func() (*os.File, error)) ([]byte, error) {
	patience := cmp.Or(o.patience, secretPatience)
	type read struct {
		data []byte
		err  error
	}
	done := make(chan read, 1)
	go func() {
		f, err := open()
		if err != nil {
			done <- read{err: errors.New("opening the pipe failed")}
			return
		}
		if f != os.Stdin {
			defer func() { _ = f.Close() }() // nothing was written
		}
		data, err := file.ReadAll("", f, 0, maxSecret)
		done <- read{data, withoutPath(err)}
	}()
	select {
	case r := <-done:
		return r.data, r.err
	case <-time.After(patience):
		return nil, &unreadable{text: fmt.Sprintf("nobody wrote it to the pipe within %s", patience)}
	}
}
