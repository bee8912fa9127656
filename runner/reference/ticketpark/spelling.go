package ticketpark

import (
	"slices"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// speltInForm chooses logins by what they give as grant_type.
func speltInForm(fits func(grant string) bool) fault.RequestMatch {
	return func(q *fault.Request) bool { return otherGrantForm(q) && fits(q.SentForm().Get("grant_type")) }
}

// loginSpellingDeviations take one spelling of what has to be refused, and no other (R23).
func loginSpellingDeviations() []fault.Deviation {
	const refused = "errors.grant-unknown.refused"
	taken := func(name, sentence string, fits func(string) bool) fault.Deviation {
		return fault.New(name, sentence, fault.Admit(speltInForm(fits), asDocumented), refused).SeenBy(fault.Full)
	}
	client := func(name, sentence string, chosen fault.RequestMatch, clause string) fault.Deviation {
		return fault.New(name, sentence, fault.Admit(chosen, asDocumented, asOwnClient), clause).SeenBy(fault.Full)
	}
	const secret, nobody, unknown = "errors.wrong-secret.refused", "errors.no-credentials.refused", "errors.unknown-client.refused"
	atLogin := func(chosen fault.RequestMatch) fault.RequestMatch {
		return func(q *fault.Request) bool { return chosen(q) && !fault.Renews(q) }
	}
	ofUser := func(chosen fault.RequestMatch) fault.RequestMatch {
		return func(q *fault.Request) bool { return chosen(q) && q.SentForm().Get("username") == q.Config.Username }
	}
	likeOwn := func(name, sentence string, alike func(sent, own string) bool) fault.Deviation {
		return fault.New(name, sentence, fault.Admit(func(q *fault.Request) bool {
			return stranger(q) && q.SentForm().Get("password") == q.Config.Password && alike(q.SentForm().Get("username"), q.Config.Username)
		}, asDocumented), "errors.unknown-user.refused")
	}
	var near []fault.Deviation
	for _, of := range fault.NearGrants() {
		near = append(near, taken("grant-"+of.Name+"-taken", of.What, func(sent string) bool { return of.Fits(sent, reference.GrantPassword) }))
		if of.Name != "cut" && of.Name != "prefix" {
			near = append(near, refreshAs("refresh-grant-"+of.Name+"-taken", of.What+" of the refresh grant", func(sent string) bool { return of.Fits(sent, reference.GrantRefresh) }))
		}
	}
	for _, of := range fault.WordedGrants() {
		near = append(near, refreshAs("refresh-grant-"+of.Name+"-taken", of.What, func(sent string) bool { return of.Fits(sent, reference.GrantRefresh) }))
	}
	for _, of := range [][2]string{{"authorization_code", "code"}, {"jwt-bearer", "assertion"}, {"token-exchange", "subject_token"}, {"device_code", "device_code"}} {
		name, parameter := of[0], of[1]
		grants := func(sent string) bool { return strings.TrimPrefix(sent, "urn:ietf:params:oauth:grant-type:") == name }
		with := func(has bool) func(*reference.Config) {
			return fault.Admit(func(q *fault.Request) bool { return speltInForm(grants)(q) && q.SentForm().Has(parameter) == has }, asDocumented)
		}
		row := "grant-" + strings.ReplaceAll(name, "_", "-")
		near = append(near, fault.New(row+"-taken", "issues tokens for the grant "+name+" whatever comes with it", with(true), refused).SeenBy(fault.Full),
			fault.New(row+"-bare-taken", "issues tokens for the grant "+name+" without what it needs", with(false), refused).SeenBy(fault.Full))
	}
	return append(near,
		client("secret-longer-taken", "takes the client secret with more behind it", atLogin(fault.OwnSecret(fault.LongerThan)), secret),
		client("secret-blanks-taken", "trims the client secret", atLogin(fault.OwnSecret(fault.BlanksAround)), secret),
		client("secret-blank-behind-taken", "cuts off blanks behind the client secret", atLogin(fault.OwnSecret(fault.BlankBehind)), secret),
		client("secret-line-behind-taken", "reads the client secret as far as its line goes", atLogin(fault.OwnSecret(fault.LineBehind)), secret),
		client("nobody-taken", "takes a client with neither id nor secret", atLogin(fault.NobodyIn(true)), nobody),
		client("nobody-in-body-taken", "takes a client with neither id nor secret in the form", atLogin(fault.NobodyIn(false)), nobody),
		client("secret-case-taken", "does not mind the case of the client secret", atLogin(fault.OwnSecret(strings.EqualFold)), secret),
		client("secret-of-other-taken", "takes another client's secret", atLogin(fault.Showing(func(q *fault.Request, id, key string, _ bool) bool {
			return id == q.OwnID && key == q.Config.Other.Secret
		})), secret),
		client("secret-empty-taken", "takes an empty client secret", atLogin(fault.Secretless(true, true)), nobody),
		client("id-alone-taken", "takes a client's id without its secret", atLogin(fault.Secretless(false, true)), nobody),
		client("unknown-in-body-taken", "takes a client that it does not know in the body", atLogin(fault.UnknownIn(false, true)), unknown),
		client("right-secret-of-nobody-taken", "takes the right secret with any client id", atLogin(fault.Showing(func(q *fault.Request, id, key string, _ bool) bool {
			return id != q.OwnID && key == q.OwnKey
		})), unknown).SeenBy(fault.Core),
		client("bearer-right-taken", "takes the right credentials under the name Bearer", func(q *fault.Request) bool {
			scheme, value := reference.SplitScheme(q.Header.Get("Authorization"))
			id, key, readable := reference.BasicPair("Basic " + value)
			return fault.Posts(q) && scheme == "Bearer" && readable && id == q.OwnID && key == q.OwnKey
		}, "errors.scheme-bearer.refused"),
		fault.New("password-of-another-taken", "takes a password whoever's it is", fault.Admit(func(q *fault.Request) bool {
			return stranger(q) && q.SentForm().Get("password") == q.Config.Password
		}, asDocumented), "errors.unknown-user.refused"),
		likeOwn("user-prefix-taken", "takes a user whose name begins with one that it knows", strings.HasPrefix),
		likeOwn("user-domain-unread", "reads a user's name as far as its @", func(sent, own string) bool {
			local, _, _ := strings.Cut(own, "@")
			return strings.HasPrefix(sent, local+"@")
		}),
		fault.New("username-empty-taken", "takes its user's password with an empty user name", fault.Admit(func(q *fault.Request) bool {
			return emptyName(q) && q.SentForm().Get("password") == q.Config.Password
		}, asDocumented), "errors.username-missing.refused"),
		fault.New("refresh-empty-taken", "takes an empty refresh token", fault.Admit(emptyRefresh, asDocumented), "errors.refresh-missing.refused"),
		fault.New("client-prefix-taken", "takes a client whose id begins with one that it knows", fault.Admit(atLogin(fault.OwnPrefix), asOwnClient), unknown),
		fault.New("password-missing-of-user-taken", "takes its user without a password", fault.Admit(ofUser(without(logsIn, "password")), asDocumented), "errors.password-missing.refused"),
		fault.New("password-empty-of-user-taken", "takes its user with an empty password", fault.Admit(ofUser(emptyPassword), asDocumented), "errors.password-empty.refused"),
		refreshAs("refresh-grant-title-taken", "knows the refresh grant by a name with capitals in front", func(sent string) bool { return sent == "Refresh_Token" }),
	)
}

// nearRefreshDeviations take what comes near to a refresh token that is good: any, or one that a refresh brought (R23).
func nearRefreshDeviations() []fault.Deviation {
	var list []fault.Deviation
	for _, near := range []struct {
		name, what string
		fits       func(sent, own string) bool
	}{
		{"refresh-case-taken", "does not mind the case of a refresh token", strings.EqualFold},
		{"refresh-longer-taken", "takes a refresh token with more behind it", strings.HasPrefix},
		{"refresh-cut-taken", "takes the beginning of a refresh token", fault.Prefix},
		{"refresh-last-half-read", "compares the last half of a refresh token, and its length", func(sent, own string) bool {
			return len(sent) == len(own) && sent[len(sent)/2:] == own[len(own)/2:]
		}},
		{"refresh-first-half-read", "compares the first half of a refresh token, and its length", func(sent, own string) bool {
			return len(sent) == len(own) && sent[:len(sent)/2] == own[:len(own)/2]
		}},
		{"refresh-compared-in-part", "compares the first 16 characters of a refresh token", func(sent, own string) bool {
			return len(sent) >= 16 && strings.HasPrefix(own, sent[:16])
		}},
	} {
		list = append(list, nearRefresh(near.name, near.what, 0, near.fits))
	}
	return append(list,
		nearRefresh("renewed-refresh-cut-taken", "takes the beginning of a refresh token that a refresh brought, and of no other", 1, fault.Prefix),
		nearRefresh("renewed-refresh-case-taken", "does not mind the case of a refresh token that a refresh brought, and of no other", 1, strings.EqualFold))
}

// refreshAs refreshes under another name than the grant's (R23).
func refreshAs(name, sentence string, fits func(string) bool) fault.Deviation {
	return fault.New(name, sentence, fault.Admit(func(q *fault.Request) bool {
		sent := q.SentForm().Get("grant_type")
		return fault.Posts(q) && sent != reference.GrantRefresh && fits(sent)
	}, func(q *fault.Request) {
		form := q.SentForm()
		form.Set("grant_type", reference.GrantRefresh)
		q.Fill(form)
	}), "errors.grant-unknown.refused").SeenBy(fault.Full)
}

// nearRefresh takes what comes near to a refresh token that is good, of sessions that were refreshed so often at least.
func nearRefresh(name, sentence string, refreshes int, fits func(sent, own string) bool) fault.Deviation {
	return fault.New(name, sentence, Remembering(func(m *Memory) func(*reference.Config) {
		return fault.Admit(func(q *fault.Request) bool {
			sent := q.SentForm().Get("refresh_token")
			return m.unheard(q) && sent != "" && slices.ContainsFunc(m.good(refreshes), func(own string) bool { return fits(sent, own) })
		}, asDocumented)
	}), "errors.refresh-garbage.refused").SeenBy(fault.Full)
}
