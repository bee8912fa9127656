package fault

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/reference"
)

// Findings are the clauses that find what is generated, by its name: of a deviation the one first that has to find it.
type Findings struct {
	Deviations map[string][]string `yaml:"deviations"`
	Variants   map[string][]string `yaml:"variants"`
}

// Model is what the document says of the answers with one status, and what the sound target sends in them.
type Model struct {
	Status int
	Schema *openapi3.Schema
	Sample map[string]any
	codes  []string // the values that the sound target gives its enumerated member
}

// Models reads the document. Its schemas are those of the answers that are given.
func Models(p *reference.Policy, answers []reference.Answer) ([]Model, error) {
	text, err := openapi.Document(p.Contract)
	if err != nil {
		return nil, err
	}
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("document of %s: wanted an OpenAPI document: %w", p.Contract, err)
	}
	path := document.Paths.Find(p.Token)
	if path == nil || path.Post == nil {
		return nil, fmt.Errorf("document of %s: wanted POST %s, found none", p.Contract, p.Token)
	}
	var list []Model
	for _, a := range answers {
		response := path.Post.Responses.Status(a.Status)
		if response == nil || response.Value.Content.Get("application/json") == nil {
			return nil, fmt.Errorf("document of %s: wanted JSON with status %d, found none", p.Contract, a.Status)
		}
		code, _ := a.Body["error"].(string)
		if last := len(list) - 1; last >= 0 && list[last].Status == a.Status {
			list[last].codes = append(list[last].codes, code)
			continue
		}
		schema := response.Value.Content.Get("application/json").Schema.Value
		list = append(list, Model{Status: a.Status, Schema: schema, Sample: copied(a.Body), codes: []string{code}})
	}
	return list, nil
}

// Allows tells whether the document lets an answer have these members.
func (m Model) Allows(members map[string]any) bool {
	return m.Schema.VisitJSON(members, openapi3.VisitAsResponse()) == nil
}

// typ is the type of a member.
func (m Model) typ(member string) string {
	return strings.Join(m.Schema.Properties[member].Value.Type.Slice(), " or ")
}

// copied gives the members as they are read off the wire.
func copied(members map[string]any) map[string]any {
	var read map[string]any
	if json.Unmarshal(JSON(members), &read) != nil {
		return nil // no members: the document allows no answer without them
	}
	return read
}

// Generate lists what is generated from a contract's document: what it forbids, and what it allows. The document is
// embedded, and a test reads it: when it cannot be read the program is broken, and nothing may seem to be found.
// given is one answer of the sound target for each status, and each code, that it can be brought to give and its document
// describes. reviewed is, of everything that is generated, which clauses find it: the result of real runs, looked through
// by hand.
func Generate(p *reference.Policy, given []reference.Answer, reviewed []byte) ([]Deviation, []Variant) {
	list, err := Models(p, given)
	if err != nil {
		panic(fmt.Errorf("deviations of %s: %w", p.Contract, err))
	}
	known, err := ReviewedIn(reviewed)
	if err != nil {
		panic(fmt.Errorf("what finds the deviations of %s: %w", p.Contract, err))
	}
	var deviations []Deviation
	var variants []Variant
	for _, m := range list {
		for _, b := range m.mutations() {
			if b.legal {
				v := NewVariant(b.name, b.sentence, b.mutate, known.Variants[b.name]...).SeenBy(m.effort())
				v.Generated = true
				variants = append(variants, v)
				continue
			}
			d := Deviation{Name: b.name, Breaks: b.sentence, Effort: m.effort(), Mutate: b.mutate, Generated: true}
			if clauses := known.Deviations[b.name]; len(clauses) > 0 {
				d = New(b.name, b.sentence, b.mutate, clauses[0], clauses[1:]...).SeenBy(m.effort())
				d.Generated = true
			}
			deviations = append(deviations, d)
		}
	}
	return deviations, variants
}

// ReviewedIn reads what finds the generated deviations of a contract.
func ReviewedIn(text []byte) (Findings, error) {
	var known Findings
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	return known, decoder.Decode(&known)
}

// effort is what it takes to have the target answer with the status.
func (m Model) effort() Effort {
	if m.Status == http.StatusTooManyRequests {
		return Burst
	}
	return Core
}
