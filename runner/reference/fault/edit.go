package fault

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/authconform/authconform/runner/reference"
)

// Always matches every answer.
func Always(*Response) bool { return true }

// Granted matches answers of success: 200, and in contracts that have another one 201 and the like.
func Granted(r *Response) bool { return r.Status/100 == 2 }

// WithStatus matches answers by their status.
func WithStatus(codes ...int) ResponseMatch {
	return func(r *Response) bool {
		for _, code := range codes {
			if r.Status == code {
				return true
			}
		}
		return false
	}
}

// Members gives the members of an answer; nil when it is no JSON object.
func (r *Response) Members() map[string]any {
	decoder := json.NewDecoder(bytes.NewReader(r.Content))
	decoder.UseNumber()
	var members map[string]any
	if decoder.Decode(&members) != nil {
		return nil
	}
	if r.policy != nil {
		return r.policy.Canonical(members)
	}
	return members
}

// JSON is the JSON text of a value, its members in alphabetical order.
func JSON(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil // an empty body, which no clause takes for a sound one
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}

// EditMembers changes the members of an answer.
func EditMembers(edit func(members map[string]any)) Edit {
	return func(r *Response) {
		members := r.Members()
		if members == nil {
			return
		}
		if r.policy == nil {
			edit(members)
			r.Content = JSON(members)
			return
		}
		policy := r.policy
		before := r.Members()
		edit(members)
		r.Content = JSON(policy.Restore(before, members))
	}
}

// SetMember gives a member of an answer another value.
func SetMember(name string, value any) Edit {
	return EditMembers(func(members map[string]any) { members[name] = value })
}

// DropMember leaves a member out.
func DropMember(name string) Edit {
	return EditMembers(func(members map[string]any) { delete(members, name) })
}

// EditText changes an answer's body as it is written.
func EditText(edit func([]byte) []byte) Edit {
	return func(r *Response) { r.Content = edit(r.Content) }
}

// Replace puts another text in the place of the first of its kind.
func Replace(old, by string) Edit {
	return EditText(func(b []byte) []byte { return bytes.Replace(b, []byte(old), []byte(by), 1) })
}

// Prepend writes something before the body.
func Prepend(prefix string) Edit {
	return EditText(func(b []byte) []byte { return append([]byte(prefix), b...) })
}

// Append writes something behind the body.
func Append(suffix string) Edit {
	return EditText(func(b []byte) []byte { return append(b, suffix...) })
}

// SetContent gives an answer another body, of a media type.
func SetContent(mediaType, body string) Edit {
	return func(r *Response) {
		r.Fields.Set("Content-Type", mediaType)
		r.Content = []byte(body)
	}
}

// SetStatus gives an answer another status.
func SetStatus(code int) Edit {
	return func(r *Response) { r.Status = code }
}

// SetField sets a header field, with a line for each value; without a value there is none, nor does net/http
// make one up.
func SetField(name string, values ...string) Edit {
	return func(r *Response) { r.Fields[http.CanonicalHeaderKey(name)] = values }
}

// Instead gives another answer. Of the sound one only what speaks of the host stays.
func Instead(refuse func() reference.Answer) Edit {
	return func(r *Response) {
		other := &Response{Fields: http.Header{}, policy: r.policy}
		refuse().Write(other, &http.Request{Method: http.MethodPost})
		other.Fields["Strict-Transport-Security"] = r.Fields["Strict-Transport-Security"]
		*r = *other
	}
}

// OAuth refuses with the OAuth error model, and with the challenge where the status is 401.
func OAuth(status int, code string) Edit {
	return Instead(func() reference.Answer {
		a := reference.OAuthError(status, code, "The request is refused.")
		if status == http.StatusUnauthorized {
			a.Header.Set("WWW-Authenticate", reference.Challenge)
		}
		return a
	})
}

// Generic refuses with the generic error model.
func Generic(status int) Edit {
	return Instead(func() reference.Answer { return reference.GenericError(status, "REFUSED", "The request is refused.") })
}

// broken ends the connection, or the stream, without an answer.
func broken(*Response) { panic(http.ErrAbortHandler) }

func inPieces(r *Response) { r.pieces = true }

// Tokens changes every answer that issues a token.
func Tokens(changes ...Edit) func(*reference.Config) { return Responses(Granted, changes...) }

// Posted makes a POST of a request.
func Posted(q *Request) { q.Method = http.MethodPost }

// TypedJSON calls the body of a request JSON.
func TypedJSON(q *Request) { q.Header.Set("Content-Type", "application/json") }

// AcceptingAll makes a request accept every media type.
func AcceptingAll(q *Request) { q.Header.Set("Accept", "*/*") }
