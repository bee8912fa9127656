package target

import (
	"bytes"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// parseYAML gives the one document's root, nil when there is nothing in it. The parser's own words are not
// used: they quote what they stumble over.
func parseYAML(c configuration, data []byte) (root *yaml.Node, err error) {
	defer func() {
		// The parser panics where it contradicts itself; a file must not end the program.
		if recover() != nil {
			root, err = nil, problemf(c.name, "not valid YAML: check indentation, quotes and brackets")
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var document, second yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, c.syntax(err)
	}
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, c.syntax(err)
		}
		return nil, problemf(c.at(second.Line, ""), "a second document begins: keep one")
	}
	root = document.Content[0]
	if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
		return nil, nil
	}
	return root, nil
}

// syntax tells a syntax error in our words, by those of the parser's that are fixed.
func (c configuration) syntax(cause error) error {
	text := cause.Error()
	hint := "check indentation, quotes and brackets"
	for _, known := range []struct{ theirs, ours string }{
		{"unknown anchor", "it uses a YAML anchor or alias: write the value out"},
		{"cannot start any token", "a tab, or one of @ ` %, stands where a value begins: indent with spaces, put the value in quotes"},
		{"tab character", "indent with spaces, not with tabs"},
		{"mapping values are not allowed", "a colon stands inside a value, or the indentation is wrong: put the value in quotes"},
		{"could not find expected ':'", "a key has no colon: write \"key: value\""},
		{"control characters", "it holds control characters: save it as UTF-8 text"},
		{"UTF-8", "it is not UTF-8 text"},
		{"exceeded max depth", "it is nested too deep: settings are flat"},
	} {
		if strings.Contains(text, known.theirs) {
			hint = known.ours
			break
		}
	}
	line := 1
	if found := regexp.MustCompile(`^yaml: line (\d+): `).FindStringSubmatch(text); found != nil {
		line, _ = strconv.Atoi(found[1]) // digits only, and a file has at most 1 Mi lines
	}
	return because(cause, c.at(line, ""), "not valid YAML near this line: %s", hint)
}

// unsupported says what of YAML a settings file does not need. Without aliases a file cannot expand.
func unsupported(key, node *yaml.Node) string {
	if key.Kind != yaml.ScalarNode {
		return "wanted the name of a setting as key, found " + kindOf(key)
	}
	for _, n := range append([]*yaml.Node{key, node}, node.Content...) {
		switch {
		case n.Kind == yaml.AliasNode || n.Anchor != "":
			return "uses a YAML anchor or alias: write the value out"
		case n.Style&yaml.TaggedStyle != 0:
			return "uses a YAML tag: write the value alone"
		}
	}
	return ""
}

// shown gives a key for a message when it can be meant as one: "client-secret:hunter2", with the space
// forgotten, is a key to YAML, and not to be printed.
func shown(key *yaml.Node) string {
	if key.Kind == yaml.ScalarNode && isName(key.Value) {
		return key.Value
	}
	return ""
}

func isName(key string) bool {
	if key == "" || len(key) > 40 {
		return false
	}
	return strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == "" && !startsWithDigit(key)
}

func startsWithDigit(s string) bool { return s[0] >= '0' && s[0] <= '9' }

// texts gives the scalars of a value as they are assigned.
func texts(node *yaml.Node) []string {
	if node.Kind == yaml.ScalarNode {
		return []string{text(node)}
	}
	list := make([]string, 0, len(node.Content))
	for _, item := range node.Content {
		list = append(list, text(item))
	}
	return list
}

// text writes whole numbers in decimal digits, so that 0x10 and 16 are the same setting.
func text(node *yaml.Node) string {
	var number int64
	if node.ShortTag() == "!!int" && node.Decode(&number) == nil {
		return strconv.FormatInt(number, 10)
	}
	return node.Value
}

// plain gives a value as JSON Schema sees it. Settings are flat: what lies deeper than a list's items only
// has to keep its type.
func plain(node *yaml.Node, depth int) any {
	switch {
	case node.Kind == yaml.SequenceNode && depth > 0:
		list := make([]any, 0, len(node.Content))
		for _, item := range node.Content {
			list = append(list, plain(item, depth-1))
		}
		return list
	case node.Kind == yaml.SequenceNode:
		return []any{}
	case node.Kind != yaml.ScalarNode:
		return map[string]any{}
	}
	switch node.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return strings.EqualFold(node.Value, "true")
	case "!!int", "!!float":
		var number float64
		if node.Decode(&number) == nil && !math.IsInf(number, 0) && !math.IsNaN(number) {
			return number
		}
	}
	return node.Value
}

// kindOf names what a node is, in the reader's words.
func kindOf(node *yaml.Node) string {
	switch node.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	default:
		return "a single value"
	}
}
