package openapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// parseDocument reads an OpenAPI 3.0 document. References lead nowhere outside it.
func parseDocument(file string, data []byte) (*openapi3.T, error) {
	if len(data) > positioned.MaxFile {
		return nil, fmt.Errorf("%s: wanted a document of at most %d bytes, found more", file, positioned.MaxFile)
	}
	if err := positioned.WithinWidth(file, data); err != nil {
		return nil, err
	}
	doc, err := decodeDocument(file, data)
	if err != nil {
		return nil, err
	}
	if version, isSwagger := doc.Extensions["swagger"]; isSwagger {
		return nil, fmt.Errorf("%s: wanted an OpenAPI document of version 3.0.x, found Swagger %v; convert it to OpenAPI 3.0", file, version)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") {
		return nil, fmt.Errorf("%s: wanted an OpenAPI document of version 3.0.x, found version %q; write it down as 3.0", file, doc.OpenAPI)
	}
	if err := refuseEndless(doc); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, fmt.Errorf("%s: wanted a valid OpenAPI document: %w", positioned.At(file, lineOf(err)), err)
	}
	return doc, nil
}

func decodeDocument(file string, data []byte) (*openapi3.T, error) {
	isJSONText := json.Valid(data)
	if isJSONText {
		if twice := wire.DuplicateMembers(data); len(twice) > 0 {
			return nil, fmt.Errorf("%s: wanted every member once, found %s twice", file, twice[0].Pointer)
		}
	}
	if isJSONText {
		data = asYAML(data)
	}
	doc, err := newLoader().LoadFromData(data)
	if err != nil {
		err = plainly(err)
		return nil, fmt.Errorf("%s: wanted an OpenAPI document: %w", positioned.At(file, lineIn(err)), err)
	}
	if doc.Info == nil || doc.Paths == nil {
		return nil, fmt.Errorf("%s: wanted an OpenAPI document with info and paths, found none", file)
	}
	return doc, nil
}

var escape = regexp.MustCompile(`\\(u[dD][89a-bA-B]..\\u[dD][c-fC-F]..|.)`)

// asYAML keeps the lines of a JSON text: the loader knows lines of YAML alone. The comment at the end keeps
// it from reading JSON, and the two escapes that YAML does not have are resolved.
func asYAML(text []byte) []byte {
	text = escape.ReplaceAllFunc(text, func(escaped []byte) []byte {
		if string(escaped) == `\/` {
			return []byte("/")
		}
		var resolved string
		if len(escaped) == 2 || json.Unmarshal(slices.Concat([]byte(`"`), escaped, []byte(`"`)), &resolved) != nil {
			return escaped
		}
		return []byte(resolved)
	})
	return append(text, "\n#\n"...)
}

func newLoader() *openapi3.Loader {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	return loader
}

// plainly drops what the loader says of its first attempt, to read the document as JSON.
func plainly(err error) error {
	_, text, ok := strings.Cut(err.Error(), "yaml error: ")
	if !ok {
		return err
	}
	return errors.New(strings.TrimPrefix(text, "error unmarshaling JSON: while decoding JSON: json: "))
}

var yamlLine = regexp.MustCompile(`line ([0-9]+)`)

// lineIn reads the line off a syntax error; 0 when it tells none.
func lineIn(err error) int {
	found := yamlLine.FindStringSubmatch(err.Error())
	if found == nil {
		return 0
	}
	line, _ := strconv.Atoi(found[1]) // no number that large is a line
	return line
}

// lineOf finds the line of the element that a validation error speaks of; 0 when it tells none. The error
// types have it in a field and no method in common.
func lineOf(err error) int {
	line := 0
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.Indirect(reflect.ValueOf(err))
		if v.Kind() != reflect.Struct {
			continue
		}
		field := v.FieldByName("Origin")
		if !field.IsValid() || !field.CanInterface() {
			continue
		}
		if origin, ok := field.Interface().(*openapi3.Origin); ok && origin != nil && origin.Key != nil {
			line = origin.Key.Line
		}
	}
	return line
}
