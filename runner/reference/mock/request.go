package mock

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
)

// tokenRequest is a request for a token, as far as it can be read.
type tokenRequest struct {
	*http.Request
	members map[string]any // of its body
	broken  reason         // what is wrong with its form
	refresh bool           // it is for the refresh grant
}

// readRequest takes a form and JSON alike, whichever of them is documented.
func (s *service) readRequest(r *http.Request) tokenRequest {
	q := tokenRequest{Request: r}
	body, refused := reference.ReadBody(r)
	if refused != nil {
		q.broken = bodyGarbage
		return q
	}
	if s.read.facts.Request.MediaType == "" { // the document has no body for requests, and any is let pass
		return q
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // what cannot be read is none of the two
	switch {
	case kind == reference.MediaForm:
		q.members, q.broken = formMembers(body)
	case jsonType(kind):
		q.members, q.broken = jsonMembers(body)
	case kind == "":
		q.broken = contentTypeNone
	default:
		q.broken = contentTypeText
	}
	if bare := q.broken == bodyEmpty || q.broken == bodyEmptyObject; bare && !s.read.facts.Has(facts.GrantTypes) && s.read.facts.ClientAuthentication.Documented == facts.BodyMechanism {
		q.broken = "" // credentials are all that there is to a body
	}
	if len(body) == 0 && r.URL.RawQuery != "" {
		q.broken = queryParameters
		if !r.URL.Query().Has("grant_type") {
			q.broken = queryCredentials
		}
	}
	q.refresh = s.read.facts.Refresh.Grant != "" && q.members["grant_type"] == s.read.facts.Refresh.Grant
	return q
}

func formMembers(body []byte) (map[string]any, reason) {
	if len(body) == 0 {
		return nil, bodyEmpty
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, bodyGarbage
	}
	members := map[string]any{}
	for name, sent := range values {
		if len(sent) > 1 {
			return nil, repeated
		}
		members[name] = sent[0]
	}
	return members, ""
}

// jsonMembers reads one JSON object, in which nothing is said twice.
func jsonMembers(body []byte) (map[string]any, reason) {
	text := bytes.TrimSpace(body)
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	begin, err := decoder.Token()
	switch {
	case len(text) == 0:
		return nil, bodyEmpty
	case err != nil || begin != json.Delim('{'):
		return nil, bodyGarbage
	}
	members := map[string]any{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, bodyTruncated
		}
		var value any
		if decoder.Decode(&value) != nil {
			return nil, bodyTruncated
		}
		if _, twice := members[name.(string)]; twice { //nolint:forcetypeassert // of an object, a token there is a name
			return nil, repeated
		}
		members[name.(string)] = value //nolint:forcetypeassert // as above
	}
	if _, err := decoder.Token(); err != nil || decoder.More() {
		return nil, bodyTruncated
	}
	if len(members) == 0 {
		return members, bodyEmptyObject
	}
	return members, ""
}

// text gives a member that is one; "" where it is left out, too (RFC 6749, section 3.1).
func (q tokenRequest) text(name string) string {
	text, _ := q.members[name].(string)
	return text
}

// shown are the credentials of a client, wherever a request has them, or what is wrong with that.
func (s *service) shown(q tokenRequest) (reference.Credentials, reason) {
	said := s.read.facts.ClientAuthentication
	if said.Documented == facts.APIKeyMechanism {
		return keyOf(q, said.Key)
	}
	fields := q.Header.Values("Authorization")
	inBody := reference.Credentials{ID: q.text(said.IDParameter), Secret: q.text(said.SecretParameter)}
	switch {
	case len(fields) > 1, len(fields) == 1 && inBody.Secret != "":
		return inBody, credentialsTwice
	case len(fields) == 1:
		return s.basic(fields[0])
	case inBody.ID == "" && inBody.Secret == "" && (q.URL.Query().Has(said.SecretParameter) || q.URL.Query().Has(said.IDParameter)):
		return inBody, queryCredentials
	case inBody.Secret == "":
		return inBody, noCredentials
	}
	return inBody, ""
}

// keyOf reads an API key where its security scheme says.
func keyOf(q tokenRequest, scheme facts.APIKey) (reference.Credentials, reason) {
	var key string
	switch scheme.In {
	case "query":
		key = q.URL.Query().Get(scheme.Name)
	case "cookie":
		if cookie, err := q.Cookie(scheme.Name); err == nil {
			key = cookie.Value
		}
	default:
		key = q.Header.Get(scheme.Name)
	}
	if key == "" {
		return reference.Credentials{}, noCredentials
	}
	return reference.Credentials{Secret: key}, ""
}

// basic reads a field of scheme Basic (RFC 7617), form-encoded where the facts say so (RFC 6749, section 2.3.1).
func (s *service) basic(field string) (reference.Credentials, reason) {
	scheme, encoded := reference.SplitScheme(field)
	switch strings.ToLower(scheme) {
	case "basic":
	case "bearer":
		return reference.Credentials{}, schemeBearer
	case "digest":
		return reference.Credentials{}, schemeDigest
	default:
		return reference.Credentials{}, schemeOther
	}
	pair, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return reference.Credentials{}, basicNotBase64
	}
	id, secret, colon := strings.Cut(string(pair), ":")
	if s.read.facts.ClientAuthentication.FormEncoded {
		var badID, badSecret error
		id, badID = url.QueryUnescape(id)
		secret, badSecret = url.QueryUnescape(secret)
		if badID != nil || badSecret != nil {
			return reference.Credentials{}, basicNoColon
		}
	}
	switch shown := (reference.Credentials{ID: id, Secret: secret}); {
	case !colon:
		return shown, basicNoColon
	case secret == "":
		return shown, noCredentials
	default:
		return shown, ""
	}
}

// documentedRequest is the request that the contract documents.
func (r *reading) documentedRequest(c reference.Config) reference.DocumentedRequest {
	said, client := r.facts, r.facts.ClientAuthentication
	request := reference.DocumentedRequest{ContentType: said.Request.MediaType, Header: http.Header{}}
	params := map[string]any{}
	if said.Has(facts.GrantTypes) {
		params["grant_type"] = said.Grant
	}
	if said.User.NameParameter != "" {
		params[said.User.NameParameter], params[said.User.PasswordParameter] = c.Username, c.Password
	}
	for _, given := range said.Request.Parameters {
		params[given.Name] = valueOf(given)
	}
	for _, given := range said.Request.Headers {
		request.Header.Set(given.Name, fmt.Sprint(valueOf(given)))
	}
	query := url.Values{}
	for _, given := range said.Request.Query {
		query.Set(given.Name, fmt.Sprint(valueOf(given)))
	}
	switch client.Documented {
	case facts.BodyMechanism:
		params[client.IDParameter], params[client.SecretParameter] = c.ClientID, c.ClientSecret
	case facts.BasicMechanism:
		id, secret := c.ClientID, c.ClientSecret
		if client.FormEncoded {
			id, secret = url.QueryEscape(id), url.QueryEscape(secret)
		}
		request.Authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
	case facts.APIKeyMechanism:
		switch client.Key.In {
		case "query":
			query.Set(client.Key.Name, c.ClientSecret)
		case "cookie":
			request.Header.Set("Cookie", client.Key.Name+"="+c.ClientSecret)
		default:
			request.Header.Set(client.Key.Name, c.ClientSecret)
		}
	case facts.NoMechanism:
	}
	if request.Query = query.Encode(); said.Request.MediaType != "" {
		request.Content = encoded(params, said.Request.MediaType)
	}
	return request
}

// encoded writes parameters as a form, or as JSON.
func encoded(params map[string]any, mediaType string) []byte {
	if mediaType == reference.MediaForm {
		form := url.Values{}
		for name, value := range params {
			form.Set(name, fmt.Sprint(value))
		}
		return []byte(form.Encode())
	}
	content, err := json.Marshal(params)
	if err != nil {
		return nil // texts, numbers and truths are JSON
	}
	return content
}

// valueOf is the value that a request always has, or something in the place of one that is given from outside.
func valueOf(given facts.Given) any {
	if given.Literal != nil {
		return given.Literal
	}
	for _, name := range slices.Sorted(maps.Keys(given.Environments)) {
		return given.Environments[name]
	}
	return "given"
}
