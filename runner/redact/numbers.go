package redact

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// betweenNumbers are the characters that lists have between their numbers, alone or together.
const betweenNumbers = " \t\r\n,;:|/._-+"

// numbers finds secrets in lists of the numbers of their bytes, as languages print them: [115, 51], 115 51, 0x73, 0x33.
func (s *search) numbers(v *unescaped) {
	for at := 0; at < len(v.text); {
		if at = nextNumeral(v.text, at); at == len(v.text) {
			break
		}
		start := at
		if at > 0 && v.text[at-1] == '-' && (at == 1 || !isAlphanumeric(v.text[at-2])) {
			start--
		}
		count, end := listLength(v.text, start)
		if count >= wholeWord {
			s.listed(v.list(start))
		}
		at = max(end, at+1)
	}
}

// nextNumeral gives the place of the next word that begins with a digit; the end where there is none.
func nextNumeral(b []byte, at int) int {
	for ; at < len(b); at++ {
		if b[at]-'0' <= '9'-'0' && (at == 0 || !isAlphanumeric(b[at-1])) {
			return at
		}
	}
	return at
}

// listed finds them in one such list.
func (s *search) listed(run *unescaped) {
	s.longEncodings(run)
	if spread := run.closed(); spread != nil {
		s.longPatterns(spread)
	}
}

// number is how a byte is written as one.
type number struct {
	value       byte
	width       int // of all of it; 0 where there is none
	negative    bool
	hexadecimal bool
}

// numberAt reads the number at a place: one of 0 to 255, or of -128 to -1, as there are bytes.
func numberAt(b []byte, at int) number {
	const longest, most, least = 3, 255, -128
	n, start, value := number{}, at, 0
	if b[at] == '-' && (at == 0 || !isAlphanumeric(b[at-1])) {
		n.negative = true
		at++
	}
	if !n.negative && at+2 < len(b) && b[at] == '0' && b[at+1]|0x20 == 'x' {
		n.hexadecimal = true
		at += 2
	}
	digits := at
	for ; at < len(b) && isAlphanumeric(b[at]); at++ {
		digit, ok := hex(b, at, 1)
		if !ok || at-digits == longest || digit > 9 && !n.hexadecimal {
			return number{}
		}
		if value *= 10; n.hexadecimal {
			value = value / 10 * 16
		}
		value += int(digit)
	}
	if at == digits || value > most || n.negative && (value == 0 || -value < least) {
		return number{}
	}
	if n.value = byte(value); n.negative {
		n.value = -n.value
	}
	n.width = at - start
	return n
}

// listLength counts the numbers from a place on, as long as they go, and gives the place behind them.
func listLength(b []byte, at int) (count, end int) {
	for at < len(b) {
		n := numberAt(b, at)
		if n.width == 0 {
			break
		}
		count++
		end = at + n.width
		if at = pastSeparator(b, end); at == end {
			break
		}
	}
	return count, max(end, at)
}

// list reads those numbers.
func (v *unescaped) list(at int) *unescaped {
	run, end := &unescaped{parent: v, kinds: byteNumbers}, at
	for at < len(v.text) {
		n := numberAt(v.text, at)
		if n.width == 0 {
			break
		}
		run.text = append(run.text, n.value)
		run.from = append(run.from, int32(at))
		end = at + n.width
		if at = pastSeparator(v.text, end); at == end {
			break
		}
	}
	run.from = append(run.from, int32(end))
	return run
}

// pastSeparator skips what stands between two numbers of a list: after that, JavaScript has the place of each byte ("0":115).
func pastSeparator(b []byte, at int) int {
	skip := func() {
		for at < len(b) && bytes.IndexByte([]byte(betweenNumbers), b[at]) >= 0 && numberAt(b, at).width == 0 {
			at++
		}
	}
	skip()
	if at >= len(b) || b[at] != '"' {
		return at
	}
	name := at + 1
	for name < len(b) && '0' <= b[name] && b[name] <= '9' {
		name++
	}
	if name == at+1 || name >= len(b) || b[name] != '"' {
		return at
	}
	at = name + 1
	skip()
	return at
}

// respelt writes a byte as the number in which another one was written; what stands behind that stays.
func respelt(old []byte, value byte) []byte {
	n := numberAt(old, 0)
	digits := old[:n.width]
	var out []byte
	switch {
	case n.negative && value >= 0x80:
		out = fmt.Appendf(nil, "%d", int8(value))
	case n.hexadecimal && bytes.ContainsAny(digits, "ABCDEF"):
		out = fmt.Appendf(nil, "%s%02X", digits[:2], value)
	case n.hexadecimal:
		out = fmt.Appendf(nil, "%s%02x", digits[:2], value)
	case len(digits) > 1 && digits[0] == '0':
		out = fmt.Appendf(nil, "%0*d", len(digits), value)
	default:
		out = fmt.Appendf(nil, "%d", value)
	}
	return append(out, old[n.width:]...)
}

// fitted makes a text as long as a list is that it is written into: a document's list keeps its length.
func fitted(text []byte, length int) []byte {
	if len(text) >= length {
		return text[:length]
	}
	return append(bytes.Clone(text), bytes.Repeat([]byte{blanks[0]}, length-len(text))...)
}

// list looks through the numbers of a document that the walk comes to, once for each list.
func (w *walk) list() {
	if w.at < w.listed {
		return
	}
	count, end := listLength(w.in, w.at)
	w.listed = max(end, w.at+1)
	if count < wholeWord {
		return
	}
	document := &unescaped{text: w.in}
	run := document.list(w.at)
	s := search{redaction: w.redaction, context: context{name: true}, written: document}
	if s.listed(run); len(s.edits) == 0 {
		return
	}
	first, last := len(w.in), 0
	for _, e := range s.edits {
		first, last = min(first, e.start), max(last, e.end)
	}
	for i := range s.edits {
		s.edits[i].start -= first
		s.edits[i].end -= first
	}
	s.written = &unescaped{text: w.in[first:last]}
	text := s.apply()
	whole := "[" + string(text) + "]"
	if w.top().object {
		whole = `{"":` + string(text) + "}"
	}
	if !json.Valid([]byte(whole)) { // what overlaps is replaced as a text
		text = run.blanked(first, last)
	}
	w.bytes = edit{start: first, end: last, text: text}
}

// blanked gives a stretch of the written text with nines for all digits of the list's numbers.
func (v *unescaped) blanked(start, end int) []byte {
	out := bytes.Clone(v.parent.text[start:end])
	for i := range v.text {
		for at := int(v.from[i]); at >= start && at < end && (v.parent.text[at] == '-' || '0' <= v.parent.text[at] && v.parent.text[at] <= '9'); at++ {
			if out[at-start] != '-' {
				out[at-start] = '9'
			}
		}
	}
	return out
}
