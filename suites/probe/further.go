package probe

import (
	"slices"

	"github.com/authconform/authconform/openapi/facts"
)

// The further uses that are no repetitions: the same question in another form, or after something else.
const (
	OtherWrongSecret        Name = "wrong-secret-for-other-client"
	RefreshNoClientLater    Name = "refresh-no-client-later" // with a refresh token that a refresh brought
	RefreshOtherClientLater Name = "refresh-other-client-later"
)

// OverHTTP1 names the same question over HTTP/1.1.
func OverHTTP1(name Name) Name { return name + "-over-http-1" }

// FurtherUses are the probes of a contract that repeat another one, by its name.
func FurtherUses(asked []Probe) map[Name][]Name {
	uses := map[Name][]Name{}
	for _, p := range asked {
		if p.Repeats != "" {
			uses[p.Repeats] = append(uses[p.Repeats], p.Name)
		}
	}
	return uses
}

// further adds to the questions of the token endpoint their further uses, for the full profile: who has no good credentials is
// refused each time and on each node, and what has to be refused is so over either version of HTTP, in either form.
func further(probes []Probe) []Probe {
	var all []Probe
	for _, p := range probes {
		all = append(all, p)
		if p.Name == NoCredentials || p.Name == UnknownClient {
			for _, use := range repeated(p)[1:] {
				all = append(all, inFull(use))
			}
		}
		if p.Name == Valid || p.Phase == Between && p.Expect == Refusal && !p.Guess && !p.Full && p.Family == "" && p.Name != UnknownClient && p.Name != MethodHEAD {
			all = append(all, overHTTP1(p))
		}
		if slices.Contains(inForms(), p.Name) {
			all = append(all, inForm(p))
		}
	}
	return all
}

// overHTTP1 asks the same over HTTP/1.1, whatever the target speaks besides.
func overHTTP1(p Probe) Probe {
	edit := p.Edit
	p.Repeats, p.Name, p.Asks, p.Full, p.Apart, p.Control = p.Name, OverHTTP1(p.Name), p.Asks+", over HTTP/1.1", true, true, false
	p.Phase = Between
	p.Edit = func(d *Draft, v Values) {
		if edit != nil {
			edit(d, v)
		}
		d.Channel.HTTP1 = true
	}
	return p
}

// inForms are the questions that are asked of forms, too, of targets that take them though none is documented.
func inForms() []Name { return append(OwnSpellings(), GrantUnknown, GrantMissing, UnknownScope) }

// inForm asks the same in a form, where the target takes the valid request so.
func inForm(p Probe) Probe {
	edit := p.Edit
	p.Repeats, p.Name, p.Asks, p.Full, p.Family, p.Proof = p.Name, p.Name+"-in-form", p.Asks+", in a form", true, "", FormEncoded
	p.Needs = append(slices.Clone(p.Needs), facts.StrictErrors, facts.JSONRequests)
	p.Rests = append(slices.Clone(p.Rests), FormEncoded)
	p.Edit = func(d *Draft, v Values) {
		edit(d, v)
		d.Encoding, d.ContentType = Form, string(Form)
	}
	return p
}

// ofOther shows a made-up secret for the second client: one that is not looked at is none for the first client alone. It is one in
// a run, of another client than all guesses (R5).
func ofOther() Probe {
	return Probe{
		Name: OtherWrongSecret, Repeats: WrongSecret, Unmade: unless(func(v Values) bool { return v.another().ID != "" }, "it takes a second client that the target knows"), Flag: "--other-client-id-file", Needs: []facts.Feature{facts.Authentication, facts.ClientIdentifiers}, Asks: "shows a made-up secret for the other client", Expect: Refusal, Phase: Between, Full: true,
		Form: HeaderAuth, Edit: func(d *Draft, v Values) { d.Client = Credentials{ID: v.another().ID, Secret: v.Decoy.Secret} },
	}
}

// later asks what a stranger asked of a login's refresh token of one that a refresh brought. The login, or that refresh, is made over
// HTTP/1.1: a refresh token is good over each version of HTTP, whichever it came over.
func later(name Name, asked []Probe, oldLogin bool, next func(Name, string, ...Name) Probe) []Probe {
	login, stranger := asked[0], asked[len(asked)-1]
	login.Name += "-later"
	renewal := next(name+"-renewal", "refreshes the session over another version of HTTP, for a refresh token that a refresh brought", login.Name)
	edit := renewal.Edit
	renewal.Repeats, renewal.Edit = Refresh, func(d *Draft, v Values) {
		edit(d, v)
		d.Channel.HTTP1 = !oldLogin
	}
	login.Edit = func(d *Draft, _ Values) { d.Channel.HTTP1 = oldLogin }
	renewal.Rests, renewal.Needs = []Name{login.Name}, append(slices.Clone(stranger.Needs), facts.RefreshGrant)
	stranger.Repeats, stranger.Name, stranger.Asks = stranger.Name, name, stranger.Asks+", over HTTP/1.1 and with a refresh token that a refresh brought"
	stranger.Rests = append([]Name{renewal.Name}, stranger.Rests[1:]...)
	who := stranger.Edit
	stranger.Edit = func(d *Draft, v Values) { // who is refused over HTTP/2 is so over HTTP/1.1
		who(d, v)
		d.Channel.HTTP1 = true
	}
	return []Probe{inFull(login), inFull(renewal), inFull(stranger)}
}
