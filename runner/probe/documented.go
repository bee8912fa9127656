package probe

import (
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/evidence"
)

// For lists the probes of a contract in the order in which they are asked: all but those for methods that
// its document knows.
func For(c *openapi.Contract) []Probe {
	undocumented := map[Name]bool{MethodHEAD: true}
	for _, s := range c.Statements() {
		if s.Kind == openapi.MethodKind {
			undocumented[Method(s.Subject)] = true
		}
	}
	return slices.DeleteFunc(catalogue(), func(p Probe) bool {
		return strings.HasPrefix(string(p.Name), "method-") && !undocumented[p.Name]
	})
}

// Documented is the valid request as the contract documents it: what every probe is an edit of.
func Documented(c *openapi.Contract, v Values) Draft {
	facts := c.Facts
	d := Draft{
		Method: c.TokenMethod(), Accept: "application/json",
		ContentType: facts.Request.MediaType, Encoding: Encoding(facts.Request.MediaType),
		Params: []Param{{"grant_type", facts.Grant}},
		Client: v.Client, Place: InHeader, Scheme: "Basic",
		IDParam: facts.ClientAuthentication.IDParameter, SecretParam: facts.ClientAuthentication.SecretParameter,
	}
	if facts.ClientAuthentication.Documented == openapi.BodyMechanism {
		d.Place = InBody
	}
	return d
}

// Authorized is the valid request to a protected resource: the first token in the documented header.
func Authorized(method string, header []evidence.Field, v Values) Draft {
	return Draft{Resource: true, Method: method, Accept: "application/json", Token: v.First, Extra: header}
}

// Sender is who asks, as the target's owner finds it in the logs.
type Sender struct{ Version, Run string }

// Headers gives the header fields that name the suite, the run and the probe: User-Agent, and the provider's
// own application headers where its contract has any.
func (s Sender) Headers(c *openapi.Contract, name Name) []evidence.Field {
	fill := strings.NewReplacer("{version}", s.Version, "{run}", s.Run, "{probe}", string(name))
	fields := []evidence.Field{{Name: "User-Agent", Value: "authconform/" + s.Version}}
	for header, value := range c.Facts.ApplicationHeaders {
		fields = append(fields, evidence.Field{Name: header, Value: fill.Replace(value)})
	}
	slices.SortFunc(fields, func(a, b evidence.Field) int { return strings.Compare(a.Name, b.Name) })
	return fields
}

// Draft makes the probe's question out of a valid request.
func (p Probe) Draft(valid Draft, v Values) Draft {
	d := valid
	d.Params = slices.Clone(valid.Params)
	d.Extra = slices.Clone(valid.Extra)
	if p.Edit != nil {
		p.Edit(&d, v)
	}
	return d
}
