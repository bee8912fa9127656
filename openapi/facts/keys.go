package facts

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// unspoken are the facts that hold where a facts file does not speak of them.
func unspoken() Facts {
	return Facts{ClientAuthentication: ClientAuthentication{FormEncoded: true}, Tokens: Tokens{Response: RFC6749}, Resource: NoPromise}
}

// Keys lists the keys at the top of a facts file, in alphabetical order.
func Keys() []string { return slices.Sorted(maps.Keys((&reader{}).keys(&Facts{}))) }

// keys says for each key of a facts file where its value goes.
func (r *reader) keys(f *Facts) map[string]setter {
	return map[string]setter{
		"name": r.text(&f.Name), "title": r.text(&f.Title), "operation": r.text(&f.Operation), "grant": r.text(&f.Grant),
		"environments": r.object(map[string]setter{
			"variable": r.text(&f.Environments.Variable), "names": r.dictionary(&f.Environments.Names),
			"production": r.texts(&f.Environments.Production), "default": r.text(&f.Environments.Default),
		}),
		"limits":                r.limits(&f.Limits),
		"user":                  r.object(map[string]setter{"name": r.text(&f.User.NameParameter), "password": r.text(&f.User.PasswordParameter)}),
		"refresh":               r.object(map[string]setter{"grant": r.text(&f.Refresh.Grant), "parameter": r.text(&f.Refresh.Parameter)}),
		"request":               r.request(&f.Request),
		"client-authentication": r.clientAuthentication(&f.ClientAuthentication),
		"tokens":                r.tokens(&f.Tokens),
		"scope":                 r.scope(&f.Scope),
		"errors":                r.errors(&f.Errors),
		"operations":            func(*yaml.Node, string) {}, // they are read when all else is
		"resource":              r.oneOf(&f.Resource, Strict, RFC6750, NoPromise),
		"error-model":           r.text(&f.ErrorModel),
		"application-headers":   r.dictionary(&f.ApplicationHeaders),
		"clause-sources":        r.dictionary(&f.ClauseSources),
		"not-provokable": r.list(func(n *yaml.Node, key string) {
			var u Unprovokable
			r.mapping(n, key, map[string]setter{"value": r.text(&u.Value), "reason": r.text(&u.Reason)})
			f.NotProvokable = append(f.NotProvokable, u)
		}),
		"contradictions": r.list(func(n *yaml.Node, key string) {
			var c Contradiction
			r.mapping(n, key, map[string]setter{"about": r.line(&c.About), "says": r.sayings(&c.Says), "ruling": r.positive(&c.Ruling)})
			f.Contradictions = append(f.Contradictions, c)
		}),
		"sources": r.dictionary(&f.Sources),
	}
}

func (r *reader) sayings(to *[]Saying) setter {
	return r.list(func(n *yaml.Node, key string) {
		var s Saying
		r.mapping(n, key, map[string]setter{"source": r.text(&s.Source), "text": r.line(&s.Text)})
		*to = append(*to, s)
	})
}

const noRuling = "no ruling chooses what a contract is held to any more; "

// retiredKeys are those of older facts files, each with what to write instead.
func retiredKeys() map[string]func(*yaml.Node) string {
	return map[string]func(*yaml.Node) string{"rulings": insteadOfRulings, "reading": insteadOfReading}
}

// insteadOfReading is for the key that named the rulings by which a document is read.
func insteadOfReading(*yaml.Node) string {
	return noRuling + "leave this key out: tokens.response and errors say how the document is read"
}

// insteadOfRulings is for the list of rulings that speak of a contract.
func insteadOfRulings(n *yaml.Node) string {
	var numbers []string
	for _, item := range n.Content {
		numbers = append(numbers, item.Value)
	}
	var keys []string
	for _, k := range []struct{ strict, write, lax, otherwise string }{
		{"9", "errors: %s", "23 rfc6749", "strict or rfc6749"},
		{"6", "tokens: {response: %s}", "21 rfc6749", "strict or rfc6749"},
		{"14", "resource: %s", "24 rfc6750", "none"},
	} {
		promise := k.otherwise
		if number, value, _ := strings.Cut(k.lax, " "); slices.Contains(numbers, number) {
			promise = value
		}
		if slices.Contains(numbers, k.strict) {
			promise = string(Strict)
		}
		keys = append(keys, fmt.Sprintf(k.write, promise))
	}
	if slices.Contains(numbers, "7") {
		keys = append(keys, "scope: {}, with an example if there is one")
	}
	return noRuling + "say what it promises instead, which for these is: " + strings.Join(keys, "; ") + " (authconform list features)"
}
