package probe

import (
	"github.com/authconform/authconform/openapi/facts"
)

// users ask for a token with a resource owner's credentials (RFC 6749, section 4.3): what a contract wants refused
// (R23), and what it leaves open (R25).
func users() []Probe {
	refused := func(name Name, asks string, edit func(*Draft, Values)) Probe {
		return Probe{Name: name, Needs: []facts.Feature{facts.OpenErrors}, Asks: asks, Expect: Refusal, Phase: Between, User: true, Edit: edit}
	}
	refreshed := func(name Name, asks string, edit func(*Draft, Values)) Probe {
		return Probe{Name: name, Needs: []facts.Feature{facts.OpenErrors}, Asks: asks, Expect: Refusal, Phase: Between, Refresh: true, Edit: edit}
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
			d.Channel.Own = InOrder // where the right one was shown just before
		})), func(v Values) bool { return SwapCase(v.User.Secret) != v.User.Secret }, "the user's password has no letter"),
		refused(UnknownUser, "asks for a user who does not exist, with the real user's password", func(d *Draft, v Values) {
			d.set(d.UserParam, v.User.ID+"."+v.Decoy.ID+".invalid") // that it begins like one that exists is no reason to take it
		}),
		refused(UserMissing, "leaves the user name out", func(d *Draft, _ Values) { d.drop(d.UserParam) }),
		refused(UserEmpty, "sends an empty user name", func(d *Draft, _ Values) { d.set(d.UserParam, "") }),
		refused(PasswordMissing, "leaves the password out", func(d *Draft, _ Values) { d.drop(d.PasswordParam) }),
		refused(PasswordEmpty, "sends an empty password", func(d *Draft, _ Values) { d.set(d.PasswordParam, "") }),
		{
			Name: UserCase, Unmade: unless(func(v Values) bool { return SwapCase(v.User.ID) != v.User.ID }, "the user name has no letter"), Needs: []facts.Feature{facts.OpenErrors, facts.Logins}, Asks: "writes the user name in the other case", Expect: Either, Phase: Between, User: true,
			Edit: func(d *Draft, v Values) { d.set(d.UserParam, SwapCase(v.User.ID)) },
		},
		{
			Name: JSONEncoded, Needs: []facts.Feature{facts.RFC6749Errors, facts.FormRequests}, Asks: "sends the same request as JSON", Expect: Either, Valid: true, Undocumented: true, Phase: Between,
			Edit: func(d *Draft, _ Values) { d.Encoding, d.ContentType = JSON, string(JSON) },
		},
		refreshed(RefreshGarbage, "refreshes with a token that nobody issued", func(d *Draft, v Values) { d.refresh(v.Decoy.Secret) }),
		refreshed(RefreshMissing, "asks for the refresh grant without a refresh token", func(d *Draft, _ Values) {
			d.refresh("")
			d.drop(d.RefreshParam)
		}),
		refreshed(RefreshEmpty, "refreshes with an empty refresh token", func(d *Draft, _ Values) { d.refresh("") }),
	}
}
