package probe

import (
	"cmp"
	"fmt"
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
	return []Name{
		RefreshGrantCase, RefreshGrantTitle, RefreshGrantBefore, RefreshGrantBehind, RefreshGrantTab, RefreshGrantLine, RefreshGrantNul, RefreshGrantHyphen, RefreshGrantCamel,
	}
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
	guessed := guesses(stranger(RefreshWrongSecret, SessionWrongSecret, "refreshes as the client, with a made-up secret", func(d *Draft, v Values) { d.Client.Secret = v.Decoy.Secret }))
	near := nearRefreshes(login(SessionNear, "logs in, for a refresh token to come near to"))
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
	}, longerChain(next), []Probe{
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
		guessed,
		near,
		unauthenticated, later(RefreshNoClientLater, unauthenticated, true, next), nearLater(near, RefreshNoClientLater),
		[]Probe{{
			Name: OtherClient, As: OtherOne, Apart: true, Needs: []facts.Feature{facts.OpenErrors}, Asks: "logs in as the other client, to see that it works", Expect: Either, Valid: true,
			Phase: Chain, Refresh: true, Edit: func(d *Draft, v Values) { d.Client = v.OtherClient },
		}},
		another, later(RefreshOtherClientLater, another, false, next),
		crossing(control(login(SessionLast, "logs in once more over HTTP/1.1, after everything that a session was asked"))),
		[]Probe{overHTTP1Late(guessed[len(guessed)-1])})
}

// RefreshedLast is the access token that the last refresh of the longer chain brought.
const RefreshedLast = ResourceRefreshed + "-last"

// longerChain goes on to refresh, as often as anything is used, and shows the access token of the last refresh: who ends a session
// after some refreshes, or the tokens of later ones, is not seen by three.
func longerChain(next func(Name, string, ...Name) Probe) []Probe {
	const begun = 3
	var chain []Probe
	latest := RefreshThird
	for number := begun + 1; number <= Uses; number++ {
		p := next(Repetition(Refresh, number), fmt.Sprintf("refreshes for the %dth time", number), latest)
		p.Repeats, latest = RefreshThird, p.Name
		chain = append(chain, inFull(p))
	}
	return append(chain, inFull(Probe{
		Name: RefreshedLast, Repeats: ResourceRefreshed, Needs: []facts.Feature{facts.RefreshGrant, facts.Resource}, Asks: "shows the access token of the last of these refreshes", Expect: Served, Phase: Chain, Refresh: true, Resource: true,
		Rests: []Name{latest},
		Edit:  func(d *Draft, v Values) { d.Token = v.Refreshed },
	}))
}

// overHTTP1Late asks a guess over HTTP/1.1, when a run has the time for it (R5), with the last session's refresh token.
func overHTTP1Late(guess Probe) Probe {
	again := overHTTP1(guess)
	again.Phase, again.Rests = guess.Phase, []Name{SessionLast}
	return again
}

// crossing has a login made over HTTP/1.1, and shows its access token over either version at once: another login may end it.
func crossing(login Probe) []Probe {
	login.Edit = func(d *Draft, _ Values) { d.Channel.HTTP1 = true }
	shown := func(name Name, asks string, old bool) Probe {
		return Probe{
			Name: name, Needs: []facts.Feature{facts.OpenErrors, facts.RFC6750Resource}, Rests: []Name{login.Name}, Asks: asks, Expect: Served, Phase: Chain, Resource: true,
			Edit: func(d *Draft, _ Values) { d.Channel.HTTP1 = old },
		}
	}
	return []Probe{
		login,
		shown(ResourceCrossed, "shows that login's access token over HTTP/2, where the target speaks it", false),
		inFull(shown(ResourceCrossedOld, "shows that login's access token over HTTP/1.1", true)),
	}
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
		other(RefreshGrantBefore, "refreshes under the name of its grant with a blank before it", BlankBefore),
		other(RefreshGrantBehind, "refreshes under the name of its grant with a blank behind it", BlankBehind),
		other(RefreshGrantTab, "refreshes under the name of its grant with a tab behind it", TabBehind),
		other(RefreshGrantLine, "refreshes under the name of its grant with a line feed behind it", LineBehind),
		other(RefreshGrantNul, "refreshes under the name of its grant with a NUL behind it", NulBehind),
		other(RefreshGrantHyphen, "refreshes under the name of its grant with a hyphen", Hyphenated),
		other(RefreshGrantCamel, "refreshes under the name of its grant in camel case", CamelCased),
	}
}

// nearLater come as near to a refresh token that a refresh brought, when a stranger was refused it.
func nearLater(near []Probe, stranger Name) []Probe {
	var all []Probe
	for _, p := range near {
		if p.Family == NearRefreshTokens {
			p.Repeats, p.Name, p.Asks = p.Name, p.Name+"-later", p.Asks+", of one that a refresh brought"
			p.Family, p.Rests = "", []Name{stranger}
			all = append(all, inFull(p))
		}
	}
	return all
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
