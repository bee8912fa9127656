package mock

import (
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// resourceDeviations are requests to the resource that are served though they must not be, or refused in the wrong way.
func (r *reading) resourceDeviations() []fault.Deviation {
	var list []fault.Deviation
	jwts := func(h habits) habits {
		h.jwts = true
		return h
	}
	for _, bad := range []struct {
		why    reason
		clause string
		what   string
		jwt    bool
		full   bool
	}{
		{noHeader, "no-header", "who shows no token", false, false},
		{tokenInQuery, "token-in-query", "who shows a token in the query", false, true},
		{wrongScheme, "wrong-scheme", "who shows a token under a scheme that does not exist", false, true},
		{clientCredentials, "client-credentials", "who shows the client's credentials", false, false},
		{emptyToken, "empty-token", "who shows an empty token", false, false},
		{garbage, "garbage", "who shows a token that nobody issued", false, false},
		{otherCase, "other-case", "who shows a token in another case", false, false},
		{longerToken, "longer-token", "who shows a token with something behind it", false, false},
		{tampered, "tampered", "who shows a token that was changed", false, false},
		{tampered, "tampered-payload", "who shows a token whose payload was changed", false, false},
		{tampered, "tampered-signature", "who shows a token whose signature was changed", false, false},
		{emptySignature, "empty-signature", "who shows a JWT whose signature was left out", true, false},
		{algNone, "alg-none", "who shows a JWT that claims to need no signature", true, false},
		{algNoneSpelt, "alg-none-spelt", "who shows a JWT that claims to need no signature, in another spelling", true, true},
		{refreshToken, "refresh-token", "who shows a refresh token in the place of an access token", false, false},
	} {
		if bad.jwt && !r.mayBeJWT() || bad.why == otherCase && !r.cased() {
			continue
		}
		add := func(name, sentence, clause string, h habits) {
			if bad.jwt {
				h = jwts(h)
			}
			d := fault.New("resource-"+bad.clause+"-"+name, sentence+bad.what, r.with(h), "resource."+bad.clause+"."+clause)
			if bad.full {
				d = d.SeenBy(fault.Full)
			}
			list = append(list, d)
		}
		change := func(change func(reference.Answer) reference.Answer) habits {
			return habits{answers: map[reason]func(reference.Answer) reference.Answer{bad.why: change}}
		}
		add("served", "serves ", "refused", habits{takes: bad.why})
		add("speechless", "says nothing to ", "message", change(func(a reference.Answer) reference.Answer {
			a.Body = nil
			return a
		}))
		add("no-challenge", "sends no challenge to ", "challenge", change(func(a reference.Answer) reference.Answer {
			a.Header.Del("WWW-Authenticate")
			return a
		}))
	}
	return append(list, r.goodTokens()...)
}

// goodTokens are those that are refused.
func (r *reading) goodTokens() []fault.Deviation {
	denies := func(when func(u used) bool) func(*reference.Config) { return r.with(habits{denies: when}) }
	return []fault.Deviation{
		fault.New("resource-refuses", "refuses its own tokens", denies(func(used) bool { return true }), "resource.token.accepted"),
		fault.New("token-once", "takes a token once", denies(func(u used) bool { return u.count > 1 }), "resource.token.reused"),
		fault.New("token-http-1-refused", "takes no token over HTTP/1.1", denies(func(u used) bool { return u.ProtoMajor == 1 }), "resource.token.connections").BetweenVersions(),
		fault.New("token-other-refused", "takes its first token alone", denies(func(u used) bool { return u.other }), "resource.token.other"),
		fault.New("token-displaced", "takes no token that is older than the one it took last", denies(func(u used) bool { return u.displaced }), "resource.token.side-by-side"),
		fault.New("token-ends-early", "takes a token five times", denies(func(u used) bool { return u.count > 5 }), "resource.token.at-the-end"),
		fault.New("resource-lower-case-refused", "refuses a token's type in small letters", denies(func(u used) bool {
			return strings.HasPrefix(u.Header.Get("Authorization"), strings.ToLower(u.scheme)+" ")
		}), "resource.scheme.case"),
		fault.New("refreshed-refused", "refuses the tokens that a refresh brings", denies(func(u used) bool { return u.renewed }), "resource.refreshed.accepted"),
		fault.New("resource-no-model", "refuses who shows no token without a reference", r.changes(func(a reference.Answer) reference.Answer {
			a.Body = map[string]any{"message": description}
			return a
		}, noHeader), "resource.no-header.model"),
		fault.New("resource-challenge-grammar", "ends the resource's challenges in something that is no parameter", r.changes(func(a reference.Answer) reference.Answer {
			a.Header.Set("WWW-Authenticate", `Bearer realm="a"; trailing`)
			return a
		}, noHeader, garbage), "resource.www-authenticate.grammar"),
	}
}

// lifecycleDeviations are tokens that end at another time than they say.
func (r *reading) lifecycleDeviations() []fault.Deviation {
	message := func(a reference.Answer) reference.Answer {
		a.Body = nil
		return a
	}
	if r.endless() {
		return r.revokedDeviations(message)
	}
	list := []fault.Deviation{
		fault.New("expiry-never", "never looks whether a token has expired", r.with(habits{takes: expired}), "lifecycle.expiry.refused"),
		fault.New("expiry-early", "ends tokens at half of their time", r.with(habits{early: true}), "lifecycle.expiry.alive"),
		fault.New("expired-speechless", "says nothing to who shows an expired token", r.changes(message, expired), "lifecycle.expiry.message"),
		fault.New("reissued-in-full", "issues a token again as if it were new", r.with(habits{same: true}), "lifecycle.reissued.lifetime"),
		fault.New("session-expires", "ends a session with its access token", r.with(habits{aged: true}), "lifecycle.refresh.accepted"),
		fault.New("session-revived-dead", "brings dead access tokens when the old one has expired", r.with(habits{dead: true}), "lifecycle.refreshed.accepted"),
		fault.New("refreshed-expiry-never", "never looks whether a refreshed token has expired", r.with(habits{takes: expired}), "lifecycle.refreshed.refused"),
		fault.New("refreshed-expiry-early", "ends refreshed tokens at half of their time", r.with(habits{early: true}), "lifecycle.refreshed.alive"),
	}
	for i := range list {
		list[i] = list[i].SeenBy(fault.Patient)
	}
	return append(list, r.revokedDeviations(message)...)
}

// revokedDeviations take tokens that were revoked, or refuse them without a word.
func (r *reading) revokedDeviations(message func(reference.Answer) reference.Answer) []fault.Deviation {
	return []fault.Deviation{
		fault.New("revoked-served", "serves who shows a revoked token", r.with(habits{takes: revoked}), "lifecycle.revoked.refused").SeenBy(fault.Full),
		fault.New("revoked-speechless", "says nothing to who shows a revoked token", r.changes(message, revoked), "lifecycle.revoked.message").SeenBy(fault.Full),
	}
}
