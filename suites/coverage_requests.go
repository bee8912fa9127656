package suites

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// questions tell which clauses put to the test what a document says of requests. They follow from the requests: a
// probe speaks of those parts in which its request differs from the documented one.
type questions map[part][]string

// part is a part of a request: a header field, a parameter in the query, a member of the body or one of its values,
// a media type.
type part struct{ kind, name, value string }

// The kinds of parts beside those of parameters ("header", "query").
const (
	operationPart    = "operation"
	headerPart       = "header"
	queryPart        = "query"
	mediaPart        = "media"
	memberPart       = "member"
	valuePart        = "value"
	undocumentedPart = "undocumented" // a member of the body that the document does not have
)

// examine renders every probe of the contract's token endpoint as it is sent, with made-up values.
func examine(c *openapi.Contract, clauses []clause.Clause) questions {
	values := placeholders(c)
	valid := probe.Documented(c, values)
	valid.Extra = probe.Sender{Version: "0", Run: "0"}.Headers(c, probe.Valid)
	documented := read(valid)
	q := questions{}
	q.note(append(documented.differing(request{}, nil), part{kind: operationPart}), clause.Accepted, clauses)
	members := requestMembers(c)
	for _, p := range probe.For(c) {
		draft := p.Draft(valid, values)
		if p.Resource || p.Expect == probe.Connection || draft.Method != valid.Method {
			continue
		}
		parts := read(draft).differing(documented, members)
		for _, k := range clauses {
			if slices.Contains(k.Subject.Probes(), p.Name) {
				q.note(parts, k.ID, clauses)
			}
		}
	}
	q.sort(clauses)
	return q
}

func placeholders(c *openapi.Contract) probe.Values {
	as := func(name string) probe.Credentials {
		return probe.Credentials{ID: name + "-Id", Secret: name + "-Secret"}
	}
	return probe.Values{
		Client: as("Client"), Decoy: as("Decoy"), Unauthorized: as("Unauthorized"), InvalidGrant: as("Invalid-Grant"),
		Special: as("Special"), Scope: cmp.Or(c.Facts.Scope.Example, "scope"),
	}
}

func (q questions) note(parts []part, id string, clauses []clause.Clause) {
	if !slices.ContainsFunc(clauses, func(k clause.Clause) bool { return k.ID == id }) {
		return
	}
	for _, p := range parts {
		if !slices.Contains(q[p], id) {
			q[p] = append(q[p], id)
		}
	}
}

func (q questions) sort(clauses []clause.Clause) {
	place := map[string]int{}
	for i, k := range clauses {
		place[k.ID] = i
	}
	for p := range q {
		slices.SortFunc(q[p], func(a, b string) int { return place[a] - place[b] })
	}
}

// about gives the clauses that put a statement about requests to the test.
func (q questions) about(c *openapi.Contract, s openapi.Requirement) []string {
	var p part
	switch s.Kind {
	case openapi.OperationKind:
		p = part{kind: operationPart}
	case openapi.ParameterKind:
		p = part{kind: s.Value, name: s.Subject}
		switch s.Value {
		case headerPart:
			p.name = http.CanonicalHeaderKey(s.Subject)
		case "path": // it is in every request
			p = part{kind: operationPart}
		}
	case openapi.SecurityKind:
		if key := c.Facts.ClientAuthentication.Key; key.Name != "" && s.Value == "apiKey" {
			p = part{kind: key.In, name: key.Name}
			switch key.In {
			case headerPart:
				p.name = http.CanonicalHeaderKey(key.Name)
			case "cookie":
				p = part{kind: headerPart, name: "Cookie"}
			}
			break
		}
		if s.Value != string(facts.BasicMechanism) {
			return nil
		}
		p = part{kind: headerPart, name: "Authorization"}
	case openapi.RequestMediaTypeKind:
		p = part{kind: mediaPart, name: strings.ToLower(s.Subject)}
	case openapi.RequestPropertyKind:
		p = part{kind: memberPart, name: s.Subject}
	case openapi.RequestValueKind:
		p = part{kind: valuePart, name: s.Subject, value: s.Value}
	case openapi.RequestClosedKind:
		p = part{kind: undocumentedPart}
	case openapi.TypeKind: // without a clause of its own: an answer that is no object is no token response
		p = part{kind: operationPart}
	default:
		return nil
	}
	return slices.Clone(q[p])
}

// whyNoProbe says why no question is about a statement; "" where there is no reason for it.
func whyNoProbe(c *openapi.Contract, s openapi.Requirement) string {
	switch s.Kind {
	case openapi.ServerKind, openapi.ServerValueKind:
		return "it is a choice of address, and a run asks one"
	case openapi.KeywordKind:
		return s.Why
	case openapi.MethodKind:
		if !c.Facts.Has(facts.OAuthErrors) {
			return "the document does not say what becomes of it, and no RFC adds to it"
		}
		return "no ruling wants it refused: what comes of it is noted"
	case openapi.StatusRangeKind:
		return "it promises no status; what it says of headers and bodies has rows of its own"
	case openapi.HeaderKind:
		return "it may be left out, and any value is a string: there is nothing to break"
	case openapi.ParameterKind, openapi.RequestPropertyKind:
		if s.Required {
			return "it belongs to a form of request that the suite does not send"
		}
		return "a client may leave it out, and the suite does"
	case openapi.RequestMediaTypeKind:
		return "the suite writes requests as " + c.Facts.Request.MediaType
	case openapi.RequestValueKind:
		return "the suite does not send this value"
	case openapi.SecurityKind:
		return "the suite authenticates by HTTP Basic, in the body or by one API key"
	default:
		return ""
	}
}

// request is a token request taken apart.
type request struct {
	header, query, members map[string][]string
	media                  string
	readable               bool // the body is what its media type says
}

func read(d probe.Draft) request {
	sent, err := d.Render(url.URL{Scheme: "https", Host: "target.invalid", Path: "/"})
	if err != nil {
		return request{}
	}
	r := request{header: map[string][]string{}}
	for _, f := range sent.Header {
		name := http.CanonicalHeaderKey(f.Name)
		r.header[name] = append(r.header[name], f.Value)
	}
	r.media, _, _ = mime.ParseMediaType(strings.Join(r.header["Content-Type"], ","))
	if at, err := url.Parse(sent.URL); err == nil {
		r.query = at.Query()
	}
	r.members, r.readable = body(sent, r.media)
	return r
}

func body(sent evidence.Request, media string) (map[string][]string, bool) {
	if media == string(probe.Form) {
		values, err := url.ParseQuery(string(sent.Body))
		return values, err == nil && len(values) > 0
	}
	members := map[string][]string{}
	d := json.NewDecoder(bytes.NewReader(sent.Body))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return nil, false
	}
	for d.More() {
		name, err := d.Token()
		var value any
		if err != nil || d.Decode(&value) != nil {
			return nil, false
		}
		members[fmt.Sprint(name)] = append(members[fmt.Sprint(name)], written(value))
	}
	_, err := d.Token()
	return members, err == nil
}

// written leaves text as a form would send it, and tells everything else apart from text.
func written(value any) string {
	if text, ok := value.(string); ok {
		return text
	}
	return fmt.Sprintf("%T %v", value, value)
}

// differing gives the parts in which the request differs from another one. Members are those that the document has;
// nil for all.
func (r request) differing(from request, members []string) []part {
	var parts []part
	for _, name := range differences(r.header, from.header) {
		parts = append(parts, part{kind: headerPart, name: name})
	}
	for _, name := range differences(r.query, from.query) {
		parts = append(parts, part{kind: queryPart, name: name})
	}
	if !slices.Equal(r.header["Content-Type"], from.header["Content-Type"]) || r.readable != from.readable {
		parts = append(parts, part{kind: mediaPart, name: r.media}, part{kind: mediaPart, name: from.media})
	}
	if !r.readable {
		return parts
	}
	for _, name := range differences(r.members, from.members) {
		parts = append(parts, part{kind: memberPart, name: name})
		for _, value := range r.members[name] {
			parts = append(parts, part{kind: valuePart, name: name, value: value})
		}
		if members != nil && !slices.Contains(members, name) {
			parts = append(parts, part{kind: undocumentedPart})
		}
	}
	return parts
}

func differences(a, b map[string][]string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if !slices.Equal(a[name], b[name]) {
			names = append(names, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if _, there := a[name]; !there {
			names = append(names, name)
		}
	}
	return names
}

func requestMembers(c *openapi.Contract) []string {
	members := []string{}
	for s := range c.EachRequirement() {
		if s.Kind == openapi.RequestPropertyKind {
			members = append(members, s.Subject)
		}
	}
	return members
}
