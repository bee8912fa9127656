package target

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/authconform/authconform/suites/evidence"
)

// DefaultMethod is how the protected resource is asked when the user does not say.
const DefaultMethod = http.MethodGet

// Resource is a protected resource of the target.
type Resource struct {
	// Path is appended to the base URL: it begins with a slash, is percent-encoded, and has no query. It does
	// not lead out of what it is appended to.
	Path string
	// Query follows the path behind a question mark, percent-encoded; "" for none. It holds no credentials.
	Query string
	// Method is how it is asked; never one whose answer has no body.
	Method string
	// Header is sent with every request, besides what the suite sends of its own, with names in their usual spelling. It holds no
	// credentials.
	Header []evidence.Field
}

// resource reads the protected resource that the user describes.
func (o *Options) resource(t *Target) []error {
	if o.ResourcePath == "" {
		return o.resourceless()
	}
	var problems []error
	if fault := pathFault(o.ResourcePath); fault != "" {
		problems = append(problems, problemf(o.where(resourceFlag), "%s", fault))
	}
	if fault := methodFault(o.ResourceMethod); fault != "" {
		problems = append(problems, problemf(o.where(methodFlag), "%s", fault))
	}
	path, query, _ := strings.Cut(o.ResourcePath, "?")
	t.Resource = &Resource{Path: path, Query: query, Method: o.ResourceMethod}
	for i, text := range o.ResourceHeaders {
		field, fault := parseField(text)
		if fault != "" {
			problems = append(problems, problemf(o.where(headerFlag), "header %d: %s", i+1, fault))
		}
		t.Resource.Header = append(t.Resource.Header, field)
	}
	return problems
}

// resourceless refuses what says how to ask a resource when none is named.
func (o *Options) resourceless() []error {
	var problems []error
	for _, name := range []string{methodFlag, headerFlag} {
		if o.layer(name) > byDefault {
			problems = append(problems, problemf(o.where(name), "no resource is named: give --%s too", resourceFlag))
		}
	}
	return problems
}

// pathFault holds a path against the grammar of RFC 3986, section 3.3, and says what is wrong with it without
// repeating it: somebody may have put a token in.
func pathFault(path string) string {
	path, query, asked := strings.Cut(path, "?")
	if fault := queryFault(query, asked); fault != "" {
		return fault
	}
	decoded, err := url.PathUnescape(path)
	switch {
	case strings.HasPrefix(path, "//"):
		return "wanted one slash at its start, found two: a host is no part of it"
	case !strings.HasPrefix(path, "/"):
		return "wanted a path that begins with a slash, such as /bookings: it is appended to the base URL"
	case strings.Contains(path+query, "#"):
		return "holds a fragment: leave out what follows the #"
	case err != nil:
		return "holds a percent sign that begins no escape: write %25"
	case strings.ContainsFunc(path, notInPath):
		return "holds a character that no path has: percent-encode it, such as %20 for a space"
	case hasDots(decoded):
		return "holds . or .. between slashes: write the path that is meant"
	}
	return ""
}

// queryFault holds what follows the question mark against section 3.4 of it.
func queryFault(query string, asked bool) string {
	if !asked {
		return ""
	}
	values, err := url.ParseQuery(query)
	switch {
	case query == "":
		return "wanted a query after the question mark, found none: leave it out"
	case err != nil:
		return "the query cannot be read: percent-encode what is in it, such as %25 for a percent sign"
	case strings.ContainsFunc(query, func(r rune) bool { return notInPath(r) && r != '?' && r != '#' }):
		return "the query holds a character that no query has: percent-encode it, such as %20 for a space"
	case values.Has("access_token"):
		return "the query holds access_token: the resource is judged by the token in the header alone"
	}
	return ""
}

// notInPath is what RFC 3986 calls neither pchar nor the slash between segments.
func notInPath(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && !strings.ContainsRune("-._~!$&'()*+,;=:@%/", r)
}

// hasDots finds segments that lead elsewhere on some server: also where a backslash separates them, and where
// parameters follow the dots.
func hasDots(decoded string) bool {
	segments := strings.Split(strings.ReplaceAll(decoded, `\`, "/"), "/")
	return slices.ContainsFunc(segments, func(segment string) bool {
		segment, _, _ = strings.Cut(segment, ";")
		return segment == "." || segment == ".."
	})
}

func methodFault(method string) string {
	switch {
	case !httpguts.ValidHeaderFieldName(method): // a method is a token too (RFC 9110, section 9.1)
		return "wanted a method such as GET"
	case method != strings.ToUpper(method):
		return "wanted capitals, such as GET: methods tell them from small letters"
	}
	switch method {
	case http.MethodHead:
		return "HEAD cannot be judged: its answers have no body"
	case http.MethodConnect, http.MethodTrace:
		return method + " asks a server, not a resource: give another method"
	}
	return ""
}

// parseField reads "Name: value". The fault repeats neither, but names that are known.
func parseField(text string) (field evidence.Field, fault string) {
	name, value, found := strings.Cut(text, ":")
	value = strings.Trim(value, " \t")
	switch {
	case !found || !httpguts.ValidHeaderFieldName(name):
		return evidence.Field{}, "wanted a name, a colon and a value, such as Accept-Language: en"
	case value == "":
		return evidence.Field{}, "has no value: give one, or leave it out"
	case strings.ContainsFunc(value, func(r rune) bool { return (r < ' ' && r != '\t') || r > '~' }):
		return evidence.Field{}, "the value holds a character that is not visible ASCII"
	}
	name = http.CanonicalHeaderKey(name)
	return evidence.Field{Name: name, Value: value}, nameFault(name)
}

// nameFault says why a header field is not the user's to give.
func nameFault(name string) string {
	switch name {
	case "Authorization", "Cookie":
		return name + " carries credentials: the resource is judged by the token alone"
	case "User-Agent":
		return name + " names authconform, so that the target's owner finds its requests"
	case "Accept-Encoding":
		return name + " would change what is recorded: answers are read as they are"
	case "Connection", "Content-Length", "Expect", "Host", "Http2-Settings", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade":
		return name + " belongs to the connection: leave it out"
	}
	if strings.HasPrefix(name, "Proxy-") {
		return "headers that begin with Proxy- belong to the connection: leave it out"
	}
	return ""
}

// revocation takes the ways to a revoked token: one that is revoked already, and a command that revokes another.
func (o *Options) revocation(t *Target) []error {
	token := o.find(o.revokedToken())
	if token.problem == nil && strings.ContainsFunc(token.text, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
		token.problem = problemf(token.where, "the revoked token holds a space or another character that no token has: give the token alone, without its type")
	}
	var problem error
	if strings.ContainsRune(o.RevokeCommand, 0) {
		problem = problemf(o.where(revokeFlag), "holds a NUL character: no command does")
	}
	t.RevokedToken, t.RevokeCommand, t.Withheld = token.text, o.RevokeCommand, o.Withheld()
	return append([]error{token.problem, problem}, o.unrevoked()...)
}

// unrevoked finds ways to a revoked token that nobody goes.
func (o *Options) unrevoked() []error {
	var without []string
	if o.Profile == CoreProfile {
		without = append(without, "--"+profileFlag+" "+FullProfile)
	}
	if o.ResourcePath == "" {
		without = append(without, "--"+resourceFlag)
	}
	var problems []error
	for _, name := range []string{revokeFlag, o.revokedToken().flag()} {
		if len(without) > 0 && o.layer(name) == byFlag {
			problems = append(problems, idle(name, without...))
		}
	}
	return problems
}
