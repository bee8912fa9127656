package probe

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
)

// For lists the probes of a contract in the order in which they are asked: those that need no feature which it lacks,
// and none for methods that its document knows.
func For(c *openapi.Contract) []Probe {
	undocumented := map[string]bool{"": true, "HEAD": true}
	for s := range c.EachRequirement() {
		if s.Kind == openapi.MethodKind {
			undocumented[s.Subject] = true
		}
	}
	// A refresh shows a made-up secret too, and two in a minute are the most (R5): a login then shows one in some runs.
	all := catalogue()
	for i := range all {
		if all[i].FamilyWithRefresh != "" && c.Facts.Has(facts.RefreshGrant) {
			all[i].Family = all[i].FamilyWithRefresh
		}
		all[i].Full = all[i].Full || all[i].FullWith != "" && c.Facts.Has(all[i].FullWith)
	}
	return slices.DeleteFunc(all, func(p Probe) bool {
		lacks := func(f facts.Feature) bool { return !c.Facts.Has(f) }
		return !undocumented[p.Method] || slices.ContainsFunc(p.Features(), lacks)
	})
}

// Features are those that a contract must have to be asked: those that the probe names, and those that its fields imply.
func (p Probe) Features() []facts.Feature {
	all := slices.Clone(p.Needs)
	for _, implied := range []struct {
		when    bool
		feature facts.Feature
	}{
		{p.Form&HeaderAuth != 0, facts.BasicAuthentication},
		{p.Form&JSONBody != 0, facts.JSONRequests},
		{p.User, facts.Logins},
		{p.Refresh, facts.RefreshGrant},
		{p.Resource, facts.Resource},
	} {
		if implied.when && !slices.Contains(all, implied.feature) {
			all = append(all, implied.feature)
		}
	}
	return all
}

// Documented is the valid request as the contract documents it: what every probe is an edit of.
func Documented(c *openapi.Contract, v Values) Draft {
	f := c.Facts
	d := Draft{
		Method: c.TokenMethod(), Accept: accepted(c),
		ContentType: f.Request.MediaType, Encoding: Encoding(f.Request.MediaType),
		Client: v.Client, Place: InHeader, Scheme: "Basic",
		IDParam: f.ClientAuthentication.IDParameter, SecretParam: f.ClientAuthentication.SecretParameter,
		FormEncoded: f.ClientAuthentication.FormEncoded, Key: f.ClientAuthentication.Key,
		UserParam: f.User.NameParameter, PasswordParam: f.User.PasswordParameter,
		RefreshGrant: f.Refresh.Grant, RefreshParam: f.Refresh.Parameter,
	}
	if f.Grant != facts.NoGrant {
		d.Params = []Param{{"grant_type", f.Grant}}
	}
	d.identify(v.User)
	for _, g := range f.Request.Parameters {
		d.Always = append(d.Always, Param{g.Name, v.given(g)})
	}
	d.Params = append(d.Params, d.Always...)
	for _, g := range f.Request.Headers {
		d.Fields = append(d.Fields, evidence.Field{Name: g.Name, Value: fmt.Sprint(v.given(g))})
	}
	for _, g := range f.Request.Query {
		d.Query = append(d.Query, Param{g.Name, v.given(g)})
	}
	d.Place = map[facts.Mechanism]Place{facts.BasicMechanism: InHeader, facts.BodyMechanism: InBody, facts.APIKeyMechanism: AsKey}[f.ClientAuthentication.Documented]
	return d
}

// accepted are the media types that a request asks for: JSON, or what the document has in its place.
func accepted(c *openapi.Contract) string {
	documented := c.SuccessMediaTypes()
	if len(documented) == 0 || slices.Contains(documented, "application/json") {
		return "application/json"
	}
	return strings.Join(documented, ", ")
}

// given is the value of what requests always have, as it was given to the run. A plan and a list are made without a run: there it
// is its name.
func (v Values) given(g facts.Given) any {
	if value, given := v.Given[g.Key]; given {
		return value
	}
	if g.Literal != nil {
		return g.Literal
	}
	return g.Name + "-value"
}

// TokenPath is the path of the token operation with the values of its variables.
func (v Values) TokenPath(c *openapi.Contract) string {
	path := c.TokenPath()
	for _, g := range c.Facts.Request.Path {
		path = strings.ReplaceAll(path, "{"+g.Name+"}", url.PathEscape(fmt.Sprint(v.given(g))))
	}
	return path
}

// Disguised is a valid request with made-up credentials in the place of the real ones.
func Disguised(valid Draft, v Values) Draft {
	valid.Params = slices.Clone(valid.Params)
	valid.Client = v.Decoy
	valid.identify(v.DecoyUser)
	for _, params := range []*[]Param{&valid.Params, &valid.Always, &valid.Query} {
		*params = slices.Clone(*params)
		for i, p := range *params {
			if text, isText := p.Value.(string); isText && v.isGivenSecret(text) {
				(*params)[i].Value = v.Decoy.Secret
			}
		}
	}
	valid.Fields = slices.Clone(valid.Fields)
	for i, f := range valid.Fields {
		if v.isGivenSecret(f.Value) {
			valid.Fields[i].Value = v.Decoy.Secret
		}
	}
	return valid
}

func (v Values) isGivenSecret(text string) bool {
	return slices.ContainsFunc(v.GivenSecrets, func(s evidence.Secret) bool { return s.Value == text })
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
	fields := []evidence.Field{{Name: "User-Agent", Value: "authconform/" + s.Version}, {Name: "Accept-Encoding", Value: evidence.AcceptEncoding}}
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
