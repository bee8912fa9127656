package reference

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi"
)

// reviewed is, of everything that is generated, which clauses find it: the result of real runs, looked through by
// hand. It is written by go test ./runner/selftest -run TestGenerated -update.
//
//go:embed *.generated.yaml
var reviewed embed.FS

// findings are the clauses that find what is generated, by its name: of a deviation the one first that has to find it.
type findings struct {
	Deviations map[string][]string `yaml:"deviations"`
	Variants   map[string][]string `yaml:"variants"`
}

// model is what the document says of the answers with one status, and what the sound target sends in them.
type model struct {
	status int
	schema *openapi3.Schema
	sample map[string]any
	codes  []string // the values that the sound target gives its enumerated member
}

// given is one answer of the sound target for each status, and each code, that it can be brought to give and its
// document describes.
func given(contract string) []Answer {
	const text = "The request is refused."
	if contract == Ticketpark {
		return []Answer{answer(http.StatusOK, map[string]any{"access_token": "YQ", "refresh_token": "Yg", "expires_in": 3600, "token_type": "bearer"})}
	}
	token := answer(http.StatusOK, map[string]any{"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 3600, "scope": BookingScope})
	return []Answer{
		token, invalidRequest(text), unsupportedGrantType(), invalidScope(), unauthorizedClient(), invalidGrant(), invalidClient(text),
		methodNotAllowed(http.MethodPost), notAcceptable(), failure(http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", text), limitReached(time.Minute),
	}
}

// models reads the document. Its schemas are those of the answers that are given.
func models(contract string, answers []Answer) ([]model, error) {
	text, err := openapi.Document(contract)
	if err != nil {
		return nil, err
	}
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("document of %s: wanted an OpenAPI document: %w", contract, err)
	}
	at := Config{Contract: contract}.places().token
	path := document.Paths.Find(at)
	if path == nil || path.Post == nil {
		return nil, fmt.Errorf("document of %s: wanted POST %s, found none", contract, at)
	}
	var list []model
	for _, a := range answers {
		response := path.Post.Responses.Status(a.Status)
		if response == nil || response.Value.Content.Get("application/json") == nil {
			return nil, fmt.Errorf("document of %s: wanted JSON with status %d, found none", contract, a.Status)
		}
		code, _ := a.Body["error"].(string)
		if last := len(list) - 1; last >= 0 && list[last].status == a.Status {
			list[last].codes = append(list[last].codes, code)
			continue
		}
		schema := response.Value.Content.Get("application/json").Schema.Value
		list = append(list, model{status: a.Status, schema: schema, sample: copied(a.Body), codes: []string{code}})
	}
	return list, nil
}

// allows tells whether the document lets an answer have these members.
func (m model) allows(members map[string]any) bool {
	return m.schema.VisitJSON(members, openapi3.VisitAsResponse()) == nil
}

// typ is the type of a member.
func (m model) typ(member string) string {
	return strings.Join(m.schema.Properties[member].Value.Type.Slice(), " or ")
}

// copied gives the members as they are read off the wire.
func copied(members map[string]any) map[string]any {
	var read map[string]any
	if json.Unmarshal(written(members), &read) != nil {
		return nil // no members: the document allows no answer without them
	}
	return read
}

// fromDocument lists what is generated from a contract's document: what it forbids, and what it allows. The document is
// embedded, and a test reads it: when it cannot be read the program is broken, and nothing may seem to be found.
func fromDocument(contract string) ([]Deviation, []Variant) {
	list, err := models(contract, given(contract))
	if err != nil {
		panic(fmt.Errorf("deviations of %s: %w", contract, err))
	}
	known, err := reviewedOf(contract)
	if err != nil {
		panic(fmt.Errorf("what finds the deviations of %s: %w", contract, err))
	}
	var deviations []Deviation
	var variants []Variant
	for _, m := range list {
		for _, b := range m.bends() {
			if b.legal {
				v := leaves(b.name, b.sentence, b.bend, known.Variants[b.name]...).seenBy(m.effort())
				v.Generated = true
				variants = append(variants, v)
				continue
			}
			d := Deviation{Name: b.name, Breaks: b.sentence, Effort: m.effort(), bend: b.bend, Generated: true}
			if clauses := known.Deviations[b.name]; len(clauses) > 0 {
				d = breaks(b.name, b.sentence, b.bend, clauses[0], clauses[1:]...).seenBy(m.effort())
				d.Generated = true
			}
			deviations = append(deviations, d)
		}
	}
	return deviations, variants
}

// reviewedOf reads what finds the generated deviations of a contract.
func reviewedOf(contract string) (findings, error) {
	file, err := reviewed.Open(contract + ".generated.yaml")
	if err != nil {
		return findings{}, err
	}
	defer func() { _ = file.Close() }() // it was only read
	var known findings
	decoder := yaml.NewDecoder(file)
	decoder.KnownFields(true)
	return known, decoder.Decode(&known)
}

// effort is what it takes to have the target answer with the status.
func (m model) effort() Effort {
	if m.status == http.StatusTooManyRequests {
		return Burst
	}
	return Core
}
