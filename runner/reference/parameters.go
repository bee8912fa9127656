package reference

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	// refuses repeated members, and knows members by their exact name
)

// maxBody is many times what a token request needs.
const maxBody = 64 << 10

const mediaForm = "application/x-www-form-urlencoded"

// parameters are those of a token request that the target knows, by name. One that was sent without a value
// reads as one that was not: RFC 6749, section 3.1 wants it treated as omitted.
type parameters map[string]string

// readBody gives the answer that refuses the request when there is no end to its body.
func readBody(r *http.Request) ([]byte, *Answer) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, refuse("The body could not be read to its end.")
	}
	if len(body) > maxBody {
		return nil, refuse("The body is larger than 64 KiB.")
	}
	return body, nil
}

func refuse(description string) *Answer {
	refusal := invalidRequest(description)
	return &refusal
}

// sendsForm says that a request has exactly one content type, a form's, whatever its parameters.
func sendsForm(contentType []string) bool {
	if len(contentType) != 1 {
		return false
	}
	mediaType, _, err := mime.ParseMediaType(contentType[0])
	return err == nil && mediaType == mediaForm
}

// formValues reads a form in which nothing is said twice (RFC 6749, section 3.2).
func formValues(body []byte) (url.Values, *Answer) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, refuse("The body is not form-encoded.")
	}
	for _, sent := range values {
		if len(sent) > 1 {
			return nil, refuse("A parameter is repeated.")
		}
	}
	return values, nil
}
