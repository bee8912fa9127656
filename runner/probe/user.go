package probe

import (
	"cmp"
	"slices"

	"github.com/authconform/authconform/openapi"
)

// users ask for a token with a resource owner's credentials (RFC 6749, section 4.3): what a contract wants refused
// (R23), and what it leaves open (R25).
func users() []Probe {
	refused := func(name Name, asks string, edit func(*Draft, Values)) Probe {
		return Probe{Name: name, Needs: []openapi.Feature{openapi.RFC6749Errors}, Asks: asks, Expect: Refusal, Phase: Between, User: true, Edit: edit}
	}
	refreshed := func(name Name, asks string, edit func(*Draft, Values)) Probe {
		return Probe{Name: name, Needs: []openapi.Feature{openapi.RFC6749Errors}, Asks: asks, Expect: Refusal, Phase: Between, Refresh: true, Edit: edit}
	}
	guess := func(p Probe) Probe {
		p.Guess = true
		return p
	}
	return []Probe{
		madeOf(guess(refused(WrongPassword, "cuts the user's password short by a character", func(d *Draft, v Values) {
			d.set(d.PasswordParam, Cut(v.User.Secret))
		})), func(v Values) bool { return Cut(v.User.Secret) != "" }, "the user's password is one character long"),
		madeOf(guess(refused(WrongPasswordCase, "changes the case of the user's password", func(d *Draft, v Values) {
			d.set(d.PasswordParam, SwapCase(v.User.Secret))
		})), func(v Values) bool { return SwapCase(v.User.Secret) != v.User.Secret }, "the user's password has no letter"),
		refused(UnknownUser, "asks for a user who does not exist, with the real user's password", func(d *Draft, v Values) { d.set(d.UserParam, v.DecoyUser.ID) }),
		refused(UserMissing, "leaves the user name out", func(d *Draft, _ Values) { d.drop(d.UserParam) }),
		refused(PasswordMissing, "leaves the password out", func(d *Draft, _ Values) { d.drop(d.PasswordParam) }),
		refused(PasswordEmpty, "sends an empty password", func(d *Draft, _ Values) { d.set(d.PasswordParam, "") }),
		{
			Name: UserCase, Unmade: unless(func(v Values) bool { return SwapCase(v.User.ID) != v.User.ID }, "the user name has no letter"), Needs: []openapi.Feature{openapi.RFC6749Errors, openapi.PasswordGrant}, Asks: "writes the user name in the other case", Expect: Either, Phase: Between, User: true,
			Edit: func(d *Draft, v Values) { d.set(d.UserParam, SwapCase(v.User.ID)) },
		},
		{
			Name: JSONEncoded, Needs: []openapi.Feature{openapi.RFC6749Errors, openapi.FormRequests}, Asks: "sends the same request as JSON", Expect: Either, Valid: true, Undocumented: true, Phase: Between,
			Edit: func(d *Draft, _ Values) { d.Encoding, d.ContentType = JSON, string(JSON) },
		},
		refreshed(RefreshGarbage, "refreshes with a token that nobody issued", func(d *Draft, v Values) { d.refresh(v.Decoy.Secret) }),
		refreshed(RefreshMissing, "asks for the refresh grant without a refresh token", func(d *Draft, _ Values) {
			d.refresh("")
			d.drop(d.RefreshParam)
		}),
	}
}

// refreshes ask for new tokens with the refresh tokens of one session, each with the one that came last, and show
// what they bring (R22). Who must not refresh shows a refresh token that was issued just before, so that it is
// refused for who shows it and not for having ended (R23).
func refreshes() []Probe {
	next := func(name Name, asks string, rests ...Name) Probe {
		return Probe{
			Name: name, Needs: []openapi.Feature{openapi.RefreshGrant}, Asks: asks, Expect: Token, Phase: Chain, Refresh: true, Rests: rests,
			Renews: true, ShowsRefresh: true,
			Edit: func(d *Draft, v Values) { d.refresh(v.Refresh) },
		}
	}
	login := func(name Name, asks string) Probe {
		return Probe{Name: name, Needs: []openapi.Feature{openapi.RFC6749Errors}, Asks: asks, Expect: Token, Phase: Chain, Refresh: true, Enters: true}
	}
	stranger := func(name, session Name, asks string, edit func(*Draft, Values)) []Probe {
		return []Probe{login(session, "logs in, for a refresh token that has to be alive"), {
			Name: name, Needs: []openapi.Feature{openapi.RFC6749Errors}, Rests: []Name{session}, Asks: asks, Expect: Refusal, Phase: Chain, Refresh: true, ShowsRefresh: true,
			Edit: func(d *Draft, v Values) {
				d.refresh(v.Refresh)
				edit(d, v)
			},
		}}
	}
	return slices.Concat([]Probe{
		next(Refresh, "refreshes the session"),
		{
			Name: ResourceRefreshed, Needs: []openapi.Feature{openapi.RefreshGrant, openapi.Resource}, Asks: "shows the refreshed access token to the resource", Expect: Served, Phase: Chain, Refresh: true, Resource: true,
			Rests: []Name{Refresh},
			Edit:  func(d *Draft, v Values) { d.Token = v.Refreshed },
		},
		{
			Name: ResourceOld, Needs: []openapi.Feature{openapi.RefreshGrant, openapi.Resource}, Asks: "shows the access token from before the refresh", Expect: Either, Phase: Chain, Refresh: true, Resource: true,
			Rests: []Name{Refresh},
		},
		next(RefreshAgain, "refreshes with the refresh token that the refresh brought", Refresh),
		next(RefreshThird, "refreshes a third time", RefreshAgain),
		{
			Name: RefreshAccessToken, Needs: []openapi.Feature{openapi.RFC6749Errors, openapi.RefreshGrant}, Rests: []Name{Refresh}, Asks: "sends an access token in the place of the refresh token", Expect: Refusal,
			Phase: Chain, Refresh: true, Edit: func(d *Draft, v Values) { d.refresh(cmp.Or(v.Refreshed.Value, v.First.Value)) },
		},
		{
			Name: RefreshOld, Needs: []openapi.Feature{openapi.RefreshGrant}, Asks: "refreshes with the first refresh token again", Expect: Either, Phase: Chain, Refresh: true,
			Rests: []Name{Refresh},
			Edit:  func(d *Draft, v Values) { d.refresh(v.Used) },
		},
	},
		guesses(stranger(RefreshWrongSecret, SessionWrongSecret, "refreshes as the client, with a made-up secret", func(d *Draft, v Values) { d.Client.Secret = v.Decoy.Secret })),
		nearRefreshes(login(SessionNear, "logs in, for a refresh token to come near to")),
		stranger(RefreshNoClient, SessionNoClient, "refreshes without client authentication", func(d *Draft, _ Values) { d.Place = 0 }),
		[]Probe{{
			Name: OtherClient, As: OtherOne, Apart: true, Needs: []openapi.Feature{openapi.RFC6749Errors}, Asks: "logs in as the other client, to see that it works", Expect: Either, Valid: true,
			Phase: Chain, Refresh: true, Edit: func(d *Draft, v Values) { d.Client = v.OtherClient },
		}},
		asOther(stranger(RefreshOtherClient, SessionOtherClient, "refreshes as another client", func(d *Draft, v Values) { d.Client = v.OtherClient })),
		[]Probe{control(login(SessionLast, "logs in once more, after everything that a session was asked"))})
}

// NearRefreshTokens is the family of what resembles a live refresh token.
const NearRefreshTokens Family = "near-refresh-tokens"

// NearRefreshes are its members.
func NearRefreshes() []Name { return []Name{RefreshCase, RefreshLonger, RefreshCut} }

// nearRefreshes show what resembles the refresh token of a session that nothing else is asked of.
func nearRefreshes(session Probe) []Probe {
	near := func(name Name, asks string, of func(string) string) Probe {
		return Probe{
			Name: name, Needs: []openapi.Feature{openapi.RFC6749Errors}, Rests: []Name{session.Name}, Asks: asks, Expect: Refusal,
			Phase: Chain, Refresh: true, ShowsRefresh: true, Family: NearRefreshTokens,
			Edit: func(d *Draft, v Values) { d.refresh(of(v.Refresh)) },
		}
	}
	inCase := near(RefreshCase, "refreshes with the refresh token in another case", OtherCase)
	inCase = madeOf(inCase, func(v Values) bool { return v.Refresh == "" || OtherCase(v.Refresh) != "" }, "the refresh token has no letters whose case must mean something")
	return []Probe{
		session, inCase,
		near(RefreshLonger, "refreshes with the refresh token and something behind it", Longer),
		near(RefreshCut, "refreshes with a refresh token that is cut short by a character", Shorter),
	}
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
