package probe

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/evidence"
)

// resources ask how tokens are taken by a protected resource (R13 to R15, R24).
func resources() []Probe {
	first := func(name Name, phase Phase, asks string, features ...openapi.Feature) Probe {
		return Probe{Name: name, Needs: features, Asks: asks, Expect: Served, Phase: phase, Resource: true}
	}
	lower := first(ResourceLowerCase, ResourceFree, "writes the token's type in lower case", openapi.StrictResource)
	lower.Edit = func(d *Draft, _ Values) { d.Token.Type = strings.ToLower(d.Token.Type) }
	other := first(ResourceOther, ResourceOrder, "shows another token of the run to the resource", openapi.StrictResource, openapi.SideBySideTokens)
	other.Edit = func(d *Draft, v Values) { d.Token = v.Other }
	return slices.Concat([]Probe{
		control(first(ResourceAccepted, ResourceFirst, "shows the first token to the resource", openapi.Resource)),
		first(ResourceReused, ResourceFirst, "shows the first token again", openapi.Resource),
		ofTwo(other),
		ofTwo(first(ResourceFirstAgain, ResourceOrder, "shows the first token after the other", openapi.StrictResource, openapi.SideBySideTokens)),
		lower,
	}, unserved(), []Probe{
		{
			Name: ResourceTwoHeaders, Needs: []openapi.Feature{openapi.StrictResource}, Asks: "sends Authorization twice", Expect: Either, Phase: ResourceFree, Resource: true,
			Edit: func(d *Draft, v Values) {
				d.Extra = append(d.Extra, evidence.Field{Name: "Authorization", Value: d.Token.Type + " " + v.Decoy.Secret})
			},
		},
		{
			Name: PlainHTTPResource, Asks: "asks the resource over plain HTTP, with a live token where it may be shown", Expect: Connection, Phase: ResourceFree, Resource: true, Needs: []openapi.Feature{openapi.Resource},
			Rests: []Name{ResourceAccepted, ResourceGarbage}, Edit: func(d *Draft, _ Values) { d.Channel.Plain = true },
		},
		first(ResourceLast, ResourceEnd, "shows the first token at the run's end", openapi.Resource),
	})
}

// unserved are requests to the resource without a good token.
func unserved() []Probe {
	refused := func(name Name, asks string, edit func(*Draft, Values), features ...openapi.Feature) Probe {
		return Probe{Name: name, Needs: features, Asks: asks, Expect: Refusal, Phase: ResourceFree, Resource: true, Edit: edit}
	}
	query := refused(ResourceQuery, "sends a token in the query instead of the header", func(d *Draft, v Values) {
		d.Token, d.Query = AccessToken{}, []Param{{"access_token", v.First.Value}}
	}, openapi.StrictResource)
	query.Exposes = SecretInURL
	return []Probe{
		refused(ResourceNoHeader, "asks the resource without Authorization", func(d *Draft, _ Values) { d.Token = AccessToken{} }, openapi.Resource),
		query,
		refused(ResourceGarbage, "shows a token that nobody issued", func(d *Draft, v Values) { d.Token.Value = v.Decoy.Secret }, openapi.Resource),
		refused(ResourcePayload, "shows a token whose payload was changed", tampered(1), openapi.StrictResource),
		refused(ResourceSignature, "shows a token whose signature was changed", tampered(2), openapi.StrictResource),
		ofJWT(refused(ResourceAlgNone, "shows a token that claims to need no signature", func(d *Draft, _ Values) { d.Token.Value = Unsigned(d.Token.Value) }, openapi.StrictResource)),
		refused(ResourceScheme, "shows the token under a scheme that does not exist", func(d *Draft, _ Values) { d.Token.Type = "Authconform" }, openapi.StrictResource),
		refused(ResourceBasic, "shows the client's credentials to the resource", func(d *Draft, v Values) {
			d.authorize("Basic " + d.basic(v.Client))
		}, openapi.StrictResource),
		refused(ResourceEmpty, "shows an empty token", func(d *Draft, _ Values) { d.authorize(d.Token.Type + " ") }, openapi.StrictResource),
		{
			Name: ResourceRefresh, ShowsRefresh: true, Needs: []openapi.Feature{openapi.RefreshGrant, openapi.RFC6750Resource}, Asks: "shows the refresh token in the place of the access token", Expect: Refusal,
			Phase: ResourceFree, Refresh: true, Resource: true, Edit: func(d *Draft, v Values) { d.Token.Value = v.Refresh },
		},
	}
}

// lifecycles ask what becomes of tokens (R16, R17, R22, R24).
func lifecycles() []Probe {
	return []Probe{
		{Name: SessionAnew, Moment: Now, Needs: []openapi.Feature{openapi.RFC6750Resource}, Asks: "logs in once more, for tokens to wait for", Expect: Token, Phase: Waiting, Full: true, Enters: true},
		{Name: ExpiryBefore, Moment: BeforeEnd, Needs: []openapi.Feature{openapi.Resource}, Rests: []Name{SessionAnew}, Asks: "shows the first token shortly before it expires", Expect: Served, Phase: Waiting, Resource: true, Full: true},
		{Name: ExpiryAfter, Moment: AfterEnd, Needs: []openapi.Feature{openapi.Resource}, Rests: []Name{SessionAnew}, Asks: "shows the first token shortly after it has expired", Expect: Refusal, Phase: Waiting, Resource: true, Full: true},
		{
			Name: ExpiryRefresh, ShowsRefresh: true, Renews: true, Needs: []openapi.Feature{openapi.RefreshGrant}, Rests: []Name{SessionAnew}, Asks: "refreshes the session whose access token has expired", Expect: Token, Phase: Waiting, Full: true, Refresh: true,
			Edit: func(d *Draft, v Values) { d.refresh(v.Refresh) },
		},
		{
			Name: ExpiryRefreshed, ShowsRenewed: true, Needs: []openapi.Feature{openapi.RefreshGrant, openapi.Resource}, Rests: []Name{ExpiryRefresh}, Asks: "shows the access token of that refresh to the resource", Expect: Served, Phase: Waiting, Resource: true, Full: true, Refresh: true,
			Edit: func(d *Draft, v Values) { d.Token = v.Refreshed },
		},
		{
			Name: Revoked, ShowsRevoked: true, Needs: []openapi.Feature{openapi.StrictResource}, Asks: "shows a token that was revoked", Expect: Refusal, Phase: ResourceFree, Resource: true, Full: true,
			Edit: func(d *Draft, v Values) { d.Token = v.Revoked },
		},
	}
}

// tampered changes one character in the middle of a part of a JWT, or of a token that is none.
func tampered(part int) func(*Draft, Values) {
	return func(d *Draft, _ Values) {
		parts := strings.Split(d.Token.Value, ".")
		if len(parts) != 3 || parts[part] == "" {
			d.Token.Value = flip(d.Token.Value, part)
			return
		}
		parts[part] = flip(parts[part], 0)
		d.Token.Value = strings.Join(parts, ".")
	}
}

// flip changes one character near the middle; shift lets two tampered tokens differ.
func flip(s string, shift int) string {
	if s == "" {
		return "x"
	}
	at := (len(s)/2 + shift) % len(s)
	swapped := byte('A')
	if s[at] == swapped {
		swapped = 'B'
	}
	return s[:at] + string(swapped) + s[at+1:]
}

// Unsigned makes of a JWT one with the algorithm none and no signature; of another token "".
func Unsigned(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "."
}
