package file

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// Refused is why a file is not read. Its text is Path and Why; Why alone tells nothing of the path.
type Refused struct {
	Path      string
	Why       string
	Irregular bool // it is a directory, a device, or what else is no file
	cause     error
}

// Error gives path and reason.
func (r *Refused) Error() string { return r.Path + ": " + r.Why }

// Unwrap gives the error of the system, where there is one.
func (r *Refused) Unwrap() error { return r.cause }

// Open opens a regular file for reading. It never waits: a pipe, a device, a socket and a directory are refused, also
// where one takes the file's place meanwhile. The error is a *Refused.
func Open(path string) (*os.File, fs.FileInfo, error) {
	info, err := os.Stat(path) // opening a device may do something to it
	if err != nil {
		return nil, nil, refused(path, err)
	}
	if err := regular(path, info); err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, refused(path, err)
	}
	if info, err = f.Stat(); err != nil {
		err = refused(path, err)
	} else {
		err = regular(path, info)
	}
	if err == nil {
		err = legible(path, f)
	}
	if err != nil {
		_ = f.Close() // nothing was written
		return nil, nil, err
	}
	return f, info, nil
}

// legible refuses what an editor saved in another encoding than UTF-8: whoever reads it would tell of something else. Nothing
// is read of the file by it.
func legible(path string, f io.ReaderAt) error {
	head := make([]byte, 4)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return refused(path, err)
	}
	if encoding := Encoding(head[:n]); encoding != "" {
		return &Refused{Path: path, Why: "it is written in " + encoding + ": save it as UTF-8"}
	}
	return nil
}

// Encoding names the encoding of a text that begins so, where it is another than UTF-8 and shows it; "" otherwise. A letter of
// ASCII in two bytes or four shows it without a byte order mark.
func Encoding(head []byte) string {
	for _, known := range []struct{ mark, name string }{
		{"\xff\xfe\x00\x00", "UTF-32 (little endian)"},
		{"\x00\x00\xfe\xff", "UTF-32 (big endian)"},
		{"\xff\xfe", "UTF-16 (little endian)"},
		{"\xfe\xff", "UTF-16 (big endian)"},
	} {
		if bytes.HasPrefix(head, []byte(known.mark)) {
			return known.name
		}
	}
	if len(head) < 4 {
		return ""
	}
	ascii := func(b byte) bool { return b != 0 && b < 0x80 }
	switch {
	case ascii(head[0]) && head[1] == 0 && ascii(head[2]) && head[3] == 0:
		return "UTF-16 (little endian)"
	case head[0] == 0 && ascii(head[1]) && head[2] == 0 && ascii(head[3]):
		return "UTF-16 (big endian)"
	}
	return ""
}

// Read gives what is in a regular file of at most limit bytes. It takes as much memory as that and no more, whatever
// the file says of its size. The error is a *Refused.
func Read(path string, limit int64) ([]byte, error) {
	f, info, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	return ReadAll(path, f, info.Size(), limit)
}

// ReadAll gives what an open file of about that size holds, within the limit.
func ReadAll(path string, r io.Reader, size, limit int64) ([]byte, error) {
	tooLarge := &Refused{Path: path, Why: fmt.Sprintf("it is larger than %s, the most that is read of such a file", amount(limit))}
	if size > limit {
		return nil, tooLarge
	}
	data := make([]byte, 0, max(0, size)+1) // one more shows the end without growing
	for {
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case int64(len(data)) > limit:
			return nil, tooLarge
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, refused(path, err)
		case len(data) == cap(data):
			grown := make([]byte, len(data), min(limit+1, int64(2*cap(data)+512)))
			copy(grown, data)
			data = grown
		}
	}
}

func amount(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d KiB", n>>10)
}

// CheckPlace refuses a path at which something else stands than a regular file: what is put in its place by its name would take a
// device or a pipe away. Where nothing is there nothing is wrong. The error is a *Refused.
func CheckPlace(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return nil // whoever writes there tells of it
	}
	return regular(path, info)
}

func regular(path string, info fs.FileInfo) error {
	what := "something else"
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		what = "a directory"
	case mode&fs.ModeNamedPipe != 0:
		what = "a pipe"
	case mode&fs.ModeDevice != 0:
		what = "a device"
	case mode&fs.ModeSocket != 0:
		what = "a socket"
	}
	return &Refused{Path: path, Why: "it is not a regular file, but " + what, Irregular: true}
}

// refused leaves the path out of the system's words: it is told beside them.
func refused(path string, err error) error {
	why := "reading failed"
	var failed *fs.PathError
	if errors.As(err, &failed) {
		why = failed.Err.Error()
	}
	return &Refused{Path: path, Why: why, cause: err}
}
