package prioticket

import (
	"bytes"
	"mime"
	"net/http"
	"unicode/utf8"

	"github.com/authconform/authconform/runner/reference"
	"github.com/go-jose/go-jose/v4/json" // refuses repeated members, and knows members by their exact name
)

func knownParameters() []string {
	return []string{"grant_type", "scope", "client_id", "client_secret"}
}

// readParameters reads the body of a token request, never its query. It gives the answer that refuses the
// request when the body cannot be read.
func readParameters(r *http.Request) (reference.Parameters, *reference.Answer) {
	parse := parserOf(r.Header.Values("Content-Type"))
	if parse == nil {
		refusal := unsupportedMediaType()
		return nil, &refusal
	}
	body, refusal := reference.ReadBody(r)
	if refusal != nil {
		return nil, refusal
	}
	return parse(body)
}

// refuseType gives the one answer or the other of the two that a parameter of a wrong type may get, so that both of the
// contract's models are seen: 422 for what has parts, 400 for what is a value.
func refuseType(name string, member json.RawMessage) *reference.Answer {
	text := "The parameter " + name + " is not a string."
	if member[0] == '[' || member[0] == '{' {
		refusal := reference.GenericError(http.StatusUnprocessableEntity, "UNPROCESSABLE_ENTITY", text)
		return &refusal
	}
	return reference.Refuse(text)
}

// parserOf gives the parser for a media type whatever its parameters (a charset means nothing to either),
// nil when there is none or the header is not exactly one media type.
func parserOf(contentType []string) func([]byte) (reference.Parameters, *reference.Answer) {
	if len(contentType) != 1 {
		return nil
	}
	mediaType, _, err := mime.ParseMediaType(contentType[0])
	if err != nil {
		return nil
	}
	switch mediaType {
	case "application/json":
		return parseJSON
	case reference.MediaForm:
		return parseForm
	default:
		return nil
	}
}

func parseJSON(body []byte) (reference.Parameters, *reference.Answer) {
	// A null would pass for an object without members, and the package replaces broken UTF-8.
	if !utf8.Valid(body) || !bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{")) {
		return nil, reference.Refuse("The body is not a JSON object.")
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, reference.Refuse("The body is not a JSON object, or repeats a member.")
	}
	params := reference.Parameters{}
	for _, name := range knownParameters() {
		member, found := members[name]
		if !found {
			continue
		}
		var value *string // a null leaves it nil
		if err := json.Unmarshal(member, &value); err != nil || value == nil {
			return nil, refuseType(name, member)
		}
		params[name] = *value
	}
	return params, nil
}

func parseForm(body []byte) (reference.Parameters, *reference.Answer) {
	values, refusal := reference.FormValues(body)
	if refusal != nil {
		return nil, refusal
	}
	params := reference.Parameters{}
	for _, name := range knownParameters() {
		params[name] = values.Get(name)
	}
	return params, nil
}
