package schemas

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// pattern compiles a pattern; nil for one that is not judged.
func (j *Judge) pattern(text string) *regexp.Regexp {
	if known, ok := j.patterns.Load(text); ok {
		return known.(*regexp.Regexp) //nolint:forcetypeassert // nothing else is stored
	}
	re, _ := translated(text) // why it is not judged is told by Unjudged
	j.patterns.Store(text, re)
	return re
}

// translated gives the regular expression of RE2 that matches what a pattern of ECMA-262 with the flag u matches (OpenAPI
// 3.0, Schema Object), or why there is none.
func translated(text string) (*regexp.Regexp, string) {
	p := &ecma{rest: text}
	for p.why == "" && p.rest != "" {
		p.next()
	}
	if p.open && p.why == "" {
		p.why = "it has brackets that are not closed"
	}
	if p.why != "" {
		return nil, p.why
	}
	re, err := regexp.Compile(p.out.String())
	if err != nil {
		return nil, "it is no regular expression that we can match"
	}
	return re, ""
}

// ecma is a pattern under translation. What stands within brackets is a class.
type ecma struct {
	rest  string
	out   strings.Builder
	class []string // the parts of a class; nil outside of one
	open  bool     // within brackets
	not   bool     // of the class
	why   string
}

// White space of ECMA-262, for which RE2 has less.
const ecmaSpace = `\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`

const (
	anything = `[\x{0}-\x{10ffff}]`
	nothing  = `[^\x{0}-\x{10ffff}]`
)

func (p *ecma) take(n int) string {
	taken := p.rest[:n]
	p.rest = p.rest[n:]
	return taken
}

func (p *ecma) write(text string) {
	if p.open {
		p.class = append(p.class, text)
		return
	}
	p.out.WriteString(text)
}

func (p *ecma) next() {
	r, size := utf8.DecodeRuneInString(p.rest)
	switch {
	case r == '\\':
		p.escape()
	case p.open && r == ']':
		p.take(size)
		p.close()
	case p.open && r == '[':
		p.take(size)
		p.write(`\[`)
	case p.open:
		p.write(p.take(size))
	case r == '[':
		p.take(size)
		p.open, p.class = true, nil
		if p.not = strings.HasPrefix(p.rest, "^"); p.not {
			p.take(1)
		}
	case r == '.':
		p.take(size)
		p.write(`[^\n\r\x{2028}\x{2029}]`)
	case strings.HasPrefix(p.rest, "(?"):
		p.group()
	default:
		p.write(p.take(size))
	}
}

var groupName = regexp.MustCompile(`^\(\?<[A-Za-z_][A-Za-z0-9_]*>`)

func (p *ecma) group() {
	switch {
	case strings.HasPrefix(p.rest, "(?:"):
		p.write(p.take(3))
	case groupName.MatchString(p.rest):
		p.write(p.take(len(groupName.FindString(p.rest))))
	case strings.HasPrefix(p.rest, "(?=") || strings.HasPrefix(p.rest, "(?!"):
		p.why = "it looks ahead, which we cannot match"
	case strings.HasPrefix(p.rest, "(?<=") || strings.HasPrefix(p.rest, "(?<!"):
		p.why = "it looks behind, which we cannot match"
	default:
		p.why = "it has a group that ECMA-262 does not have"
	}
}

// close writes a class. RE2 takes "[]" and what negates white space within a class in another way.
func (p *ecma) close() {
	p.open = false
	has := func(part string) bool {
		for _, have := range p.class {
			if have == part {
				return true
			}
		}
		return false
	}
	whole := has(`\s`) && has(`\S`) || has(`\d`) && has(`\D`) || has(`\w`) && has(`\W`)
	switch {
	case whole && p.not || len(p.class) == 0 && !p.not:
		p.write(nothing)
	case whole || len(p.class) == 0:
		p.write(anything)
	case has(`\S`):
		p.why = "it has \\S among other characters, which we cannot match"
	default:
		sign := ""
		if p.not {
			sign = "^"
		}
		p.write("[" + sign + strings.ReplaceAll(strings.Join(p.class, ""), `\s`, ecmaSpace) + "]")
	}
	p.class = nil
}

func (p *ecma) escape() {
	p.take(1)
	r, size := utf8.DecodeRuneInString(p.rest)
	if size == 0 {
		p.why = "it ends in a backslash"
		return
	}
	letter := p.take(size)
	switch {
	case strings.ContainsRune("dDwWtnvfr", r):
		p.write(`\` + letter)
	case r == 's' || r == 'S':
		p.space(r)
	case (r == 'b' || r == 'B') && !p.open:
		p.write(`\` + letter)
	case r == 'b': // a backspace, within brackets
		p.write(`\x{8}`)
	case r == '0' && (p.rest == "" || !unicode.IsDigit(rune(p.rest[0]))):
		p.write(`\x{0}`)
	case r == 'c' && p.rest != "" && unicode.IsLetter(rune(p.rest[0])):
		p.character(rune(p.take(1)[0]) % 32)
	case r == 'x' && len(p.rest) >= 2:
		p.hex(p.take(2))
	case r == 'u':
		p.unicode()
	case r == 'p' || r == 'P':
		p.property(letter)
	case unicode.IsDigit(r) || r == 'k':
		p.why = "it refers back to a group, which we cannot match"
	case unicode.IsLetter(r):
		p.why = fmt.Sprintf("it has \\%s, which ECMA-262 does not have", letter)
	default:
		p.write(regexp.QuoteMeta(letter))
		if p.open && strings.ContainsRune("-&~^", r) {
			p.class[len(p.class)-1] = `\` + letter
		}
	}
}

func (p *ecma) space(r rune) {
	switch {
	case p.open:
		p.write(`\` + string(r)) // close has it
	case r == 's':
		p.write("[" + ecmaSpace + "]")
	default:
		p.write("[^" + ecmaSpace + "]")
	}
}

func (p *ecma) character(r rune) { p.write(fmt.Sprintf(`\x{%x}`, r)) }

func (p *ecma) hex(digits string) {
	code, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || code > unicode.MaxRune {
		p.why = "it has an escape that is no character"
		return
	}
	p.character(rune(code))
}

var surrogates = regexp.MustCompile(`^(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})`)

func (p *ecma) unicode() {
	lower := strings.ToLower(p.rest)
	if pair := surrogates.FindStringSubmatch(lower); pair != nil {
		high, _ := strconv.ParseUint(pair[1], 16, 16) // both are four digits
		low, _ := strconv.ParseUint(pair[2], 16, 16)
		p.take(len(pair[0]))
		p.character(utf16.DecodeRune(rune(high), rune(low)))
		return
	}
	digits, _, closed := strings.Cut(strings.TrimPrefix(p.rest, "{"), "}")
	switch {
	case strings.HasPrefix(p.rest, "{") && closed:
		p.take(len(digits) + 2)
		p.hex(digits)
	case len(p.rest) >= 4 && !surrogate(lower):
		p.hex(p.take(4))
	default:
		p.why = "it has an escape that is no character"
	}
}

func surrogate(lower string) bool {
	return lower[0] == 'd' && strings.IndexByte("89abcdef", lower[1]) >= 0
}

// property keeps the general categories and scripts that both call alike.
func (p *ecma) property(letter string) {
	name, _, closed := strings.Cut(strings.TrimPrefix(p.rest, "{"), "}")
	if !strings.HasPrefix(p.rest, "{") || !closed {
		p.why = "it has \\p without a property"
		return
	}
	p.take(len(name) + 2)
	for _, prefix := range []string{"General_Category=", "gc=", "Script=", "sc="} {
		name = strings.TrimPrefix(name, prefix)
	}
	if unicode.Categories[name] == nil && unicode.Scripts[name] == nil {
		p.why = "it has a property of characters that we do not know"
		return
	}
	p.write(`\` + letter + "{" + name + "}")
}
