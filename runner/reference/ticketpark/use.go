package ticketpark

import (
	"net/http"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// asRefresh chooses refresh tokens in the place of access tokens.
func asRefresh(u *fault.Use) bool {
	if u.Token == "" {
		return false
	}
	for _, i := range u.Issues {
		if i.Refresh == u.Token {
			return true
		}
	}
	return false
}

// unissued chooses tokens that nobody issued.
func unissued(u *fault.Use) bool {
	return fault.AsBearer(u) && u.Token != "" && u.Known == nil && !asRefresh(u) && !fault.Recased(u) && !fault.Resized(u) && !fault.AlteredLetters(u)
}

// schemeDeviations take bad tokens under one spelling of their scheme alone.
func schemeDeviations() []fault.Deviation {
	return fault.SchemeDeviations([]string{
		"resource.garbage.refused", "resource.other-case.refused", "resource.longer-token.refused", "resource.tampered.refused", "resource.refresh-token.refused",
	}, []string{"lifecycle.expiry.refused", "lifecycle.refreshed.refused"})
}

// accessDeviations are good access tokens that are refused (R24).
func accessDeviations() []fault.Deviation {
	const accepted, reused = "resource.token.accepted", "resource.token.reused"
	return []fault.Deviation{
		fault.New("resource-refuses", "refuses its own access tokens", fault.Uses(fault.Good, worthless), accepted),
		fault.New("resource-forbids", "lets nobody see the resource", fault.Uses(fault.Good, fault.Forbids), accepted),
		fault.New("resource-basic", "asks for the client's credentials at the resource", fault.Uses(fault.Good, fault.Generic(http.StatusUnauthorized), fault.SetField("WWW-Authenticate", `Basic realm="ticketpark"`)), accepted),
		fault.New("resource-redirects", "sends who shows an access token to a login page", fault.Uses(fault.Good, toLogin), accepted),
		fault.New("token-of-first-login-only", "takes the access token of the first login alone", fault.Uses(fault.Other, worthless), accepted),
		fault.New("token-once", "takes an access token once", fault.Uses(fault.Worn(1), worthless), reused, "resource.token.connections"),
		fault.New("token-wears-out-late", "takes an access token ten times", fault.Uses(fault.Worn(10), worthless), reused),
		fault.New("token-second-use-redirects", "sends who shows an access token again to a login page", fault.Uses(fault.Worn(1), toLogin), reused, "resource.token.connections"),
	}
}

// showingDeviations are requests to the resource that are served though they must not be, or refused in the wrong way
// (R24).
func showingDeviations() []fault.Deviation {
	var list []fault.Deviation
	var every, challenges []string
	for _, bad := range []struct {
		name, what string
		chosen     fault.UseMatch
	}{
		{"no-header", "who shows no token", fault.Headerless},
		{"garbage", "who shows a token that nobody issued", unissued},
		{"other-case", "who shows a token in another case", fault.Recased},
		{"longer-token", "who shows a token with something behind it", fault.Longer},
		{"tampered", "who shows a token that was changed", fault.AlteredLetters},
		{"refresh-token", "who shows a refresh token in the place of an access token", asRefresh},
	} {
		refused, challenge := "resource."+bad.name+".refused", "resource."+bad.name+".challenge"
		every, challenges = append(every, refused), append(challenges, challenge)
		shown := func(name, sentence, clause string, changes ...fault.Edit) {
			list = append(list, fault.New("resource-"+bad.name+"-"+name, sentence, fault.Uses(bad.chosen, changes...), clause))
		}
		shown("served", "serves "+bad.what, refused, fault.Serves)
		list = append(list, fault.Sometimes("resource-"+bad.name+"-served", "serves "+bad.what, bad.chosen, fault.Full, []fault.Edit{fault.Serves}, refused)...)
		shown("500", "fails on "+bad.what, refused, fault.Generic(http.StatusInternalServerError))
		shown("redirect", "sends "+bad.what+" to a login page", refused, toLogin)
		shown("200", "answers "+bad.what+" with an error and status 200", refused, fault.SetStatus(http.StatusOK))
		shown("403", "refuses "+bad.what+" with 403", challenge, fault.Forbids)
		shown("bare", "sends no challenge to "+bad.what, challenge, fault.SetField("WWW-Authenticate"))
		shown("basic", "names the scheme Basic to "+bad.what, challenge, fault.SetField("WWW-Authenticate", `Basic realm="ticketpark"`))
	}
	unsigned := func(name, sentence string, chosen fault.UseMatch, clause string, more ...string) fault.Deviation {
		return fault.New(name, sentence, fault.Compose(retoldAsJWTs, fault.Uses(chosen, fault.Serves)), clause, more...)
	}
	list = append(list, fault.WithoutAlgDeviations("resource.alg-none-spelt.refused", func(chosen fault.UseMatch) func(*reference.Config) {
		return fault.Compose(retoldAsJWTs, fault.Uses(chosen, fault.Serves))
	})...)
	return append(list,
		unsigned("empty-signature-taken", "takes a JWT whose signature was left out", fault.Signatureless, "resource.empty-signature.refused"),
		unsigned("other-header-taken", "takes a JWT under another header", fault.OtherHeader, "resource.tampered.refused", "resource.alg-none.refused", "resource.alg-none-spelt.refused").SeenBy(fault.Full),
		fault.New("lower-case-taken", "takes a token in small letters", fault.Uses(fault.Lowered, fault.Serves), "resource.other-case.refused").SeenBy(fault.Full),
		fault.New("token-cut-taken", "takes the beginning of a token", fault.Uses(fault.Shortened, fault.Serves), "resource.longer-token.refused").SeenBy(fault.Full),
		fault.New("last-half-read", "compares the last half of a token alone", fault.Uses(fault.Halved(true), fault.Serves), "resource.tampered.refused").SeenBy(fault.Full),
		fault.New("first-half-read", "compares the first half of a token, and its length", fault.Uses(fault.Halved(false), fault.Serves), "resource.tampered.refused").SeenBy(fault.Full),
		unsigned("alg-none-taken", "takes a JWT that claims to need no signature", fault.AlgNone, "resource.alg-none.refused"),
		unsigned("alg-none-spelt", "takes a JWT that claims to need no signature, as None", fault.AlgSpelt("None"), "resource.alg-none-spelt.refused").SeenBy(fault.Full),
		unsigned("alg-none-signed-taken", "takes a JWT that claims to need no signature, as long as it has one", fault.AlgNoneSigned, "resource.alg-none.refused").SeenBy(fault.Full),
		unsigned("two-parts-taken", "takes a JWT of two parts", fault.TwoParts, "resource.empty-signature.refused").SeenBy(fault.Full),
		unsigned("four-parts-taken", "reads the first three parts of a JWT, and no further", fault.FourParts, "resource.longer-token.refused").SeenBy(fault.Full),
		fault.New("resource-open", "serves whoever asks", fault.Uses(fault.RefusedUse, fault.Serves), every[0], every[1:]...),
		fault.New("token-unread", "takes whatever is called Bearer", fault.Uses(func(u *fault.Use) bool { return fault.AsBearer(u) && !u.Served }, fault.Serves), every[1], every[2:]...),
		fault.New("resource-login-page", "shows a login page instead of refusing", fault.Uses(fault.RefusedUse, fault.SetStatus(http.StatusOK), fault.SetContent("text/html", "<!doctype html><form>")), every[0], every[1:]...),
		fault.New("resource-bad-request", "refuses as a bad request whatever is no good token", fault.Uses(fault.RefusedUse, fault.Generic(http.StatusBadRequest)), challenges[0], challenges[1:]...),
		fault.New("resource-no-challenge", "never sends a challenge from the resource", fault.Uses(fault.RefusedUse, fault.SetField("WWW-Authenticate")), challenges[0], challenges[1:]...),
	)
}
