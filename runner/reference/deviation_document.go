package reference

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v3"

	"github.com/authconform/authconform/openapi"
)

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

// models reads the document. Its schemas are those of the answers that are given.
func models(p *policy, answers []Answer) ([]model, error) {
	text, err := openapi.Document(p.contract)
	if err != nil {
		return nil, err
	}
	document, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("document of %s: wanted an OpenAPI document: %w", p.contract, err)
	}
	path := document.Paths.Find(p.token)
	if path == nil || path.Post == nil {
		return nil, fmt.Errorf("document of %s: wanted POST %s, found none", p.contract, p.token)
	}
	var list []model
	for _, a := range answers {
		response := path.Post.Responses.Status(a.Status)
		if response == nil || response.Value.Content.Get("application/json") == nil {
			return nil, fmt.Errorf("document of %s: wanted JSON with status %d, found none", p.contract, a.Status)
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
// given is one answer of the sound target for each status, and each code, that it can be brought to give and its document
// describes. reviewed is, of everything that is generated, which clauses find it: the result of real runs, looked through
// by hand.
func fromDocument(p *policy, given []Answer, reviewed []byte) ([]Deviation, []Variant) {
	list, err := models(p, given)
	if err != nil {
		panic(fmt.Errorf("deviations of %s: %w", p.contract, err))
	}
	known, err := reviewedIn(reviewed)
	if err != nil {
		panic(fmt.Errorf("what finds the deviations of %s: %w", p.contract, err))
	}
	var deviations []Deviation
	var variants []Variant
	for _, m := range list {
		for _, b := range m.bends() {
			if b.legal {
				v := leaves(b.name, b.sentence, b.mutate, known.Variants[b.name]...).seenBy(m.effort())
				v.Generated = true
				variants = append(variants, v)
				continue
			}
			d := Deviation{Name: b.name, Breaks: b.sentence, Effort: m.effort(), mutate: b.mutate, Generated: true}
			if clauses := known.Deviations[b.name]; len(clauses) > 0 {
				d = breaks(b.name, b.sentence, b.mutate, clauses[0], clauses[1:]...).seenBy(m.effort())
				d.Generated = true
			}
			deviations = append(deviations, d)
		}
	}
	return deviations, variants
}

// reviewedIn reads what finds the generated deviations of a contract.
func reviewedIn(text []byte) (findings, error) {
	var known findings
	decoder := yaml.NewDecoder(bytes.NewReader(text))
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
