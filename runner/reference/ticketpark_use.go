package reference

import "net/http"

// asRefresh chooses refresh tokens in the place of access tokens.
func asRefresh(u *usage) bool {
	if u.token == "" {
		return false
	}
	for _, i := range u.issues {
		if i.refresh == u.token {
			return true
		}
	}
	return false
}

// unissued chooses tokens that nobody issued.
func unissued(u *usage) bool {
	return asBearer(u) && u.token != "" && u.known == nil && !asRefresh(u) && !recased(u) && !longer(u) && !alteredLetters(u)
}

// accessDeviations are good access tokens that are refused (R24).
func accessDeviations() []Deviation {
	const accepted, reused = "resource.token.accepted", "resource.token.reused"
	return []Deviation{
		breaks("resource-refuses", "refuses its own access tokens", uses(good, worthless), accepted),
		breaks("resource-forbids", "lets nobody see the resource", uses(good, forbids), accepted),
		breaks("resource-basic", "asks for the client's credentials at the resource", uses(good, generic(http.StatusUnauthorized), field("WWW-Authenticate", `Basic realm="ticketpark"`)), accepted),
		breaks("resource-redirects", "sends who shows an access token to a login page", uses(good, toLogin), accepted),
		breaks("token-of-first-login-only", "takes the access token of the first login alone", uses(other, worthless), accepted),
		breaks("token-once", "takes an access token once", uses(worn(1), worthless), reused, "resource.token.connections"),
		breaks("token-wears-out-late", "takes an access token ten times", uses(worn(10), worthless), reused),
		breaks("token-second-use-redirects", "sends who shows an access token again to a login page", uses(worn(1), toLogin), reused, "resource.token.connections"),
	}
}

// showingDeviations are requests to the resource that are served though they must not be, or refused in the wrong way
// (R24).
func showingDeviations() []Deviation {
	var list []Deviation
	var every, challenges []string
	for _, bad := range []struct {
		name, what string
		chosen     usedAs
	}{
		{"no-header", "who shows no token", headerless},
		{"garbage", "who shows a token that nobody issued", unissued},
		{"other-case", "who shows a token in another case", recased},
		{"longer-token", "who shows a token with something behind it", longer},
		{"tampered", "who shows a token that was changed", alteredLetters},
		{"refresh-token", "who shows a refresh token in the place of an access token", asRefresh},
	} {
		refused, challenge := "resource."+bad.name+".refused", "resource."+bad.name+".challenge"
		every, challenges = append(every, refused), append(challenges, challenge)
		shown := func(name, sentence, clause string, changes ...change) {
			list = append(list, breaks("resource-"+bad.name+"-"+name, sentence, uses(bad.chosen, changes...), clause))
		}
		shown("served", "serves "+bad.what, refused, serves)
		shown("500", "fails on "+bad.what, refused, generic(http.StatusInternalServerError))
		shown("redirect", "sends "+bad.what+" to a login page", refused, toLogin)
		shown("200", "answers "+bad.what+" with an error and status 200", refused, statusIs(http.StatusOK))
		shown("403", "refuses "+bad.what+" with 403", challenge, forbids)
		shown("bare", "sends no challenge to "+bad.what, challenge, field("WWW-Authenticate"))
		shown("basic", "names the scheme Basic to "+bad.what, challenge, field("WWW-Authenticate", `Basic realm="ticketpark"`))
	}
	unsigned := func(name, sentence string, chosen usedAs, clause string) Deviation {
		return breaks(name, sentence, together(retoldAsJWTs, uses(chosen, serves)), clause)
	}
	return append(list,
		unsigned("empty-signature-taken", "takes a JWT whose signature was left out", signatureless, "resource.empty-signature.refused"),
		unsigned("alg-none-taken", "takes a JWT that claims to need no signature", algNone, "resource.alg-none.refused"),
		unsigned("alg-none-spelt", "takes a JWT that claims to need no signature, as None", algSpelt("None"), "resource.alg-none-spelt.refused").seenBy(Full),
		breaks("resource-open", "serves whoever asks", uses(refusedUse, serves), every[0], every[1:]...),
		breaks("token-unread", "takes whatever is called Bearer", uses(func(u *usage) bool { return asBearer(u) && !u.served }, serves), every[1], every[2:]...),
		breaks("resource-login-page", "shows a login page instead of refusing", uses(refusedUse, statusIs(http.StatusOK), content("text/html", "<!doctype html><form>")), every[0], every[1:]...),
		breaks("resource-bad-request", "refuses as a bad request whatever is no good token", uses(refusedUse, generic(http.StatusBadRequest)), challenges[0], challenges[1:]...),
		breaks("resource-no-challenge", "never sends a challenge from the resource", uses(refusedUse, field("WWW-Authenticate")), challenges[0], challenges[1:]...),
	)
}
