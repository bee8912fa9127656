package mock

import (
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// end tells the moment at which a token ends, as RFC 3339 has it, in seconds since 1970, or in milliseconds where the schema
// wants as large a number.
func (r *reading) end(until time.Time) wish {
	return func(schema *openapi3.Schema) (any, bool) {
		if value, ok := r.exactly(until.UTC().Format("2006-01-02T15:04:05.000Z"))(schema); ok {
			return value, ok
		}
		if schema.Min != nil && *schema.Min > float64(until.Unix()) {
			return r.exactly(until.UnixMilli())(schema)
		}
		return r.exactly(until.Unix())(schema)
	}
}
