package facts

import (
	"strconv"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"go.yaml.in/yaml/v3"
)

func (r *reader) limits(to *[]Limit) setter {
	return r.list(func(n *yaml.Node, key string) {
		var l Limit
		r.mapping(n, key, map[string]setter{
			"class": r.text(&l.Class), "responses": r.positive(&l.Responses), "requests": r.positive(&l.Requests),
			"per": r.duration(&l.Per), "penalty": r.duration(&l.Penalty),
		})
		*to = append(*to, l)
	})
}

func (r *reader) clientAuthentication(to *ClientAuthentication) setter {
	return r.object(map[string]setter{
		"documented":   func(n *yaml.Node, key string) { to.Documented = r.mechanism(n, key) },
		"also":         r.list(func(n *yaml.Node, key string) { to.Also = append(to.Also, r.mechanism(n, key)) }),
		"parameters":   r.object(map[string]setter{"id": r.text(&to.IDParameter), "secret": r.text(&to.SecretParameter)}),
		"form-encoded": r.truth(&to.FormEncoded),
	})
}

func (r *reader) tokens(to *Tokens) setter {
	keys := map[string]setter{
		"scheme": r.text(&to.Scheme), "side-by-side": r.truth(&to.SideBySide),
		"response": r.oneOf(&to.Response, Strict, RFC6749, Documented), "jwt": r.truth(&to.JWT),
	}
	for key, name := range tokenPlaces() {
		keys[key] = func(n *yaml.Node, path string) {
			var pointer string
			if r.pointer(&pointer)(n, path); pointer != "" {
				if to.Places == nil {
					to.Places = map[string]string{}
				}
				to.Places[name] = pointer
			}
		}
	}
	return r.object(keys)
}

// scope is a promise by being there, whatever is in it.
func (r *reader) scope(to *Scope) setter {
	read := r.object(map[string]setter{"example": r.text(&to.Example)})
	return func(n *yaml.Node, key string) {
		to.Promised = true
		read(n, key)
	}
}

// errors reads how errors are promised: a word alone, or with where an error says what.
func (r *reader) errors(to *Errors) setter {
	reading := r.oneOf(&to.Reading, Strict, RFC6749, Documented)
	keys := r.object(map[string]setter{
		"reading": reading, "code": r.pointer(&to.Code), "message": r.pointer(&to.Message), "answers": r.answers(&to.Answers),
	})
	return func(n *yaml.Node, key string) {
		if n.Kind == yaml.MappingNode {
			keys(n, key)
			return
		}
		reading(n, key)
	}
}

// answers reads what is said of single requests: "401 AUTH_001", or a list of such.
func (r *reader) answers(to *map[string][]ErrorAnswer) setter {
	return func(n *yaml.Node, key string) {
		*to = map[string][]ErrorAnswer{}
		r.each(n, key, func(name, value *yaml.Node, key string) {
			one := func(n *yaml.Node, key string) {
				if answer, ok := errorAnswer(n); ok {
					(*to)[name.Value] = append((*to)[name.Value], answer)
					return
				}
				r.fail(n, key, "wanted a status from 400 to 499 and a code, such as 401 invalid_client, or the status alone; found "+nodeWords(n))
			}
			if value.Kind == yaml.SequenceNode {
				r.list(one)(value, key)
				return
			}
			one(value, key)
		})
	}
}

func errorAnswer(n *yaml.Node) (ErrorAnswer, bool) {
	status, code, _ := strings.Cut(n.Value, " ")
	number, err := strconv.Atoi(status)
	if n.Kind != yaml.ScalarNode || err != nil || number < 400 || number > 499 || strings.ContainsAny(code, " \t\n") {
		return ErrorAnswer{}, false
	}
	return ErrorAnswer{Status: number, Code: code}, true
}

// request reads how requests are written.
func (r *reader) request(to *Request) setter {
	return r.object(map[string]setter{
		"media-type": r.text(&to.MediaType), "parameters": r.givens(&to.Parameters), "headers": r.givens(&to.Headers),
		"path": r.givens(&to.Path), "query": r.givens(&to.Query),
	})
}

// givens reads values that requests always have, in the order in which they stand.
func (r *reader) givens(to *[]Given) setter {
	return func(n *yaml.Node, key string) {
		r.each(n, key, func(name, value *yaml.Node, key string) {
			g := Given{Key: key, Name: name.Value}
			if value.Kind == yaml.MappingNode {
				var secret string
				r.mapping(value, key, map[string]setter{
					"env": r.text(&g.Variable), "secret": r.text(&secret), "environments": r.dictionary(&g.Environments),
				})
				if secret != "" {
					g.Variable, g.Secret = secret, true
				}
			} else {
				g.Literal = r.literal(value, key)
			}
			*to = append(*to, g)
		})
	}
}

// literal reads a text, a number or a truth.
func (r *reader) literal(n *yaml.Node, key string) any {
	var value any
	if n.Kind == yaml.ScalarNode && n.Decode(&value) == nil {
		switch value := value.(type) {
		case string:
			return value
		case bool:
			return value
		case int:
			return value
		}
	}
	r.fail(n, key, "wanted a text, a whole number, true or false, or one of env, secret and environments; found "+nodeWords(n)+quoteHint(n))
	return nil
}

// pointer reads a JSON pointer (RFC 6901).
func (r *reader) pointer(to *string) setter {
	return func(n *yaml.Node, key string) {
		var text string
		r.text(&text)(n, key)
		if text != "" && !wire.IsPointer(text) {
			r.fail(n, key, `wanted a JSON pointer into the answer's body, such as "/data/access_token" (RFC 6901); found `+nodeWords(n))
			return
		}
		*to = text
	}
}
