package evidence

import (
	"slices"

	"github.com/authconform/authconform/openapi/wire"
)

// maxDecoded is how long a body is, at most, whose members are kept beside it: a hostile target's take many times its memory.
const maxDecoded = 8 << 10

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
	for i := range r.Exchanges {
		x := &r.Exchanges[i]
		if x.Response != nil && len(x.Response.Body) <= maxDecoded {
			x.Decoded = &Decoded{body: x.Response.Body, layout: x.Layout, members: x.Members()}
		}
	}
	return r
}

// are says that these are the members of that very body: whoever changes an answer gives it another one.
func (d *Decoded) are(body []byte, layout *wire.Layout) bool {
	return d != nil && d.layout == layout && len(d.body) == len(body) && (len(body) == 0 || &d.body[0] == &body[0])
}
