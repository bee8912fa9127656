package positioned

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Fault is why a file is not read. Its text says what to do, and holds nothing of the file.
type Fault struct {
	Line  int // 0: the file as a whole
	Text  string
	cause error
}

// Error gives the text alone: the file's name and the line are for the caller to put before it.
func (f *Fault) Error() string { return f.Text }

// Unwrap gives the parser's own error, which quotes what it stumbled over.
func (f *Fault) Unwrap() error { return f.cause }

const hint = "check indentation, quotes and brackets"

// Parse gives the root of the one document in data; nil where there is nothing in it. Its errors are Faults.
func Parse(data []byte) (root *yaml.Node, err error) {
	defer func() {
		// The parser panics where it contradicts itself; a file must not end the program.
		if recover() != nil {
			root, err = nil, &Fault{Text: "not valid YAML: " + hint}
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, syntax(err)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, syntax(err)
		}
		return nil, &Fault{Line: second.Line, Text: "a second document begins: keep one"}
	}
	root = document.Content[0]
	if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
		return nil, nil
	}
	return root, nil
}

// syntax tells a syntax error in our words, by those of the parser's that are fixed.
func syntax(cause error) *Fault {
	text := cause.Error()
	f := &Fault{Line: 1, Text: hint, cause: cause}
	for _, known := range []struct{ theirs, ours string }{
		{"unknown anchor", "it uses a YAML anchor or alias: write the value out"},
		{"cannot start any token", "a tab, or one of @ ` %, stands where a value begins: indent with spaces, put the value in quotes"},
		{"tab character", "indent with spaces, not with tabs"},
		{"mapping values are not allowed", "a colon stands inside a value, or the indentation is wrong: put the value in quotes"},
		{"could not find expected ':'", "a key has no colon: write \"key: value\""},
		{"control characters", "it holds control characters: save it as UTF-8 text"},
		{"UTF-8", "it is not UTF-8 text"},
		{"exceeded max depth", "it is nested too deep"},
	} {
		if strings.Contains(text, known.theirs) {
			f.Text = known.ours
			break
		}
	}
	f.Text = "not valid YAML near this line: " + f.Text
	if found := regexp.MustCompile(`^yaml: line (\d{1,9}): `).FindStringSubmatch(text); found != nil {
		f.Line, _ = strconv.Atoi(found[1]) // digits only
	}
	return f
}

// Unsupported says what of YAML no file of ours needs stands at one of the nodes, "" for nothing. Without aliases a file
// cannot expand.
func Unsupported(nodes ...*yaml.Node) string {
	for _, n := range nodes {
		switch {
		case n.Kind == yaml.AliasNode || n.Anchor != "":
			return "uses a YAML anchor or alias: write the value out"
		case n.Style&yaml.TaggedStyle != 0:
			return "uses a YAML tag: write the value alone"
		}
	}
	return ""
}

// Kind names what a node is, in the reader's words.
func Kind(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	default:
		return scalarKind(node.ShortTag())
	}
}

func scalarKind(tag string) string {
	switch tag {
	case "!!null":
		return "nothing"
	case "!!bool":
		return "true or false"
	case "!!int", "!!float":
		return "a number"
	case "!!timestamp":
		return "a date"
	default:
		return "a single value"
	}
}

// At writes a place as "file:line"; the file alone where no line is known.
func At(file string, line int) string {
	if line <= 0 {
		return file
	}
	return file + ":" + strconv.Itoa(line)
}
