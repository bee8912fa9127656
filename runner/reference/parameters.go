package reference

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	// refuses repeated members, and knows members by their exact name
)

// MaxBody is many times what a token request needs.
const MaxBody = 64 << 10

// MediaForm is the media type of a form (RFC 6749, appendix B).
const MediaForm = "application/x-www-form-urlencoded"

// Parameters are those of a token request that the target knows, by name. One that was sent without a value
// reads as one that was not: RFC 6749, section 3.1 wants it treated as omitted.
type Parameters map[string]string

// ReadBody gives the answer that refuses the request when there is no end to its body.
func ReadBody(r *http.Request) ([]byte, *Answer) {
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	if err != nil {
		return nil, Refuse("The body could not be read to its end.")
	}
	if len(body) > MaxBody {
		return nil, Refuse("The body is larger than 64 KiB.")
	}
	return body, nil
}

// Refuse is InvalidRequest for who gives answers by address.
func Refuse(description string) *Answer {
	refusal := InvalidRequest(description)
	return &refusal
}

// SendsForm says that a request has exactly one content type, a form's, whatever its parameters.
func SendsForm(contentType []string) bool {
	if len(contentType) != 1 {
		return false
	}
	mediaType, _, err := mime.ParseMediaType(contentType[0])
	return err == nil && mediaType == MediaForm
}

// FormValues reads a form in which nothing is said twice (RFC 6749, section 3.2).
func FormValues(body []byte) (url.Values, *Answer) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, Refuse("The body is not form-encoded.")
	}
	for _, sent := range values {
		if len(sent) > 1 {
			return nil, Refuse("A parameter is repeated.")
		}
	}
	return values, nil
}
