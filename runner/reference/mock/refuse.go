package mock

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
)

// outcome is how a request may be refused.
type outcome struct {
	status int
	code   string
}

// refusal is one way of refusing that the document allows.
type refusal struct {
	outcome
	write func() reference.Answer
}

const description = "The request is refused."

// ways are the refusals for a reason, which are made once.
func (r *reading) ways(why reason) []refusal {
	if strings.HasPrefix(string(why), "method-") {
		why = otherMethod
	}
	if made, ok := r.made.Load(why); ok {
		return made.([]refusal) //nolint:forcetypeassert // nothing else is stored
	}
	made := r.refusals(why)
	r.made.Store(why, made)
	return made
}

// refusals are the ways in which the document lets a request be refused for a reason, the best first.
func (r *reading) refusals(why reason) []refusal {
	var list []refusal
	add := func(o outcome, asCoded bool) {
		if got, ok := r.refusal(o, asCoded); ok && !slices.ContainsFunc(list, func(known refusal) bool { return known.outcome == got.outcome }) {
			list = append(list, got)
		}
	}
	ways := append(r.said(why), outcomes(why)...)
	for _, o := range ways {
		add(o, true)
	}
	for _, o := range ways { // in the document's own codes
		add(o, false)
	}
	if len(list) == 0 && why != otherMethod {
		for _, status := range r.contract.Statuses() {
			if status/100 == 4 && status != http.StatusTooManyRequests && status != http.StatusMethodNotAllowed {
				add(outcome{status, ways[0].code}, false)
			}
		}
	}
	if why == otherMethod && len(list) == 0 { // HTTP has an answer, whatever the document lists (RFC 9110, section 15.5.6)
		return []refusal{{ways[0], func() reference.Answer {
			return reference.GenericError(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED", "This address does not support the request method.")
		}}}
	}
	if len(list) == 0 { // the document lists no errors: RFC 6749 does
		list = append(list, refusal{ways[0], func() reference.Answer { return reference.OAuthError(ways[0].status, ways[0].code, description) }})
	}
	return list
}

// refusal makes one; false where the document has no such status, or where the code must stand in it and cannot.
func (r *reading) refusal(o outcome, asCoded bool) (refusal, bool) {
	f := r.form(o.status)
	switch {
	case f == nil:
		return refusal{}, false
	case f.schema == nil && f.media == "":
		if r.operation.Responses.Status(o.status) != nil && len(r.operation.Responses.Status(o.status).Value.Content) > 0 {
			return refusal{o, func() reference.Answer { return f.bare() }}, !asCoded // another media type than JSON
		}
		return refusal{o, func() reference.Answer { return r.undescribed(f, o) }}, true
	case f.schema == nil:
		return refusal{o, func() reference.Answer { return r.undescribed(f, o) }}, true
	}
	wanted, hinted := wishes{}, wishes{r.places.message: r.exactly(description)}
	coded := func(any) bool { return true }
	if o.code != "" && asCoded {
		wanted[r.places.code] = r.coded(o.code)
		coded = func(body any) bool {
			code, there := at(body, r.places.code)
			return there && codeText(code) == o.code
		}
	}
	t, err := r.template(f, wanted, hinted, coded)
	if err != nil {
		return refusal{}, false
	}
	if o.code != "" && !asCoded {
		o.code = ""
		if code, there := at(again(f.schema, f.shown, wanted, hinted, t.turns), r.places.code); there {
			o.code = codeText(code)
		}
	}
	return refusal{o, func() reference.Answer { return t.write(wanted, hinted) }}, true
}

// undescribed is an error whose body the document leaves open: RFC 6749 has one.
func (r *reading) undescribed(f *form, o outcome) reference.Answer {
	a := reference.OAuthError(o.status, cmp.Or(o.code, reference.CodeInvalidRequest), description)
	if f.media != "" {
		a.Header.Set("Content-Type", f.media)
	}
	f.promised(a.Header)
	return a
}

// dress adds the header fields that a refusal has beside what the document says.
func (r *reading) dress(a reference.Answer) reference.Answer {
	switch {
	case a.Status == http.StatusUnauthorized && a.Header.Get("WWW-Authenticate") == "" && r.facts.Has(facts.BasicAuthentication):
		a.Header.Set("WWW-Authenticate", reference.Challenge)
	case a.Status == http.StatusUnauthorized && a.Header.Get("WWW-Authenticate") == "":
		a.Header.Set("WWW-Authenticate", `Bearer realm="`+r.facts.Name+`"`)
	case a.Status == http.StatusMethodNotAllowed:
		a.Header.Set("Allow", r.contract.TokenMethod())
	case a.Status == http.StatusTooManyRequests && a.Header.Get("Retry-After") == "":
		a.Header.Set("Retry-After", strconv.Itoa(1))
	}
	return a
}

// said are the answers that the facts have for a request.
func (r *reading) said(why reason) []outcome {
	var list []outcome
	for _, a := range r.facts.Errors.Answers[string(why)] {
		list = append(list, outcome{a.Status, a.Code})
	}
	return list
}

// coded wishes for a code, which may be a number.
func (r *reading) coded(code string) wish {
	return func(schema *openapi3.Schema) (any, bool) {
		if number, err := strconv.ParseInt(code, 10, 64); err == nil {
			if value, ok := r.exactly(number)(schema); ok {
				return value, true
			}
		}
		return r.exactly(code)(schema)
	}
}

// codeText is a code as it is written.
func codeText(code any) string {
	if number, is := code.(float64); is {
		return strconv.FormatFloat(number, 'f', -1, 64)
	}
	return fmt.Sprint(code)
}
