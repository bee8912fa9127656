package openapi

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
)

// TokenForm is what a contract's document asks of its tokens beyond their type, for who has to put others in their place.
type TokenForm struct {
	// Beginnings are what the document has tokens begin with ("bw_"), which so is no secret.
	Beginnings []string
	places     []tokenPlace
}

// tokenPlace is a place of a token in an answer, with what is stated of it.
type tokenPlace struct {
	path   []string
	stated []*entry
	status int
}

// TokenForm gives it; nil where the document asks for nothing.
func (c *Contract) TokenForm() *TokenForm {
	form := &TokenForm{}
	for _, name := range []string{wire.AccessToken, wire.RefreshToken} {
		form.add(c, wire.PointerTokens(c.layout.Place(name)))
	}
	if len(form.places) == 0 {
		return nil
	}
	return form
}

func (f *TokenForm) add(c *Contract, path []string) {
	at := tokenPlace{path: path}
	for _, s := range c.statements {
		if s.Kind != TypeKind && s.Kind != EnumKind || !slices.Equal(s.Path(), path) || s.Statuses[0]/100 != 2 || s.Kind == TypeKind && !strings.Contains(s.Value, " that ") {
			continue
		}
		at.stated, at.status = append(at.stated, c.entries[keyOf(s)]), s.Statuses[0]
	}
	if len(at.stated) == 0 {
		return
	}
	f.places = append(f.places, at)
	for _, r := range c.operation.responses() {
		for _, model := range r.models() {
			for _, schema := range schemasAt(model, path) {
				if re, err := regexp.Compile(strings.TrimPrefix(schema.Pattern, "^")); err == nil && strings.HasPrefix(schema.Pattern, "^") {
					if beginning, _ := re.LiteralPrefix(); beginning != "" {
						f.Beginnings = append(f.Beginnings, beginning)
					}
				}
			}
		}
	}
}

// Alike says that the document has the same to say of two texts in the place of a token: it allows both, or finds the same
// wrong with them.
func (f *TokenForm) Alike(one, other string) bool {
	for _, at := range f.places {
		if !slices.Equal(at.said(one), at.said(other)) {
			return false
		}
	}
	return true
}

// said is what is wrong with a text there.
func (t tokenPlace) said(token string) []wire.Violation {
	var body any = token
	for _, name := range slices.Backward(t.path) {
		body = map[string]any{name: body}
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil // no text is in the way of JSON
	}
	read := func() (any, bool) { return wire.Decode(text) }
	looked := seen{Answer: wire.Answer{Status: t.status, Header: http.Header{}, Body: text}, body: read, named: read}
	var all []wire.Violation
	for _, e := range t.stated {
		for _, r := range e.rules {
			if len(r.statuses) == 0 || slices.Contains(r.statuses, t.status) {
				all = append(all, r.check(looked)...)
			}
		}
	}
	return all
}
