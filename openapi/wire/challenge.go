package wire

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// WwwAuthenticate is the field of challenges, as net/http spells it (RFC 9110, section 11.6.1).
const WwwAuthenticate = "Www-Authenticate"

// Challenge is one challenge of a WWW-Authenticate field (RFC 9110, section 11.3). It has parameters or a
// token68 or neither, never both.
type Challenge struct {
	// Scheme is the scheme's name as it was written: compare it without regard to case.
	Scheme string
	// Token68 is what stands in the place of parameters; "" when nothing does.
	Token68 string
	// Params are the parameters in the order in which they were written.
	Params []Param
}

// Param is one parameter of a challenge. The name is as written: compare it without regard to case.
// The value is without its quotes and escapes.
type Param struct{ Name, Value string }

// Param gives the value of the parameter with the given name, in any case; false when there is none.
func (c Challenge) Param(name string) (string, bool) {
	i := slices.IndexFunc(c.Params, func(p Param) bool { return strings.EqualFold(p.Name, name) })
	if i < 0 {
		return "", false
	}
	return c.Params[i].Value, true
}

// Challenges parses all WWW-Authenticate fields as lists of challenges (RFC 9110, section 11.6.1). It gives
// every challenge that could be read, and a violation for each place where a field leaves the grammar:
// parsing of that field ends there. A missing field is no violation; a field without a challenge is one. Of a flood of them
// the first MaxViolations are told.
func Challenges(h http.Header) ([]Challenge, []Violation) {
	var challenges []Challenge
	var violations []Violation
	for _, field := range h.Values(WwwAuthenticate) {
		p := challengeParser{fieldReader: readField(field)}
		p.list()
		challenges = append(challenges, p.challenges...)
		violations = append(violations, p.violations...)
	}
	violations = violations[:min(len(violations), MaxViolations)]
	return challenges, violations
}

// challengeParser reads one field. A comma separates both challenges and parameters, so every element is
// looked at by itself: a token followed by "=" is a parameter of the challenge before it, any other token
// begins a challenge.
type challengeParser struct {
	fieldReader
	challenges []Challenge
	violations []Violation
	open       bool            // the current challenge may have parameters: a space stands after its scheme
	names      map[string]bool // of the current challenge's parameters, in small letters
}

func (p *challengeParser) list() {
	for {
		p.skip(" \t,")
		if p.rest == "" {
			break
		}
		if !p.element() {
			return
		}
		p.skip(" \t")
		if p.rest != "" && !p.at(',') {
			p.broken("a comma")
			return
		}
	}
	if len(p.challenges) == 0 && len(p.violations) == 0 {
		p.broken("a challenge")
	}
}

// element reads one list element; false when the grammar is left.
func (p *challengeParser) element() bool {
	before := p.rest
	name := p.token()
	if name == "" {
		return p.broken("the name of a scheme or a parameter")
	}
	if p.isParam() {
		p.rest = before
		if len(p.challenges) == 0 {
			return p.broken("the name of a scheme before the first parameter")
		}
		if !p.open {
			return p.broken("a space between a scheme and its parameters")
		}
		return p.param()
	}
	p.challenges, p.names = append(p.challenges, Challenge{Scheme: name}), nil
	if p.open = strings.HasPrefix(p.rest, " "); !p.open {
		return true
	}
	p.skip(" ")
	if token68, ok := p.token68(); ok {
		p.challenges[len(p.challenges)-1].Token68 = token68
		return true
	}
	if p.rest == "" || p.at(',') || p.at('\t') {
		return true
	}
	return p.param()
}

// isParam tells whether "=" follows, perhaps after bad white space (RFC 9110, section 5.6.3).
func (p *challengeParser) isParam() bool {
	return strings.HasPrefix(strings.TrimLeft(p.rest, " \t"), "=")
}

// token68 reads a token68 that ends its list element; without that end it would be a parameter's name.
func (p *challengeParser) token68() (string, bool) {
	end := strings.IndexAny(p.rest, ", \t")
	if end < 0 {
		end = len(p.rest)
	}
	candidate, after := p.rest[:end], strings.TrimLeft(p.rest[end:], " \t")
	if !isToken68(candidate) || after != "" && after[0] != ',' {
		return "", false
	}
	p.rest = p.rest[end:]
	return candidate, true
}

func (p *challengeParser) param() bool {
	current := &p.challenges[len(p.challenges)-1]
	name := p.token()
	if name == "" || !p.isParam() {
		return p.broken("a parameter, name=value")
	}
	p.skip(" \t")
	p.rest = p.rest[1:] // the "=" that isParam saw
	p.skip(" \t")
	value, wanted := p.value()
	if wanted != "" {
		return p.broken(wanted)
	}
	if current.Token68 != "" {
		return p.broken("a token68 or parameters, not both")
	}
	lower := strings.ToLower(name)
	if p.names[lower] {
		p.again()
		return true
	}
	if p.names == nil {
		p.names = map[string]bool{}
	}
	p.names[lower] = true
	current.Params = append(current.Params, Param{Name: name, Value: value})
	return true
}

// again notes a parameter that stands twice in a challenge. A field holds more of them than anybody reads.
func (p *challengeParser) again() {
	if len(p.violations) == MaxViolations {
		return
	}
	p.violations = append(p.violations, Violation{
		Pointer: "WWW-Authenticate", Rule: "challenge.duplicate",
		Detail: fmt.Sprintf("found a parameter twice in challenge %d; its name may occur once (RFC 9110, section 11.2)", len(p.challenges)),
	})
}

// broken notes where the field leaves the grammar. It is always false, for its callers to return.
func (p *challengeParser) broken(wanted string) bool {
	p.violations = append(p.violations, Violation{
		Pointer: "WWW-Authenticate", Rule: "challenge",
		Detail: fmt.Sprintf("wanted %s at offset %d of %d; it is no challenge list (RFC 9110, section 11.6.1)",
			wanted, p.offset(), p.length),
	})
	return false
}
