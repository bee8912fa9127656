package scenario

import (
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/wire"
)

// conforms says that a contract's document allows the answers of a scenario about what contracts leave open: no client has to
// take what its contract excludes.
func conforms(c *openapi.Contract, s Scenario) bool {
	name, isOpen := strings.CutPrefix(string(s.Name), "open-")
	switch {
	case !isOpen:
		return true
	case strings.HasPrefix(name, "token-type-"):
		named := c.Facts.Has(facts.OAuthTokens) || states(c, wire.TokenType, openapi.TypeKind) // what no document speaks of, no client reads
		return named && !states(c, wire.TokenType, openapi.EnumKind) && !constrained(c, wire.TokenType)
	case name == "no-token-type":
		return !states(c, wire.TokenType, openapi.RequiredKind)
	case name == "scope-absent":
		return !states(c, wire.Scope, openapi.RequiredKind)
	case strings.HasPrefix(name, "token-"):
		return c.TokenForm() == nil
	case name == "scope-present":
		return !closed(c) || states(c, wire.Scope, openapi.TypeKind)
	case name == "further-members":
		return !closed(c)
	}
	return true
}

// closed says that a token response has the documented members alone.
func closed(c *openapi.Contract) bool {
	return anyRequirement(c, func(r openapi.Requirement) bool {
		return r.Kind == openapi.ClosedKind && r.Subject == "" && ofSuccess(r)
	})
}

// states says that the document has a statement of a kind about what answers of success have by that name.
func states(c *openapi.Contract, name string, kind openapi.Kind) bool {
	place := wire.PointerTokens(c.Layout().Place(name))
	return anyRequirement(c, func(r openapi.Requirement) bool {
		return r.Kind == kind && ofSuccess(r) && slices.Equal(r.Path(), place)
	})
}

// constrained says that it asks for more than a type there.
func constrained(c *openapi.Contract, name string) bool {
	place := wire.PointerTokens(c.Layout().Place(name))
	return anyRequirement(c, func(r openapi.Requirement) bool {
		return r.Kind == openapi.TypeKind && ofSuccess(r) && slices.Equal(r.Path(), place) && strings.Contains(r.Value, " that ")
	})
}

// anyRequirement says that one of what the document states of the token operation is so.
func anyRequirement(c *openapi.Contract, is func(openapi.Requirement) bool) bool {
	for r := range c.EachRequirement() { // every clause about a client asks which scenarios there are
		if is(r) {
			return true
		}
	}
	return false
}

func ofSuccess(r openapi.Requirement) bool { return len(r.Statuses) > 0 && r.Statuses[0]/100 == 2 }
