package redact

import (
	"bytes"
	"crypto/hmac"
	cryptorand "crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxPseudonyms bounds what a run remembers. A target that sends more values than this gets the rest
// blanked: nothing leaks, but two of those values can no longer be told apart.
const maxPseudonyms = 16384

// attempts bounds the search for a pseudonym that is not taken: very short values have few.
const attempts = 64

// fingerprint stands for a value in tables, so that they hold no secrets. Its seeds are random, so
// that a target cannot make two values meet.
type fingerprint [2]uint64

// pseudonyms gives values their pseudonyms under a key that never leaves it.
//
// A lower-case letter becomes a lower-case letter, an upper-case one an upper-case one, a digit a
// digit, any other rune beyond ASCII a letter of the same length in UTF-8; punctuation, white space,
// control characters and bytes that are no UTF-8 stay. The same value gets the same pseudonym, and
// different values get different ones, except where there are not enough of their form (a single
// digit, say).
type pseudonyms struct {
	key   [32]byte
	seeds [2]maphash.Seed

	mu     sync.Mutex
	taken  map[fingerprint]fingerprint // pseudonym → value
	tries  map[fingerprint]int         // value → which attempt gave its pseudonym, if not the first
	avoids func([]byte) bool           // what would be mistaken for something else
	form   Form                        // what tokens have to stay
}

// Form is what a contract's document asks of tokens: their pseudonyms have to keep it, or a target would be blamed for them.
type Form struct {
	// Alike says that the document has the same to say of both; nil where it asks for nothing.
	Alike func(value, pseudonym string) bool
	// Beginnings are what tokens begin with by the document: what it says is no secret, and stays.
	Beginnings []string
}

func newPseudonyms() (*pseudonyms, error) {
	p := &pseudonyms{
		seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		taken: map[fingerprint]fingerprint{},
		tries: map[fingerprint]int{},
	}
	if _, err := cryptorand.Read(p.key[:]); err != nil {
		return nil, fmt.Errorf("make the run's redaction key: %w", err)
	}
	return p, nil
}

func (p *pseudonyms) fingerprint(value []byte) fingerprint {
	return fingerprint{maphash.Bytes(p.seeds[0], value), maphash.Bytes(p.seeds[1], value)}
}

// mark is the fingerprint of a pseudonym, which may be written with a plus sign for a space.
func (p *pseudonyms) mark(pseudonym []byte) fingerprint {
	return p.fingerprint(bytes.ReplaceAll(pseudonym, []byte(" "), []byte("+")))
}

func (p *pseudonyms) mac(purpose string, attempt int, value []byte) []byte {
	h := hmac.New(sha256.New, p.key[:])
	h.Write([]byte(purpose)) // never fails, as the documentation of hash.Hash says
	h.Write([]byte{0, byte(attempt)})
	h.Write(value)
	return h.Sum(nil)
}

// issued says whether a value is a pseudonym of this run, or blanked: it is not replaced again.
func (p *pseudonyms) issued(value []byte) bool {
	if isBlank(value) {
		return true
	}
	mark := p.mark(value)
	p.mu.Lock()
	defer p.mu.Unlock()
	_, ok := p.taken[mark]
	return ok
}

// of gives a value's pseudonym.
func (p *pseudonyms) of(value []byte) []byte {
	if p.form.Alike == nil {
		return p.choose(value, func(attempt int) []byte { return shaped(value, p.mac("pseudonym", attempt, value)) }, nil)
	}
	return p.choose(value, func(attempt int) []byte { return p.form.shaped(value, p.mac("pseudonym", attempt, value), attempt) },
		func(out []byte) bool { return p.form.Alike(string(value), string(out)) })
}

// shaped draws characters of the same classes first, and then as documents want them: digits of hexadecimal numbers stay
// such, and what the document has tokens begin with stays.
func (f Form) shaped(value, seed []byte, attempt int) []byte {
	const ways, hexadecimal, begun = 4, 1, 2
	out := shaped(value, seed)
	if attempt%ways&hexadecimal != 0 {
		for i, c := range value {
			switch {
			case 'a' <= c && c <= 'f':
				out[i] = 'a' + (out[i]-'a')%6
			case 'A' <= c && c <= 'F':
				out[i] = 'A' + (out[i]-'A')%6
			}
		}
	}
	if attempt%ways&begun != 0 {
		for _, beginning := range f.Beginnings {
			if bytes.HasPrefix(value, []byte(beginning)) {
				copy(out, beginning)
			}
		}
	}
	return out
}

// number gives a JSON number's pseudonym, which is one, too: the letter of an exponent stays.
func (p *pseudonyms) number(literal []byte) []byte {
	return p.choose(literal, func(attempt int) []byte {
		out := shaped(literal, p.mac("pseudonym", attempt, literal))
		for i, c := range literal {
			if c == 'e' || c == 'E' {
				out[i] = c
			}
		}
		return out
	}, json.Valid)
}

// choose tries candidates until one is free, and remembers it. accept may refuse one that would not do in the value's place.
func (p *pseudonyms) choose(value []byte, candidate func(attempt int) []byte, accept func([]byte) bool) []byte {
	mark := p.fingerprint(value)
	p.mu.Lock()
	attempt := p.tries[mark]
	p.mu.Unlock()
	for ; ; attempt++ {
		out := candidate(attempt)
		last := attempt >= attempts
		if string(out) == string(value) {
			if last || !changeable(value) {
				return out
			}
			continue
		}
		if !last && (accept != nil && !accept(out) || p.avoids != nil && p.avoids(out) || escapesMore(out, value) || escapesBehind(out, value)) {
			continue
		}
		if taken, full := p.take(p.mark(out), mark, attempt); full {
			return blank(value)
		} else if taken || last {
			return out
		}
	}
}

func (p *pseudonyms) take(pseudonym, value fingerprint, attempt int) (taken, full bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if owner, ok := p.taken[pseudonym]; ok {
		return owner == value, false
	}
	if len(p.taken) >= maxPseudonyms {
		return false, true
	}
	p.taken[pseudonym] = value
	if attempt > 0 {
		p.tries[value] = attempt
	}
	return true, false
}

// keep marks a text as made of pseudonyms, so that a later pass leaves it alone.
func (p *pseudonyms) keep(text []byte) {
	p.take(p.mark(text), p.fingerprint(text), 0)
}

// shaped draws characters of the same classes as the value's from a key stream.
func shaped(value, seed []byte) []byte {
	stream := rand.NewChaCha8([32]byte(seed))
	draw := func(from rune, n uint64) rune { return from + rune(stream.Uint64()%n) }
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); {
		r, width := utf8.DecodeRune(value[i:])
		switch {
		case 'a' <= r && r <= 'z':
			r = draw('a', 26)
		case 'A' <= r && r <= 'Z':
			r = draw('A', 26)
		case i == 0 && '1' <= r && r <= '9':
			r = draw('1', 9) // a number stays one: JSON knows no leading zero,
		case i == 0 && r == '0' && len(value) > 1 && '0' <= value[1] && value[1] <= '9': // and what has one stays none
		case '0' <= r && r <= '9':
			r = draw('0', 10)
		case r < utf8.RuneSelf || r == utf8.RuneError:
			out = append(out, value[i:i+width]...)
			i += width
			continue
		case width == 2:
			r = draw('а', 32) // Cyrillic small letters
		case width == 3:
			r = draw('一', 20000) // CJK unified ideographs
		default:
			r = draw(0x20000, 42000) // CJK extension B
		}
		out = utf8.AppendRune(out, r)
		i += width
	}
	return out
}

// blanks are what a blanked value is made of.
const blanks = "qQ9фф丆𠀀"

// blank replaces every character by one fixed one of its class.
func blank(value []byte) []byte {
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); {
		r, width := utf8.DecodeRune(value[i:])
		switch {
		case 'a' <= r && r <= 'z':
			r = 'q'
		case 'A' <= r && r <= 'Z':
			r = 'Q'
		case '0' <= r && r <= '9':
			r = '9'
		case r < utf8.RuneSelf || r == utf8.RuneError:
			out = append(out, value[i:i+width]...)
			i += width
			continue
		case width == 2:
			r = 'ф'
		case width == 3:
			r = '丆'
		default:
			r = '𠀀'
		}
		out = utf8.AppendRune(out, r)
		i += width
	}
	return out
}

// isBlank says that a value shows nothing but its form. One or two characters are not enough to tell.
func isBlank(value []byte) bool {
	shown := 0
	for _, r := range string(value) {
		if !isChangeable(r) {
			continue
		}
		if !strings.ContainsRune(blanks, r) {
			return false
		}
		shown++
	}
	return shown == 0 || shown > 2
}

// changeable says whether a value has anything that a pseudonym changes.
func changeable(value []byte) bool { return bytes.ContainsFunc(value, isChangeable) }

func isChangeable(r rune) bool {
	return r < utf8.RuneSelf && isAlphanumeric(byte(r)) || r >= utf8.RuneSelf && r != utf8.RuneError
}
