package probe

import (
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
	return []Name{GrantOtherCase, GrantBlanks, GrantBlankBefore, GrantBlankBehind, GrantTabBehind, GrantLineBehind, GrantLonger, GrantCut}
}

// ForeignGrants are grant types of OAuth 2.0 that a contract does not have, with what they need and without.
func ForeignGrants() []Name {
	return []Name{GrantPassword, GrantRefresh, GrantCode, GrantPasswordBare, GrantRefreshBare, GrantCodeBare}
}

// otherGrants are the spellings of the family.
func otherGrants() []Probe {
	own := func(name Name, asks string, spell func(string) string) Probe {
		return Probe{
			Name: name, Needs: []facts.Feature{facts.GrantTypes}, Asks: asks, Expect: Refusal, Phase: Between, Family: OtherGrants,
			Edit: func(d *Draft, _ Values) { d.set("grant_type", spell(d.grant())) },
		}
	}
	foreign := func(name, bare Name, grant string, needs func(Values) []Param) []Probe {
		p := Probe{
			Name: name, Needs: []facts.Feature{facts.StrictErrors}, Asks: "asks for the grant " + grant + ", with what it needs", Expect: Refusal, Phase: Between, Family: OtherGrants,
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
		own(GrantCut, "cuts its grant_type short by a character", Cut),
		own(GrantLonger, "writes more behind its grant_type", func(g string) string { return g + "_authconform" }),
		{
			Name: GrantQuoted, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends a grant_type with characters that no error may repeat", Expect: Refusal, Phase: Between, Family: OtherGrants,
			Edit: func(d *Draft, _ Values) { d.set("grant_type", "urn:authconform:"+unrepeatable) },
		},
	}
	all = append(all, foreign(GrantPassword, GrantPasswordBare, "password", func(v Values) []Param {
		return []Param{{"username", v.Decoy.ID}, {"password", v.Decoy.Secret}}
	})...)
	all = append(all, foreign(GrantRefresh, GrantRefreshBare, "refresh_token", func(v Values) []Param {
		return []Param{{"refresh_token", v.Decoy.Secret}}
	})...)
	return append(all, foreign(GrantCode, GrantCodeBare, "authorization_code", func(v Values) []Param {
		return []Param{{"code", v.Decoy.Secret}, {"redirect_uri", nowhere}}
	})...)
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
