package redact

// wholeWord is the length below which a secret is looked for as a word of its own only: as part of a
// longer word it would be found by accident.
const wholeWord = ShortSecret

// ShortSecret is the length below which a secret is found less surely than others.
const ShortSecret = 8

// pattern is a value to look for, and what stands for it in evidence.
type pattern struct {
	value, pseudonym string
	folded           string // the value in lower case
	meant            string // the secret that it is another spelling of; "" for none
	numeric          bool   // nothing but digits: a number in a protocol field may be equal by accident
	issued           bool   // the target made it up
	certain          bool   // nothing of the protocol is equal to it by accident
}

// matcher finds all patterns in one pass over a text (Aho and Corasick, 1975), so that what a hostile
// target makes the redactor learn cannot make it slow. It never changes once built. The libraries there are take fifty
// times its memory: half a gigabyte where a target has issued 3,000 tokens.
type matcher struct {
	nodes    []trieNode
	root     [256]int32
	settled  *matcher // what looks for the first of the patterns; nil: its own trie has all of them
	patterns []pattern
	alike    []int32 // of each pattern, the index plus one of the next that is the same but for case
	shortest int     // length of the shortest pattern, at most wholeWord
}

// trieNode keeps its children as a list: the trie may hold a quarter of a million nodes.
type trieNode struct {
	first, next int32 // first child, next sibling
	fail        int32 // the longest proper suffix that is in the trie
	shorter     int32 // the longest proper suffix that is a pattern
	pattern     int32 // index plus one of the first that is the same but for case; 0 for none
	depth       int32 // how long it is
	char        byte
}

func newMatcher(patterns []pattern) *matcher { return matcherOver(nil, patterns) }

// fewFresh is how many patterns are looked for beside those that came before them, at least: each token that is learned
// would else have all of them put together anew.
const fewFresh = 32

// with gives a matcher of more patterns, the first of which are its own. Nil has none.
func (m *matcher) with(patterns []pattern) *matcher {
	if m != nil && len(m.patterns) == len(patterns) {
		return m
	}
	if m != nil && m.settled != nil {
		m = m.settled
	}
	if m == nil || len(patterns)-len(m.patterns) > max(fewFresh, len(m.patterns)/2) {
		return newMatcher(patterns)
	}
	return matcherOver(m, patterns)
}

func matcherOver(settled *matcher, patterns []pattern) *matcher {
	m := &matcher{settled: settled, patterns: patterns, alike: make([]int32, len(patterns)), shortest: wholeWord}
	first := 0
	if settled != nil {
		first, m.shortest = len(settled.patterns), settled.shortest
	}
	size := 1
	for _, p := range patterns[first:] {
		size += len(p.value)
	}
	m.nodes = make([]trieNode, 1, size)
	for i := first; i < len(patterns); i++ {
		m.shortest = min(m.shortest, len(patterns[i].value))
		m.insert(patterns[i].value, int32(i)+1)
	}
	m.link()
	return m
}

func (m *matcher) insert(value string, id int32) {
	at := int32(0)
	for i := range len(value) {
		c := fold(value[i])
		child := m.child(at, c)
		if child == 0 {
			child = int32(len(m.nodes))
			m.nodes = append(m.nodes, trieNode{char: c, next: m.nodes[at].first, depth: int32(i) + 1})
			m.nodes[at].first = child
			if at == 0 {
				m.root[c] = child
			}
		}
		at = child
	}
	m.alike[id-1] = m.nodes[at].pattern
	m.nodes[at].pattern = id
}

func (m *matcher) link() {
	queue := []int32{0}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for child := m.nodes[at].first; child != 0; child = m.nodes[child].next {
			queue = append(queue, child)
			if at == 0 {
				continue
			}
			fail := m.step(m.nodes[at].fail, m.nodes[child].char)
			m.nodes[child].fail = fail
			m.nodes[child].shorter = fail
			if m.nodes[fail].pattern == 0 {
				m.nodes[child].shorter = m.nodes[fail].shorter
			}
		}
	}
}

func (m *matcher) child(at int32, c byte) int32 {
	if at == 0 {
		return m.root[c]
	}
	for child := m.nodes[at].first; child != 0; child = m.nodes[child].next {
		if m.nodes[child].char == c {
			return child
		}
	}
	return 0
}

func (m *matcher) step(at int32, c byte) int32 {
	for {
		if child := m.child(at, c); child != 0 || at == 0 {
			return child
		}
		at = m.nodes[at].fail
	}
}

// fold makes a space and a plus sign the same, which form encoding writes the one as the other, and small letters and
// capitals, which HTTP/2 and people change.
func fold(c byte) byte {
	switch {
	case c == ' ':
		return '+'
	case 'A' <= c && c <= 'Z':
		return c | 0x20
	}
	return c
}

// chosen gives the pattern of those at a node that an occurrence is of: as it is spelt, else in another case; -1 when
// the condition refuses all of them. A short one is no word in another case.
func (m *matcher) chosen(node int32, text []byte, end int, accepts func(pattern) bool) (id int, exact bool) {
	id = -1
	for next := m.nodes[node].pattern; next != 0; next = m.alike[next-1] {
		p := m.patterns[next-1]
		start := end - len(p.value)
		whole := len(p.value) >= wholeWord
		if !whole && !standsAlone(text, start, end) || !accepts(p) {
			continue
		}
		if spelt(p.value, text[start:end]) {
			return int(next) - 1, true
		}
		if whole {
			id = int(next) - 1
		}
	}
	return id, false
}

// spelt says whether a text is a value in the same case.
func spelt(value string, text []byte) bool {
	if len(value) != len(text) {
		return false
	}
	for i, c := range text {
		if c != value[i] && (c != ' ' && c != '+' || value[i] != ' ' && value[i] != '+') {
			return false
		}
	}
	return true
}

// begun says how many bytes at the end of a text a pattern begins with, as one does that is cut off there.
func (m *matcher) begun(text []byte) int {
	longest := 0
	for ; m != nil; m = m.settled {
		at := int32(0)
		for _, c := range text {
			at = m.step(at, fold(c))
		}
		longest = max(longest, int(m.nodes[at].depth))
	}
	return longest
}

// span is a stretch of a text that must not be seen: one pattern as it is spelt, or several that overlap or one in
// another case (-1).
type span struct{ start, end, pattern int }

// find gives the stretches of text that patterns cover, apart from each other and in order. Patterns
// that a condition refuses are left alone.
func (m *matcher) find(text []byte, accepts func(pattern) bool) []span {
	if len(m.patterns) == 0 {
		return nil
	}
	var (
		spans []span
		at    [2]int32 // in the own trie, and in that of what is settled
	)
	for i, c := range text {
		c = fold(c)
		at[0] = m.step(at[0], c)
		ends := [2]int32{m.ending(at[0])}
		if m.settled != nil {
			at[1] = m.settled.step(at[1], c)
			ends[1] = m.settled.ending(at[1])
		}
		if ends == [2]int32{} {
			continue
		}
		if id, exact := m.longest(ends, text, i+1, accepts); id >= 0 {
			s := span{i + 1 - len(m.patterns[id].value), i + 1, id}
			if !exact {
				s.pattern = -1
			}
			spans = joined(spans, s)
		}
	}
	return spans
}

// ending gives the node of the longest pattern that ends where a node is; 0 for none.
func (m *matcher) ending(at int32) int32 {
	if m.nodes[at].pattern != 0 {
		return at
	}
	return m.nodes[at].shorter
}

// longest gives the longest pattern of an occurrence that the condition accepts, of those that end there in both tries; -1
// where there is none.
func (m *matcher) longest(ends [2]int32, text []byte, end int, accepts func(pattern) bool) (id int, exact bool) {
	for ends != [2]int32{} {
		own, settled := m.nodes[ends[0]].depth, int32(0)
		if m.settled != nil {
			settled = m.settled.nodes[ends[1]].depth
		}
		id = -1
		if own >= settled {
			id, exact = m.chosen(ends[0], text, end, accepts)
			ends[0] = m.nodes[ends[0]].shorter
		}
		if settled >= own && !exact {
			if other, spelt := m.settled.chosen(ends[1], text, end, accepts); spelt || id < 0 {
				id, exact = other, spelt
			}
			ends[1] = m.settled.nodes[ends[1]].shorter
		}
		if id >= 0 {
			return id, exact
		}
	}
	return -1, false
}

// joined adds a span that ends after all others. One that holds others replaces them, one that cuts
// into another makes one of both: hiding one pattern must not leave the rest of another.
func joined(spans []span, s span) []span {
	for len(spans) > 0 {
		last := spans[len(spans)-1]
		if last.end <= s.start {
			break
		}
		spans = spans[:len(spans)-1]
		if last.start < s.start {
			s = span{last.start, s.end, -1}
		}
	}
	return append(spans, s)
}

func standsAlone(text []byte, start, end int) bool {
	return (start == 0 || !isWordByte(text[start-1])) && (end == len(text) || !isWordByte(text[end]))
}

func isWordByte(c byte) bool {
	return isAlphanumeric(c) || c == '_' || c == '-' || c >= 0x80
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
