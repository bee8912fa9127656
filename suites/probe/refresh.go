package probe

import (
	"cmp"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
)

// NearRefreshTokens is the family of what resembles a live refresh token.
const NearRefreshTokens Family = "near-refresh-tokens"

// RefreshGrants is the family of what resembles the name of the refresh grant, and is not it.
const RefreshGrants Family = "refresh-grants"

// RefreshGrantSpellings are its members.
func RefreshGrantSpellings() []Name {
	return []Name{RefreshGrantCase, RefreshGrantTitle, RefreshGrantBehind, RefreshGrantLine}
}

// NearRefreshes are its members.
func NearRefreshes() []Name {
	return []Name{RefreshCase, RefreshLonger, RefreshCut, RefreshFront, RefreshEnd}
}

// refreshes ask for new tokens with the refresh tokens of one session, each with the one that came last, and show
// what they bring (R22). Who must not refresh shows a refresh token that was issued just before, so that it is
// refused for who shows it and not for having ended (R23).
func refreshes() []Probe {
	next := func(name Name, asks string, rests ...Name) Probe {
		return Probe{
			Name: name, Needs: []facts.Feature{facts.RefreshGrant}, Asks: asks, Expect: Token, Phase: Chain, Refresh: true, Rests: rests,
			Renews: true, ShowsRefresh: true,
			Edit: func(d *Draft, v Values) { d.refresh(v.Refresh) },
		}
	}
	login := func(name Name, asks string) Probe {
		return Probe{Name: name, Needs: []facts.Feature{facts.OpenErrors}, Asks: asks, Expect: Token, Phase: Chain, Refresh: true, Enters: true}
	}
	stranger := func(name, session Name, asks string, edit func(*Draft, Values)) []Probe {
		return []Probe{login(session, "logs in, for a refresh token that has to be alive"), {
			Name: name, Needs: []facts.Feature{facts.OpenErrors}, Rests: []Name{session}, Asks: asks, Expect: Refusal, Phase: Chain, Refresh: true, ShowsRefresh: true,
			Edit: func(d *Draft, v Values) {
				d.refresh(v.Refresh)
				edit(d, v)
			},
		}}
	}
	unauthenticated := stranger(RefreshNoClient, SessionNoClient, "refreshes without client authentication", func(d *Draft, _ Values) { d.Place = 0 })
	another := asOther(stranger(RefreshOtherClient, SessionOtherClient, "refreshes as another client", func(d *Draft, v Values) { d.Client = v.OtherClient }))
	return slices.Concat([]Probe{
		next(Refresh, "refreshes the session"),
		{
			Name: ResourceRefreshed, Needs: []facts.Feature{facts.RefreshGrant, facts.Resource}, Asks: "shows the refreshed access token to the resource", Expect: Served, Phase: Chain, Refresh: true, Resource: true,
			Rests: []Name{Refresh},
			Edit:  func(d *Draft, v Values) { d.Token = v.Refreshed },
		},
		{
			Name: ResourceOld, Needs: []facts.Feature{facts.RefreshGrant, facts.Resource}, Asks: "shows the access token from before the refresh", Expect: Either, Phase: Chain, Refresh: true, Resource: true,
			Rests: []Name{Refresh},
		},
		elsewhere(next(RefreshAgain, "refreshes with the refresh token that the refresh brought, on a connection that did not fetch it", Refresh)),
		next(RefreshThird, "refreshes a third time", RefreshAgain),
		{
			Name: RefreshAccessToken, Needs: []facts.Feature{facts.OpenErrors, facts.RefreshGrant}, Rests: []Name{Refresh}, Asks: "sends an access token in the place of the refresh token", Expect: Refusal,
			Phase: Chain, Refresh: true, Edit: func(d *Draft, v Values) { d.refresh(cmp.Or(v.Refreshed.Value, v.First.Value)) },
		},
	}, asAccess(), []Probe{
		{
			Name: RefreshOld, Needs: []facts.Feature{facts.RefreshGrant}, Asks: "refreshes with the first refresh token again", Expect: Either, Phase: Chain, Refresh: true,
			Rests: []Name{Refresh},
			Edit:  func(d *Draft, v Values) { d.refresh(v.Used) },
		},
	},
		guesses(stranger(RefreshWrongSecret, SessionWrongSecret, "refreshes as the client, with a made-up secret", func(d *Draft, v Values) { d.Client.Secret = v.Decoy.Secret })),
		nearRefreshes(login(SessionNear, "logs in, for a refresh token to come near to")),
		unauthenticated, later(RefreshNoClientLater, unauthenticated, next),
		[]Probe{{
			Name: OtherClient, As: OtherOne, Apart: true, Needs: []facts.Feature{facts.OpenErrors}, Asks: "logs in as the other client, to see that it works", Expect: Either, Valid: true,
			Phase: Chain, Refresh: true, Edit: func(d *Draft, v Values) { d.Client = v.OtherClient },
		}},
		another, later(RefreshOtherClientLater, another, next),
		[]Probe{control(login(SessionLast, "logs in once more, after everything that a session was asked"))})
}

// elsewhere asks on a connection on which no session began: a refresh token is good wherever it is shown, as an access token is.
func elsewhere(p Probe) Probe {
	edit := p.Edit
	p.Edit = func(d *Draft, v Values) {
		edit(d, v)
		d.Channel.Own = 2
	}
	return p
}

// asAccess shows the newest refresh token to the resource, when the session was refreshed: who ends it for that may.
func asAccess() []Probe {
	return repeated(Probe{
		Name: ResourceRefresh, ShowsRefresh: true, Needs: []facts.Feature{facts.RefreshGrant, facts.RFC6750Resource}, Asks: "shows the refresh token in the place of the access token", Expect: Refusal,
		Phase: Chain, Refresh: true, Resource: true, Edit: func(d *Draft, v Values) { d.Token = AccessToken{v.First.Type, v.Refresh} },
	})
}

// nearRefreshes show what resembles the refresh token of a session that nothing else is asked of.
func nearRefreshes(session Probe) []Probe {
	near := func(name Name, asks string, of func(string) string) Probe {
		return Probe{
			Name: name, Needs: []facts.Feature{facts.OpenErrors}, Rests: []Name{session.Name}, Asks: asks, Expect: Refusal,
			Phase: Chain, Refresh: true, ShowsRefresh: true, Family: NearRefreshTokens,
			Edit: func(d *Draft, v Values) { d.refresh(of(v.Refresh)) },
		}
	}
	other := func(name Name, asks string, spell func(string) string) Probe {
		p := near(name, asks, func(token string) string { return token })
		p.Family = RefreshGrants
		p.Edit = func(d *Draft, v Values) {
			d.refresh(v.Refresh)
			d.set("grant_type", spell(d.RefreshGrant))
		}
		return p
	}
	return []Probe{
		session,
		madeOf(near(RefreshCase, "refreshes with the refresh token in another case", SwapCase), func(v Values) bool {
			return v.Refresh == "" || inBothCases(v.Refresh)
		}, "the refresh token has no letters whose case must mean something"),
		near(RefreshLonger, "refreshes with the refresh token and something behind it", Longer),
		near(RefreshCut, "refreshes with a refresh token that is cut short by a character", Shorter),
		near(RefreshFront, "refreshes with a refresh token whose front was changed", func(token string) string { return Tampered(token, 0) }),
		near(RefreshEnd, "refreshes with a refresh token whose end was changed", func(token string) string { return Tampered(token, 2) }),
		other(RefreshGrantCase, "refreshes under the name of its grant in the other case", SwapCase),
		other(RefreshGrantTitle, "refreshes under the name of its grant with capitals in front", capitalized),
		other(RefreshGrantBehind, "refreshes under the name of its grant with a blank behind it", BlankBehind),
		other(RefreshGrantLine, "refreshes under the name of its grant with a line feed behind it", LineBehind),
	}
}

// capitalized writes a capital in front of each word.
func capitalized(grant string) string {
	words := strings.Split(grant, "_")
	for i, word := range words {
		if word != "" {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "_")
}

// inBothCases says that a token has letters in either case, which then mean something: one that has none may be compared
// without case, as hexadecimal digits and numbers to the base 36 are.
func inBothCases(token string) bool {
	return strings.ToLower(token) != token && OtherCase(token) != ""
}

// asOther says of the last of a question's requests that another client makes it, which has to be one that works.
func asOther(asked []Probe) []Probe {
	last := &asked[len(asked)-1]
	last.As, last.Proof, last.Rests = OtherOne, OtherClient, append(last.Rests, OtherClient)
	return asked
}

// guesses marks the last of a question's requests as one that shows a wrong secret for the real client.
func guesses(asked []Probe) []Probe {
	asked[len(asked)-1].Guess = true
	return asked
}
