package mock

import (
	"net/http"
	"slices"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// Clauses gives the clause of a statement of a contract's document; "" where there is none.
type Clauses func(*openapi.Contract, openapi.Requirement) string

// Deviations lists every deviation of a contract's target: those that break what its facts promise, whatever the contract is,
// and those that break a statement of its document. Where there are several token operations, each deviates by itself, and the
// names of its deviations end with its own, as those of its clauses do.
func Deviations(contract *openapi.Contract, ids Clauses) ([]fault.Deviation, error) {
	all, err := read(contract)
	if err != nil {
		return nil, err
	}
	var list []fault.Deviation
	for _, r := range all {
		list = append(list, r.deviations(func(s openapi.Requirement) string { return ids(r.contract, s) })...)
	}
	return list, nil
}

func (r *reading) deviations(ids func(openapi.Requirement) string) []fault.Deviation {
	list := fault.Of(r.policy(habits{}), slices.Concat(
		r.takenDeviations(), r.answerDeviations(), r.tokenDeviations(), r.headerDeviations(), r.resourceDeviations(), r.lifecycleDeviations(),
		r.plainDeviations(), fault.TLSDeviations(), fault.GrammarDeviations(),
		r.requirementDeviations(ids),
	))
	for i, d := range list {
		list[i].Name, list[i].Clause = r.named(d.Name), r.named(d.Clause)
		if r.contract.Operation != "" {
			list[i].Breaks += " (" + r.contract.Operation + ")"
		}
	}
	return list
}

// named ends a name with that of the token operation that it is about, where there are several.
func (r *reading) named(name string) string {
	if r.contract.Operation == "" {
		return name
	}
	return name + "." + r.contract.Operation
}

// with is a target of the same contract with other habits.
func (r *reading) with(h habits) func(*reference.Config) {
	return func(c *reference.Config) { c.Policy = r.policy(h) }
}

// changes has the target's refusals for some reasons changed.
func (r *reading) changes(change func(reference.Answer) reference.Answer, reasons ...reason) func(*reference.Config) {
	answers := map[reason]func(reference.Answer) reference.Answer{}
	for _, why := range reasons {
		answers[why] = change
	}
	return r.with(habits{answers: answers})
}

// issuing has its token responses changed.
func (r *reading) issuing(change func(reference.Answer)) func(*reference.Config) {
	return r.with(habits{issues: func(a reference.Answer) reference.Answer {
		change(a)
		return a
	}})
}

// Variants lists what any contract leaves open, done in other ways than the target does it.
func Variants(contract *openapi.Contract, p *reference.Policy) []fault.Variant {
	documented := func(v fault.Variant) bool { return v.Name == "fields-extra" } // its fields may be documented ones
	anywhere := []string{"json-spaced", "pieces", "http-1", "http-2", "tls-1-2-only", "fields-extra", "dateless", "hsts-absent", "drops-once"}
	list := slices.DeleteFunc(fault.WireVariants(), func(v fault.Variant) bool { return !slices.Contains(anywhere, v.Name) })
	plain := slices.DeleteFunc(fault.PlainVariants(), func(v fault.Variant) bool { return !slices.Contains([]string{"plain-closed", "plain-404"}, v.Name) })
	list = append(slices.DeleteFunc(list, documented), fault.NewVariant("fields-extra", "sends more header fields", fault.Responses(fault.Always,
		fault.SetField("X-Reference-Cost", "1"), fault.SetField("X-Reference-Cookie", "a=b; Secure"), fault.SetField("Content-Language", "en"))))
	all := fault.VariantsOf(p, slices.Concat(list, plain))
	for i := range all {
		all[i].Warns = inEach(contract, all[i].Warns)
	}
	return all
}

// inEach are clauses of each token operation of a contract.
func inEach(contract *openapi.Contract, ids []string) []string {
	var all []string
	for _, operation := range contract.Operations() {
		for _, id := range ids {
			all = append(all, (&reading{contract: operation}).named(id))
		}
	}
	slices.Sort(all)
	return all
}

// plainDeviations are those of any target, but for the one that refuses as RFC 6749 has it: this one refuses as its document has
// it.
func (r *reading) plainDeviations() []fault.Deviation {
	const name = "plain-oauth-error"
	list := slices.DeleteFunc(fault.PlainDeviations(), func(d fault.Deviation) bool { return d.Name == name })
	for i, d := range list {
		if d.Name == "plain-token" { // to those whom it knows
			list[i].Clause = "transport.plain-http.credentials-rejected"
		}
	}
	return append(list, fault.New(name, "refuses clients over plain HTTP as it does over HTTPS", func(c *reference.Config) {
		c.WrapPlain = func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { r.dress(r.ways(r.stranger())[0].write()).Write(w, q) })
		}
	}, "transport.plain-http.rejected"))
}

// stranger is why somebody is refused whom the target does not know.
func (r *reading) stranger() reason {
	switch {
	case r.facts.Has(facts.ClientIdentifiers):
		return unknownClient
	case r.facts.Has(facts.Authentication):
		return wrongSecret
	}
	return unknownUser
}
