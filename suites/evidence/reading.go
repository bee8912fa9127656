package evidence

import (
	"encoding/json"
	"sync"

	"github.com/authconform/authconform/openapi/wire"
)

// Reading keeps what Members found in an answer: judging asks for it with every clause, and a body of a megabyte would be read
// a hundred times. What would take more than half of the memory that the body takes is read anew each time: texts without escapes,
// which are quick to read.
type Reading struct {
	response *Response // that was read
	once     sync.Once
	members  map[string]any
	kept     bool
	flat     bool // there are more values within its members than are read for every clause
}

// keptAlways is how many bytes are kept of every answer, however short it is: of the most that a file holds, that is 32 MiB, and it is
// a file of short ones. Of long ones keptBesides is kept beside the half.
const (
	keptAlways  = 8 << 10
	keptBesides = 1 << 10
)

// Reading gives the record with an answer's members read once, at the first question for them. Nobody changes what they are
// given of it.
func (r Record) Reading() Record {
	exchanges := make([]Exchange, len(r.Exchanges))
	for i, x := range r.Exchanges {
		if x.Response != nil {
			x.Read = &Reading{response: x.Response}
		}
		exchanges[i] = x
	}
	r.Exchanges = exchanges
	return r
}

// of gives the members of an exchange, which reads them.
func (r *Reading) of(x Exchange) map[string]any {
	if r == nil || r.response != x.Response {
		return x.readMembers(wire.MaxUnnamed, false)
	}
	r.once.Do(func() {
		members := x.readMembers(mostOf(x), false)
		if r.flat = values(members) > 2*mostOf(x); r.flat {
			members = x.readMembers(mostOf(x), true)
		}
		if r.kept = weight(members) <= max(keptAlways, keptBesides+len(x.Response.Body)/2); r.kept {
			r.members = members
		}
	})
	if r.kept {
		return r.members
	}
	return x.readMembers(mostOf(x), r.flat)
}

// mostOf is how many members that nobody asks for are read of an answer, so that they take no more memory than half of it: one
// takes about as much as 72 bytes.
func mostOf(x Exchange) int {
	const few, taken = 100, 144
	return min(max(few, len(x.Response.Body)/taken), wire.MaxUnnamed)
}

// values counts the values within a value, and itself.
func values(value any) int {
	n := 1
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			n += values(element)
		}
	case map[string]any:
		for _, member := range v {
			n += values(member)
		}
	}
	return n
}

// weight is about how many bytes of memory a value takes.
func weight(value any) int {
	const header, bucket = 16, 48
	switch v := value.(type) {
	case string:
		return header + len(v)
	case json.Number:
		return header + len(v)
	case []any:
		size := 2 * header
		for _, element := range v {
			size += header + weight(element)
		}
		return size
	case map[string]any:
		size := bucket
		for name, member := range v {
			size += bucket + len(name) + weight(member)
		}
		return size
	}
	return 0
}
