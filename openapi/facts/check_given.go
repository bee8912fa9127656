package facts

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
)

var variableName = regexp.MustCompile(`^` + VariablePrefix + `[A-Z0-9][A-Z0-9_]*$`)

// ownHeaders are the header fields that the suite writes by itself.
func ownHeaders() []string {
	return []string{
		"authorization", "accept", "accept-encoding", "connection", "content-length", "content-type", "cookie", "host", "te",
		"transfer-encoding", "upgrade", "user-agent",
	}
}

// checkGivens looks at the values that requests always have.
func checkGivens(f Facts, document Document, fail refuse) {
	for _, g := range f.Request.Givens() {
		checkSource(f, g, fail)
	}
	for _, g := range f.Request.Parameters {
		switch {
		case len(document.Members) > 0 && !slices.Contains(document.Members, g.Name):
			fail(g.Key, "wanted a member of the request's body in the document (%s), found another", strings.Join(document.Members, ", "))
		case slices.Contains([]string{
			"grant_type", f.User.NameParameter, f.User.PasswordParameter, f.Refresh.Parameter, f.ClientAuthentication.IDParameter, f.ClientAuthentication.SecretParameter,
		}, g.Name):
			fail(g.Key, "wanted a member that nothing else says the value of, found one that other facts name")
		}
	}
	for _, g := range f.Request.Headers {
		_, twice := f.ApplicationHeaders[g.Name]
		switch {
		case !wire.IsToken(g.Name):
			fail(g.Key, "wanted the name of a header field, found other characters in it")
		case twice || slices.Contains(ownHeaders(), strings.ToLower(g.Name)):
			fail(g.Key, "wanted a header field that the suite does not write by itself, found one that it does")
		}
		if text, isText := g.Literal.(string); isText && !IsFieldValue(text) {
			fail(g.Key, "wanted a value that can stand in a header field: visible ASCII, no blanks around it; found other characters")
		}
	}
	for _, g := range f.Request.Path {
		if !slices.Contains(document.Variables, g.Name) {
			fail(g.Key, "wanted a variable of the operation's path (%s), found another", strings.Join(document.Variables, ", "))
		}
		for _, text := range append(slices.Collect(maps.Values(g.Environments)), fmt.Sprint(g.Literal)) {
			if (g.Literal != nil || len(g.Environments) > 0) && !IsSegment(text) && text != "<nil>" {
				fail(g.Key, "wanted a single segment of a path, found none")
			}
		}
	}
}

// checkSource wants a value to come from somewhere, and from what a contract may read.
func checkSource(f Facts, g Given, fail refuse) {
	switch {
	case g.Literal == nil && g.Variable == "" && len(g.Environments) == 0:
		fail(g.Key, "wanted a value, or one of env, secret and environments; found none")
	case g.Variable != "" && !variableName.MatchString(g.Variable):
		fail(g.Key, "wanted a variable whose name begins with %s, so that a contract reads nothing else of who runs it; found another name", VariablePrefix)
	case g.Secret && len(g.Environments) > 0:
		fail(g.Key, "wanted a secret from a variable alone, found it beside values that everybody can read")
	}
	for _, environment := range slices.Sorted(maps.Keys(g.Environments)) {
		if _, known := f.Environments.Names[environment]; !known {
			fail(g.Key+".environments."+environment, "wanted one of the contract's environments (%s), found another",
				strings.Join(slices.Sorted(maps.Keys(f.Environments.Names)), ", "))
		}
	}
}

// IsFieldValue says that a text can stand in a header field as it is (RFC 9110, section 5.5).
func IsFieldValue(text string) bool {
	return strings.TrimSpace(text) == text && !strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r > 0x7e })
}

// IsSegment says that a text is one segment of a path (RFC 3986, section 3.3).
func IsSegment(text string) bool {
	return text != "" && text != "." && text != ".." && !strings.ContainsAny(text, "/\\")
}
