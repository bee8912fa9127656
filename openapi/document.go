package openapi

import (
	"bytes"
	"cmp"
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
	"github.com/authconform/authconform/openapi/schemas"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// parseDocument reads an OpenAPI document of version 3.0 or 3.1. References lead nowhere outside it.
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
		return nil, fmt.Errorf("%s: wanted an OpenAPI document of version 3.0.x or 3.1.x, found Swagger %v; convert it to OpenAPI 3.0", file, version)
	}
	if doc.OpenAPIMajorMinor() == "" || doc.OpenAPIMajorMinor() == "3.2" {
		return nil, fmt.Errorf("%s: wanted an OpenAPI document of version 3.0.x or 3.1.x, found version %q; write it down as 3.0 or 3.1", file, doc.OpenAPI)
	}
	return doc, nil
}

// about is the document without what is not about the operation: what is wrong there is nobody's matter here.
func about(doc *openapi3.T, op operation) *openapi3.T {
	part := *doc
	item := *op.item
	for method := range item.Operations() {
		if method != op.method {
			item.SetOperation(method, nil)
		}
	}
	part.Paths, part.Webhooks, part.Components = openapi3.NewPaths(openapi3.WithPath(op.path, &item)), nil, nil
	if doc.Components != nil {
		part.Components = &openapi3.Components{SecuritySchemes: doc.Components.SecuritySchemes}
	}
	return &part
}

// validate tells everything that is wrong with what the document says of the operation, each with its line.
func validate(file string, doc *openapi3.T, op operation) error {
	part := about(doc, op)
	err := part.Validate(context.Background(), validation(part)...)
	single := invalidSchemas(part)
	for _, one := range several(err) {
		if !slices.ContainsFunc(single, func(told error) bool { return strings.HasSuffix(one.Error(), told.Error()) }) {
			single = append(single, one)
		}
	}
	var errs []error
	if nothing := slices.Index(op.servers(doc), nil); nothing >= 0 { // which the library passes over
		errs = append(errs, fmt.Errorf("%s: wanted a server, with its url, in item %d of servers, found nothing", file, nothing+1))
	}
	for _, one := range single {
		errs = append(errs, fmt.Errorf("%s: wanted a valid OpenAPI document: %w", positioned.At(file, lineOf(one)), one))
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	return errors.Join(append(refuseSchemas(file, part), refuseExamples(file, part)...)...)
}

// invalidSchemas tells what is wrong with each schema by itself: of several within each other the library tells one.
func invalidSchemas(doc *openapi3.T) []error {
	var errs []error
	_ = doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error { // which has no errors of its own
		alone := *ref.Value
		alone.Properties, alone.AllOf, alone.AnyOf, alone.OneOf, alone.Not, alone.PrefixItems = nil, nil, nil, nil, nil, nil
		if alone.Items != nil {
			alone.Items = &openapi3.SchemaRef{Value: &openapi3.Schema{}}
		}
		if alone.AdditionalProperties.Schema != nil {
			alone.AdditionalProperties.Schema = &openapi3.SchemaRef{Value: &openapi3.Schema{}}
		}
		if err := alone.Validate(context.Background(), validation(doc)...); err != nil {
			errs = append(errs, err)
		}
		return nil
	})
	return errs
}

// validation leaves to us what we tell in our own words: examples, and patterns that we cannot match.
func validation(doc *openapi3.T) []openapi3.ValidationOption {
	options := []openapi3.ValidationOption{
		openapi3.EnableMultiError(), openapi3.DisableExamplesValidation(), openapi3.DisableSchemaDefaultsValidation(), openapi3.DisableSchemaPatternValidation(),
	}
	if doc.IsOpenAPI31OrLater() {
		options = append(options, openapi3.IsOpenAPI31OrLater())
	}
	return options
}

func several(err error) []error {
	if all := (openapi3.MultiError{}); errors.As(err, &all) {
		return all
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// refuseSchemas lowers the schemas of a document of 3.1, and tells what is wrong with any.
func refuseSchemas(file string, doc *openapi3.T) []error {
	var errs []error
	_ = doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error { // which has no errors of its own
		var faults []schemas.Fault
		if doc.IsOpenAPI31OrLater() {
			if schemas.NullBeside(ref) {
				faults = append(faults, schemas.Fault{Text: "wanted no nullable in a document of OpenAPI 3.1, which has it no more, found one beside $ref; write anyOf of the reference and type: \"null\"", Origin: ref.Origin, Field: "nullable"})
			}
			faults = append(faults, schemas.Lower(ref.Value)...)
		}
		for _, fault := range append(faults, schemas.Impossible(ref.Value)...) {
			errs = append(errs, fmt.Errorf("%s: %s", positioned.At(file, placeOfField(fault.Origin, fault.Field).line), fault.Text))
		}
		return nil
	})
	if dialect := doc.JSONSchemaDialect; dialect != "" && !slices.Contains(schemas.Dialects(), dialect) {
		errs = append(errs, fmt.Errorf("%s: wanted schemas in JSON Schema 2020-12, found another jsonSchemaDialect", positioned.At(file, placeOfField(doc.Origin, "jsonSchemaDialect").line)))
	}
	return errs
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
		if _, ref, outside := strings.Cut(err.Error(), "disallowed external reference: "); outside {
			return nil, fmt.Errorf("%s: wanted a document in one file, found an external reference to %s; bundle it first", positioned.At(file, lineOfText(data, strings.Trim(ref, `"`))), ref)
		}
		err = plainly(err)
		if strings.Contains(err.Error(), `string field "openapi"`) {
			err = errors.New("found a version that is a number; write all of it, such as openapi: 3.1.0")
			return nil, fmt.Errorf("%s: wanted an OpenAPI document: %w", file, err)
		}
		return nil, fmt.Errorf("%s: wanted an OpenAPI document: %w", positioned.At(file, lineIn(err)), inOurWords(err))
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

// misfit is how the loader says that something stands where something else has to: by its own types, and with the value.
var misfit = regexp.MustCompile("(?s)^yaml: construct errors:.*?cannot construct !!([a-z]+)")

// inOurWords tells what stands in the wrong place without the loader's types.
func inOurWords(err error) error {
	found := misfit.FindStringSubmatch(err.Error())
	if found == nil {
		return err
	}
	kind := map[string]string{"str": "a text", "seq": "a list", "map": "a mapping", "null": "nothing", "bool": "true or false", "int": "a number", "float": "a number"}[found[1]]
	return fmt.Errorf("found %s where something else has to stand", cmp.Or(kind, "a value"))
}

// lineOfText is the first line that has a text; 0 where none does.
func lineOfText(data []byte, text string) int {
	before, _, found := bytes.Cut(data, []byte(text))
	if !found {
		return 0
	}
	return 1 + bytes.Count(before, []byte("\n"))
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
