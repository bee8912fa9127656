package probe

import (
	"encoding/base64"
	"fmt"
	"slices"

	"github.com/authconform/authconform/openapi/facts"
)

// OtherGrants is the family of grant types that are not the contract's own, and must not be taken for it (R9).
const OtherGrants Family = "other-grants"

// nowhere is an address of a client that does not exist.
const nowhere = "https://authconform.invalid/callback"

// OwnSpellings are the contract's own grant type in spellings that are not its name.
func OwnSpellings() []Name {
	return []Name{
		GrantOtherCase, GrantBlanks, GrantBlankBefore, GrantBlankBehind, GrantTabBehind, GrantLineBehind, GrantNulBehind, GrantHyphens, GrantCamel, GrantLonger, GrantCut,
	}
}

// ForeignGrants are grant types of OAuth 2.0 that a contract does not have, with what they need and without.
func ForeignGrants() []Name {
	return append([]Name{GrantPassword, GrantRefresh, GrantPasswordBare, GrantRefreshBare}, MadeUpGrants()...)
}

// MadeUpGrants are those of them that no contract has any more than others: who has one all the same refuses what was made up for it.
func MadeUpGrants() []Name {
	return []Name{GrantCode, GrantJWT, GrantExchange, GrantDevice, GrantCodeBare, GrantJWTBare, GrantExchangeBare, GrantDeviceBare}
}

// MalformedGrants are the spellings with a character that no value may have (RFC 6749, appendix A): the request may be called invalid.
func MalformedGrants() []Name {
	return []Name{GrantLineBehind, GrantTabBehind, GrantNulBehind, RefreshGrantLine, RefreshGrantTab, RefreshGrantNul}
}

// The beginnings of names of grants and of types of tokens in RFC 7523, 8628 and 8693.
const (
	grantURN = "urn:ietf:params:oauth:grant-type:"
	typeURN  = "urn:ietf:params:oauth:token-type:"
)

// claims are those of a JWT of nobody that claims to need no signature: it is no secret, and the same in every run.
const claims = `{"iss":"https://authconform.invalid","sub":"authconform","aud":"https://authconform.invalid","exp":4102444800}`

// assertion is that JWT.
func assertion() string {
	part := base64.RawURLEncoding.EncodeToString
	return part([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + part([]byte(claims)) + "."
}

// otherGrants are the spellings of the family.
func otherGrants() []Probe {
	own := func(name Name, asks string, spell func(string) string) Probe {
		return Probe{
			Name: name, Needs: []facts.Feature{facts.GrantTypes}, Asks: asks, Expect: Refusal, Phase: Between, Family: OtherGrants,
			Edit: func(d *Draft, _ Values) { d.set("grant_type", spell(d.grant())) },
		}
	}
	foreign := func(name, bare Name, grant string, feature facts.Feature, needs func(Values) []Param) []Probe {
		p := Probe{
			Name: name, Needs: []facts.Feature{facts.GrantTypes, feature}, Asks: "asks for the grant " + grant + ", with what it needs", Expect: Refusal, Phase: Between, Family: OtherGrants,
			Edit: func(d *Draft, v Values) { d.Params = slices.Concat([]Param{{"grant_type", grant}}, needs(v), d.Always) },
		}
		without := p
		without.Name, without.Asks, without.Family, without.Full = bare, "asks for the grant "+grant+", and leaves out what it needs", "", true
		without.Edit = func(d *Draft, _ Values) { d.Params = append([]Param{{"grant_type", grant}}, d.Always...) }
		return []Probe{p, without}
	}
	all := []Probe{
		own(GrantOtherCase, "writes its grant_type in the other case", SwapCase),
		own(GrantBlanks, "writes blanks around its grant_type", Padded),
		own(GrantBlankBefore, "writes a blank before its grant_type", BlankBefore),
		own(GrantBlankBehind, "writes a blank behind its grant_type", BlankBehind),
		own(GrantTabBehind, "writes a tab behind its grant_type", TabBehind),
		own(GrantLineBehind, "writes a line feed behind its grant_type", LineBehind),
		own(GrantNulBehind, "writes a NUL behind its grant_type", NulBehind),
		ofWords(own(GrantHyphens, "writes its grant_type with hyphens", Hyphenated)),
		ofWords(own(GrantCamel, "writes its grant_type in camel case", CamelCased)),
		own(GrantCut, "cuts its grant_type short by a character", Cut),
		own(GrantLonger, "writes more behind its grant_type", func(g string) string { return g + "_authconform" }),
		{
			Name: GrantQuoted, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends a grant_type with characters that no error may repeat", Expect: Refusal, Phase: Between, Family: OtherGrants,
			Edit: func(d *Draft, _ Values) { d.set("grant_type", "urn:authconform:"+unrepeatable) },
		},
	}
	all = append(all, foreign(GrantPassword, GrantPasswordBare, "password", facts.StrictErrors, func(v Values) []Param {
		return []Param{{"username", v.Decoy.ID}, {"password", v.Decoy.Secret}}
	})...)
	all = append(all, foreign(GrantRefresh, GrantRefreshBare, "refresh_token", facts.StrictErrors, func(v Values) []Param {
		return []Param{{"refresh_token", v.Decoy.Secret}}
	})...)
	return slices.Concat(all, foreign(GrantCode, GrantCodeBare, "authorization_code", facts.OAuthErrors, func(v Values) []Param {
		return []Param{{"code", v.Decoy.Secret}, {"redirect_uri", nowhere}}
	}), foreign(GrantJWT, GrantJWTBare, grantURN+"jwt-bearer", facts.OAuthErrors, func(Values) []Param {
		return []Param{{"assertion", assertion()}}
	}), foreign(GrantExchange, GrantExchangeBare, grantURN+"token-exchange", facts.OAuthErrors, func(v Values) []Param {
		return []Param{{"subject_token", v.Decoy.Secret}, {"subject_token_type", typeURN + "access_token"}}
	}), foreign(GrantDevice, GrantDeviceBare, grantURN+"device_code", facts.OAuthErrors, func(v Values) []Param {
		return []Param{{"device_code", v.Decoy.Secret}, {"client_id", v.Client.ID}}
	}))
}

// ofWords says of a probe that the grant's name has to have several words: password has one.
func ofWords(p Probe) Probe {
	p.Needs = append(slices.Clone(p.Needs), facts.ClientCredentialsGrant)
	return p
}

// unrepeatable has the characters that the values of an OAuth error must not hold (RFC 6749, section 5.2).
const unrepeatable = `"unknown"\é`

// grant is the grant type of a draft as it stands.
func (d *Draft) grant() string {
	for _, p := range d.Params {
		if p.Name == "grant_type" {
			return fmt.Sprint(p.Value)
		}
	}
	return ""
}
