package mock

import (
	"crypto/rand"
	"math/big"
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/authconform/authconform/runner/reference"
)

// picker chooses among what a pattern leaves open.
type picker interface{ pick(n int) int }

// firstOf takes the first there is, anyOf one at random.
type (
	firstOf struct{}
	anyOf   struct{}
)

func (firstOf) pick(int) int { return 0 }

func (anyOf) pick(n int) int {
	drawn, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		return 0 // never, by its contract
	}
	return int(drawn.Int64())
}

// matching gives a text that a pattern matches; false where none was found, such as where it looks around itself.
func matching(pattern string, by picker) (string, bool) {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	writeMatch(&b, parsed, by)
	matched, err := regexp.MatchString(pattern, b.String())
	return b.String(), err == nil && matched
}

const (
	// mostRepeats bounds what is repeated without a bound.
	mostRepeats = 24
	// longestMatch bounds a text.
	longestMatch = 1 << 14
)

func writeMatch(b *strings.Builder, re *syntax.Regexp, by picker) {
	if b.Len() > longestMatch {
		return // it will not match: what repeats within what repeats has no end
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(oneRune(re.Rune, by))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		const letters = reference.Lower + reference.Upper + reference.Digits
		b.WriteByte(letters[by.pick(len(letters))])
	case syntax.OpAlternate:
		writeMatch(b, re.Sub[by.pick(len(re.Sub))], by)
	case syntax.OpConcat, syntax.OpCapture:
		for _, part := range re.Sub {
			writeMatch(b, part, by)
		}
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		for range repeats(re) {
			writeMatch(b, re.Sub[0], by)
		}
	default: // what stands for no character: the beginning, the end
	}
}

// repeats is how often a part is written: often where nothing bounds it, so that a token made so is none that is guessed.
func repeats(re *syntax.Regexp) int {
	switch re.Op {
	case syntax.OpQuest:
		return 1
	case syntax.OpRepeat:
		if re.Max < 0 {
			return max(re.Min, mostRepeats)
		}
		return min(re.Max, max(re.Min, mostRepeats))
	default:
		return mostRepeats
	}
}

// oneRune is a character of a class, one of visible ASCII where it has some.
func oneRune(ranges []rune, by picker) rune {
	var visible []rune
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := max(ranges[i], '!'); r <= min(ranges[i+1], '~'); r++ {
			visible = append(visible, r)
		}
	}
	if len(visible) == 0 {
		return ranges[0]
	}
	return visible[by.pick(len(visible))]
}
