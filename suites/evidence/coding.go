package evidence

// AcceptEncoding is the field by which every request says which content codings its answer may have (RFC 9110, section
// 12.5.3): gzip, and none at all.
const AcceptEncoding = "gzip"

// CodingFault says what is wrong with the content coding of a body.
type CodingFault string

// The faults of content codings.
const (
	CodingUnasked CodingFault = "unasked" // Content-Encoding names one that the request does not take
	CodingUnnamed CodingFault = "unnamed" // the body is in one that Content-Encoding does not name
	CodingBroken  CodingFault = "broken"  // the body does not keep to the one that Content-Encoding names
)

// Coding is a content coding that an answer has no right to. A body that cannot be undone of it within the bounds is not
// recorded: Length and Digest stand for it.
type Coding struct {
	Name   string      `json:"name"` // "deflate"; "" where nothing tells which it is
	Fault  CodingFault `json:"fault"`
	Length int         `json:"length,omitempty"` // in bytes, of the body that is not recorded
	Digest string      `json:"digest,omitempty"` // of that body, under a key that is gone with the run: the same body has the same one
}

// String says in words what was found.
func (c Coding) String() string {
	switch {
	case c.Fault == CodingUnasked:
		return "the content coding " + c.Name + ", which was not asked for"
	case c.Fault == CodingBroken:
		return "a body that does not keep to its content coding, " + c.Name
	case c.Name == "":
		return "bytes that are no text, though no header field names a content coding"
	default:
		return "the content coding " + c.Name + ", which no header field names"
	}
}
