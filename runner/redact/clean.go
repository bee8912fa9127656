package redact

import (
	"maps"
	"strings"
)

// What is remembered of texts without secrets, at most: names of fields, media types and paths come in every exchange.
const (
	maxCleanText  = 256
	maxCleanTexts = 1024
)

// cleanText is a text that was searched and has no secret, and where it stood.
type cleanText struct {
	text string
	context
	asks  bool
	field bool // as the name of a field, which is compared without case
}

// changed drops what a new pattern makes out of date; the caller holds the lock. A pattern is written in no way that is
// shorter than itself or itself in small letters, so shorter texts stay clean.
func (r *Redactor) changed(value string) {
	r.search = nil
	shortest := min(len(value), len(strings.ToLower(value)))
	maps.DeleteFunc(r.clean, func(c cleanText, _ bool) bool { return len(c.text) >= shortest })
}

func (r *Redactor) isClean(c cleanText) bool {
	r.state.Lock()
	defer r.state.Unlock()
	return r.clean[c]
}

// keepClean remembers a text that was searched for all that is known now, or it would be taken for clean of what came since.
func (r *Redactor) keepClean(c cleanText, searched *matchers) {
	r.state.Lock()
	defer r.state.Unlock()
	if searched != r.search {
		return
	}
	if len(r.clean) >= maxCleanTexts {
		clear(r.clean)
	}
	r.clean[c] = true
}
