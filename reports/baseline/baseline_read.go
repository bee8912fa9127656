package baseline

import (
	_ "embed" // for the schema
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi/misspelt"
	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/reports/schema"
)

// SchemaID is the $id of BaselineSchema.
const SchemaID = "https://github.com/authconform/authconform/reports/schema/baseline-1.json"

// Schema gives the JSON Schema (draft 2020-12) of a baseline file, for editors. The caller owns the copy.
func Schema() []byte { return schema.Text(SchemaID) }

// What a baseline may hold, the same as in its schema. Whoever exceeds it has given another file.
const (
	MaxBaseline = 256 << 10 // bytes
	MaxKnown    = 1000
	maxID       = 200  // characters
	maxReason   = 1000 // characters
	maxOwner    = 200  // characters
)

// Read reads a baseline file; name is what its user calls it. It takes what BaselineSchema describes, each clause
// once, and nothing else of YAML. All mistakes are told at once, a line each, with file, line and key; none repeats a value, for the
// file may be the wrong one.
func Read(name string, data []byte) (Baseline, error) {
	root, err := parseBaseline(name, data)
	if err != nil {
		return Baseline{}, err
	}
	r := &baselineReader{}
	known := r.known(root)
	if err := joinSlips(name, r.slips); err != nil {
		return Baseline{}, err
	}
	return Baseline{Name: name, Known: known}, nil
}

// parseBaseline gives the root of the file's one document.
func parseBaseline(name string, data []byte) (*yaml.Node, error) {
	wrong := func(line int, text string) error { return joinSlips(name, []slip{{line: line, text: text}}) }
	if len(data) > MaxBaseline {
		return nil, wrong(0, fmt.Sprintf("wanted a baseline of at most %d KiB, found %d bytes", MaxBaseline>>10, len(data)))
	}
	root, err := positioned.Parse(data)
	if fault := new(positioned.Fault); errors.As(err, &fault) {
		return nil, wrong(fault.Line, fault.Text)
	}
	if root == nil {
		return nil, wrong(0, "is empty: wanted a list of entries under known")
	}
	return root, nil
}

// baselineReader collects all mistakes of a file.
type baselineReader struct{ slips []slip }

func (r *baselineReader) wrong(line int, key, text string) {
	r.slips = append(r.slips, slip{line, key, text})
}

func (r *baselineReader) known(root *yaml.Node) []Known {
	list := r.members(root, "known")["known"]
	switch {
	case list == nil:
		return nil
	case list.Kind != yaml.SequenceNode:
		r.wrong(list.Line, "known", "wanted a list of entries, found "+positioned.Kind(list)+"; write known: [] where there is none")
		return nil
	case len(list.Content) > MaxKnown:
		r.wrong(list.Line, "known", fmt.Sprintf("wanted at most %d entries, found %d", MaxKnown, len(list.Content)))
		return nil
	}
	first := map[string]int{}
	var known []Known
	for _, entry := range list.Content {
		k := r.entry(entry)
		switch line, twice := first[k.Clause]; {
		case k.Clause == "":
		case twice:
			r.wrong(k.Line, "clause", fmt.Sprintf("is listed twice, first in line %d: keep one", line))
		default:
			first[k.Clause] = k.Line
		}
		known = append(known, k)
	}
	return known
}

func (r *baselineReader) entry(node *yaml.Node) Known {
	members := r.members(node, "clause", "reason", "owner", "expires")
	return Known{
		Clause:  r.clause(members["clause"]),
		Reason:  r.text(members["reason"], "reason", maxReason, "say why the target fails the clause"),
		Owner:   r.text(members["owner"], "owner", maxOwner, "name who answers for it"),
		Expires: r.expires(members["expires"]),
		Line:    node.Line,
	}
}

// members takes a mapping apart: each of the keys once, and no other. A member that is missing or cannot be used is not
// in the result, and was told.
func (r *baselineReader) members(node *yaml.Node, keys ...string) map[string]*yaml.Node {
	if node.Kind != yaml.MappingNode || positioned.Unsupported(node) != "" {
		wrong := "wanted " + strings.Join(keys, ", ") + ", found " + positioned.Kind(node)
		if positioned.Unsupported(node) != "" {
			wrong = positioned.Unsupported(node)
		}
		r.wrong(node.Line, "", wrong)
		return nil
	}
	members, lines := map[string]*yaml.Node{}, map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		line, twice := lines[key.Value]
		switch {
		case !slices.Contains(keys, key.Value) || key.Kind != yaml.ScalarNode || positioned.Unsupported(key) != "":
			r.unknown(key, keys)
			continue
		case twice:
			r.wrong(key.Line, key.Value, fmt.Sprintf("is given twice, first in line %d: keep one", line))
		case positioned.Unsupported(value) != "":
			r.wrong(key.Line, key.Value, positioned.Unsupported(value))
		default:
			members[key.Value] = value
		}
		lines[key.Value] = key.Line
	}
	for _, key := range keys {
		if lines[key] == 0 {
			r.wrong(node.Line, key, "is missing")
		}
	}
	return members
}

// unknown tells of a key that is none; what does not look like one is not shown.
func (r *baselineReader) unknown(key *yaml.Node, keys []string) {
	if key.Kind != yaml.ScalarNode || !regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}$`).MatchString(key.Value) {
		r.wrong(key.Line, "", "unknown key, not shown here: is the space after a colon missing?")
		return
	}
	text := "unknown key: wanted " + strings.Join(keys, ", ")
	if meant := misspelt.Nearest(key.Value, keys); meant != "" {
		text = "unknown key; did you mean " + meant + "?"
	}
	r.wrong(key.Line, key.Value, text)
}

func (r *baselineReader) clause(node *yaml.Node) string {
	id := r.text(node, "clause", maxID, "give the ID of a clause")
	if id != "" && !regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*$`).MatchString(node.Value) {
		r.wrong(node.Line, "clause", "wanted the ID of one clause such as errors.wrong-secret.challenge, not a pattern")
		return ""
	}
	return id
}

// text gives a text on one line, "" where it is none, which was told.
func (r *baselineReader) text(node *yaml.Node, key string, limit int, hint string) string {
	switch {
	case node == nil:
		return ""
	case node.Kind != yaml.ScalarNode || node.ShortTag() != "!!str" && node.ShortTag() != "!!null":
		wrong := "wanted a text, found " + positioned.Kind(node)
		if node.Kind == yaml.ScalarNode {
			wrong += ": put it in quotes"
		}
		r.wrong(node.Line, key, wrong)
		return ""
	case utf8.RuneCountInString(node.Value) > limit:
		r.wrong(node.Line, key, fmt.Sprintf("wanted at most %d characters", limit))
		return ""
	}
	text := strings.Join(strings.Fields(node.Value), " ")
	if text == "" || node.ShortTag() == "!!null" {
		r.wrong(node.Line, key, "is empty: "+hint)
		return ""
	}
	return text
}

func (r *baselineReader) expires(node *yaml.Node) time.Time {
	if node == nil {
		return time.Time{}
	}
	t, err := time.Parse(Day, node.Value)
	if node.Kind != yaml.ScalarNode || err != nil {
		r.wrong(node.Line, "expires", "wanted the last day on which the deviation is tolerated, such as 2027-01-31")
	}
	return t
}
