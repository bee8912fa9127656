package reports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/authconform/authconform/reports/schema"
	"github.com/authconform/authconform/reports/text"
)

// MaxReport is the size of the largest report.json that is read.
const MaxReport = 32 << 20

// What a report may hold, at most. One of a run against the worst of targets stays below.
const (
	maxValues = 300_000
	maxLevels = 32
)

// withinBounds refuses a text that would take many times its size of memory to hold against a schema.
func withinBounds(data []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(data))
	for values := 0; ; values++ {
		switch _, err := decoder.ReadToken(); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return errNotReport
		case values > 2*maxValues || decoder.StackDepth() > maxLevels: // a member is two tokens, an object or array too
			return errReportTooDeep
		}
	}
}

// The errors that say what a file is not.
var (
	errNotReport      = errors.New(`this is no report of authconform: wanted one JSON object with the member "schema"`)
	errReportTooDeep  = fmt.Errorf("the report holds more than %d values, or goes deeper than %d levels, which no run writes", maxValues, maxLevels)
	errReportTooLarge = fmt.Errorf("the report is larger than %d MiB, the most that is read", MaxReport>>20)
)

// ReadReport reads what WriteJSON wrote and gives the completed report, of which every writer makes the same bytes as of
// the first one. It refuses another version of the form, members that are there twice and whatever else Schema does
// not allow, in words that repeat nothing of the file but names of its members.
func ReadReport(r io.Reader) (Report, error) {
	var text bytes.Buffer
	switch n, err := text.ReadFrom(io.LimitReader(r, MaxReport+1)); {
	case err != nil:
		return Report{}, fmt.Errorf("read the report: %w", err)
	case n > MaxReport:
		return Report{}, fmt.Errorf("read the report: %w", errReportTooLarge)
	}
	data := text.Bytes()
	report, err := parseReport(data)
	if err != nil {
		return Report{}, fmt.Errorf("read the report: %w", err)
	}
	return report.Complete(), nil
}

func parseReport(data []byte) (Report, error) {
	if err := withinBounds(data); err != nil {
		return Report{}, err
	}
	var head struct {
		Schema string `json:"schema"`
	}
	if err := json.Unmarshal(data, &head); err != nil || head.Schema == "" {
		return Report{}, errNotReport
	}
	if head.Schema != SchemaID {
		return Report{}, fmt.Errorf("wanted the report's schema to be %s, found %s: use the version of authconform that wrote it",
			SchemaID, text.Printable(text.Bounded(head.Schema, text.MaxPointer)))
	}
	if err := validate(data); err != nil {
		return Report{}, err
	}
	var report Report
	if err := json.Unmarshal(data, &report); err != nil {
		return Report{}, errors.New("a member of the report has a value of another kind than its schema says: write the report anew (authconform judge evidence.har)")
	}
	return report, nil
}

// compiled is the schema, made once: that takes longer than to hold a report against it.
var compiled = sync.OnceValues(func() (*jsonschema.Schema, error) { return schema.Compile(SchemaID) })

// validate holds a report against its schema and tells the first place where it breaks it.
func validate(data []byte) error {
	form, err := compiled()
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return errNotReport
	}
	if at, refused := schema.Refuses(form, value); refused {
		place := ""
		for _, name := range at {
			place += "/" + name
		}
		return fmt.Errorf("at %q the report is not what its schema (authconform schema report) says: write it anew (authconform judge evidence.har)",
			text.Printable(text.Bounded(place, text.MaxPointer)))
	}
	return nil
}
