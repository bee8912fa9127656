package probe

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
)

// Render puts a draft into bytes for the given URL. The result holds the
// credentials in clear: it is for sending, and is redacted before it is kept.
func (d Draft) Render(endpoint url.URL) (evidence.Request, error) {
	if d.Channel.Handshake != 0 {
		return evidence.Request{URL: endpoint.Scheme + "://" + endpoint.Host}, nil
	}
	query := d.Query
	if d.Place&InQuery != 0 {
		query = append(query[:len(query):len(query)], d.credentialParams()...)
	}
	if d.hasKey("query") {
		query = append(query[:len(query):len(query)], Param{d.Key.Name, d.Client.Secret})
	}
	if more := encodeForm(query); more != "" && endpoint.RawQuery != "" {
		endpoint.RawQuery += "&" + more
	} else if more != "" {
		endpoint.RawQuery = more
	}
	body, err := d.body()
	if err != nil {
		return evidence.Request{}, err
	}
	return evidence.Request{Method: d.Method, URL: endpoint.String(), Header: d.header(), Body: body}, nil
}

func (d Draft) header() []evidence.Field {
	var fields []evidence.Field
	add := func(name, value string) {
		if value == "" {
			return
		}
		if d.LowerCase && name != "User-Agent" { // net/http would add one of its own
			name = strings.ToLower(name)
		}
		fields = append(fields, evidence.Field{Name: name, Value: value})
	}
	add("Accept", d.Accept)
	add("Authorization", d.authorization())
	add("Content-Type", d.ContentType)
	if !d.Resource {
		for _, f := range d.Fields {
			add(f.Name, f.Value)
		}
	}
	switch {
	case d.hasKey("header"):
		add(d.Key.Name, d.Client.Secret)
	case d.hasKey("cookie"):
		add("Cookie", d.Key.Name+"="+d.Client.Secret)
	}
	for _, f := range d.Extra {
		add(f.Name, f.Value)
	}
	return fields
}

// hasKey says that an API key goes there.
func (d Draft) hasKey(in string) bool { return !d.Resource && d.Place&AsKey != 0 && d.Key.In == in }

func (d Draft) authorization() string {
	switch {
	case d.Authorization != nil:
		return *d.Authorization
	case d.Resource && d.Token.Value != "":
		return d.Token.Type + " " + d.Token.Value
	case d.Place&InHeader != 0:
		return d.Scheme + " " + d.basic(d.Client)
	default:
		return ""
	}
}

// basic joins identifier and secret: form-encoded before, as RFC 6749, section 2.3.1 has it, or as they are, as
// RFC 7617 has it.
func (d Draft) basic(c Credentials) string {
	pair := c.ID + ":" + c.Secret
	if d.FormEncoded {
		pair = url.QueryEscape(c.ID) + ":" + url.QueryEscape(c.Secret)
	}
	return base64.StdEncoding.EncodeToString([]byte(pair))
}

func (d Draft) credentialParams() []Param {
	return []Param{{d.IDParam, d.Client.ID}, {d.SecretParam, d.Client.Secret}}
}

func (d Draft) body() ([]byte, error) {
	if d.Body != nil {
		return []byte(*d.Body), nil
	}
	params := d.Params
	if d.Place&InBody != 0 {
		params = append(params[:len(params):len(params)], d.credentialParams()...)
	}
	if d.Resource || d.Encoding == "" && len(params) == 0 {
		return nil, nil
	}
	if d.Encoding == Form {
		return []byte(encodeForm(params)), nil
	}
	return encodeJSON(params, d.Indent)
}

func encodeForm(params []Param) string {
	pairs := make([]string, len(params))
	for i, p := range params {
		pairs[i] = url.QueryEscape(p.Name) + "=" + url.QueryEscape(fmt.Sprint(p.Value))
	}
	return strings.Join(pairs, "&")
}

// encodeJSON keeps the order of the parameters, and repeats one that is there twice: encoding/json
// alone can do neither.
func encodeJSON(params []Param, indent bool) ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range params {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, v := range []any{p.Name, p.Value} {
			if j > 0 {
				b.WriteByte(':')
			}
			encoder := json.NewEncoder(&b)
			encoder.SetEscapeHTML(false)
			if err := encoder.Encode(v); err != nil {
				return nil, fmt.Errorf("parameter %s as JSON: %w", p.Name, err)
			}
			b.Truncate(b.Len() - 1) // the encoder's line feed
		}
	}
	b.WriteByte('}')
	if !indent {
		return b.Bytes(), nil
	}
	var spaced bytes.Buffer
	if err := json.Indent(&spaced, b.Bytes(), " ", "\t"); err != nil {
		return nil, fmt.Errorf("indenting a request: %w", err)
	}
	return append(append([]byte("\r\n "), spaced.Bytes()...), '\n'), nil
}
