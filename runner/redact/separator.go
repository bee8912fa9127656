package redact

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// What more is held together, at most.
const (
	maxHeld      = 64
	maxHeldBytes = 1 << 10 // of one
)

// keepTogether keeps what replaced a text with a secret in it from being taken apart later where the secret kept it together.
func (p *redaction) keepTogether(text, replacement []byte) {
	separates := func(r rune) bool { return r >= 0x80 || !isTokenByte(byte(r)) }
	if len(replacement) > maxHeldBytes || !bytes.ContainsFunc(replacement, separates) || p.separable.find(text, p.isLong) == nil {
		return
	}
	if kept := p.separable.find(replacement, p.isLong); len(kept) != 1 || kept[0].end-kept[0].start < len(replacement) {
		p.r.keepTogether(string(replacement))
	}
}

func (r *Redactor) keepTogether(replacement string) {
	r.state.Lock()
	defer r.state.Unlock()
	if len(r.held) < maxHeld && !slices.Contains(r.held, replacement) {
		r.held = append(r.held, replacement)
		r.apart = append(r.apart, pattern{value: replacement})
		r.changed(replacement)
	}
}

// separators are the secrets within a text that is to be taken apart, from left to right. A character within a secret
// separates nothing, whatever it is elsewhere. Otherwise one part of the secret would be replaced, and the rest no
// longer be found.
type separators []span

func (p *redaction) separators(b []byte) separators {
	secrets := p.separable.find(b, p.isLong)
	v := (&unescaped{text: b}).unescape(anyEscapes)
	if v == nil {
		return secrets
	}
	for _, found := range p.separable.find(v.text, p.isLong) { // not every encoder escapes every separator, and HTML escapes with some
		secrets = append(secrets, span{start: int(v.from[found.start]), end: int(v.from[found.end])})
	}
	slices.SortFunc(secrets, func(x, y span) int { return cmp.Compare(x.start, y.start) })
	var apart separators
	for _, s := range secrets {
		if last := len(apart) - 1; last >= 0 && s.start < apart[last].end {
			apart[last].end = max(apart[last].end, s.end)
		} else {
			apart = append(apart, s)
		}
	}
	return apart
}

// free says whether a byte at this place is outside all secrets.
func (s separators) free(at int) bool {
	_, within := slices.BinarySearchFunc(s, at, func(secret span, at int) int {
		switch {
		case secret.end <= at:
			return -1
		case secret.start > at:
			return 1
		}
		return 0
	})
	return !within
}

// next gives the place of the first free byte of a set from a place on, -1 when there is none.
func (s separators) next(b []byte, from int, set string) int {
	for at := from; at < len(b); at++ {
		found := bytes.IndexAny(b[at:], set)
		if found < 0 {
			return -1
		}
		if at += found; s.free(at) {
			return at
		}
	}
	return -1
}

// closing finds the free quotation mark that ends a string.
func (s separators) closing(b []byte, from int, quote byte, escaped bool) int {
	end := closing(b, from, quote, escaped)
	for end < len(b) && !s.free(end) {
		end = closing(b, end+1, quote, escaped)
	}
	return end
}

// cut slices a text around the first free separator.
func (p *redaction) cut(text string, separator string) (before, after string, found bool) {
	if !strings.Contains(text, separator) {
		return text, "", false
	}
	at := p.separators([]byte(text)).next([]byte(text), 0, separator)
	if at < 0 {
		return text, "", false
	}
	return text[:at], text[at+1:], true
}

// split takes a text apart at every free separator.
func (p *redaction) split(text string, separator string) []string {
	if !strings.Contains(text, separator) {
		return []string{text}
	}
	secrets, start := p.separators([]byte(text)), 0
	var parts []string
	for {
		at := secrets.next([]byte(text), start, separator)
		if at < 0 {
			return append(parts, text[start:])
		}
		parts = append(parts, text[start:at])
		start = at + 1
	}
}
