package openapi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/authconform/authconform/openapi/wire"
)

// Check gives every way in which the answer breaks the statement; none when the statement does not bind
// the answer. A statement about a member binds only where the members around it are objects: that they are
// is a statement of its own. A statement of another contract is broken by every answer.
func (c *Contract) Check(s Requirement, a wire.Answer) []wire.Violation {
	if len(s.Statuses) == 0 && slices.Contains([]Kind{StatusKind, MediaTypeKind, HeaderKind}, s.Kind) {
		return foreign()
	}
	e, known := c.entries[keyOf(s)]
	if !known {
		return foreign()
	}
	return e.violations(c.look(a))
}

func foreign() []wire.Violation {
	return []wire.Violation{{Rule: "statement", Detail: "wanted a statement of this contract, found another; take it from Statements"}}
}

// CheckAnswer gives every way in which the answer breaks what the document states of answers with its
// status, and says so when it states nothing of that status.
func (c *Contract) CheckAnswer(a wire.Answer) []wire.Violation {
	if !slices.Contains(c.Statuses(), a.Status) {
		return []wire.Violation{{
			Pointer: "status", Rule: "status",
			Detail: fmt.Sprintf("wanted one of %s; found %d", statusWords(c.Statuses()), a.Status),
		}}
	}
	var violations []wire.Violation
	looked := c.look(a)
	for _, s := range c.statements {
		for _, v := range c.entries[keyOf(s)].violations(looked) {
			if !slices.Contains(violations, v) {
				violations = append(violations, v)
			}
		}
	}
	return violations
}

func (e *entry) violations(s seen) []wire.Violation {
	var all []wire.Violation
	for _, r := range e.rules {
		if !r.binds(s) {
			continue
		}
		for _, v := range r.check(s) {
			if len(all) < wire.MaxViolations && !slices.Contains(all, v) {
				all = append(all, v)
			}
		}
	}
	return all
}

// look prepares the body for all rules.
func (c *Contract) look(a wire.Answer) seen {
	nothing := func() (any, bool) { return nil, false }
	s := seen{Answer: a, body: nothing, named: nothing}
	if !a.HasContent() {
		return s
	}
	s.media = c.mediaFor(a)
	decoded := sync.OnceValues(func() (any, bool) { return wire.Decode(a.Body) })
	read := func(only bool) func() (any, bool) {
		return sync.OnceValues(func() (any, bool) {
			wanted := c.wanted()
			wanted.Only = only
			if members, ok := wire.MembersNamed(a.Body, wanted); ok {
				return members, true
			}
			return decoded()
		})
	}
	s.body, s.named = read(false), read(true)
	return s
}

// wanted is what of a body the schemas speak of.
func (c *Contract) wanted() wire.Wanted {
	return wire.Wanted{
		Names: c.members,
		Whole: func(name string) bool {
			within, named := c.members[name]
			return within || !named && c.others
		},
	}
}

// mediaFor chooses the documented media type that the answer names, else the first one that is JSON: a
// wrong Content-Type must not hide what the body is.
func (c *Contract) mediaFor(a wire.Answer) string {
	documented := c.media[a.Status]
	if found, ok := wire.ParseMediaType(a.Header.Get(wire.ContentType)); ok {
		for _, mediaType := range documented {
			if !wire.MatchesMediaType(found, mediaType) {
				continue
			}
			if wire.IsMediaRange(mediaType) && !wire.IsJSON(found) {
				return "" // what is in the range and no JSON is nobody's to read
			}
			return mediaType
		}
	}
	for _, mediaType := range documented {
		if wire.MayBeJSON(mediaType) {
			return mediaType
		}
	}
	return ""
}

func statusWords(statuses []int) string {
	words := make([]string, len(statuses))
	for i, status := range statuses {
		words[i] = strconv.Itoa(status)
	}
	return strings.Join(words, ", ")
}
