package prioticket

import (
	"net/http"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// bearerChallenge refuses as RFC 6750, section 3 has it, which this contract does not.
func bearerChallenge(r *fault.Response) {
	fault.Generic(http.StatusUnauthorized)(r)
	fault.SetField("WWW-Authenticate", `Bearer realm="distributor", error="invalid_token"`)(r)
}

func redirected(r *fault.Response) {
	*r = fault.Response{Status: http.StatusFound, Fields: http.Header{"Location": {"/login"}}}
}

// useDeviations are good tokens that are refused (R13).
func useDeviations() []fault.Deviation {
	const accepted, reused, another = "resource.token.accepted", "resource.token.reused", "resource.token.other"
	const sideBySide, last, scheme, elsewhere = "resource.token.side-by-side", "resource.token.at-the-end", "resource.scheme.case", "resource.token.connections"
	return []fault.Deviation{
		fault.New("resource-refuses", "refuses its own tokens", fault.Uses(fault.Good, fault.Forbids), accepted),
		fault.New("resource-challenges", "asks for another authentication than its own tokens", fault.Uses(fault.Good, bearerChallenge), accepted),
		fault.New("resource-redirects", "sends who shows a token to a login page", fault.Uses(fault.Good, redirected), accepted),
		fault.New("token-once", "takes a token once", fault.Uses(fault.Worn(1), fault.Forbids), reused, sideBySide, last, scheme, elsewhere),
		fault.New("token-twice", "takes a token twice", fault.Uses(fault.Worn(2), fault.Forbids), last, sideBySide, scheme, elsewhere),
		fault.New("token-wears-out", "takes a token three times", fault.Uses(fault.Worn(3), fault.Forbids), last, elsewhere, sideBySide),
		fault.New("token-wears-out-late", "takes a token ten times", fault.Uses(fault.Worn(10), fault.Forbids), last),
		fault.New("token-first-only", "takes no other token than the first", fault.Uses(fault.Other, fault.Forbids), another),
		fault.New("tokens-dead-for-a-while", "issues some tokens, from the fourth to the eighth, that it does not take", fault.Uses(fault.Issued(4, 8), fault.Forbids), another).SeenBy(fault.Full),
		fault.New("token-displaced", "takes no token that is older than one it has taken", fault.Uses(fault.Displaced, fault.Forbids), sideBySide, last, elsewhere),
		fault.New("token-superseded", "ends a token when it issues another", fault.Uses(fault.Superseded, fault.Forbids), sideBySide, last, elsewhere, another).BetweenVersions(),
		fault.New("token-switch", "refuses a token once after it has taken a newer one", fault.Uses(func(u *fault.Use) bool { return fault.Displaced(u) && u.Known.Refusals == 0 }, fault.Forbids), sideBySide),
		fault.New("token-scheme-case-matters", `does not take "bearer" for "Bearer"`, fault.Uses(fault.LowerScheme, fault.Forbids), scheme),
	}
}

// withoutTokenDeviations are requests without Authorization that are served, or refused in the wrong way (R14).
func withoutTokenDeviations() []fault.Deviation {
	const refused, message, model, query = "resource.no-header.refused", "resource.no-header.message", "resource.no-header.model", "resource.token-in-query.refused"
	return []fault.Deviation{
		fault.New("resource-open", "serves who shows no token", fault.Uses(fault.Headerless, fault.Serves), refused, query),
		fault.New("no-header-401", "challenges who shows no token", fault.Uses(fault.Tokenless, bearerChallenge), refused),
		fault.New("no-header-401-bare", "challenges who shows no token, and says nothing", fault.Uses(fault.Tokenless, bearerChallenge, fault.Speechless), refused, message, model),
		fault.New("no-header-redirect", "sends who shows no token to a login page", fault.Uses(fault.Tokenless, redirected), refused),
		fault.New("no-header-500", "fails on who shows no token", fault.Uses(fault.Tokenless, fault.Generic(http.StatusInternalServerError)), refused),
		fault.New("no-header-speechless", "says nothing to who shows no token", fault.Uses(fault.Tokenless, fault.Speechless), message, model),
		fault.New("no-header-numbers", "says to who shows no token a number", fault.Uses(fault.Tokenless, fault.SetContent("application/json", `{"code":4001}`)), message, model),
		fault.New("no-header-blank", "says to who shows no token white space", fault.Uses(fault.Tokenless, fault.SetContent("text/plain", " \n")), message, model),
		fault.New("no-header-empty-page", "shows a page without a word to who shows no token", fault.Uses(fault.Tokenless, fault.SetContent("text/html", "<!doctype html><html><head><style>body{color:red}</style></head><body>&nbsp;</body></html>")), message, model),
		fault.New("no-header-empty-object", "answers who shows no token with an object of empty strings", fault.Uses(fault.Tokenless, fault.SetContent("application/json", `{"error":"","error_reference":"","error_message":""}`)), message),
		fault.New("no-header-reference-missing", "leaves error_reference out for who shows no token", fault.Uses(fault.Tokenless, fault.DropMember("error_reference")), model),
		fault.New("no-header-trailing", "writes more after the JSON for who shows no token", fault.Uses(fault.Tokenless, fault.Append("}")), model),
		fault.New("query-token-taken", "takes a token out of the URL", fault.Uses(fault.TokenInQuery, fault.Serves), query),
		fault.New("query-token-renamed-taken", "takes a token out of the URL, as token", fault.Uses(func(u *fault.Use) bool { return fault.TokenInQuery(u) && u.URL.Query().Has("token") }, fault.Serves), query),
	}
}

// badTokenDeviations are bad tokens that are taken, or refused in the wrong way (R15).
func badTokenDeviations() []fault.Deviation {
	var list []fault.Deviation
	for _, bad := range []struct {
		name, what string
		chosen     fault.UseMatch
		status     fault.Edit
	}{
		{"garbage", "a token that nobody issued", fault.MadeUp, bearerChallenge},
		{"tampered-payload", "a token whose payload was changed", fault.OtherPayload, bearerChallenge},
		{"tampered-signature", "a token whose signature was changed", fault.OtherSignature, bearerChallenge},
		{"alg-none", "a token that claims to need no signature", fault.AlgNone, bearerChallenge},
		{"other-case", "a token in another case", fault.Recased, bearerChallenge},
		{"longer-token", "a token with something behind it", fault.Longer, bearerChallenge},
		{"empty-signature", "a token whose signature was left out", fault.Signatureless, bearerChallenge},
		{"empty-token", "an empty token", fault.EmptyToken, bearerChallenge},
		{"client-credentials", "the client's credentials in the place of a token", fault.AsClient, fault.Generic(http.StatusNotFound)},
	} {
		clause := "resource." + bad.name
		list = append(list,
			fault.New(bad.name+"-taken", "takes "+bad.what, fault.Uses(bad.chosen, fault.Serves), clause+".refused"),
			fault.New(bad.name+"-status", "answers "+bad.what+" with a status that is not documented", fault.Uses(bad.chosen, bad.status), clause+".refused"),
			fault.New(bad.name+"-speechless", "refuses "+bad.what+" without a word", fault.Uses(bad.chosen, fault.Speechless), clause+".message"))
	}
	list = append(list, takenAtTimes()...)
	list = append(list, fault.WithoutAlgDeviations("resource.alg-none-spelt.refused", func(chosen fault.UseMatch) func(*reference.Config) {
		return fault.Uses(chosen, fault.Serves)
	})...)
	unsigned := fault.AnyOf(fault.OtherSignature, fault.AlgNone, fault.Signatureless, fault.Resized)
	return append(list,
		fault.New("signature-unread", "reads the claims of a token and never its signature", fault.Uses(unsigned, fault.Serves), "resource.tampered-signature.refused", "resource.alg-none.refused",
			"resource.empty-signature.refused", "resource.longer-token.refused"),
		fault.New("other-header-taken", "takes a token under another header", fault.Uses(fault.OtherHeader, fault.Serves), "resource.tampered-payload.refused", "resource.alg-none.refused", "resource.alg-none-spelt.refused").SeenBy(fault.Full),
		fault.New("lower-case-taken", "takes a token in small letters", fault.Uses(fault.Lowered, fault.Serves), "resource.other-case.refused").SeenBy(fault.Full),
		fault.New("lower-case-401", "challenges who shows a token in small letters", fault.Uses(fault.Lowered, bearerChallenge), "resource.other-case.refused").SeenBy(fault.Full),
		fault.New("token-cut-taken", "takes the beginning of a token", fault.Uses(fault.Shortened, fault.Serves), "resource.longer-token.refused").SeenBy(fault.Full),
		fault.New("last-half-read", "compares the last half of its opaque tokens alone", fault.Compose(retoldAsOpaque, fault.Uses(fault.Halved(true), fault.Serves)),
			"resource.tampered-payload.refused", "token.access-token.jwt").SeenBy(fault.Full),
		fault.New("alg-none-spelt", "takes a token that claims to need no signature, as None", fault.Uses(fault.AlgSpelt("None"), fault.Serves), "resource.alg-none-spelt.refused").SeenBy(fault.Full),
		fault.New("alg-none-spelt-upper", "takes a token that claims to need no signature, as NONE", fault.Uses(fault.AlgSpelt("NONE"), fault.Serves), "resource.alg-none-spelt.refused").SeenBy(fault.Full),
		fault.New("alg-none-spelt-401", "challenges who claims to need no signature, as nOnE", fault.Uses(fault.AlgSpelt("nOnE"), bearerChallenge), "resource.alg-none-spelt.refused").SeenBy(fault.Full),
		fault.New("alg-none-signed-taken", "takes a token that claims to need no signature, as long as it has one", fault.Uses(fault.AlgNoneSigned, fault.Serves), "resource.alg-none.refused").SeenBy(fault.Full),
		fault.New("two-parts-taken", "takes a token of two parts", fault.Uses(fault.TwoParts, fault.Serves), "resource.empty-signature.refused").SeenBy(fault.Full),
		fault.New("four-parts-taken", "reads the first three parts of a token, and no further", fault.Uses(fault.FourParts, fault.Serves), "resource.longer-token.refused").SeenBy(fault.Full),
		fault.New("token-unread", "takes whatever is called Bearer", fault.Uses(fault.AnyOf(fault.MadeUp, fault.OtherHeader, fault.OtherPayload, unsigned), fault.Serves),
			"resource.garbage.refused", "resource.alg-none.refused", "resource.tampered-payload.refused", "resource.tampered-signature.refused",
			"resource.empty-signature.refused", "resource.longer-token.refused"),
		fault.New("bad-tokens-401", "refuses bad tokens as RFC 6750 has it", fault.Uses(func(u *fault.Use) bool { return fault.AsBearer(u) && !u.Served }, bearerChallenge),
			"resource.garbage.refused", "resource.alg-none.refused", "resource.empty-token.refused", "resource.tampered-payload.refused", "resource.tampered-signature.refused",
			"resource.empty-signature.refused", "resource.longer-token.refused", "resource.other-case.refused"),
		fault.New("bad-tokens-500", "fails on a token that is no JWT", fault.Uses(fault.AnyOf(fault.MadeUp, fault.EmptyToken), fault.Generic(http.StatusInternalServerError)),
			"resource.garbage.refused", "resource.empty-token.refused"),
		fault.New("resource-speechless", "refuses every request without a word", fault.Uses(fault.RefusedUse, fault.Speechless),
			"resource.no-header.message", "resource.alg-none.message", "resource.client-credentials.message", "resource.empty-token.message",
			"resource.garbage.message", "resource.no-header.model", "resource.tampered-payload.message", "resource.tampered-signature.message",
			"resource.empty-signature.message", "resource.longer-token.message", "resource.other-case.message"),
		fault.New("scheme-unread", "takes a token under any scheme", fault.Uses(fault.OtherScheme, fault.Serves), "resource.wrong-scheme.refused").SeenBy(fault.Full),
		fault.New("scheme-unknown-501", "says that another scheme is not implemented", fault.Uses(fault.OtherScheme, fault.Generic(http.StatusNotImplemented)), "resource.wrong-scheme.refused").SeenBy(fault.Full),
	)
}

// schemeDeviations take bad tokens under one spelling of their scheme alone.
func schemeDeviations() []fault.Deviation {
	return fault.SchemeDeviations([]string{
		"resource.garbage.refused", "resource.alg-none.refused", "resource.tampered-payload.refused", "resource.tampered-signature.refused",
		"resource.empty-signature.refused", "resource.longer-token.refused", "resource.other-case.refused",
	}, []string{"lifecycle.expiry.refused"})
}

// takenAtTimes are bad tokens that are taken on one of two nodes, or every second time.
func takenAtTimes() []fault.Deviation {
	var list []fault.Deviation
	for _, bad := range []struct {
		name, clause, what string
		chosen             fault.UseMatch
	}{
		{"no-header", "resource.no-header.refused", "serves who shows no token", fault.Tokenless},
		{"garbage", "resource.garbage.refused", "takes a token that nobody issued", fault.MadeUp},
		{"tampered-payload", "resource.tampered-payload.refused", "takes a token whose payload was changed", fault.OtherPayload},
		{"tampered-signature", "resource.tampered-signature.refused", "takes a token whose signature was changed", fault.OtherSignature},
		{"alg-none", "resource.alg-none.refused", "takes a token that claims to need no signature", fault.AlgNone},
		{"other-case", "resource.other-case.refused", "takes a token in another case", fault.Recased},
		{"longer-token", "resource.longer-token.refused", "takes a token with something behind it", fault.Longer},
		{"empty-signature", "resource.empty-signature.refused", "takes a token whose signature was left out", fault.Signatureless},
	} {
		list = append(list, fault.Sometimes(bad.name+"-taken", bad.what, bad.chosen, fault.Full, []fault.Edit{fault.Serves}, bad.clause)...)
	}
	return list
}

// retoldAsOpaque tells clients tokens that are no JWTs.
func retoldAsOpaque(c *reference.Config) {
	fault.Reshaped(func() string { return reference.Random(opaqueLength) }, func(token string) string { return token })(c)
}

// opaqueLength of characters are in a token that is no JWT.
const opaqueLength = 40

// schemeIs chooses requests whose scheme is spelt so.
func schemeIs(spelt string) fault.UseMatch {
	return func(u *fault.Use) bool { return u.Scheme == spelt }
}

// resourceVariants are other sound answers of a resource (R13 to R15).
func resourceVariants() []fault.Variant {
	bad := func(u *fault.Use) bool { return fault.AsBearer(u) && !u.Served && !fault.Withdrawn(u) } // 403 is all that R15 has for a revoked one
	return []fault.Variant{
		fault.NewVariant("resource-no-content", "serves the resource with 204", fault.Uses(fault.Good, func(r *fault.Response) {
			*r = fault.Response{Status: http.StatusNoContent, Fields: http.Header{}}
		})),
		fault.NewVariant("no-header-403", "refuses who shows no token with 403", fault.Uses(fault.Headerless, fault.Forbids)),
		fault.NewVariant("bad-tokens-400", "refuses bad tokens with 400, and revoked ones with 403", fault.Uses(bad, fault.Generic(http.StatusBadRequest))),
		fault.NewVariant("client-credentials-401", "challenges who shows the client's credentials to the resource", fault.Uses(fault.AsClient, bearerChallenge)),
		fault.NewVariant("client-credentials-400", "refuses the client's credentials at the resource with 400", fault.Uses(fault.AsClient, fault.Generic(http.StatusBadRequest))),
		fault.NewVariant("wrong-scheme-401", "challenges who shows a token under another scheme", fault.Uses(fault.OtherScheme, bearerChallenge)).SeenBy(fault.Full),
		fault.NewVariant("two-headers-403", "refuses two Authorization fields with 403", fault.Uses(fault.TwoHeaders, fault.Forbids)).SeenBy(fault.Full),
		fault.NewVariant("two-headers-taken", "takes the first of two Authorization fields", fault.Uses(fault.TwoHeaders, fault.Serves)).SeenBy(fault.Full),
		fault.NewVariant("query-token-401", "challenges who shows a token in the URL", fault.Uses(fault.TokenInQuery, bearerChallenge)),
		fault.NewVariant("query-token-404", "knows no address with a query", fault.Uses(fault.TokenInQuery, fault.Generic(http.StatusNotFound))),
		fault.NewVariant("query-token-redirect", "sends who shows a token in the URL to a login page", fault.Uses(fault.TokenInQuery, redirected)),
		fault.NewVariant("scheme-lower-401", "challenges who writes \"bearer\" for \"Bearer\"", fault.Uses(schemeIs("bearer"), bearerChallenge), "resource.scheme.case").SeenBy(fault.Full),
		fault.NewVariant("scheme-upper-401", "challenges who writes \"BEARER\" for \"Bearer\"", fault.Uses(schemeIs("BEARER"), bearerChallenge)).SeenBy(fault.Full),
		fault.NewVariant("resource-text", "refuses in plain text", fault.Uses(fault.RefusedUse, fault.SetContent("text/plain; charset=utf-8", "Access denied.\n")), "resource.no-header.model").SeenBy(fault.Patient),
		fault.NewVariant("resource-page", "refuses with a web page", fault.Uses(fault.RefusedUse, fault.SetContent("text/html", "<!doctype html><title>Forbidden</title>")), "resource.no-header.model"),
		fault.NewVariant("resource-string", "refuses with a string in JSON", fault.Uses(fault.RefusedUse, fault.SetContent("application/json", `"Forbidden"`)), "resource.no-header.model"),
		fault.NewVariant("resource-oauth-error", "refuses in the OAuth error model", fault.Uses(fault.RefusedUse, fault.SetContent("application/json", `{"error":"invalid_token"}`)), "resource.no-header.model"),
		fault.NewVariant("token-same", "gives every request the same token", fault.SameToken).SeenBy(fault.Full),
		fault.NewVariant("token-opaque-random", "issues opaque tokens that differ", fault.Tokens(fault.EditMembers(func(members map[string]any) { members["access_token"] = reference.Random(reference.IDLength) })),
			"token.access-token.jwt"),
	}
}
