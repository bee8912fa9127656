package caller

import (
	"encoding/base64"
	"net/url"
	"strings"
)

// field sets a header field of requests for tokens.
func field(name, value string) edit {
	return func(_ *life, d *draft) { d.Header.Set(name, value) }
}

// without leaves header fields away. Of the User-Agent nothing is sent then.
func without(names ...string) edit {
	return func(_ *life, d *draft) {
		for _, name := range names {
			d.Header.Del(name)
		}
	}
}

// sets gives a member of the body a value.
func sets(name string, value any) edit {
	return func(_ *life, d *draft) { d.set(name, value) }
}

// drops leaves members of the body away.
func drops(names ...string) edit {
	return func(_ *life, d *draft) { d.drop(names...) }
}

// repeats writes a member twice.
func repeats(name string) edit {
	return func(_ *life, d *draft) {
		d.members, d.changed = append(d.members, member{name, d.get(name)}), true
	}
}

// when edits requests for one grant alone.
func when(grant string, e edit) edit {
	return func(l *life, d *draft) {
		if d.get("grant_type") == grant {
			e(l, d)
		}
	}
}

// asForm and asJSON write the members so.
func asForm(_ *life, d *draft) {
	d.form, d.changed = true, true
	d.Header.Set("Content-Type", typeForm)
}

func asJSON(_ *life, d *draft) {
	d.form, d.changed = false, true
	d.Header.Set("Content-Type", typeJSON)
}

// inQueryToo writes the members into the URL as well.
func inQueryToo(_ *life, d *draft) {
	query := url.Values{}
	for _, m := range d.members {
		text, _ := m.value.(string)
		query.Set(m.name, text)
	}
	d.URL.RawQuery = query.Encode()
}

// inQuery moves the members to the URL.
func inQuery(l *life, d *draft) {
	inQueryToo(l, d)
	d.write("", "")
	d.Header.Del("Content-Type")
}

// authenticated has another value in Authorization; of "" there is no such field.
func authenticated(value func(id, secret string) string) edit {
	return func(l *life, d *draft) {
		d.Header.Del("Authorization")
		if v := value(l.task.id, l.task.secret); v != "" {
			d.Header.Set("Authorization", v)
		}
	}
}

// basic joins what there is to authenticate with, and encodes it.
func basic(join func(id, secret string) string, encode func([]byte) string) edit {
	return authenticated(func(id, secret string) string { return "Basic " + encode([]byte(join(id, secret))) })
}

func pair(id, secret string) string { return id + ":" + secret }

// formPair is Basic's as Prioticket's contract has it.
func formPair(id, secret string) string { return pair(url.QueryEscape(id), url.QueryEscape(secret)) }

// inBody adds the client's credentials to the body.
func inBody(l *life, d *draft) {
	d.set("client_id", l.task.id)
	d.set("client_secret", l.task.secret)
}

// inURL adds them to the URL.
func inURL(l *life, d *draft) {
	d.URL.RawQuery = url.Values{"client_id": {l.task.id}, "client_secret": {l.task.secret}}.Encode()
}

// broken breaks a line after so many characters, as encoders for mail do.
func broken(width int) func([]byte) string {
	return func(content []byte) string {
		text := base64.StdEncoding.EncodeToString(content)
		var lines []string
		for len(text) > width {
			lines, text = append(lines, text[:width]), text[width:]
		}
		return strings.Join(append(lines, text), "\n")
	}
}

// method changes the method of requests for tokens.
func method(name string) edit {
	return func(_ *life, d *draft) { d.Method = name }
}

// path changes the end of their path.
func path(from, to string) edit {
	return func(_ *life, d *draft) { d.URL.Path = strings.TrimSuffix(d.URL.Path, from) + to }
}
