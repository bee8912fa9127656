package target

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi/positioned"
)

// parseYAML gives the one document's root, nil when there is nothing in it.
func parseYAML(c configuration, data []byte) (*yaml.Node, error) {
	root, err := positioned.Parse(data)
	var fault *positioned.Fault
	switch {
	case err == nil:
		return root, nil
	case errors.As(err, &fault) && fault.Line > 0:
		return nil, because(err, c.at(fault.Line, ""), "%s", fault.Text)
	default:
		return nil, because(err, c.name, "%s", err.Error())
	}
}

// unsupported says what of YAML a settings file does not need.
func unsupported(key, node *yaml.Node) string {
	if key.Kind != yaml.ScalarNode {
		return "wanted the name of a setting as key, found " + positioned.Kind(key)
	}
	return positioned.Unsupported(append([]*yaml.Node{key, node}, node.Content...)...)
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
		return []string{scalar(node)}
	}
	list := make([]string, 0, len(node.Content))
	for _, item := range node.Content {
		list = append(list, scalar(item))
	}
	return list
}

// scalar writes whole numbers in decimal digits, so that 0x10 and 16 are the same setting.
func scalar(node *yaml.Node) string {
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
