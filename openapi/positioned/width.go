package positioned

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// MaxFile bounds the size of a file, in bytes.
const MaxFile = 4 << 20

// What a text may hold, at most: loading compares every key of a mapping with every other.
const (
	maxPieces = 200_000 // lines and items
	maxKeys   = 5_000   // of one mapping
)

// WithinWidth refuses a text that would take its loader minutes. A text that is no YAML is the loader's to tell of.
func WithinWidth(file string, data []byte) error {
	if pieces := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte(",")) + bytes.Count(data, []byte("[")) + bytes.Count(data, []byte("{")); pieces > maxPieces {
		return fmt.Errorf("%s: wanted at most %d lines and items, found %d: leave out what is not about this operation", file, maxPieces, pieces)
	}
	var root yaml.Node
	if parseNode(data, &root) != nil {
		return nil
	}
	pending := []*yaml.Node{&root}
	for len(pending) > 0 {
		node := pending[len(pending)-1]
		pending = append(pending[:len(pending)-1], node.Content...)
		if keys := len(node.Content) / 2; node.Kind == yaml.MappingNode && keys > maxKeys {
			return fmt.Errorf("%s:%d: wanted a mapping of at most %d keys, found %d", file, node.Line, maxKeys, keys)
		}
	}
	return nil
}

// parseNode is a parser that gives an error where this one panics.
func parseNode(data []byte, root *yaml.Node) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("not valid YAML")
		}
	}()
	return yaml.Unmarshal(data, root)
}
