package evidence

import (
	"encoding/json"
	"slices"

	"github.com/authconform/authconform/openapi/wire"
)

// What is kept beside answers, at most: a hostile target's lists take many times the memory of its body.
const (
	// maxDecoded is how long a body is, whatever is in it.
	maxDecoded = 8 << 10
	// maxFlat is how much the members of all longer ones take, which have neither objects nor arrays in them.
	maxFlat = 8 << 20
)

// Decoded are the members of a body, as a layout has them read.
type Decoded struct {
	body    []byte
	layout  *wire.Layout
	members map[string]any
}

// Decoded gives the record with the members of its answers beside them, for a judge, who asks for them hundreds of times.
// Members gives whoever asks the same map then, which is only read.
func (r Record) Decoded() Record {
	r.Exchanges = slices.Clone(r.Exchanges)
	left := maxFlat
	for i := range r.Exchanges {
		x := &r.Exchanges[i]
		if x.Response == nil || len(x.Response.Body) > maxDecoded && left <= 0 {
			continue
		}
		members := x.Members()
		if len(x.Response.Body) > maxDecoded {
			size, flat := sizeOf(members)
			if !flat || size > left {
				continue
			}
			left -= size
		}
		x.Decoded = &Decoded{body: x.Response.Body, layout: x.Layout, members: members}
	}
	return r
}

// sizeOf is about how much members take that are neither objects nor arrays; false where one is.
func sizeOf(members map[string]any) (size int, flat bool) {
	const member = 64 // beside its name and its text
	for name, value := range members {
		switch value := value.(type) {
		case map[string]any, []any:
			return 0, false
		case string:
			size += len(value)
		case json.Number:
			size += len(value)
		}
		size += len(name) + member
	}
	return size, true
}

// are says that these are the members of that very body: whoever changes an answer gives it another one.
func (d *Decoded) are(body []byte, layout *wire.Layout) bool {
	return d != nil && d.layout == layout && len(d.body) == len(body) && (len(body) == 0 || &d.body[0] == &body[0])
}
