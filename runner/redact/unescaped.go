package redact

import (
	"bytes"
	"slices"
)

// unescaped is a text as a reader sees it who undoes escapes, and where in the written text each byte of it
// comes from, so that a replacement is written the way the original was.
type unescaped struct {
	text   []byte
	from   []int32    // where each byte of text starts in parent's, and one more: where the last ends
	parent *unescaped // nil: text is the written text itself
	kinds  escapes    // what was undone
}

// unescape undoes one layer of the given escapes; nil when the text has none.
func (v *unescaped) unescape(kinds escapes) *unescaped {
	if !bytes.ContainsAny(v.text, "%\\&") {
		return nil
	}
	first := 0
	for first < len(v.text) {
		if _, width := unit(v.text[first:], kinds); width > 1 {
			break
		}
		first++
	}
	if first == len(v.text) {
		return nil
	}
	child := &unescaped{text: make([]byte, 0, len(v.text)), from: make([]int32, 0, len(v.text)+1), parent: v, kinds: kinds}
	for i := 0; i < len(v.text); {
		char, width := unit(v.text[i:], kinds)
		if width == 1 {
			child.text = append(child.text, v.text[i])
			child.from = append(child.from, int32(i))
			i++
			continue
		}
		child.text = append(child.text, char.bytes[:char.length]...)
		for range char.length {
			child.from = append(child.from, int32(i))
		}
		i += width
	}
	child.from = append(child.from, int32(len(v.text)))
	return child
}

// written says where text[start:end] stands in the written text, and how replacement is written there.
func (v *unescaped) written(start, end int, replacement []byte) (int, int, []byte) {
	if v.parent == nil {
		return start, end, replacement
	}
	for start > 0 && v.from[start] == v.from[start-1] {
		start--
		replacement = slices.Insert(slices.Clone(replacement), 0, v.text[start])
	}
	for end < len(v.text) && end > 0 && v.from[end] == v.from[end-1] {
		replacement = append(slices.Clone(replacement), v.text[end])
		end++
	}
	from, to := int(v.from[start]), int(v.from[end])
	if v.kinds == byteNumbers {
		replacement = fitted(replacement, end-start)
	}
	if len(replacement) != end-start {
		return v.parent.written(from, to, v.otherwise(start, end, replacement))
	}
	out := make([]byte, 0, to-from)
	quotes := v.quotes(start, end)
	for i := start; i < end; {
		next := i + 1
		for next < end && v.from[next] == v.from[i] {
			next++
		}
		old := v.parent.text[v.from[i]:v.from[next]]
		char := replacement[i-start : next-start]
		switch {
		case bytes.Equal(v.text[i:next], char):
			out = append(out, old...)
		case quotes && len(old) == 1: // the numbers of a list may be of other lengths, so that its quotes stand elsewhere
			out = append(out, quotable(char)...)
		default:
			out = append(out, v.spell(old, char)...)
		}
		i = next
	}
	return v.parent.written(from, to, out)
}

// at gives the stretch of v that text[start:end] of its parent belongs to.
func (v *unescaped) at(start, end int) (int, int) {
	first, _ := slices.BinarySearch(v.from, int32(start)+1)
	last, _ := slices.BinarySearch(v.from, int32(end))
	first = max(first-1, 0)
	for first > 0 && v.from[first-1] == v.from[first] {
		first--
	}
	return first, min(last, len(v.text))
}

// undid says whether the first thing that was undone on the way to v were escapes of these kinds.
func (v *unescaped) undid(kinds escapes) bool {
	for v.parent != nil && v.parent.parent != nil {
		v = v.parent
	}
	return v.parent != nil && v.kinds&kinds == kinds
}

// quotes says whether text[start:end] is part of a string, as its escapes tell.
func (v *unescaped) quotes(start, end int) bool {
	return v.kinds&jsonEscapes != 0 && bytes.IndexByte(v.parent.text[v.from[start]:v.from[end]], '\\') >= 0
}

// otherwise writes what is not as long as text[start:end], for which it stands. What is judged of the written form stays:
// what stood between its characters, that some were escaped, and that the whole is a string.
func (v *unescaped) otherwise(start, end int, replacement []byte) []byte {
	old := v.parent.text[v.from[start]:v.from[end]]
	if v.kinds == gaps {
		return respaced(replacement, old)
	}
	quotes := v.quotes(start, end)
	var out []byte
	escaped := false
	for i := range replacement {
		char := replacement[i : i+1]
		if at := start + i; !escaped && at < end && v.from[at+1]-v.from[at] > 1 {
			spelt := v.spell(v.parent.text[v.from[at]:v.from[at+1]], char)
			if escaped = len(spelt) > 1; escaped {
				out = append(out, spelt...)
				continue
			}
		}
		if quotes {
			char = quotable(char)
		}
		out = append(out, char...)
	}
	return out
}
