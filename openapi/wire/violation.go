package wire

import "net/http"

// Violation is one way in which an answer breaks the contract.
type Violation struct {
	// Pointer says where: a JSON pointer into the body ("" is the whole body, "/expires_in" a member),
	// "status", or the name of a header field in its canonical spelling ("Content-Type").
	Pointer string `json:"pointer"`
	// Rule names what is broken in dotted lower-case words: "required", "type", "enum", "closed",
	// "json.trailing", "media-type", "status", "challenge".
	Rule string `json:"rule"`
	// Detail says what was wanted and what was found. It never holds a value that could be secret.
	Detail string `json:"detail"`
}

// Answer is an HTTP response as it was received, as far as a contract speaks of it.
type Answer struct {
	// Method is the request's method: an answer to HEAD has no body by definition (RFC 9110, section 9.3.2).
	Method string
	// Status is the status code.
	Status int
	// Header holds the response's header fields.
	Header http.Header
	// Body holds the content after content codings were removed.
	Body []byte
	// Truncated says that the body was longer than what the suite reads, and was cut.
	Truncated bool
	// Coding says in words what is wrong with the content coding of the body; "" when nothing is. The body is then no
	// JSON text as it stands, whatever Body holds; Body is empty when the coding could not be undone.
	Coding string
}

// HasContent is false for answers that have none by definition (RFC 9110, section 6.4.1).
func (a Answer) HasContent() bool {
	return a.Method != http.MethodHead && a.Status >= 200 && a.Status != http.StatusNoContent && a.Status != http.StatusNotModified
}
