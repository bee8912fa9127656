package facts

import (
	"maps"
	"slices"
)

// Words lists the words of a protocol that the facts name: parameters, grants, media types, header fields. Some may be
// empty. Redaction must leave all of them as they are.
func (f Facts) Words() []string {
	words := []string{
		f.Grant, f.Request.MediaType, f.Scope.Example, f.ClientAuthentication.IDParameter, f.ClientAuthentication.SecretParameter,
		f.User.NameParameter, f.User.PasswordParameter, f.Refresh.Grant, f.Refresh.Parameter, f.Tokens.Scheme,
	}
	for _, g := range f.Request.Givens() {
		words = append(words, g.Name)
		if text, isText := g.Literal.(string); isText {
			words = append(words, text)
		}
	}
	words = append(words, f.ClientAuthentication.Key.Name)
	return slices.AppendSeq(words, maps.Keys(f.ApplicationHeaders))
}
