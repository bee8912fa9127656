package fleet

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/reports"
	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

// The bounds of a fleet.json: of the whole, of what it says of one target, and of how many. A run writes some 3 KiB of each.
const (
	MaxFile    = 64 << 20
	MaxMember  = 256 << 10
	maxMembers = 10_000
)

// Schema gives the JSON Schema of fleet.json. The caller owns the copy.
func Schema() []byte { return schema.Text(SchemaID) }

// The errors that say what a file is not.
var (
	errNoFleet = errors.New("wanted a fleet as JSON, found something else")
	errLarge   = fmt.Errorf("wanted at most %d targets, and %d KiB of each", maxMembers, MaxMember>>10)
)

// Parse reads a fleet.json. What is wrong with it is told without what stands in it.
func Parse(data []byte) (Fleet, error) { return parse(bytes.NewReader(data)) }

// parser takes a fleet target by target: whatever a file holds, it takes little more memory than what it gives.
type parser struct {
	decoder *jsontext.Decoder
	whole   *jsonschema.Schema
	member  *jsonschema.Schema
	words   map[string]string // those that many targets have: each is kept once
	members []Member
}

// Compiled once: a site reads as many fleets as there are nights.
var (
	wholeSchema  = sync.OnceValues(func() (*jsonschema.Schema, error) { return schema.Compile(SchemaID) })
	memberSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
		return schema.CompilePart(SchemaID, "/properties/members/items")
	})
)

func parse(r io.Reader) (Fleet, error) {
	p := parser{decoder: jsontext.NewDecoder(r), words: map[string]string{}}
	var err error
	if p.whole, err = wholeSchema(); err != nil {
		return Fleet{}, err
	}
	if p.member, err = memberSchema(); err != nil {
		return Fleet{}, err
	}
	head, err := p.read()
	if err != nil {
		return Fleet{}, err
	}
	if err := held(p.whole, head, ""); err != nil {
		return Fleet{}, err
	}
	var f Fleet
	if err := json.Unmarshal(head, &f); err != nil {
		return Fleet{}, errors.New("a member has a value of another kind than the schema says")
	}
	f.Members = p.members
	if err := f.settle(); err != nil {
		return Fleet{}, err
	}
	return f, nil
}

// read reads all of it, and gives the text of what is said of the fleet as a whole, without its targets.
func (p *parser) read() ([]byte, error) {
	if p.decoder.PeekKind() != '{' {
		return nil, errNoFleet
	}
	_, _ = p.decoder.ReadToken() // it was seen
	known := []string{"schema", "suite", "names", "shards", "started", "finished"}
	var head []string
	for p.decoder.PeekKind() == '"' {
		token, err := p.decoder.ReadToken()
		if err != nil {
			return nil, errNoFleet
		}
		switch name := token.String(); {
		case name == "members":
			err = p.list()
			head = append(head, `"members":[]`)
		case slices.Contains(known, name):
			var value jsontext.Value
			value, err = p.value(4 * MaxMember)
			head = append(head, strconv.Quote(name)+":"+string(value))
			if name == "schema" && err == nil {
				err = ours(value)
			}
		default:
			if p.decoder.SkipValue() != nil { // a reader ignores those it does not know
				err = errNoFleet
			}
		}
		if err != nil {
			return nil, err
		}
	}
	if _, err := p.decoder.ReadToken(); err != nil {
		return nil, errNoFleet
	}
	if _, err := p.decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, errNoFleet
	}
	return []byte("{" + strings.Join(head, ",") + "}"), nil
}

// ours says whether it is the schema of this version.
func ours(value jsontext.Value) error {
	var said string
	if json.Unmarshal(value, &said) != nil || said == SchemaID {
		return nil // of another kind the schema tells
	}
	return fmt.Errorf("wanted the schema %s, found %q: use the version of authconform that wrote it", SchemaID, text.Printable(text.Bounded(said, text.MaxPointer)))
}

func (p *parser) value(most int) (jsontext.Value, error) {
	value, err := p.decoder.ReadValue()
	switch {
	case err != nil:
		return nil, errNoFleet
	case len(value) > most:
		return nil, errLarge
	}
	return value, nil
}

// list reads the targets.
func (p *parser) list() error {
	if p.decoder.PeekKind() != '[' {
		return refusedAt("/members")
	}
	_, _ = p.decoder.ReadToken() // it was seen
	for p.decoder.PeekKind() != ']' {
		value, err := p.value(MaxMember)
		switch {
		case err != nil:
			return err
		case len(p.members) == maxMembers:
			return errLarge
		}
		if err := held(p.member, value, "/members/"+strconv.Itoa(len(p.members))); err != nil {
			return err
		}
		var m Member
		if err := json.Unmarshal(value, &m); err != nil {
			return errors.New("a member has a value of another kind than the schema says")
		}
		p.once(&m)
		p.members = append(p.members, m)
	}
	if _, err := p.decoder.ReadToken(); err != nil {
		return errNoFleet
	}
	return nil
}

// once keeps what many targets have in common once.
func (p *parser) once(m *Member) {
	words := []*string{&m.Contract.Name, &m.Contract.Digest, &m.Reason, &m.Target.Form, &m.Target.Profile}
	for i := range m.Areas {
		words = append(words, &m.Areas[i].Name)
	}
	for _, list := range [][]string{m.Failed, m.Open} {
		for i := range list {
			words = append(words, &list[i])
		}
	}
	for _, word := range words {
		if kept, known := p.words[*word]; known {
			*word = kept
		} else {
			p.words[*word] = *word
		}
	}
}

// held holds a text against the schema, or a part of it, that is so far below the whole.
func held(form *jsonschema.Schema, text []byte, below string) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return errNoFleet
	}
	if place, refused := schema.Refuses(form, value); refused {
		return refusedAt(below + "/" + strings.Join(place, "/"))
	}
	return nil
}

func refusedAt(place string) error {
	return fmt.Errorf("its schema refuses it at %s (authconform schema fleet-report)", text.Printable(text.Bounded(place, text.MaxPointer)))
}

// settle puts names and targets into their order, and looks whether they are of each other.
func (f *Fleet) settle() error {
	slices.Sort(f.Names)
	slices.SortFunc(f.Members, func(a, b Member) int { return cmp.Compare(a.Name, b.Name) })
	for _, m := range f.Members {
		if _, known := slices.BinarySearch(f.Names, m.Name); !known {
			return fmt.Errorf("it has a result of %s, which is none of its names", m.Name)
		}
		if m.Report != "" && (path.IsAbs(m.Report) || path.Base(m.Report) != reports.ReportFile) {
			return fmt.Errorf("the report of %s: wanted the path of a %s as seen from it", m.Name, reports.ReportFile)
		}
	}
	return nil
}
