package reference

import "net/url"

func (q *inquiry) isForm() bool { return sendsForm(q.Header.Values("Content-Type")) }

// sentForm gives the parameters of a request that is a form; nil when it is none.
func (q *inquiry) sentForm() url.Values {
	values, refusal := formValues(q.content)
	if refusal != nil || !posts(q) || !sendsForm(q.Header.Values("Content-Type")) {
		return nil
	}
	return values
}

func (q *inquiry) fill(form url.Values) {
	q.content = []byte(form.Encode())
	q.Header.Set("Content-Type", mediaForm)
}

// asksFor chooses requests by their grant type.
func asksFor(grant string) asked {
	return func(q *inquiry) bool { return q.sentForm().Get("grant_type") == grant }
}

func renews(q *inquiry) bool { return asksFor(grantRefresh)(q) }

// accepts chooses requests by their Accept field as it is; "" is none.
func accepts(value string) asked {
	return func(q *inquiry) bool { return posts(q) && q.Header.Get("Accept") == value }
}
