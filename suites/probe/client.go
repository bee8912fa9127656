package probe

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
)

// The families of clients that must not be taken for the real one (R9, R11).
const (
	NearSecrets     Family = "near-secrets"      // wrong secrets for the real client: guesses (R5)
	UnprovenClients Family = "unproven-clients"  // without a secret, or unknown, in whichever form: no guesses
	BearerSchemes   Family = "bearer-schemes"    // what stands behind Bearer
	DigestSchemes   Family = "digest-schemes"    // and behind Digest
	QueryForms      Family = "query-credentials" // credentials in the URL
)

// NearMisses are the wrong secrets that resemble the right one, where the target takes credentials from: in the body, or
// in the header.
func NearMisses() []Name {
	return []Name{SecretCase, SecretLonger, SecretCut, SecretBlanks, SecretBlankBehind, SecretLineBehind, SecretOfOther}
}

// inOtherPlace shows a near miss in the other place that the target takes credentials from: who compares well in one need not in the
// other.
func inOtherPlace(near Probe) Probe {
	edit := near.Edit
	near.Repeats, near.Name, near.Asks = near.Name, near.Name+"-elsewhere", near.Asks+", in the other place that it may stand in"
	near.Family, near.Full, near.Form, near.Proof = "", true, HeaderAuth, BodyCredentials
	near.Needs, near.Rests = append(slices.Clone(near.Needs), facts.ClientIdentifiers, facts.OAuthErrors), append(near.Rests, BodyCredentials)
	near.Edit = func(d *Draft, v Values) {
		edit(d, v)
		if d.Place != InBody && v.BodyProven {
			d.Place = InBody
		} else {
			d.Place = InHeader
		}
	}
	return near
}

// NoSecrets are the client's id without its secret, in every form, and neither of them where both belong.
func NoSecrets() []Name {
	return []Name{SecretEmpty, SecretEmptyInBody, NothingInHeader, NothingInBody, IDAlone, IDAloneInForm}
}

// UnknownElsewhere are a client that does not exist, elsewhere than in the header of the documented form.
func UnknownElsewhere() []Name { return []Name{UnknownInBody, UnknownWithForm, UnknownInForm} }

// secrets show a wrong secret for the real client.
func secrets() []Probe {
	guess := func(name Name, asks string, edit func(*Draft, Values), needs ...facts.Feature) Probe {
		needs = append(needs, facts.Authentication)
		return Probe{Name: name, Needs: needs, Asks: asks, Expect: Refusal, Phase: Between, Family: NearSecrets, Guess: true, Edit: edit}
	}
	near := func(name Name, asks string, of func(Values) string, needs ...facts.Feature) Probe {
		return guess(name, asks, func(d *Draft, v Values) {
			d.Client.Secret = of(v)
			if v.BodyTaken {
				d.Place = InBody
			}
			d.Channel.HTTP1 = true // the made-up one goes where the right one was shown
		}, needs...)
	}
	madeUp := guess(WrongSecret, "shows a made-up secret for the client", func(d *Draft, v Values) {
		d.Client.Secret, d.Channel.Own = v.Decoy.Secret, InOrder // where the right one was shown just before: who looks once for a connection takes it there
	})
	madeUp.Family, madeUp.FamilyWithRefresh = "", madeUp.Family
	cannot := func(p Probe, has func(Values) bool, why string) Probe {
		p.Unmade = unless(has, why)
		return p
	}
	ofOther := cannot(near(SecretOfOther, "shows another client's secret for the client", Values.anotherSecret, facts.ClientIdentifiers),
		func(v Values) bool { return v.anotherSecret() != "" }, "it takes a second client that the target knows")
	ofOther.Flag = "--other-client-id-file"
	misses := []Probe{
		cannot(near(SecretCase, "changes the case of the client secret", func(v Values) string { return SwapCase(v.Client.Secret) }),
			func(v Values) bool { return SwapCase(v.Client.Secret) != v.Client.Secret }, "the client secret has no letter"),
		near(SecretLonger, "writes a character more behind the client secret", func(v Values) string { return Suffixed(v.Client.Secret) }),
		cannot(near(SecretCut, "cuts the client secret short by a character", func(v Values) string { return Cut(v.Client.Secret) }),
			func(v Values) bool { return Cut(v.Client.Secret) != "" }, "the client secret is one character long"),
		near(SecretBlanks, "writes blanks around the client secret", func(v Values) string { return Padded(v.Client.Secret) }, facts.ClientIdentifiers), // around a header field they mean nothing
		near(SecretBlankBehind, "writes a blank behind the client secret", func(v Values) string { return BlankBehind(v.Client.Secret) }, facts.ClientIdentifiers),
		near(SecretLineBehind, "writes a line feed behind the client secret", func(v Values) string { return LineBehind(v.Client.Secret) }, facts.ClientIdentifiers),
		ofOther,
	}
	others := make([]Probe, len(misses))
	for i, miss := range misses {
		others[i] = inOtherPlace(miss)
	}
	return slices.Concat(misses, []Probe{
		guess(SecretInForm, "shows a made-up secret for the client in a form", func(d *Draft, v Values) {
			d.Encoding, d.ContentType, d.Place, d.Client.Secret = Form, string(Form), InBody, v.Decoy.Secret
			d.Channel.HTTP1 = true
		}, facts.StrictErrors),
		guess(SecretWithForm, "shows a made-up secret for the client with a form", func(d *Draft, v Values) {
			d.Encoding, d.ContentType, d.Client.Secret = Form, string(Form), v.Decoy.Secret
			d.Channel.HTTP1 = true
		}, facts.StrictErrors),
		madeUp,
	}, others)
}

// afterGuesses are valid requests, each directly after a guess that another follows (R12): a target that refuses no more than
// the next request of a client shows it to nobody else.
func afterGuesses() []Probe {
	after := func(name Name, asks string, guesses ...Name) Probe {
		return Probe{Name: name, Needs: []facts.Feature{facts.Authentication}, Asks: "sends the documented request directly after " + asks, Expect: Token, Phase: Directly, Rests: guesses}
	}
	passwords := []Name{WrongPassword, WrongPasswordCase}
	ofUser := func(p Probe) Probe {
		p.User, p.Needs = true, []facts.Feature{facts.OpenErrors}
		return p
	}
	return []Probe{
		ofUser(after(ValidAfterPassword, "a wrong password", passwords...)),
		ofUser(after(ValidAfterPasswords, "another wrong password", passwords...)),
		after(ValidAfterSecret, "a wrong secret", append(NearMisses(), WrongSecret)...),
		inFull(after(ValidAfterTwo, "two wrong secrets in a row", NearMisses()...)),
		{ // where a login does not end the session that the resource is asked with; a session's own last login does the same
			Name: ValidAfterTokens, Full: true, Apart: true, Needs: []facts.Feature{facts.Authentication, facts.Resource, facts.SideBySideTokens},
			Asks: "sends the documented request after bad tokens were shown to the resource", Expect: Token, Phase: ResourceEnd, Rests: []Name{ResourceGarbage},
		},
	}
}

// unproven are clients without a secret, and unknown ones, in every form: none of them guesses at a real secret.
func unproven() []Probe {
	asks := func(name Name, asks string, edit func(*Draft, Values), needs ...facts.Feature) Probe {
		needs = append(needs, facts.ClientIdentifiers)
		return Probe{Name: name, Needs: needs, Asks: asks, Expect: Refusal, Phase: Between, Family: UnprovenClients, Edit: edit}
	}
	empty := asks(SecretEmpty, "shows the client's id with an empty secret", func(d *Draft, _ Values) { d.Client.Secret = "" })
	empty.Form = HeaderAuth
	nothing := asks(NothingInHeader, "shows an empty id with an empty secret", func(d *Draft, _ Values) { d.Client = Credentials{} })
	nothing.Form = HeaderAuth
	with := asks(UnknownWithForm, "authenticates as a client that does not exist, with a form", func(d *Draft, v Values) {
		d.Encoding, d.ContentType, d.Client = Form, string(Form), v.Decoy
	}, facts.StrictErrors)
	return []Probe{
		empty,
		asks(SecretEmptyInBody, "shows the client's id with an empty secret in the body", func(d *Draft, _ Values) { d.Place, d.Client.Secret = InBody, "" }),
		nothing,
		asks(NothingInBody, "shows an empty id with an empty secret in the body", func(d *Draft, _ Values) { d.Place, d.Client = InBody, Credentials{} }),
		asks(IDAlone, "shows the client's id in the body, and no secret", func(d *Draft, v Values) {
			d.Place = 0
			d.set(d.IDParam, v.Client.ID)
		}),
		asks(IDAloneInForm, "shows the client's id in a form, and no secret", func(d *Draft, v Values) {
			d.Encoding, d.ContentType, d.Place = Form, string(Form), 0
			d.set(d.IDParam, v.Client.ID)
		}, facts.StrictErrors),
		asks(UnknownInBody, "authenticates as a client that does not exist, in the body", func(d *Draft, v Values) { d.Place, d.Client = InBody, v.Decoy }),
		with,
		asks(UnknownInForm, "authenticates as a client that does not exist, in a form", func(d *Draft, v Values) {
			d.Encoding, d.ContentType, d.Place, d.Client = Form, string(Form), InBody, v.Decoy
		}, facts.StrictErrors),
	}
}

// schemes show credentials under the names of other schemes: made-up ones, and the real ones as Basic has them.
func schemes() []Probe {
	scheme := func(name Name, family Family, asks string, value func(*Draft, Values) string, needs ...facts.Feature) Probe {
		return Probe{
			Name: name, Needs: needs, Asks: asks, Expect: Refusal, Phase: Between, Form: HeaderAuth, Family: family,
			Edit: func(d *Draft, v Values) { d.authorize(value(d, v)) },
		}
	}
	return []Probe{
		scheme(SchemeBearer, BearerSchemes, "authenticates with the scheme Bearer", func(_ *Draft, v Values) string { return "Bearer " + v.Decoy.Secret }),
		scheme(SchemeBearerReal, BearerSchemes, "calls the right credentials Bearer", func(d *Draft, v Values) string { return "Bearer " + d.basic(v.Client) }),
		scheme(SchemeDigest, DigestSchemes, "authenticates with the scheme Digest", func(_ *Draft, v Values) string {
			return `Digest username="` + v.Decoy.ID + `", realm="authconform", nonce="0", uri="/", response="0123456789abcdef0123456789abcdef"`
		}, facts.StrictErrors),
		scheme(SchemeDigestReal, DigestSchemes, "calls the right credentials Digest", func(d *Draft, v Values) string { return "Digest " + d.basic(v.Client) }, facts.StrictErrors),
	}
}

// queries put into the URL what belongs into the header or the body.
func queries() []Probe {
	return []Probe{
		{
			Name: QueryCredentials, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends the credentials in the query only", Expect: Refusal, Phase: Between, Exposes: SecretInURL,
			Family: QueryForms, Edit: func(d *Draft, _ Values) { d.Place = InQuery },
		},
		{
			Name: QueryGET, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends everything in the query, with GET", Expect: Refusal, Phase: Between, Exposes: SecretInURL,
			Family: QueryForms, Edit: func(d *Draft, _ Values) {
				d.Method, d.ContentType, d.Place = "GET", "", InQuery
				d.intoQuery()
			},
		},
		{
			Name: ParametersInQuery, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends its parameters in the query, and no body", Expect: Refusal, Phase: Between, Form: HeaderAuth, Full: true,
			Edit: func(d *Draft, _ Values) { d.intoQuery() },
		},
	}
}

// intoQuery moves the parameters from the body to the URL.
func (d *Draft) intoQuery() {
	d.Query = append(d.Query[:len(d.Query):len(d.Query)], d.Params...)
	d.raw("")
}

// noColon is an id without a secret: half of what Basic has.
func noColon(d *Draft, v Values) {
	d.authorize("Basic " + base64.StdEncoding.EncodeToString([]byte(v.Client.ID)))
}

// another is one of the further clients, with a secret of its own; empty where there is none.
func (v Values) another() Credentials {
	for _, c := range []Credentials{v.OtherClient, v.Special, v.Unauthorized, v.InvalidGrant} {
		if c.Secret != "" && c.Secret != v.Client.Secret {
			return c
		}
	}
	return Credentials{}
}

func (v Values) anotherSecret() string { return v.another().Secret }

// Suffixed is a secret with a character more behind it, and Padded one with blanks around it: what a target accepts that
// compares beginnings, or trims.
func Suffixed(secret string) string { return secret + "x" }

// Padded is a secret with blanks around it.
func Padded(secret string) string { return " " + secret + " " }

// BlankBehind is a value with a blank behind it: what a target accepts that trims one end alone, or whose database pads what
// it compares.
func BlankBehind(value string) string { return value + " " }

// BlankBefore is a value with a blank before it, and TabBehind one with a tab behind it.
func BlankBefore(value string) string { return " " + value }

// TabBehind is a value with a tab behind it.
func TabBehind(value string) string { return value + "\t" }

// NulBehind is a value with a NUL behind it, at which strings end in C and in what is written in it.
func NulBehind(value string) string { return value + "\x00" }

// Hyphenated is a name of words with hyphens between them, and CamelCased one with capitals in the place of what stands between
// them: as who gives the names of a program's values for those of the protocol has it.
func Hyphenated(name string) string { return strings.ReplaceAll(name, "_", "-") }

// CamelCased is a name with a capital for each word after the first, and nothing between them.
func CamelCased(name string) string {
	first, rest, _ := strings.Cut(name, "_")
	return first + strings.ReplaceAll(capitalized(rest), "_", "")
}

// LineBehind is a value with a line feed behind it, as who reads a line keeps it, and as the end of a pattern passes it over.
func LineBehind(value string) string { return value + "\n" }
