package probe

import (
	"github.com/authconform/authconform/openapi/facts"
)

// owned are the requests of clients that the target's owner has set up for the suite (R9), of the library that
// the endpoint page recommends, and in bulk.
func owned() []Probe {
	as := func(client func(Values) Credentials) func(*Draft, Values) {
		return func(d *Draft, v Values) { d.Client = client(v) }
	}
	return []Probe{
		{
			Name: UnauthorizedClient, As: UnauthorizedOne, Needs: []facts.Feature{facts.StrictErrors}, Asks: "asks as a client that is not authorized for the grant", Expect: Refusal, Phase: Between,
			Edit: as(func(v Values) Credentials { return v.Unauthorized }),
		},
		{
			Name: InvalidGrantClient, As: InvalidGrantOne, Needs: []facts.Feature{facts.StrictErrors}, Asks: "asks as a client whose grant is invalid", Expect: Refusal, Phase: Between,
			Edit: as(func(v Values) Credentials { return v.InvalidGrant }),
		},
		{
			Name: SpecialClient, As: SpecialOne, Apart: true, Needs: []facts.Feature{facts.StrictErrors}, Asks: "asks as a client with special characters in id and secret", Expect: Token, Phase: Between, Form: HeaderAuth,
			Edit: as(func(v Values) Credentials { return v.Special }),
		},
		{
			Name: LibraryHeader, Library: InHeader, Needs: []facts.Feature{facts.StrictErrors}, Asks: "gets a token with golang.org/x/oauth2, credentials in the header", Expect: Either, Phase: Between, Full: true,
			Edit: func(d *Draft, _ Values) { d.Encoding, d.ContentType, d.Place = Form, string(Form), InHeader },
		},
		{
			Name: LibraryParams, Library: InBody, Needs: []facts.Feature{facts.StrictErrors}, Asks: "gets a token with golang.org/x/oauth2, credentials as parameters", Expect: Either, Phase: Between, Full: true,
			Edit: func(d *Draft, _ Values) { d.Encoding, d.ContentType, d.Place = Form, string(Form), InBody },
		},
		{
			Name: Burst, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends many requests at once, to see the limit", Expect: Refusal, Phase: Bulk,
			Edit: func(d *Draft, _ Values) { d.set("grant_type", "authconform_burst") },
		},
	}
}
