package redact

import (
	"bytes"
	"slices"
)

// redaction is one walk over one piece of evidence, with the secrets known when it began.
type redaction struct {
	*pseudonyms
	*matchers
	r       *Redactor
	beside  []escapes       // of secrets that hold some kinds of escapes, the others
	learns  bool            // what is seen is an answer: its tokens are secrets elsewhere too
	offered int             // how many tokens this pass wanted to have looked for elsewhere
	learned int             // how many it got
	depth   int             // of base64 within base64
	least   int             // length of the shortest secret that is looked for
	asks    bool            // what is seen is a request
	ours    map[string]bool // tokens that are equal to what the request says
	sees    func(Sighting)  // nothing is replaced: who looks is told what is there
}

// context says what a text is part of, and so how boldly it may be searched.
type context struct {
	// name marks a text that is part of the protocol: a member's name, a media type, a path. Only what
	// cannot be there by accident is replaced.
	name bool
	// numbers lets secrets that are mere numbers be replaced in a name.
	numbers bool
	// kept are the escapes that must stay well formed, because the text would not parse otherwise.
	kept escapes
	// own marks what the suite asks for: no token, whatever the target issues.
	own bool
	// binary marks bytes that are no text: only long secrets are told from noise there.
	binary bool
}

func (c context) accepts(p pattern) bool {
	return (!c.name || p.certain && (c.numbers || !p.numeric)) && (!c.binary || len(p.value) >= wholeWord)
}

// isLong says whether a secret is long enough to be told from noise where it is looked for.
func (p *redaction) isLong(found pattern) bool { return len(found.value) >= p.least }

// isOurs says whether a token is a word of the suite's own: the scope that a request asks for. A target
// that issues it as a token beforehand must not have it hidden where the scope of the answer is judged.
func (s *search) isOurs(found pattern) bool {
	if s.own && found.issued {
		if s.ours == nil {
			s.ours = map[string]bool{}
		}
		s.ours[found.value] = true
	}
	return s.ours[found.value]
}

// asksFor says whether the value of this parameter of a request is a word of the suite's own.
func (p *redaction) asksFor(name []byte) bool { return p.asks && string(name) == "scope" }

// text gives a text without secrets; the very slice when it has none.
func (p *redaction) text(b []byte, c context) []byte {
	if len(b) == 0 || !changeable(b) {
		return b
	}
	if len(b) > largeText && p.depth == 0 {
		p.r.large.Lock()
		defer p.r.large.Unlock()
	}
	knowable := len(b) <= maxCleanText && p.depth == 0 && !c.own && len(p.ours) == 0 && p.sees == nil
	var known cleanText
	if knowable {
		if known = (cleanText{text: string(b), context: c, asks: p.asks}); p.r.isClean(known) {
			return b
		}
	}
	s := search{redaction: p, context: c, written: &unescaped{text: b}}
	s.run()
	if knowable && len(s.edits) == 0 && len(p.ours) == 0 {
		p.r.keepClean(known, p.matchers)
	}
	return s.apply()
}

func (p *redaction) string(s string, c context) string {
	return string(p.text([]byte(s), c))
}

// pseudonym gives what stands for a whole value.
func (p *redaction) pseudonym(value []byte) []byte {
	if known, ok := p.known(value); ok {
		return overlay(known, value)
	}
	if parts := jwtParts(value); parts != nil {
		parts[0] = p.header(parts[0])
		return p.jwt(value, parts)
	}
	return p.of(value)
}

// known finds the secret that a value is as a whole.
func (p *redaction) known(value []byte) (pattern, bool) {
	spans := p.all.find(value, func(pattern) bool { return true })
	if len(spans) != 1 || spans[0].pattern < 0 || spans[0].end-spans[0].start != len(value) {
		return pattern{}, false
	}
	return p.all.patterns[spans[0].pattern], true // in the same case, or it would be another value
}

// header gives the header of a JSON Web Token, which is no secret but may hold one.
func (p *redaction) header(part []byte) []byte {
	p.depth++
	defer func() { p.depth-- }()
	decoded := sextets(part)
	clean := p.text(decoded, context{name: true, kept: jsonEscapes})
	if bytes.Equal(clean, decoded) {
		return part
	}
	return reencoded(part, decoded, clean, false)
}

// secret replaces a text that is a secret by where it stands: the whole of it, whatever it holds.
func (p *redaction) secret(b []byte, kinds escapes) []byte {
	v := p.reading(b, kinds)
	if p.issued(v.text) {
		return b
	}
	replacement := p.issue(v.text)
	p.keepTogether(v.text, replacement)
	_, _, out := v.written(0, len(v.text), replacement)
	return out
}

// reading gives a secret as it is meant: as it is written or without the escapes of any kind in which it is known, else
// without those of the place where it stands.
func (p *redaction) reading(b []byte, kinds escapes) *unescaped {
	written := &unescaped{text: b}
	for v, layer := written, 0; v != nil && layer <= maxLayers; v, layer = v.unescape(anyEscapes), layer+1 {
		if _, ok := p.known(v.text); ok || changeable(v.text) && p.issued(v.text) {
			return v
		}
	}
	if plain := written.unescape(kinds); plain != nil {
		return plain
	}
	return written
}

// issue gives a token's pseudonym, and remembers the token to find it elsewhere.
func (p *redaction) issue(token []byte) []byte {
	pseudonym := p.pseudonym(token)
	if !p.learns || p.offered >= maxOfferedByExchange || p.r.knows(string(token)) {
		return pseudonym
	}
	p.offered++
	if p.r.token(string(token), string(pseudonym)) {
		p.learned++
	}
	return pseudonym
}

// opaque replaces a text as a whole, so that it stays well formed.
func (p *redaction) opaque(b []byte, kinds escapes) []byte {
	v := &unescaped{text: b}
	if plain := v.unescape(kinds); plain != nil {
		v = plain
	}
	if p.issued(v.text) {
		return b
	}
	_, _, out := v.written(0, len(v.text), p.of(v.text))
	return out
}

// overlay gives a pattern's pseudonym for an occurrence that writes a space as a plus sign or the
// other way round.
func overlay(found pattern, text []byte) []byte {
	out := []byte(found.pseudonym)
	if len(out) != len(text) {
		return out
	}
	for i, c := range text {
		if c == ' ' || c == '+' {
			out[i] = c
		}
	}
	return out
}

// edit is a stretch of the written text and what is written instead.
type edit struct {
	start, end int
	text       []byte
	encoded    bool // the edit rewrites what base64 hides, and leaves the rest of it readable
}

// apply writes all edits. Where two overlap, the one that holds the other wins; where none does, all
// they cover is replaced as a whole: no remainder of one may stay because of the other.
func (s *search) apply() []byte {
	b := s.written.text
	if len(s.edits) == 0 {
		return b
	}
	slices.SortStableFunc(s.edits, func(x, y edit) int {
		if x.start != y.start {
			return x.start - y.start
		}
		return y.end - x.end
	})
	out := make([]byte, 0, len(b)+64)
	last := 0
	for i := 0; i < len(s.edits); {
		first := i
		e := s.edits[i]
		for i++; i < len(s.edits) && s.edits[i].start < e.end; i++ {
			e = merged(e, s.edits[i])
		}
		if e.text == nil {
			e.text = s.opaque(b[e.start:e.end], s.kept)
		}
		s.keepTogether(b[e.start:e.end], e.text)
		e.text = s.plainly(b, e)
		s.mark(e, s.edits[first:i])
		out = append(append(out, b[last:e.start]...), e.text...)
		last = e.end
	}
	out = append(out, b[last:]...)
	if bytes.Equal(out, b) {
		return b
	}
	return out
}

// plainly gives the base64 of an edit without a character in front that makes an escape of a backslash before it.
func (s *search) plainly(b []byte, e edit) []byte {
	if !e.encoded || e.start == 0 || len(e.text) == 0 || len(e.text) != e.end-e.start || !escapesMore(append(b[e.start-1:e.start:e.start], e.text...), b[e.start-1:e.end]) {
		return e.text
	}
	out := append(blank(e.text[:1]), e.text[1:]...)
	s.keep(out)
	return out
}

// merged gives the edit that does for two that overlap; without text when neither does.
func merged(e, next edit) edit {
	same := next.start == e.start && next.end == e.end
	switch {
	case same && e.encoded:
		return next
	case next.end > e.end, e.encoded && !next.encoded:
		return edit{start: e.start, end: max(e.end, next.end)}
	}
	return e
}

// mark remembers what stands where each of several edits stood that became one, so that a later pass,
// which may see one of them alone, leaves it.
func (s *search) mark(e edit, parts []edit) {
	if len(parts) == 1 || len(e.text) != e.end-e.start {
		return
	}
	for _, part := range parts {
		s.keep(e.text[part.start-e.start : part.end-e.start])
	}
}
