package reference

import (
	"net/http"
)

// bearerChallenge refuses as RFC 6750, section 3 has it, which this contract does not.
func bearerChallenge(r *reply) {
	generic(http.StatusUnauthorized)(r)
	field("WWW-Authenticate", `Bearer realm="distributor", error="invalid_token"`)(r)
}

func redirected(r *reply) {
	*r = reply{status: http.StatusFound, fields: http.Header{"Location": {"/login"}}}
}

// useDeviations are good tokens that are refused (R13).
func useDeviations() []Deviation {
	const accepted, reused, another = "resource.token.accepted", "resource.token.reused", "resource.token.other"
	const sideBySide, last, scheme, elsewhere = "resource.token.side-by-side", "resource.token.at-the-end", "resource.scheme.case", "resource.token.connections"
	return []Deviation{
		breaks("resource-refuses", "refuses its own tokens", uses(good, forbids), accepted),
		breaks("resource-challenges", "asks for another authentication than its own tokens", uses(good, bearerChallenge), accepted),
		breaks("resource-redirects", "sends who shows a token to a login page", uses(good, redirected), accepted),
		breaks("token-once", "takes a token once", uses(worn(1), forbids), reused, sideBySide, last, scheme, elsewhere),
		breaks("token-twice", "takes a token twice", uses(worn(2), forbids), last, sideBySide, scheme, elsewhere),
		breaks("token-wears-out", "takes a token three times", uses(worn(3), forbids), last, elsewhere, scheme),
		breaks("token-wears-out-late", "takes a token ten times", uses(worn(10), forbids), last),
		breaks("token-first-only", "takes no other token than the first", uses(other, forbids), another),
		breaks("token-displaced", "takes no token that is older than one it has taken", uses(displaced, forbids), sideBySide, last, scheme, elsewhere),
		breaks("token-superseded", "ends a token when it issues another", uses(superseded, forbids), sideBySide, last, scheme, elsewhere),
		breaks("token-switch", "refuses a token once after it has taken a newer one", uses(func(u *usage) bool { return displaced(u) && u.known.refusals == 0 }, forbids), sideBySide),
		breaks("token-scheme-case-matters", `does not take "bearer" for "Bearer"`, uses(lowerScheme, forbids), scheme),
	}
}

// withoutTokenDeviations are requests without Authorization that are served, or refused in the wrong way (R14).
func withoutTokenDeviations() []Deviation {
	const refused, message, model, query = "resource.no-header.refused", "resource.no-header.message", "resource.no-header.model", "resource.token-in-query.refused"
	return []Deviation{
		breaks("resource-open", "serves who shows no token", uses(headerless, serves), refused, query),
		breaks("no-header-401", "challenges who shows no token", uses(tokenless, bearerChallenge), refused),
		breaks("no-header-401-bare", "challenges who shows no token, and says nothing", uses(tokenless, bearerChallenge, speechless), refused, message, model),
		breaks("no-header-redirect", "sends who shows no token to a login page", uses(tokenless, redirected), refused),
		breaks("no-header-500", "fails on who shows no token", uses(tokenless, generic(http.StatusInternalServerError)), refused),
		breaks("no-header-speechless", "says nothing to who shows no token", uses(tokenless, speechless), message, model),
		breaks("no-header-numbers", "says to who shows no token a number", uses(tokenless, content("application/json", `{"code":4001}`)), message, model),
		breaks("no-header-blank", "says to who shows no token white space", uses(tokenless, content("text/plain", " \n")), message, model),
		breaks("no-header-reference-missing", "leaves error_reference out for who shows no token", uses(tokenless, drop("error_reference")), model),
		breaks("no-header-trailing", "writes more after the JSON for who shows no token", uses(tokenless, after("}")), model),
		breaks("query-token-taken", "takes a token out of the URL", uses(tokenInQuery, serves), query),
	}
}

// badTokenDeviations are bad tokens that are taken, or refused in the wrong way (R15).
func badTokenDeviations() []Deviation {
	var list []Deviation
	for _, bad := range []struct {
		name, what string
		chosen     usedAs
		status     change
	}{
		{"garbage", "a token that nobody issued", madeUp, bearerChallenge},
		{"tampered-payload", "a token whose payload was changed", otherPayload, bearerChallenge},
		{"tampered-signature", "a token whose signature was changed", otherSignature, bearerChallenge},
		{"alg-none", "a token that claims to need no signature", algNone, bearerChallenge},
		{"other-case", "a token in another case", recased, bearerChallenge},
		{"longer-token", "a token with something behind it", longer, bearerChallenge},
		{"empty-signature", "a token whose signature was left out", signatureless, bearerChallenge},
		{"empty-token", "an empty token", emptyToken, bearerChallenge},
		{"client-credentials", "the client's credentials in the place of a token", asClient, generic(http.StatusNotFound)},
	} {
		clause := "resource." + bad.name
		list = append(list,
			breaks(bad.name+"-taken", "takes "+bad.what, uses(bad.chosen, serves), clause+".refused"),
			breaks(bad.name+"-status", "answers "+bad.what+" with a status that is not documented", uses(bad.chosen, bad.status), clause+".refused"),
			breaks(bad.name+"-speechless", "refuses "+bad.what+" without a word", uses(bad.chosen, speechless), clause+".message"))
	}
	unsigned := anyOf(otherSignature, algNone, signatureless, longer)
	return append(list,
		breaks("signature-unread", "reads the claims of a token and never its signature", uses(unsigned, serves), "resource.tampered-signature.refused", "resource.alg-none.refused",
			"resource.empty-signature.refused", "resource.longer-token.refused"),
		breaks("alg-none-spelt", "takes a token that claims to need no signature, as None", uses(algSpelt("None"), serves), "resource.alg-none-spelt.refused").seenBy(Full),
		breaks("alg-none-spelt-upper", "takes a token that claims to need no signature, as NONE", uses(algSpelt("NONE"), serves), "resource.alg-none-spelt.refused").seenBy(Full),
		breaks("alg-none-spelt-401", "challenges who claims to need no signature, as nOnE", uses(algSpelt("nOnE"), bearerChallenge), "resource.alg-none-spelt.refused").seenBy(Full),
		breaks("token-unread", "takes whatever is called Bearer", uses(anyOf(madeUp, otherPayload, unsigned), serves),
			"resource.garbage.refused", "resource.alg-none.refused", "resource.tampered-payload.refused", "resource.tampered-signature.refused",
			"resource.empty-signature.refused", "resource.longer-token.refused"),
		breaks("bad-tokens-401", "refuses bad tokens as RFC 6750 has it", uses(func(u *usage) bool { return asBearer(u) && !u.served }, bearerChallenge),
			"resource.garbage.refused", "resource.alg-none.refused", "resource.empty-token.refused", "resource.tampered-payload.refused", "resource.tampered-signature.refused",
			"resource.empty-signature.refused", "resource.longer-token.refused", "resource.other-case.refused"),
		breaks("bad-tokens-500", "fails on a token that is no JWT", uses(anyOf(madeUp, emptyToken), generic(http.StatusInternalServerError)),
			"resource.garbage.refused", "resource.empty-token.refused"),
		breaks("resource-speechless", "refuses every request without a word", uses(refusedUse, speechless),
			"resource.no-header.message", "resource.alg-none.message", "resource.client-credentials.message", "resource.empty-token.message",
			"resource.garbage.message", "resource.no-header.model", "resource.tampered-payload.message", "resource.tampered-signature.message",
			"resource.empty-signature.message", "resource.longer-token.message", "resource.other-case.message"),
		breaks("scheme-unread", "takes a token under any scheme", uses(otherScheme, serves), "resource.wrong-scheme.refused").seenBy(Full),
		breaks("scheme-unknown-501", "says that another scheme is not implemented", uses(otherScheme, generic(http.StatusNotImplemented)), "resource.wrong-scheme.refused").seenBy(Full),
	)
}

// resourceVariants are other sound answers of a resource (R13 to R15).
func resourceVariants() []Variant {
	bad := func(u *usage) bool { return asBearer(u) && !u.served }
	return []Variant{
		leaves("resource-no-content", "serves the resource with 204", uses(good, func(r *reply) {
			*r = reply{status: http.StatusNoContent, fields: http.Header{}}
		})),
		leaves("no-header-403", "refuses who shows no token with 403", uses(headerless, forbids)),
		leaves("bad-tokens-400", "refuses bad tokens with 400", uses(bad, generic(http.StatusBadRequest))),
		leaves("client-credentials-401", "challenges who shows the client's credentials to the resource", uses(asClient, bearerChallenge)),
		leaves("client-credentials-400", "refuses the client's credentials at the resource with 400", uses(asClient, generic(http.StatusBadRequest))),
		leaves("wrong-scheme-401", "challenges who shows a token under another scheme", uses(otherScheme, bearerChallenge)).seenBy(Full),
		leaves("two-headers-403", "refuses two Authorization fields with 403", uses(twoHeaders, forbids)).seenBy(Full),
		leaves("two-headers-taken", "takes the first of two Authorization fields", uses(twoHeaders, serves)).seenBy(Full),
		leaves("query-token-401", "challenges who shows a token in the URL", uses(tokenInQuery, bearerChallenge)),
		leaves("query-token-404", "knows no address with a query", uses(tokenInQuery, generic(http.StatusNotFound))),
		leaves("query-token-redirect", "sends who shows a token in the URL to a login page", uses(tokenInQuery, redirected)),
		leaves("resource-text", "refuses in plain text", uses(refusedUse, content("text/plain; charset=utf-8", "Access denied.\n")), "resource.no-header.model").seenBy(Patient),
		leaves("resource-page", "refuses with a web page", uses(refusedUse, content("text/html", "<!doctype html><title>Forbidden</title>")), "resource.no-header.model"),
		leaves("resource-string", "refuses with a string in JSON", uses(refusedUse, content("application/json", `"Forbidden"`)), "resource.no-header.model"),
		leaves("resource-oauth-error", "refuses in the OAuth error model", uses(refusedUse, content("application/json", `{"error":"invalid_token"}`)), "resource.no-header.model"),
		leaves("token-same", "gives every request the same token", sameToken).seenBy(Full),
		leaves("token-opaque-random", "issues opaque tokens that differ", tokens(with(func(members map[string]any) { members["access_token"] = random(idLength) })),
			"token.access-token.jwt"),
	}
}
