package reference

import (
	"slices"
	"strings"
)

// speltInForm chooses logins by what they give as grant_type.
func speltInForm(fits func(grant string) bool) asked {
	return func(q *inquiry) bool { return otherGrantForm(q) && fits(q.sentForm().Get("grant_type")) }
}

// loginSpellingDeviations take one spelling of what has to be refused, and no other (R23).
func loginSpellingDeviations() []Deviation {
	const refused = "errors.grant-unknown.refused"
	taken := func(name, sentence string, fits func(string) bool) Deviation {
		return breaks(name, sentence, takes(speltInForm(fits), asDocumented), refused).seenBy(Full)
	}
	client := func(name, sentence string, chosen asked, clause string) Deviation {
		return breaks(name, sentence, takes(chosen, asDocumented, asOwnClient), clause).seenBy(Full)
	}
	const secret, nobody, unknown = "errors.wrong-secret.refused", "errors.no-credentials.refused", "errors.unknown-client.refused"
	atLogin := func(chosen asked) asked { return func(q *inquiry) bool { return chosen(q) && !renews(q) } }
	ofUser := func(chosen asked) asked {
		return func(q *inquiry) bool { return chosen(q) && q.sentForm().Get("username") == q.config.Username }
	}
	return []Deviation{
		client("secret-longer-taken", "takes the client secret with more behind it", atLogin(ownSecret(longerThan)), secret),
		client("secret-blanks-taken", "trims the client secret", atLogin(ownSecret(blanksAround)), secret),
		client("secret-blank-behind-taken", "cuts off blanks behind the client secret", atLogin(ownSecret(blankBehind)), secret),
		client("secret-case-taken", "does not mind the case of the client secret", atLogin(ownSecret(strings.EqualFold)), secret),
		client("secret-of-other-taken", "takes another client's secret", atLogin(showing(func(q *inquiry, id, key string, _ bool) bool {
			return id == q.ownID && key == q.config.Other.Secret
		})), secret),
		client("secret-empty-taken", "takes an empty client secret", atLogin(secretless(true, true)), nobody),
		client("id-alone-taken", "takes a client's id without its secret", atLogin(secretless(false, true)), nobody),
		client("unknown-in-body-taken", "takes a client that it does not know in the body", atLogin(unknownIn(false, true)), unknown),
		client("right-secret-of-nobody-taken", "takes the right secret with any client id", atLogin(showing(func(q *inquiry, id, key string, _ bool) bool {
			return id != q.ownID && key == q.ownKey
		})), unknown).seenBy(Core),
		client("bearer-right-taken", "takes the right credentials under the name Bearer", func(q *inquiry) bool {
			scheme, value := splitScheme(q.Header.Get("Authorization"))
			id, key, readable := basicPair("Basic " + value)
			return posts(q) && scheme == "Bearer" && readable && id == q.ownID && key == q.ownKey
		}, "errors.scheme-bearer.refused"),
		breaks("password-of-another-taken", "takes a password whoever's it is", takes(func(q *inquiry) bool {
			return stranger(q) && q.sentForm().Get("password") == q.config.Password
		}, asDocumented), "errors.unknown-user.refused"),
		breaks("password-missing-of-user-taken", "takes its user without a password", takes(ofUser(without(logsIn, "password")), asDocumented), "errors.password-missing.refused"),
		breaks("password-empty-of-user-taken", "takes its user with an empty password", takes(ofUser(emptyPassword), asDocumented), "errors.password-empty.refused"),
		taken("grant-case-taken", "does not mind the case of grant_type", func(sent string) bool { return strings.EqualFold(sent, grantPassword) }),
		taken("grant-blanks-taken", "does not mind blanks around grant_type", func(sent string) bool { return strings.TrimSpace(sent) == grantPassword }),
		taken("grant-blank-behind-taken", "cuts off blanks behind grant_type", func(sent string) bool { return blankBehind(sent, grantPassword) }),
		taken("grant-cut-taken", "takes whatever its grant type begins with", func(sent string) bool { return sent != "" && prefix(sent, grantPassword) }),
		taken("grant-prefix-taken", "takes whatever begins with its grant type", func(sent string) bool { return strings.HasPrefix(sent, grantPassword) }),
		nearRefresh("refresh-case-taken", "does not mind the case of a refresh token", strings.EqualFold),
		nearRefresh("refresh-longer-taken", "takes a refresh token with more behind it", strings.HasPrefix),
		nearRefresh("refresh-cut-taken", "takes the beginning of a refresh token", prefix),
		nearRefresh("refresh-compared-in-part", "compares the first 16 characters of a refresh token", func(sent, own string) bool {
			return len(sent) >= 16 && strings.HasPrefix(own, sent[:16])
		}),
	}
}

// nearRefresh takes what comes near to a refresh token that is good (R23).
func nearRefresh(name, sentence string, fits func(sent, own string) bool) Deviation {
	return breaks(name, sentence, remembering(func(m *memory) func(*Config) {
		return takes(func(q *inquiry) bool {
			sent := q.sentForm().Get("refresh_token")
			return m.unheard(q) && sent != "" && slices.ContainsFunc(m.good(), func(own string) bool { return fits(sent, own) })
		}, asDocumented)
	}), "errors.refresh-garbage.refused").seenBy(Full)
}
