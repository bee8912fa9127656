package probe

import (
	"encoding/base64"
	"strings"

	"github.com/authconform/authconform/runner/evidence"
)

// resources ask how tokens are taken by a protected resource (R13 to R15).
func resources() []Probe {
	first := func(name Name, phase Phase, asks string) Probe {
		return Probe{Name: name, Asks: asks, Expect: Served, Phase: phase, Resource: true}
	}
	refused := func(name Name, asks string, edit func(*Draft, Values)) Probe {
		return Probe{Name: name, Asks: asks, Expect: Refusal, Phase: ResourceFree, Resource: true, Edit: edit}
	}
	lower := first(ResourceLowerCase, ResourceFree, "writes the token's type in lower case")
	lower.Edit = func(d *Draft, _ Values) { d.Token.Type = strings.ToLower(d.Token.Type) }
	other := first(ResourceOther, ResourceOrder, "shows another token of the run to the resource")
	other.Edit = func(d *Draft, v Values) { d.Token = v.Other }
	query := refused(ResourceQuery, "sends a token in the query instead of the header", func(d *Draft, v Values) {
		d.Token, d.Query = AccessToken{}, []Param{{"access_token", v.First.Value}}
	})
	query.Exposes = SecretInURL
	return []Probe{
		first(ResourceAccepted, ResourceFirst, "shows the first token to the resource"),
		first(ResourceReused, ResourceFirst, "shows the first token again"),
		other,
		first(ResourceFirstAgain, ResourceOrder, "shows the first token after the other"),
		lower,
		refused(ResourceNoHeader, "asks the resource without Authorization", func(d *Draft, _ Values) { d.Token = AccessToken{} }),
		query,
		refused(ResourceGarbage, "shows a token that nobody issued", func(d *Draft, v Values) { d.Token.Value = v.Decoy.Secret }),
		refused(ResourcePayload, "shows a token whose payload was changed", tampered(1)),
		refused(ResourceSignature, "shows a token whose signature was changed", tampered(2)),
		refused(ResourceAlgNone, "shows a token that claims to need no signature", func(d *Draft, _ Values) { d.Token.Value = Unsigned(d.Token.Value) }),
		refused(ResourceScheme, "shows the token under a scheme that does not exist", func(d *Draft, _ Values) { d.Token.Type = "Authconform" }),
		refused(ResourceBasic, "shows the client's credentials to the resource", func(d *Draft, v Values) {
			d.authorize("Basic " + basic(v.Client))
		}),
		refused(ResourceEmpty, "shows an empty token", func(d *Draft, _ Values) { d.authorize(d.Token.Type + " ") }),
		{
			Name: ResourceTwoHeaders, Asks: "sends Authorization twice", Expect: Either, Phase: ResourceFree, Resource: true,
			Edit: func(d *Draft, v Values) {
				d.Extra = append(d.Extra, evidence.Field{Name: "Authorization", Value: d.Token.Type + " " + v.Decoy.Secret})
			},
		},
		first(ResourceLast, ResourceEnd, "shows the first token at the run's end"),
	}
}

// lifecycles ask what becomes of tokens (R16, R17).
func lifecycles() []Probe {
	return []Probe{
		{Name: ExpiryBefore, Asks: "shows the first token shortly before it expires", Expect: Served, Phase: Waiting, Resource: true, Full: true},
		{Name: ExpiryAfter, Asks: "shows the first token shortly after it has expired", Expect: Refusal, Phase: Waiting, Resource: true, Full: true},
		{
			Name: Revoked, Asks: "shows a token that was revoked", Expect: Refusal, Phase: ResourceFree, Resource: true, Full: true,
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
