package har

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"

	"github.com/authconform/authconform/suites/evidence"
)

// The errors that say what a file is not.
var (
	errNotJSON    = errors.New("this is no HAR file: it is not one JSON text")
	errNotHAR     = errors.New(`this is no HAR 1.2 file: it has no "log" with "version": "1.2"`)
	errNotOurs    = errors.New(`this HAR file was not written by authconform: its log has no "_authconform"; record evidence with "authconform run"`)
	errNoID       = errors.New(`it has no "_id"`)
	errIncomplete = errors.New(`it has no "request", or no "response" with "content"`)
)

// Read reads what Write wrote and gives the same record, its exchanges sorted by their start,
// then by ID. A list without elements comes back as nil, but an empty body is not an absent one. It
// refuses any other file and says what is wrong with it: a judgement must not rest on guesses. What it takes of memory
// is bounded, whatever the file holds: one entry at a time is in it twice.
func Read(r io.Reader) (evidence.Record, error) {
	rec, err := readHAR(r)
	if err != nil {
		return evidence.Record{}, fmt.Errorf("read HAR: %w", err)
	}
	return rec, nil
}

func readHAR(r io.Reader) (evidence.Record, error) {
	bounds := &window{r: r, total: maxHAR, left: maxEntry}
	reader := harReader{window: bounds, Decoder: jsontext.NewDecoder(bounds), ids: map[string]bool{}}
	if err := reader.file(); err != nil {
		return evidence.Record{}, cmp.Or(bounds.crossed, notHAR(err))
	}
	if reader.version != harVersion {
		return evidence.Record{}, errNotHAR
	}
	head := reader.head
	if head == nil {
		return evidence.Record{}, errNotOurs
	}
	if head.Format < 1 || head.Format > harFormat {
		return evidence.Record{}, fmt.Errorf("the evidence has format %d, but this version of authconform knows formats 1 to %d: use the version that wrote it, %q", head.Format, harFormat, head.Run.Version)
	}
	if reader.wrong != nil {
		return evidence.Record{}, reader.wrong
	}
	if restore(head, head.Bytes) != len(head.Bytes) {
		return evidence.Record{}, errors.New(`"_authconform": "bytes" names a text that is not there`)
	}
	rec := evidence.Record{Run: head.Run, Skipped: unlessEmpty(head.Unasked), Exchanges: reader.exchanges}.Laid(head.Run.Layout)
	rec.Run.Preflight = unlessEmpty(rec.Run.Preflight)
	rec.Run.Names = unlessEmpty(rec.Run.Names)
	rec.Run.Scenarios = unlessEmpty(rec.Run.Scenarios)
	if err := runWithinBounds(rec.Run, rec.Skipped); err != nil {
		return evidence.Record{}, err
	}
	sortExchanges(rec.Exchanges)
	return rec, nil
}

// ReadRunID gives the id of the run that recorded a HAR file, without its exchanges where they come last, as Write has
// them; "" for a file that no run recorded.
func ReadRunID(r io.Reader) (string, error) {
	bounds := &window{r: r, total: maxHAR, left: maxEntry}
	reader := harReader{window: bounds, Decoder: jsontext.NewDecoder(bounds), ids: map[string]bool{}}
	found := errors.New("found")
	err := reader.members("", func(name string) error {
		if name != "log" {
			return reader.SkipValue()
		}
		return reader.members("log", func(name string) error {
			if name != "_authconform" {
				return reader.SkipValue()
			}
			return cmp.Or(reader.value(&reader.head), found)
		})
	})
	switch {
	case reader.head != nil && errors.Is(err, found):
		return reader.head.Run.ID, nil
	case err != nil:
		return "", fmt.Errorf("read HAR: %w", cmp.Or(bounds.crossed, notHAR(err)))
	}
	return "", fmt.Errorf("read HAR: %w", errNotOurs)
}

// harReader reads a file member by member, in whatever order they stand.
type harReader struct {
	*jsontext.Decoder
	window    *window
	version   string
	head      *record
	ids       map[string]bool
	read      int // entries so far
	fields    int // of their messages' headers
	exchanges []evidence.Exchange
	wrong     error // with the first entry that is: told once it is known whose file it is
}

func (r *harReader) file() error {
	err := r.members("", func(name string) error {
		if name != "log" {
			return r.SkipValue()
		}
		return r.members("log", r.log)
	})
	if err != nil {
		return err
	}
	if _, err := r.ReadToken(); !errors.Is(err, io.EOF) {
		return cmp.Or(err, errNotJSON)
	}
	return nil
}

// members goes over an object; each gets the decoder in front of a member's value.
func (r *harReader) members(what string, each func(name string) error) error {
	switch kind := r.PeekKind(); kind {
	case '{':
	case 'n', 'f', 't', '"', '0', '[':
		return wrongType(what, kind)
	default: // what is no value is told by who reads it
	}
	if _, err := r.ReadToken(); err != nil {
		return err
	}
	for r.PeekKind() != '}' {
		r.window.reset()
		name, err := r.ReadToken()
		if err != nil {
			return err
		}
		if err := each(name.String()); err != nil {
			return err
		}
	}
	_, err := r.ReadToken()
	return err
}

func (r *harReader) log(name string) error {
	switch name {
	case "version":
		return r.value(&r.version)
	case "_authconform":
		return r.value(&r.head)
	case "entries", "_handshakes", "_lives":
		return r.entries(name)
	}
	return r.SkipValue()
}

// value reads the next value, whose names are in one spelling and there once.
func (r *harReader) value(into any) error {
	value, err := r.ReadValue()
	if err != nil {
		return err
	}
	return json.Unmarshal(value, into, jsonv1.FormatDurationAsNano(true))
}

// entries reads a list of entries: those that HAR has, or the handshakes beside them.
func (r *harReader) entries(list string) error {
	if kind := r.PeekKind(); kind != '[' && kind != 0 {
		return wrongType("log/"+list, kind)
	}
	if _, err := r.ReadToken(); err != nil {
		return err
	}
	for n := 1; r.PeekKind() != ']'; n++ {
		r.read++
		r.window.reset()
		value, err := r.ReadValue()
		if err != nil {
			return err
		}
		if r.wrong == nil {
			r.wrong = r.entry(list, n, value)
		}
	}
	_, err := r.ReadToken()
	return err
}

// notHAR says what is wrong with a file in words that repeat none of its values.
func notHAR(err error) error {
	var wrong *json.SemanticError
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &wrong):
		return wrongType(string(wrong.JSONPointer), wrong.JSONKind)
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errNotJSON
	}
	return err
}

func wrongType(place string, kind jsontext.Kind) error {
	if place == "" {
		return errNotHAR
	}
	names := map[jsontext.Kind]string{'n': "null", 't': "boolean", 'f': "boolean", '"': "string", '0': "number", '{': "object", '[': "array"}
	return fmt.Errorf("this is no HAR file: %q is of type %s, or has a value, which HAR does not have there", place, names[kind])
}
