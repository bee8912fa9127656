package mock

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// demand is a request that has to be refused, and what a sentence calls it.
type demand struct {
	why  reason
	what string // completes "takes …"
	full bool   // the full profile alone asks for sure
}

// demands are what the token endpoint has to refuse.
func demands() []demand {
	list := []demand{
		{grantMissing, "a request without grant_type", false},
		{grantUnknown, "a grant type that it does not know", false},
		{grantEmpty, "an empty grant type", false},
		{grantNumber, "a number as grant type", false},
		{grantBoolean, "a boolean as grant type", false},
		{grantArray, "grant_type in an array", false},
		{grantObject, "an object as grant type", false},
		{grantNull, "null as grant type", false},
		{bodyEmpty, "an empty body", false},
		{bodyEmptyObject, "an empty object", false},
		{bodyTruncated, "JSON that is cut short", false},
		{bodyGarbage, "a body that is no JSON", false},
		{repeated, "a request that repeats a parameter", false},
		{contentTypeText, "a body that is called text/plain", false},
		{contentTypeNone, "a body without a content type", true},
		{wrongSecret, "any secret of a client that it knows", false},
		{wrongBodySecret, "any secret in the body", true},
		{unknownClient, "a client that it does not know", false},
		{schemeBearer, "whatever calls itself Bearer", false},
		{schemeDigest, "whatever calls itself Digest", false},
		{basicNotBase64, "Basic credentials that are not base64", false},
		{basicNoColon, "Basic credentials without a colon", false},
		{noCredentials, "whoever does not authenticate", false},
		{queryCredentials, "credentials out of the URL", true},
		{queryParameters, "parameters out of the URL", true},
		{credentialsTwice, "credentials in header and body at once", false},
		{unauthorized, "a client that is not authorized for the grant", false},
		{invalidGrant, "a client whose grant is invalid", false},
		{wrongPassword, "a password that is cut short", false},
		{wrongCase, "a password in another case", false},
		{unknownUser, "a user that it does not know", false},
		{userMissing, "a request without a user name", false},
		{passwordMissing, "a request without a password", false},
		{passwordEmpty, "an empty password", false},
		{refreshGarbage, "a refresh token that nobody issued", false},
		{refreshMissing, "a refresh without a refresh token", false},
		{refreshAccess, "an access token in the place of a refresh token", false},
		{refreshOther, "the refresh token of another client", false},
		{refreshSecret, "a refresh with a wrong client secret", false},
		{refreshNoClient, "a refresh without client authentication", false},
	}
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		list = append(list, demand{reason("method-" + strings.ToLower(method)), "the method " + method + " for POST", false})
	}
	return list
}

// takenDeviations take what has to be refused.
func (r *reading) takenDeviations() []fault.Deviation {
	var list []fault.Deviation
	for _, d := range demands() {
		taken := fault.New(string(d.why)+"-taken", "takes "+d.what, r.with(habits{takes: d.why}), "errors."+string(d.why)+".refused")
		if d.full {
			taken = taken.SeenBy(fault.Full)
		}
		list = append(list, taken)
	}
	return list
}

// answerDeviations refuse as neither the contract nor RFC 6749 has it.
func (r *reading) answerDeviations() []fault.Deviation {
	var list []fault.Deviation
	for _, d := range demands() {
		clause := "errors." + string(d.why) + ".answer"
		if r.facts.Has(facts.StrictErrors) {
			clause = "errors." + string(d.why) + ".refused"
		}
		if anyRefusal(d.why) {
			continue
		}
		for _, other := range r.others(d.why) {
			list = append(list, fault.New(fmt.Sprintf("%s-%s", d.why, strings.ToLower(other.name())), fmt.Sprintf("answers with %s who sends %s", other.outcome, strings.TrimPrefix(d.what, "whoever ")),
				r.changes(func(reference.Answer) reference.Answer { return r.dress(other.write()) }, d.why), clause))
		}
		if r.unchallenged() != "" {
			continue
		}
		challenged := []string{"errors." + string(d.why) + ".challenge"}
		without := func(a reference.Answer) reference.Answer {
			a.Header.Del("WWW-Authenticate")
			return a
		}
		bearer := func(a reference.Answer) reference.Answer {
			a.Header.Set("WWW-Authenticate", `Bearer realm="elsewhere"`)
			return a
		}
		list = append(list,
			fault.New(string(d.why)+"-no-challenge", "sends no challenge when it refuses "+d.what, r.changes(without, d.why), challenged[0]),
			fault.New(string(d.why)+"-other-challenge", "names another scheme than Basic when it refuses "+d.what, r.changes(bearer, d.why), challenged[0]+"-basic"))
	}
	return list
}

// unchallenged says why no refusal has a challenge; "" where some have one.
func (r *reading) unchallenged() string {
	switch {
	case !r.facts.Has(facts.BasicAuthentication):
		return "no challenge is due to credentials elsewhere than in the header"
	case r.lacks(http.StatusUnauthorized):
		return "no challenge is due where the document has no status 401"
	}
	return ""
}

// anyRefusal says that a request may be refused in any way.
func anyRefusal(why reason) bool {
	return slices.Contains([]reason{contentTypeText, contentTypeNone, queryCredentials, queryParameters, wrongBodySecret}, why)
}

func (o outcome) String() string { return strings.TrimSpace(fmt.Sprint(o.status) + " " + o.code) }

func (o outcome) name() string { return strings.ReplaceAll(o.String(), " ", "-") }

// others are ways to refuse that are not right for a reason: with a status that the document does not have, and where it has
// the codes of RFC 6749, with one of another meaning.
func (r *reading) others(why reason) []refusal {
	var list []refusal
	for _, status := range unusual() {
		if r.lacks(status) || len(r.said(why)) > 0 {
			list = append(list, refusal{outcome{status, ""}, func() reference.Answer {
				a := r.ways(why)[0].write()
				a.Status = status
				return a
			}})
			break
		}
	}
	wrong := outcome{http.StatusBadRequest, reference.CodeInvalidScope}
	switch why {
	case wrongSecret, unknownClient, noCredentials, schemeBearer, schemeDigest, basicNotBase64, basicNoColon, refreshSecret, refreshNoClient:
		wrong.code = reference.CodeUnsupportedGrantType
	default:
	}
	if got, ok := r.refusal(wrong, true); ok && r.facts.Has(facts.OAuthErrors) && r.has(outcomes(why)[0]) && r.lists(outcomes(why)[0].code) {
		list = append(list, got)
	}
	return list
}

// unusual are statuses that few documents have for requests for tokens.
func unusual() []int {
	return []int{http.StatusConflict, http.StatusTeapot, http.StatusUnavailableForLegalReasons, http.StatusFailedDependency}
}

// lists says that the document has a code, or leaves codes open.
func (r *reading) lists(code string) bool {
	codes := r.contract.ErrorCodes()
	return len(codes) == 0 || slices.Contains(codes, code)
}

// has says that the document has an error of RFC 6749 to the letter.
func (r *reading) has(o outcome) bool {
	_, ok := r.refusal(o, true)
	return ok
}
