package match

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// TokenIssued is the rule of the gravest violation there is: a token for somebody who must not have one (R11).
const TokenIssued = "token-issued"

// Outcome is a status, and the error code that comes with it; Code "" accepts any body.
type Outcome struct {
	Status int
	Code   string
}

// String writes an outcome as a table of the contract would: "400 invalid_request".
func (o Outcome) String() string {
	return strings.TrimSpace(fmt.Sprint(o.Status) + " " + o.Code)
}

// Error is the outcome of an OAuth error answer (RFC 6749, section 5.2).
func Error(status int, code string) Outcome { return Outcome{status, code} }

// Status is the outcome of an answer of which only the status is documented.
func Status(status int) Outcome { return Outcome{Status: status} }

// Refused wants one of the given outcomes: the right status and the right code, not merely no token. A contract whose
// document lists neither the status nor the code of one wants any that it lists in their place.
func Refused(accepted ...Outcome) Matcher {
	return refusedAs(func(l *wire.Layout) string { return either(l, accepted) }, accepted)
}

// RefusedAs is Refused for outcomes that have a name together.
func RefusedAs(wanted string, accepted ...Outcome) Matcher {
	return refusedAs(func(*wire.Layout) string { return wanted }, accepted)
}

func refusedAs(wanted func(*wire.Layout) string, accepted []Outcome) Matcher {
	m := New(wanted(nil), func(x evidence.Exchange) []wire.Violation {
		return refusal(x, wanted(x.Layout), accepted)
	})
	m.told = wanted
	if len(accepted) > 1 {
		return m.noting(answered)
	}
	return m
}

func refusal(x evidence.Exchange, wanted string, accepted []Outcome) []wire.Violation {
	if x.HasToken() {
		return one("status", TokenIssued, "a token was issued, with status %d; wanted %s", x.Response.Status, wanted)
	}
	code := x.ErrorCode()
	var codes []string
	for _, o := range accepted {
		if !o.hasStatus(x.Layout, x.Response.Status) {
			continue
		}
		if o.hasCode(x.Layout, code) {
			return nil
		}
		codes = append(codes, o.codeWords(x.Layout))
	}
	if codes == nil {
		return one("status", "status", "found %s; wanted %s", found(x), wanted)
	}
	return one("/error", "error-code", "found %s; wanted %s", found(x), strings.Join(slices.Compact(codes), " or "))
}

// hasStatus says that an answer's status is the outcome's or, where the document does not list that one, any refusal that it
// lists.
func (o Outcome) hasStatus(l *wire.Layout, status int) bool {
	return o.Status == status || !l.Refuses(o.Status) && l.Refuses(status)
}

// hasCode says the same of codes.
func (o Outcome) hasCode(l *wire.Layout, code string) bool {
	return o.Code == "" || o.Code == code || !l.Lists(o.Code) && l.Lists(code)
}

func (o Outcome) codeWords(l *wire.Layout) string {
	if o.Code != "" && !l.Lists(o.Code) {
		return "a documented code"
	}
	return o.Code
}

func (o Outcome) words(l *wire.Layout) string {
	status := fmt.Sprint(o.Status)
	if !l.Refuses(o.Status) {
		status = "a documented 4xx"
	}
	if code := o.codeWords(l); code != o.Code {
		return status + " with " + code
	}
	return strings.TrimSpace(status + " " + o.Code)
}

// ClientRefused wants a client that failed to authenticate refused: with 401 when it authenticated in the
// header, with 400 or 401 otherwise (RFC 6749, section 5.2).
func ClientRefused() Matcher {
	inHeader := []Outcome{Error(http.StatusUnauthorized, "invalid_client")}
	elsewhere := append(slices.Clone(inHeader), Error(http.StatusBadRequest, "invalid_client"))
	m := New(either(nil, inHeader), func(x evidence.Exchange) []wire.Violation {
		accepted := elsewhere
		if x.Sends("Authorization") {
			accepted = inHeader
		}
		return refusal(x, either(x.Layout, accepted), accepted)
	})
	m.told = func(l *wire.Layout) string { return either(l, inHeader) }
	return m
}

// Granted wants a token response with a status with which tokens are issued: 200, or what the document lists.
func Granted() Matcher {
	return New("200 with a token", func(x evidence.Exchange) []wire.Violation {
		switch wanted := x.Layout.Words("200"); {
		case !x.Granted():
			seen := found(x)
			if instead := tokenless(x); instead != "" {
				seen += " with " + instead
			}
			return one("status", "no-token", "found %s; wanted %s with a token", seen, wanted)
		case !x.Layout.Succeeds(x.Response.Status):
			return one("status", "status", "found %s with a token; wanted %s", found(x), wanted)
		default:
			return nil
		}
	})
}

// Either wants a token response or one of the given refusals (R2: all of them conform).
func Either(refusals ...Outcome) Matcher {
	wanted := func(l *wire.Layout) string { return l.Words("200 with a token, or ") + either(l, refusals) }
	m := New(wanted(nil), func(x evidence.Exchange) []wire.Violation {
		if x.Granted() {
			return Granted().judge(x)
		}
		return refusal(x, wanted(x.Layout), refusals)
	}).noting(answered)
	m.told = wanted
	return m
}

// StatusIn wants one of the given statuses, whatever else the answer is.
func StatusIn(wanted string, statuses ...int) Matcher {
	return New(wanted, func(x evidence.Exchange) []wire.Violation {
		if slices.Contains(statuses, x.Response.Status) {
			return nil
		}
		return one("status", "status", "found %s; wanted %s", found(x), wanted)
	})
}

// ClientError wants any 4xx, and no token.
func ClientError() Matcher {
	return New("any 4xx", func(x evidence.Exchange) []wire.Violation {
		switch {
		case x.HasToken():
			return one("status", TokenIssued, "a token was issued; wanted a 4xx")
		case x.Response.Status/100 != 4:
			return one("status", "status", "found %s; wanted a 4xx", found(x))
		default:
			return nil
		}
	}).noting(answered)
}

// Found says in a few words what came back, for notes and failures: status and error code, when that is
// one of the contract's kind of words and not something a target made up.
func Found(x evidence.Exchange) string { return found(x) }

func found(x evidence.Exchange) string {
	code := x.ErrorCode()
	listed := x.Layout != nil && slices.Contains(x.Layout.Codes, code)
	for _, r := range code {
		if r != '_' && (r < 'a' || r > 'z') && !listed {
			code = ""
			break
		}
	}
	if len(code) > 40 {
		code = ""
	}
	return Outcome{x.Response.Status, code}.String()
}

func either(l *wire.Layout, accepted []Outcome) string {
	var words []string
	for _, o := range accepted {
		if word := o.words(l); !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, " or ")
}
