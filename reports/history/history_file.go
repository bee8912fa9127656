package history

import (
	"bufio"
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/rogpeppe/go-internal/lockedfile"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/openapi/file"
	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

// Schema gives the JSON Schema (draft 2020-12) that every line of a history satisfies. The caller owns the copy.
func Schema() []byte { return schema.Text(SchemaID) }

// errNotHistory says what a file is not.
var errNotHistory = errors.New("wanted a history, one JSON object a line as run --history writes them, found something else: give another file")

// Append adds a line to the file of that name, which it makes where there is none. Runs that end at once wait for
// one another. A line is written as a whole or taken back; one that an earlier crash cut off stays as it is, on a
// line of its own. A file that is no history is left alone.
func Append(name string, e Entry) error {
	encoded, err := text.JSON(e, "", "")
	if err != nil {
		return fmt.Errorf("history %s: encoding the run: %w", name, err)
	}
	line := append(text.EscapeInvisible(encoded), '\n')
	return withHistory(name, func(f *lockedfile.File, size int64) error {
		if size > 0 {
			last := make([]byte, 1)
			if _, err := f.ReadAt(last, size-1); err != nil {
				return err
			}
			if last[0] != '\n' {
				line = append([]byte{'\n'}, line...)
			}
		}
		if _, err := f.Write(line); err != nil {
			return errors.Join(err, f.Truncate(size)) // a disk that is full must not leave half a line
		}
		return f.Sync()
	})
}

// Check finds out whether a line could be added to the file of that name, which it makes where there is none.
func Check(name string) error {
	return withHistory(name, func(*lockedfile.File, int64) error { return nil })
}

// withHistory does something with a history that nobody else writes to meanwhile.
func withHistory(name string, do func(f *lockedfile.File, size int64) error) (err error) {
	if err := file.CheckPlace(name); err != nil { // a pipe would be waited for
		return fmt.Errorf("history %w", err)
	}
	f, err := lockedfile.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return fmt.Errorf("history %s: %w", name, err)
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			err = fmt.Errorf("history %s: %w", name, err)
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	head := make([]byte, min(info.Size(), int64(len(historyHead))))
	if _, err := f.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !strings.HasPrefix(historyHead, string(head)) {
		return errNotHistory
	}
	return do(f, info.Size())
}

// historyHead is how every history begins.
const historyHead = `{"schema":"` + SchemaID + `"`

// History is what a file tells of runs.
type History struct {
	Entries []Entry // in the order of the file
	Torn    []int   // the numbers of lines that a crash cut off, and that are left out
}

// What a history may take: an entry of a contract with ten thousand clauses stays below the first.
const (
	maxHistoryLine = 1 << 20
	maxHistory     = 32 << 20
	maxTorn        = 1000
)

// Read reads what AppendHistory wrote. Lines that are no JSON were cut off by a crash: they are left out and told.
// Whatever else Schema does not allow is refused.
func Read(r io.Reader) (History, error) {
	form, err := schema.Compile(SchemaID)
	if err != nil {
		return History{}, err
	}
	var h History
	limited := &io.LimitedReader{R: r, N: maxHistory + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(nil, maxHistoryLine)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var e Entry
		switch err := parseEntry(form, lines.Bytes(), &e); {
		case errors.Is(err, errTorn):
			if h.Torn = append(h.Torn, n); len(h.Torn) > maxTorn {
				return History{}, errNotHistory
			}
		case err != nil:
			return History{}, fmt.Errorf("line %d: %w", n, err)
		default:
			h.Entries = append(h.Entries, e)
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return History{}, errNotHistory
	case err != nil:
		return History{}, err
	case limited.N == 0:
		return History{}, fmt.Errorf("the history is larger than %d MiB, the most that is read: keep its last lines (tail -n 1000)", maxHistory>>20)
	case len(h.Entries) == 0 && len(h.Torn) > 0:
		return History{}, errNotHistory
	}
	return h, nil
}

var errTorn = errors.New("cut off")

func parseEntry(form *jsonschema.Schema, line []byte, e *Entry) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		return errTorn
	}
	if _, refused := schema.Refuses(form, value); refused {
		return fmt.Errorf("%w (authconform schema history says what is wanted)", errNotHistory)
	}
	if err := json.Unmarshal(line, e); err != nil {
		return errNotHistory
	}
	return nil
}
