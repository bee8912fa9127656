package facts

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi/positioned"
)

// Lines tells the line of each key of a facts file by its path ("environments.default").
type Lines map[string]int

// reader reads a facts file by hand over its nodes, so that every error can name its place. It never
// stops at the first: all errors are told at once.
type reader struct {
	file  string
	lines Lines
	errs  []error
}

// setter takes over the value that stands at a path.
type setter func(n *yaml.Node, key string)

// Parse reads the facts strictly: an unknown key, a key twice and a value of another type are errors
// that name file, line and key.
func Parse(file string, data []byte) (Facts, Lines, error) {
	if len(data) > positioned.MaxFile {
		return Facts{}, nil, fmt.Errorf("%s: wanted at most %d bytes, found more", file, positioned.MaxFile)
	}
	if err := positioned.WithinWidth(file, data); err != nil {
		return Facts{}, nil, err
	}
	root, err := positioned.Parse(data)
	if fault := new(positioned.Fault); errors.As(err, &fault) {
		return Facts{}, nil, fmt.Errorf("%s: %w", positioned.At(file, fault.Line), err)
	}
	r := &reader{file: file, lines: Lines{}}
	f := unspoken()
	if root == nil {
		return Facts{}, nil, fmt.Errorf("%s: wanted facts, found an empty file; delete it to have them derived from the document", file)
	}
	var operations *yaml.Node
	keys := r.keys(&f)
	keys["operations"] = func(n *yaml.Node, _ string) { operations = n } // read when all that is common is
	r.mapping(root, "", keys)
	f.Operations = r.operations(f, operations)
	return f, r.lines, errors.Join(r.errs...)
}

func (r *reader) mapping(n *yaml.Node, key string, keys map[string]setter) {
	r.each(n, key, func(name, value *yaml.Node, key string) {
		set, known := keys[name.Value]
		if instead, retired := retiredKeys()[key]; retired && !known {
			r.fail(name, key, instead(value))
			return
		}
		if !known {
			names := make([]string, 0, len(keys))
			for k := range keys {
				names = append(names, k)
			}
			slices.Sort(names)
			r.fail(name, key, "unknown key; wanted one of "+strings.Join(names, ", "))
			return
		}
		set(value, key)
	})
}

// each goes over a mapping's entries and notes their lines.
func (r *reader) each(n *yaml.Node, key string, visit func(name, value *yaml.Node, key string)) {
	if n.Kind != yaml.MappingNode {
		r.fail(n, key, "wanted keys with values, found "+nodeWords(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		path := strings.TrimPrefix(key+"."+name.Value, ".")
		if name.Kind != yaml.ScalarNode || seen[name.Value] {
			r.fail(name, path, "wanted every key once, as plain text")
			continue
		}
		seen[name.Value] = true
		r.lines[path] = name.Line
		visit(name, value, path)
	}
}

func (r *reader) object(keys map[string]setter) setter {
	return func(n *yaml.Node, key string) { r.mapping(n, key, keys) }
}

func (r *reader) list(item setter) setter {
	return func(n *yaml.Node, key string) {
		if n.Kind != yaml.SequenceNode {
			r.fail(n, key, "wanted a list, found "+nodeWords(n))
			return
		}
		for i, element := range n.Content {
			path := key + "[" + strconv.Itoa(i) + "]"
			r.lines[path] = element.Line
			item(element, path)
		}
	}
}

func (r *reader) text(to *string) setter {
	return func(n *yaml.Node, key string) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!str" || n.Value == "" {
			r.fail(n, key, "wanted text, found "+nodeWords(n)+quoteHint(n))
			return
		}
		*to = n.Value
	}
}

// line reads text for a list: what a reader gets on one line has to be one.
func (r *reader) line(to *string) setter {
	return func(n *yaml.Node, key string) {
		if strings.Contains(n.Value, "\n") {
			r.fail(n, key, "wanted text on one line, found several")
			return
		}
		r.text(to)(n, key)
	}
}

func (r *reader) texts(to *[]string) setter {
	return r.list(func(n *yaml.Node, key string) {
		var text string
		r.text(&text)(n, key)
		*to = append(*to, text)
	})
}

func (r *reader) dictionary(to *map[string]string) setter {
	return func(n *yaml.Node, key string) {
		*to = map[string]string{}
		r.each(n, key, func(name, value *yaml.Node, key string) {
			var text string
			r.text(&text)(value, key)
			(*to)[name.Value] = text
		})
	}
}

func (r *reader) positive(to *int) setter {
	return func(n *yaml.Node, key string) {
		number, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || n.Tag != "!!int" || err != nil || number <= 0 {
			r.fail(n, key, "wanted a whole number greater than zero, found "+nodeWords(n))
			return
		}
		*to = number
	}
}

func (r *reader) duration(to *time.Duration) setter {
	return func(n *yaml.Node, key string) {
		duration, err := time.ParseDuration(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || duration <= 0 {
			r.fail(n, key, `wanted a duration such as "1m" or "30s", found `+nodeWords(n))
			return
		}
		*to = duration
	}
}

func (r *reader) truth(to *bool) setter {
	return func(n *yaml.Node, key string) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" || n.Decode(to) != nil {
			r.fail(n, key, "wanted true or false, found "+nodeWords(n))
		}
	}
}

// oneOf reads one of some promises.
func (r *reader) oneOf(to *Promise, promises ...Promise) setter {
	return func(n *yaml.Node, key string) {
		var text string
		r.text(&text)(n, key)
		if text != "" && !slices.Contains(promises, Promise(text)) {
			var words []string
			for _, p := range promises {
				words = append(words, string(p))
			}
			r.fail(n, key, "wanted one of "+strings.Join(words, ", ")+", found another word")
			return
		}
		*to = Promise(text)
	}
}

func (r *reader) mechanism(n *yaml.Node, key string) Mechanism {
	var text string
	r.text(&text)(n, key)
	mechanism := Mechanism(text)
	if text != "" && !slices.Contains([]Mechanism{BasicMechanism, BodyMechanism, APIKeyMechanism, NoMechanism}, mechanism) {
		r.fail(n, key, "wanted basic, body, api-key or none, found another word")
	}
	return mechanism
}

func (r *reader) fail(n *yaml.Node, key, text string) {
	if key == "" {
		key = "the file"
	}
	r.errs = append(r.errs, fmt.Errorf("%s: %s: %s", positioned.At(r.file, n.Line), key, text))
}

func nodeWords(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "keys with values"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias, which is not read here"
	case n.Tag == "!!null" || n.Value == "":
		return "nothing"
	default:
		return strconv.Quote(n.Value)
	}
}

// quoteHint says how to make text of what YAML takes for something else.
func quoteHint(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode && n.Value != "" && n.Tag != "!!str" {
		return ", which is no text without quotes"
	}
	return ""
}
