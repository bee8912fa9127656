package facts

import (
	"maps"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// common are the keys that all operations of a contract share.
func common() []string {
	return []string{"name", "title", "environments", "limits", "application-headers", "contradictions", "sources", "operations"}
}

// operations reads a list of token operations. Each has what the file says of all of them, and in its place what it says
// itself: a key as a whole.
func (r *reader) operations(all Facts, list *yaml.Node) []Facts {
	if list == nil {
		return nil
	}
	const key = "operations"
	var operations []Facts
	r.list(func(n *yaml.Node, path string) {
		own := all
		keys := r.keys(&own)
		for _, name := range common() {
			delete(keys, name)
		}
		for name, set := range keys {
			keys[name] = func(n *yaml.Node, key string) {
				own.empty(name)
				set(n, key)
			}
		}
		r.mapping(n, path, keys)
		operations = append(operations, own)
	})(list, key)
	return operations
}

// empty takes away what a key said before it is read again.
func (f *Facts) empty(key string) {
	plain := unspoken()
	switch key {
	case "user":
		f.User = plain.User
	case "refresh":
		f.Refresh = plain.Refresh
	case "request":
		f.Request = plain.Request
	case "client-authentication":
		f.ClientAuthentication = plain.ClientAuthentication
	case "tokens":
		f.Tokens = plain.Tokens
	case "scope":
		f.Scope = plain.Scope
	case "errors":
		f.Errors = plain.Errors
	case "clause-sources":
		f.ClauseSources = nil
	case "not-provokable":
		f.NotProvokable = nil
	}
}

// Of gives the lines as the i-th operation has them: its own keys, and those of all.
func (l Lines) Of(i int) Lines {
	prefix := "operations[" + strconv.Itoa(i) + "]"
	of := maps.Clone(l)
	for key, line := range l {
		if own, found := strings.CutPrefix(key, prefix+"."); found {
			of[own] = line
		}
	}
	return of
}
