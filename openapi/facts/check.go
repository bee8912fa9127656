package facts

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/positioned"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/getkin/kin-openapi/openapi3"
)

// refuse says of a key what is wrong with it.
type refuse func(key, format string, args ...any)

// Document is what facts may name of the OpenAPI document that they stand beside.
type Document struct {
	// Servers are those of the token operation.
	Servers openapi3.Servers
	// MediaTypes are those of the operation's request body.
	MediaTypes []string
	// Members are those of the request body; none when the document leaves their names open.
	Members []string
	// Grants are the values of grant_type; none when the document leaves them open.
	Grants []string
	// Variables are those of the operation's path.
	Variables []string
}

// bodied is the media type of requests; where the document has no body for them, there is none to name.
func bodied(f Facts, document Document) string {
	if len(document.MediaTypes) == 0 && f.Request.MediaType == "" {
		return "none"
	}
	return f.Request.MediaType
}

// Check holds the facts against their document: what one names the other must have. It tells every mistake at once, each
// with its line.
func Check(file string, f Facts, lines Lines, document Document) error {
	var errs []error
	fail := func(key, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s: %s: %s", positioned.At(file, lines[key]), key, fmt.Sprintf(format, args...)))
	}
	for _, missing := range []struct{ key, value string }{
		{"name", f.Name},
		{"title", f.Title},
		{"operation", f.Operation},
		{"grant", f.Grant},
		{"errors", string(f.Errors.Reading)},
		{"request.media-type", bodied(f, document)},
		{"client-authentication.documented", string(f.ClientAuthentication.Documented)},
		{"client-authentication.parameters.id", named(f, f.ClientAuthentication.IDParameter)},
		{"client-authentication.parameters.secret", named(f, f.ClientAuthentication.SecretParameter)},
	} {
		if missing.value == "" {
			fail(missing.key, "wanted text, found no such key")
		}
	}
	checkRequests(f, document, fail)
	checkGivens(f, document, fail)
	checkReading(f, fail)
	checkEnvironments(f.Environments, document.Servers, fail)
	for i, limit := range f.Limits {
		checkLimit(fmt.Sprintf("limits[%d]", i), limit, fail)
	}
	for name := range f.ApplicationHeaders {
		if !wire.IsToken(name) {
			fail("application-headers."+name, "wanted the name of a header field, found other characters in it")
		}
	}
	for i, u := range f.NotProvokable {
		if u.Value == "" || u.Reason == "" {
			fail(fmt.Sprintf("not-provokable[%d]", i), "wanted value and reason, found one of them missing")
		}
	}
	for i, c := range f.Contradictions {
		checkContradiction(fmt.Sprintf("contradictions[%d]", i), c, f, fail)
	}
	return errors.Join(errs...)
}

// named is what a client's parameter is called; anything where no client has one.
func named(f Facts, parameter string) string {
	if !f.Has(ClientIdentifiers) {
		return string(NoMechanism)
	}
	return parameter
}

func checkContradiction(key string, c Contradiction, f Facts, fail refuse) {
	if c.About == "" || len(c.Says) == 0 || c.Ruling == 0 {
		fail(key, "wanted about, says and ruling, found one of them missing")
		return
	}
	known := append(slices.Sorted(maps.Keys(f.Sources)), DocumentSource)
	for i, s := range c.Says {
		place := fmt.Sprintf("%s.says[%d]", key, i)
		switch {
		case s.Source == "" || s.Text == "":
			fail(place, "wanted source and text, found one of them missing")
		case !slices.Contains(known, s.Source):
			fail(place+".source", "wanted one of the sources (%s), found another", strings.Join(known, ", "))
		}
	}
}

func checkEnvironments(e Environments, servers openapi3.Servers, fail refuse) {
	if len(e.Names) == 0 {
		if e.Variable != "" || e.Default != "" || len(e.Production) > 0 {
			fail("environments", "wanted names for the other keys to speak of, found none")
		}
		return
	}
	values, what := serverURLs(servers), "the URL of a server in the document"
	if e.Variable != "" {
		variable := serverVariable(servers, e.Variable)
		if variable == nil {
			fail("environments.variable", "wanted a variable of a server in the document, found no %q there", e.Variable)
			return
		}
		values, what = variable.Enum, "a value of the server variable"
	}
	for _, name := range slices.Sorted(maps.Keys(e.Names)) {
		if (len(values) > 0 || e.Variable == "") && !slices.Contains(values, e.Names[name]) {
			fail("environments.names."+name, "wanted %s (%s), found another", what, strings.Join(values, ", "))
		}
	}
	known := strings.Join(slices.Sorted(maps.Keys(e.Names)), ", ")
	if _, ok := e.Names[e.Default]; !ok && e.Default != "" {
		fail("environments.default", "wanted one of the names (%s), found another", known)
	}
	for i, name := range e.Production {
		if _, ok := e.Names[name]; !ok {
			fail(fmt.Sprintf("environments.production[%d]", i), "wanted one of the names (%s), found another", known)
		}
	}
}

var statusClass = regexp.MustCompile(`^[1-5]xx$`)

func checkLimit(key string, l Limit, fail refuse) {
	switch {
	case l.Per == 0:
		fail(key, "wanted per, the time that the limit is for; found none")
	case (l.Requests > 0) == (l.Responses > 0):
		fail(key, "wanted either requests, or responses with their class")
	case l.Responses > 0 && !statusClass.MatchString(l.Class):
		fail(key+".class", `wanted a class of responses such as "4xx"`)
	case l.Requests > 0 && l.Class != "":
		fail(key+".class", "wanted no class for requests; a request has none")
	}
}

// serverVariable finds a variable by name among the servers; nil when none has it.
func serverVariable(servers openapi3.Servers, name string) *openapi3.ServerVariable {
	for _, server := range servers {
		if variable := server.Variables[name]; variable != nil {
			return variable
		}
	}
	return nil
}

func serverURLs(servers openapi3.Servers) []string {
	urls := make([]string, len(servers))
	for i, server := range servers {
		urls[i] = server.URL
	}
	return urls
}
