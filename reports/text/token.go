package text

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// Shown says how a command gets the token that its request shows: a token of the run has ended, and stands in no record.
type Shown struct {
	// Issuer is the request whose answer brings a token; nil where none is known.
	Issuer *evidence.Exchange
	// Forged is the text in the request that was made of a token, and Shell how a command makes it of a new one.
	Forged, Shell string
	// Wanted says in words which token its reader has to put in, where a new one is of no use: "a token that has expired".
	Wanted string
	// Before is how often the token had been shown before, Other that another was shown since.
	Before int
	Other  bool
}

// CurlShowing is Curl for a request that shows a token of the run: the command fetches one first, or says which is wanted.
// It never sends credentials to another host than the request's, nor in clear text.
func CurlShowing(rec *evidence.Record, x evidence.Exchange, s Shown) string {
	names := PseudonymsOf(rec)
	if s.Forged != "" && s.Shell != "" {
		names.put(segment{s.Forged, "changed token", s.Shell})
	}
	sent := curl(rec, x, names, "-i")
	before := ""
	for _, token := range []struct{ variable, member string }{
		{"AUTHCONFORM_TOKEN", memberName(rec, wire.AccessToken)}, {"AUTHCONFORM_REFRESH_TOKEN", memberName(rec, wire.RefreshToken)},
	} {
		switch {
		case !strings.Contains(sent, "$"+token.variable) && !strings.Contains(sent, "${"+token.variable):
		case s.Wanted != "" && !strings.ContainsAny(s.Wanted, "\"'\\$`{}!\n"):
			before += `: "${` + token.variable + `:?put in ` + s.Wanted + `}"; `
		case s.Issuer != nil && sameServer(s.Issuer.Request.URL, x.Request.URL):
			before += s.fetch(rec, token.variable, token.member)
			before += s.earlier(rec, x)
		}
	}
	return before + sent
}

// fetch is a command that gets a new token.
func (s Shown) fetch(rec *evidence.Record, variable, name string) string {
	return variable + "=$(" + curl(rec, *s.Issuer, PseudonymsOf(rec)) + " | " + member(name) + "); "
}

// earlier are commands that show the token as often as it had been shown, and then another one.
func (s Shown) earlier(rec *evidence.Record, x evidence.Exchange) string {
	const most = 20
	show := curl(rec, x, PseudonymsOf(rec), "-o", "/dev/null") + "; "
	commands := ""
	switch n := min(s.Before, most); {
	case n > 1:
		commands += "for i in $(seq " + strconv.Itoa(n) + "); do " + show + "done; "
	case n == 1:
		commands += show
	}
	if s.Other {
		commands += s.fetch(rec, "AUTHCONFORM_OTHER_TOKEN", memberName(rec, wire.AccessToken)) + strings.ReplaceAll(show, "$AUTHCONFORM_TOKEN", "$AUTHCONFORM_OTHER_TOKEN")
	}
	return commands
}

// memberName is what the contract's answers call a token.
func memberName(rec *evidence.Record, name string) string {
	tokens := wire.PointerTokens(rec.Run.Layout.Place(name))
	for i := len(tokens) - 1; i >= 0; i-- {
		if !wire.IsIndex(tokens[i]) && !strings.ContainsAny(tokens[i], "'\"\\/.*[]^$&,;`\n") { // sed and the shell would read more into it
			return tokens[i]
		}
	}
	return name
}

// member is a command that takes a text out of a JSON object. Not everybody has jq.
func member(name string) string {
	const gap = "[[:space:]]*"
	return `tr -d '\n' | sed 's/.*"` + name + `"` + gap + ":" + gap + `"\([^"]*\)".*/\1/;s,\\/,/,g'`
}

// sameServer says that both are addresses of one server, over TLS.
func sameServer(a, b string) bool {
	first, err := url.Parse(a)
	if err != nil {
		return false
	}
	second, err := url.Parse(b)
	return err == nil && first.Host == second.Host && first.Scheme == second.Scheme && first.Scheme == "https"
}
