package schema

import (
	"bytes"
	"embed"
	"fmt"
	"path"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed *.json
var files embed.FS

// Text gives the schema with that $id; nil when there is none. The caller owns the copy.
func Text(id string) []byte {
	text, err := files.ReadFile(path.Base(id))
	if err != nil {
		return nil
	}
	return text
}

// Compile makes a validator of the schema with that $id. It holds texts against their formats, too.
func Compile(id string) (*jsonschema.Schema, error) {
	return CompileText(id, Text(id))
}

// CompilePart makes a validator of a part of the schema with that $id: the one at a JSON pointer.
func CompilePart(id, pointer string) (*jsonschema.Schema, error) {
	return compile(id, pointer, Text(id))
}

// CompileText makes a validator of a schema that stands elsewhere.
func CompileText(id string, text []byte) (*jsonschema.Schema, error) { return compile(id, "", text) }

func compile(id, pointer string, text []byte) (*jsonschema.Schema, error) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("the schema %s: %w", path.Base(id), err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(id, document); err != nil {
		return nil, fmt.Errorf("the schema %s: %w", path.Base(id), err)
	}
	if pointer != "" {
		id += "#" + pointer
	}
	compiled, err := compiler.Compile(id)
	if err != nil {
		return nil, fmt.Errorf("the schema %s: %w", path.Base(id), err)
	}
	return compiled, nil
}
