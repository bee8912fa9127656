package caller

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// draft is a request for a token that is not sent yet. Its body is its members, in their order, unless it was written
// otherwise.
type draft struct {
	*http.Request
	members []member
	form    bool   // the members are written as a form, else as JSON
	written []byte // the body, where it is not its members
	changed bool
}

// member is one name of a body with its value.
type member struct {
	name  string
	value any
}

// edit changes a draft.
type edit func(*life, *draft)

// drafted reads a request back that is about to be sent.
func drafted(request *http.Request) (*draft, error) {
	d := &draft{Request: request.Clone(request.Context())}
	content, err := io.ReadAll(request.Body)
	_ = request.Body.Close() // it was read
	if err != nil {
		return nil, err
	}
	d.written = content
	values := map[string]any{}
	if d.form = strings.HasPrefix(request.Header.Get("Content-Type"), typeForm); d.form {
		form, err := url.ParseQuery(string(content))
		if err != nil {
			return nil, err
		}
		for name := range form {
			values[name] = form.Get(name)
		}
	} else if err := json.Unmarshal(content, &values); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		d.members = append(d.members, member{name, values[name]})
	}
	return d, nil
}

// The media types of bodies.
const (
	typeForm = "application/x-www-form-urlencoded"
	typeJSON = "application/json"
)

// request gives what is sent.
func (d *draft) request() (*http.Request, error) {
	content := d.written
	if d.changed {
		var err error
		if content, err = d.encoded(); err != nil {
			return nil, err
		}
	}
	d.Body = io.NopCloser(bytes.NewReader(content))
	d.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	d.ContentLength = int64(len(content))
	if len(content) == 0 {
		d.Body, d.GetBody = http.NoBody, nil
	}
	return d.Request, nil
}

func (d *draft) encoded() ([]byte, error) {
	var b bytes.Buffer
	if d.form {
		for i, m := range d.members {
			if i > 0 {
				b.WriteByte('&')
			}
			text, _ := m.value.(string)
			b.WriteString(url.QueryEscape(m.name) + "=" + url.QueryEscape(text))
		}
		return b.Bytes(), nil
	}
	b.WriteByte('{')
	for i, m := range d.members {
		if i > 0 {
			b.WriteByte(',')
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// get gives a member's value; "" where there is none, or no string.
func (d *draft) get(name string) string {
	for _, m := range d.members {
		if m.name == name {
			text, _ := m.value.(string)
			return text
		}
	}
	return ""
}

// set gives a member a value, in its place where there is one of that name.
func (d *draft) set(name string, value any) {
	d.changed = true
	for i, m := range d.members {
		if m.name == name {
			d.members[i].value = value
			return
		}
	}
	d.members = append(d.members, member{name, value})
}

func (d *draft) drop(names ...string) {
	d.changed = true
	d.members = slices.DeleteFunc(d.members, func(m member) bool { return slices.Contains(names, m.name) })
}

// write gives the draft a body of its own.
func (d *draft) write(mediaType, content string) {
	d.Header.Set("Content-Type", mediaType)
	d.written, d.changed = []byte(content), false
}
