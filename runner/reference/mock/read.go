package mock

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
)

// reading is what a target takes of a contract: its document, read once more, and its facts.
type reading struct {
	contract  *openapi.Contract
	facts     facts.Facts
	doc       *openapi3.T
	operation *openapi3.Operation
	places    places
	success   *form
	issued    template   // how token responses are written
	scope     string     // one that clients are granted; "" where the contract has none
	made      sync.Map   // the refusals of each reason, as ways gives them
	all       []*reading // of each token operation of the contract, this one among them
}

// places are where members stand in answers: names from the body down, joined by slashes.
// One that is "" is nowhere.
type places struct{ access, refresh, kind, lifetime, until, scope, code, message string }

// placesOf are those that the facts give, and else those of RFC 6749, sections 5.1 and 5.2.
func placesOf(said facts.Facts) places {
	moved := said.Places()
	of := func(name string) string {
		if pointer := moved[name]; pointer != "" {
			return strings.TrimPrefix(pointer, "/")
		}
		return name
	}
	p := places{
		access: of("access_token"), refresh: of("refresh_token"), kind: of("token_type"), lifetime: of("expires_in"), scope: of("scope"),
		code: of("error"), message: of("error_description"),
	}
	if moved["expires_at"] != "" {
		p.until = of("expires_at")
		if moved["expires_in"] == "" {
			p.lifetime = ""
		}
	}
	return p
}

// moved are the ways to what is elsewhere than RFC 6749 has it.
func (p places) moved() map[string][]string {
	ways := map[string][]string{}
	for name, place := range map[string]string{
		"access_token": p.access, "refresh_token": p.refresh, "token_type": p.kind, "expires_in": p.lifetime, "scope": p.scope, "expires_at": p.until,
	} {
		if place == "" || place == name {
			continue
		}
		way := strings.Split(place, "/")
		for i := range way {
			way[i] = unescaped(way[i])
		}
		ways[name] = way
	}
	return ways
}

// read reads each of a contract's token operations. They make one target.
func read(contract *openapi.Contract) ([]*reading, error) {
	var all []*reading
	for _, operation := range contract.Operations() {
		r, err := readOne(operation)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	for _, r := range all {
		r.all = all
	}
	return all, nil
}

func readOne(contract *openapi.Contract) (*reading, error) {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(contract.Text())
	if err != nil {
		return nil, fmt.Errorf("document of %s: wanted an OpenAPI document: %w", contract.Name, err)
	}
	if err := prepare(contract, doc); err != nil {
		return nil, err
	}
	item := doc.Paths.Value(contract.TokenPath())
	if item == nil || item.GetOperation(contract.TokenMethod()) == nil {
		return nil, fmt.Errorf("document of %s: wanted %s %s, found none", contract.Name, contract.TokenMethod(), contract.TokenPath())
	}
	if err := withinExtent(contract, item.GetOperation(contract.TokenMethod())); err != nil {
		return nil, err
	}
	r := &reading{contract: contract, facts: contract.Facts, doc: doc, operation: item.GetOperation(contract.TokenMethod())}
	r.places = placesOf(r.facts)
	if r.facts.Has(facts.Scopes) {
		r.scope = "read"
		if r.facts.Scope.Example != "" {
			r.scope = r.facts.Scope.Example
		}
	}
	return r, r.findSuccess()
}

// findSuccess looks for the first answer of success that may hold a token.
func (r *reading) findSuccess() error {
	found := fmt.Errorf("document of %s: wanted a token response with a schema, found none: no target can be made of it; write down what it holds", r.contract.Name)
	for _, status := range r.contract.Statuses() {
		if status/100 != 2 {
			continue
		}
		if r.success = r.form(status); r.success == nil || r.success.schema == nil {
			continue
		}
		var err error
		if r.issued, err = r.issues(); err == nil {
			return nil
		}
		found = err
	}
	return found
}

// form is what the document says of the answers with one status.
type form struct {
	status  int
	media   string
	schema  *openapi3.SchemaRef
	shown   []any
	headers openapi3.Headers
}

// form gives it; nil where the document does not list the status.
func (r *reading) form(status int) *form {
	if !slices.Contains(r.contract.Statuses(), status) {
		return nil
	}
	response := r.operation.Responses.Status(status)
	if response == nil {
		response = r.operation.Responses.Default()
	}
	if response == nil || response.Value == nil {
		return nil
	}
	f := &form{status: status, headers: response.Value.Headers}
	for _, name := range slices.Sorted(maps.Keys(response.Value.Content)) {
		media := response.Value.Content[name]
		if kind, _, err := mime.ParseMediaType(name); err != nil || !jsonType(kind) || media == nil {
			continue
		}
		f.media, f.schema, f.shown = concrete(name), media.Schema, shownOf(media)
		break
	}
	return f
}

func jsonType(media string) bool {
	return media == "application/json" || strings.HasSuffix(media, "+json") || strings.HasSuffix(media, "/*")
}

// concrete is a media type of a range.
func concrete(media string) string {
	if strings.HasSuffix(media, "/*") {
		return "application/json"
	}
	return media
}

// shownOf are the examples of a body.
func shownOf(media *openapi3.MediaType) []any {
	var shown []any
	if media.Example != nil {
		shown = append(shown, media.Example)
	}
	for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
		if ref := media.Examples[name]; ref != nil && ref.Value != nil && ref.Value.Value != nil {
			shown = append(shown, ref.Value.Value)
		}
	}
	return shown
}

// allows tells whether a schema lets an answer have this body.
func (r *reading) allows(ref *openapi3.SchemaRef, body any) bool {
	if ref == nil || ref.Value == nil {
		return true
	}
	text, err := json.Marshal(body)
	if err != nil {
		return false
	}
	var sent any // as it is read off the wire
	if json.Unmarshal(text, &sent) != nil {
		return false
	}
	return ref.Value.VisitJSON(sent, r.options()...) == nil
}

func (r *reading) options() []openapi3.SchemaValidationOption {
	options := []openapi3.SchemaValidationOption{
		openapi3.VisitAsResponse(),
		openapi3.WithStringFormatValidator("uuid", openapi3.NewRegexpFormatValidator(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)),
	}
	if strings.HasPrefix(r.doc.OpenAPI, "3.1") {
		options = append(options, openapi3.EnableJSONSchema2020())
	}
	return options
}

var errNoValue = errors.New("wanted a value that its schema allows, found none by trying: give an example in the document")

// at gives what stands at a place of a body; false where nothing does.
func at(body any, place string) (any, bool) {
	for name := range strings.SplitSeq(place, "/") {
		members, _ := body.(map[string]any)
		value, found := members[unescaped(name)]
		if !found {
			return nil, false
		}
		body = value
	}
	return body, true
}

// put writes something at a place of a body, where there is an object for it.
func put(body any, place string, value any) {
	way, name := parted(place)
	if members := objectAt(body, way); members != nil {
		members[name] = value
	}
}

// drop takes away what stands at a place.
func drop(body any, place string) {
	way, name := parted(place)
	delete(objectAt(body, way), name)
}

func parted(place string) (way, name string) {
	i := strings.LastIndex(place, "/")
	return place[:max(i, 0)], unescaped(place[i+1:])
}

func objectAt(body any, place string) map[string]any {
	if place != "" {
		body, _ = at(body, place)
	}
	members, _ := body.(map[string]any)
	return members
}

func unescaped(name string) string {
	return strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~")
}
