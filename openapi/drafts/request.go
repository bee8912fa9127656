package drafts

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/schemas"
)

// request says how requests are written, and what is always in them.
func (w *writer) request() {
	mediaType := w.c.mediaType()
	w.known = append(w.known, w.credentials()...)
	members, required := properties(w.c.model())
	var given []string
	for _, name := range required {
		if !slices.Contains(w.known, name) {
			given = append(given, "    "+key(name)+w.value(name, members[name]))
			w.known = append(w.known, name)
		}
	}
	switch mediaType {
	case "":
		w.guess("requests have no body: the document has none for them")
	case "application/json", "application/x-www-form-urlencoded":
		w.guess("requests are written as %s, which the document has", mediaType)
	default:
		w.open("how to write a request: the suite writes JSON and forms, and the document has %s", mediaType)
	}
	w.line("request:")
	if mediaType == "" {
		w.line("  parameters: {}")
	} else {
		w.line("  media-type: %s", quoted(mediaType))
	}
	w.given("parameters", "members that have to be in the body", given)
	for _, where := range []struct{ in, key, what string }{
		{openapi3.ParameterInHeader, "headers", "header fields that have to be there"},
		{openapi3.ParameterInPath, "path", "the variables of the path"},
		{openapi3.ParameterInQuery, "query", "parameters that have to be in the query"},
	} {
		w.given(where.key, where.what, w.parameters(where.in))
	}
	w.line("")
}

func (w *writer) given(key, what string, lines []string) {
	if len(lines) == 0 {
		return
	}
	w.line("  %s: # %s; {env: …} is read from that variable, {secret: …} shown to nobody", key, what)
	for _, line := range lines {
		w.line("%s", line)
	}
}

// parameters are those of the operation that have to be there, with a value for each.
func (w *writer) parameters(in string) []string {
	var lines []string
	ours := []string{"authorization", "accept", "content-type", "user-agent", "content-length", "host"}
	for _, ref := range slices.Concat(w.c.op.Parameters, w.c.item.Parameters) {
		if ref == nil || ref.Value == nil || ref.Value.In != in || !ref.Value.Required && in != openapi3.ParameterInPath {
			continue
		}
		if p := ref.Value; in != openapi3.ParameterInHeader || !slices.Contains(ours, strings.ToLower(p.Name)) && !w.isKey(p) {
			var schema *openapi3.Schema
			if p.Schema != nil {
				schema = p.Schema.Value
			}
			lines = append(lines, "    "+key(p.Name)+w.value(p.Name, schema))
		}
	}
	return lines
}

// isKey says that a parameter is the API key of a security scheme.
func (w *writer) isKey(p *openapi3.Parameter) bool {
	for _, scheme := range w.schemes() {
		if scheme.Type == "apiKey" && scheme.In == p.In && strings.EqualFold(scheme.Name, p.Name) {
			return true
		}
	}
	return false
}

var (
	secretWords = regexp.MustCompile(`(?i)secret|password|passphrase|key|pin|assertion|signature|otp|code`)
	notLetters  = regexp.MustCompile(`[^A-Z0-9]+`)
	humps       = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// value is what the document gives for a member, where it gives one alone; else the variable that a run takes it from.
func (w *writer) value(name string, s *openapi3.Schema) string {
	variable := "AUTHCONFORM_" + strings.Trim(notLetters.ReplaceAllString(strings.ToUpper(humps.ReplaceAllString(name, "${1}_${2}")), "_"), "_")
	if secretWords.MatchString(name) {
		w.unknown = append(w.unknown, "the value of "+name+", a secret: a run reads it from "+variable)
		return "{secret: " + variable + "}"
	}
	if value := only(s); value != nil {
		w.guessed = append(w.guessed, name+" is always "+schemas.Word(value)+", which the document gives for it")
		return quoted(value)
	}
	w.unknown = append(w.unknown, "the value of "+name+": a run reads it from "+variable)
	return "{env: " + variable + "}"
}

// only is the one value that a schema allows, or else its default or example; nil for a value that no request can have.
func only(s *openapi3.Schema) any {
	if s == nil {
		return nil
	}
	values := []any{s.Const, s.Default, s.Example}
	if len(s.Enum) == 1 {
		values = slices.Concat(s.Enum, values)
	}
	for _, value := range slices.Concat(values, s.Examples) {
		switch value := value.(type) {
		case string, bool:
			return value
		case float64:
			if value == float64(int64(value)) {
				return int64(value)
			}
		}
	}
	return nil
}

// schemes are the security schemes that the operation asks for.
func (w *writer) schemes() []*openapi3.SecurityScheme {
	requirements := w.doc.Security
	if w.c.op.Security != nil {
		requirements = *w.c.op.Security
	}
	var found []*openapi3.SecurityScheme
	for _, requirement := range requirements {
		for name := range requirement {
			if w.doc.Components != nil && w.doc.Components.SecuritySchemes[name] != nil && w.doc.Components.SecuritySchemes[name].Value != nil {
				found = append(found, w.doc.Components.SecuritySchemes[name].Value)
			}
		}
	}
	return found
}

func (w *writer) has(is func(*openapi3.SecurityScheme) bool) bool {
	return slices.ContainsFunc(w.schemes(), is)
}

func isBasic(s *openapi3.SecurityScheme) bool {
	return s.Type == "http" && strings.EqualFold(s.Scheme, "basic")
}

func isKey(s *openapi3.SecurityScheme) bool { return s.Type == "apiKey" }

// credentials are the members of the body by which a client authenticates.
func (w *writer) credentials() []string {
	if w.c.hasClient() {
		return []string{w.c.clientID(), w.c.clientSecret()}
	}
	return nil
}

// client says how a client authenticates.
func (w *writer) client() {
	id, secret := cmp.Or(w.c.clientID(), "client_id"), cmp.Or(w.c.clientSecret(), "client_secret")
	mechanism, also := "", ""
	switch {
	case w.has(isBasic):
		mechanism = "basic"
		w.guess("clients authenticate by HTTP Basic, the operation's security scheme")
		if w.c.hasClient() {
			also = "body"
			w.guess("or by %s and %s in the body, which requests have", id, secret)
		}
	case w.c.hasClient():
		mechanism = "body"
		w.guess("clients authenticate by %s and %s in the body", id, secret)
	case w.has(isKey):
		mechanism = "api-key"
		w.guess("an API key authenticates, where the operation's security scheme says; it is given like a client's secret")
	case w.noGrant && w.c.hasUser():
		mechanism = "none"
		w.guess("no client authenticates: a user logs in")
	case w.noGrant:
		mechanism = "none"
		w.open("who authenticates, and how: the operation has neither a security scheme that the suite can do nor credentials in the body")
	default:
		mechanism = "basic"
		w.guess("clients authenticate by HTTP Basic: the document does not say how, and RFC 6749, section 2.3.1 has every service take it")
	}
	w.line("client-authentication:")
	w.line("  documented: %s", mechanism)
	if mechanism == "basic" || mechanism == "body" {
		w.line("  parameters: {id: %s, secret: %s} # what they are called in a body", quoted(id), quoted(secret))
	}
	if also != "" {
		w.line("  also: [%s]", also)
	}
	w.line("")
}
