package reference

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// every, granted and status choose answers.
func every(*reply) bool { return true }

func granted(r *reply) bool { return r.status == http.StatusOK }

func status(codes ...int) among {
	return func(r *reply) bool {
		for _, code := range codes {
			if r.status == code {
				return true
			}
		}
		return false
	}
}

func (r *reply) members() map[string]any {
	decoder := json.NewDecoder(bytes.NewReader(r.content))
	decoder.UseNumber()
	var members map[string]any
	if decoder.Decode(&members) != nil {
		return nil
	}
	return members
}

// written is the JSON text of a value, its members in alphabetical order.
func written(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil // an empty body, which no clause takes for a sound one
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}

// with changes the members of an answer.
func with(edit func(members map[string]any)) change {
	return func(r *reply) {
		if members := r.members(); members != nil {
			edit(members)
			r.content = written(members)
		}
	}
}

func set(name string, value any) change {
	return with(func(members map[string]any) { members[name] = value })
}

func drop(name string) change {
	return with(func(members map[string]any) { delete(members, name) })
}

// text changes an answer's body as it is written.
func text(edit func([]byte) []byte) change {
	return func(r *reply) { r.content = edit(r.content) }
}

func replaced(old, by string) change {
	return text(func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(by), 1) })
}

func before(prefix string) change {
	return text(func(b []byte) []byte { return append([]byte(prefix), b...) })
}

func after(suffix string) change {
	return text(func(b []byte) []byte { return append(b, suffix...) })
}

func content(mediaType, body string) change {
	return func(r *reply) {
		r.fields.Set("Content-Type", mediaType)
		r.content = []byte(body)
	}
}

func statusIs(code int) change {
	return func(r *reply) { r.status = code }
}

// field sets a header field, with a line for each value; without a value there is none, nor does net/http
// make one up.
func field(name string, values ...string) change {
	return func(r *reply) { r.fields[http.CanonicalHeaderKey(name)] = values }
}

// instead gives another answer. Of the sound one only what speaks of the host stays.
func instead(refuse func() Answer) change {
	return func(r *reply) {
		other := &reply{fields: http.Header{}}
		refuse().Write(other, &http.Request{Method: http.MethodPost})
		other.fields["Strict-Transport-Security"] = r.fields["Strict-Transport-Security"]
		*r = *other
	}
}

// oauth refuses with the OAuth error model, and with the challenge where the status is 401.
func oauth(status int, code string) change {
	return instead(func() Answer {
		a := oauthError(status, code, "The request is refused.")
		if status == http.StatusUnauthorized {
			a.Header.Set("WWW-Authenticate", challenge)
		}
		return a
	})
}

// generic refuses with the generic error model.
func generic(status int) change {
	return instead(func() Answer { return failure(status, "REFUSED", "The request is refused.") })
}

// broken ends the connection, or the stream, without an answer.
func broken(*reply) { panic(http.ErrAbortHandler) }

func inPieces(r *reply) { r.pieces = true }

// tokens changes every answer that issues a token.
func tokens(changes ...change) func(*Config) { return replies(granted, changes...) }

func posted(q *inquiry) { q.Method = http.MethodPost }

func typedJSON(q *inquiry) { q.Header.Set("Content-Type", "application/json") }

func acceptingAll(q *inquiry) { q.Header.Set("Accept", "*/*") }
