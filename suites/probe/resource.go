package probe

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
)

// resources ask how tokens are taken by a protected resource (R13 to R15, R24).
func resources() []Probe {
	first := func(name Name, phase Phase, asks string, features ...facts.Feature) Probe {
		return Probe{Name: name, Needs: features, Asks: asks, Expect: Served, Phase: phase, Resource: true}
	}
	lower := first(ResourceLowerCase, ResourceFirst, "writes the token's type in lower case", facts.StrictResource)
	lower.Edit = func(d *Draft, _ Values) { d.Token.Type = strings.ToLower(d.Token.Type) }
	upper := inFull(first(ResourceUpperCase, ResourceFirst, "writes the token's type in capitals, to see whether a bad one has to be refused so", facts.StrictResource))
	upper.Expect, upper.Edit = Either, func(d *Draft, _ Values) { d.Token.Type = strings.ToUpper(d.Token.Type) }
	other := first(ResourceOther, ResourceOrder, "shows another token of the run to the resource, over HTTP/2 one that came over HTTP/1.1, where the target speaks both", facts.StrictResource, facts.SideBySideTokens)
	other.Rests, other.Edit = []Name{HeaderLowerCase}, func(d *Draft, v Values) { d.Token = cmp.Or(v.crossed(), v.Other) }
	crossed := first(ResourceOtherOld, ResourceFree, "shows a token over HTTP/1.1 that came over it", facts.StrictResource, facts.SideBySideTokens)
	crossed.Rests, crossed.Edit = other.Rests, func(d *Draft, v Values) { d.Token, d.Channel.HTTP1 = v.crossed(), true }
	return slices.Concat([]Probe{
		control(first(ResourceAccepted, ResourceFirst, "shows the first token to the resource", facts.Resource)),
		first(ResourceReused, ResourceFirst, "shows the first token again", facts.Resource),
		ofTwo(other),
		ofTwo(first(ResourceFirstAgain, ResourceOrder, "shows the first token after the other", facts.StrictResource, facts.SideBySideTokens)),
		lower,
		upper,
		inFull(madeOf(crossed, func(v Values) bool { return v.crossed().Value != "" }, "no other token came over HTTP/1.1")),
	}, others(other), connections(), withUses(unserved()), []Probe{
		{
			Name: ResourceTwoHeaders, Needs: []facts.Feature{facts.StrictResource}, Asks: "sends Authorization twice", Expect: Either, Phase: ResourceFree, Resource: true, Full: true,
			Edit: func(d *Draft, v Values) {
				d.Extra = append(d.Extra, evidence.Field{Name: "Authorization", Value: d.Token.Type + " " + v.Decoy.Secret})
			},
		},
		{
			Name: PlainHTTPResource, Plain: true, Asks: "asks the resource over plain HTTP, with a live token where it may be shown", Expect: Connection, Phase: ResourceFree, Resource: true, Needs: []facts.Feature{facts.Resource},
			Rests: []Name{ResourceAccepted, ResourceGarbage}, Edit: func(d *Draft, _ Values) { d.Channel.Plain = true },
		},
		first(ResourceLast, ResourceEnd, "shows the first token at the run's end, where a bad one was shown", facts.Resource),
	})
}

// crossed is the token that came over HTTP/1.1, where it is no other one of the run, nor one that is to be revoked.
func (v Values) crossed() AccessToken {
	if slices.Contains([]string{v.First.Value, v.Spare.Value, v.Revoked.Value}, v.Crossed.Value) {
		return AccessToken{}
	}
	return v.Crossed
}

// others show each of the run's other tokens once: one that was dead from its first moment is one of many, and was issued on one
// node, over one version of HTTP or in one form.
func others(other Probe) []Probe {
	var all []Probe
	for number := 2; number <= Uses; number++ {
		p := again(other, number)
		p.Asks, p.Phase, p.Full, p.Another = fmt.Sprintf("shows token %d of the run to the resource", number), ResourceFree, true, number-1
		all = append(all, madeOf(p, func(v Values) bool { return v.Other.Value != "" }, "the run has fewer tokens that are young"))
	}
	return all
}

// connections show the first token where it was not fetched: a fault that hangs on the connection, on the version of
// HTTP or on one of several nodes is not seen on the one that fetched it (R13, R24).
func connections() []Probe {
	use := func(name Name, number int, again string, feature facts.Feature) Probe {
		old := number > Connections/2
		version := "HTTP/2, where the target speaks it"
		if old {
			version = "HTTP/1.1"
		}
		return Probe{
			Name: name, Needs: []facts.Feature{feature}, Asks: fmt.Sprintf("shows the first token%s on new connection %d, over %s", again, number, version),
			Expect: Served, Phase: ResourceFree, Resource: true,
			Edit: func(d *Draft, _ Values) { d.Channel.Own, d.Channel.HTTP1 = number, old },
		}
	}
	var probes []Probe
	for number := 1; number <= Connections; number++ {
		probes = append(probes, use(OnConnection(number), number, "", facts.Resource))
	}
	for _, number := range ShownAgain() {
		last := use(OnConnectionAgain(number), number, " again", facts.RFC6750Resource)
		last.Phase = ResourceEnd // where bad ones have been shown meanwhile
		probes = append(probes, last)
	}
	return probes
}

// ShownAgain are the connections on which a good token is shown once more at the run's end, one for each version of HTTP: a bad
// one was shown there before, of whatever kind the target's tokens are.
func ShownAgain() []int { return []int{1, Connections - 1} }

// onConnection has a question asked where a good token is shown, too: on one of the new connections. What a node or a version of
// HTTP takes that the first connection does not lead to is seen there alone.
func onConnection(number int, p Probe) Probe {
	edit := p.Edit
	p.Edit = func(d *Draft, v Values) {
		if edit != nil {
			edit(d, v)
		}
		d.Channel.Own, d.Channel.HTTP1 = number, number > Connections/2
	}
	return p
}

// unserved are requests to the resource without a good token, on the first connections and on new ones.
func unserved() []Probe {
	refused := func(name Name, asks string, edit func(*Draft, Values), features ...facts.Feature) Probe {
		return Probe{Name: name, Needs: features, Asks: asks, Expect: Refusal, Phase: ResourceFree, Resource: true, Edit: edit}
	}
	query := refused(ResourceQuery, "sends a token in the query instead of the header", func(d *Draft, v Values) {
		d.Token, d.Query = AccessToken{}, []Param{{"access_token", v.First.Value}, {"token", v.First.Value}}
	}, facts.StrictResource)
	query.Exposes = SecretInURL
	return slices.Concat([]Probe{
		onConnection(2, refused(ResourceNoHeader, "asks the resource without Authorization", func(d *Draft, _ Values) { d.Token = AccessToken{} }, facts.Resource)),
		query,
		onConnection(4, refused(ResourceGarbage, "shows a token that nobody issued", func(d *Draft, v Values) { d.Token.Value = v.Decoy.Secret }, facts.Resource)),
		withCase(refused(ResourceCase, "shows the token in another case", func(d *Draft, _ Values) {
			d.Token.Value, d.Channel.Own = OtherCase(d.Token.Value), InOrder // where good ones are shown before and after
		}, facts.Resource)),
		inFull(madeOf(refused(ResourceSmall, "shows the token in small letters", func(d *Draft, _ Values) { d.Token.Value = LowerCase(d.Token.Value) }, facts.Resource),
			func(v Values) bool { return LowerCase(v.First.Value) != "" }, "the token has no capitals that must mean something")),
		onConnection(1, refused(ResourceLonger, "shows the token with something behind it", func(d *Draft, _ Values) { d.Token.Value = Longer(d.Token.Value) }, facts.Resource)),
		inFull(madeOf(refused(ResourceCut, "shows the token cut short by a character", func(d *Draft, _ Values) { d.Token.Value = Shorter(d.Token.Value) }, facts.Resource),
			func(v Values) bool { return Shorter(v.First.Value) != "" }, "the token is one character long")),
		inFull(refused(ResourceHeader, "shows a token whose header was changed", func(d *Draft, _ Values) { d.Token.Value = OtherHeader(d.Token.Value) }, facts.Resource)),
		onConnection(2, refused(ResourcePayload, "shows a token whose payload was changed", tampered(1), facts.Resource)),
		onConnection(5, refused(ResourceSignature, "shows a token whose signature was changed", tampered(2), facts.Resource)),
		ofJWT(onConnection(3, refused(ResourceUnsigned, "shows the token with an empty signature", func(d *Draft, _ Values) { d.Token.Value = SignatureCut(d.Token.Value) }, facts.Resource))),
		ofJWT(onConnection(6, refused(ResourceAlgNone, "shows a token that claims to need no signature", unsigned("none"), facts.Resource))),
		inFull(ofJWT(refused(ResourceAlgTitle, "shows a token that claims to need no signature, as None", unsigned("None"), facts.Resource))),
		inFull(ofJWT(refused(ResourceAlgUpper, "shows a token that claims to need no signature, as NONE", unsigned("NONE"), facts.Resource))),
		inFull(ofJWT(refused(ResourceAlgMixed, "shows a token that claims to need no signature, as nOnE", unsigned("nOnE"), facts.Resource))),
		inFull(ofJWT(refused(ResourceAlgSigned, "shows a token that claims to need no signature, with that of the good one", func(d *Draft, _ Values) { d.Token.Value = UnsignedWithOne(d.Token.Value) }, facts.Resource))),
	}, withoutAlg(refused), []Probe{
		inFull(ofJWT(refused(ResourceTwoParts, "shows the token without its signature and the dot before it", func(d *Draft, _ Values) {
			d.Token.Value = strings.TrimSuffix(SignatureCut(d.Token.Value), ".")
		}, facts.Resource))),
		inFull(ofJWT(refused(ResourceFourParts, "shows the token with a further part behind it", func(d *Draft, _ Values) { d.Token.Value += furtherPart }, facts.Resource))),
		inFull(refused(ResourceScheme, "shows the token under a scheme that does not exist", func(d *Draft, _ Values) { d.Token.Type = "Authconform" }, facts.StrictResource)),
		refused(ResourceBasic, "shows the client's credentials to the resource", func(d *Draft, v Values) {
			d.authorize("Basic " + d.basic(v.Client))
		}, facts.StrictResource),
		refused(ResourceEmpty, "shows an empty token", func(d *Draft, _ Values) { d.authorize(d.Token.Type + " ") }, facts.StrictResource),
	})
}

// withoutAlg show JWTs that name no algorithm, with no signature and with the one that they had.
func withoutAlg(refused func(Name, string, func(*Draft, Values), ...facts.Feature) Probe) []Probe {
	var probes []Probe
	for _, forged := range []struct {
		name         Name
		asks, header string
	}{
		{ResourceAlgMissing, "shows a token without signature whose header has no alg", noAlg},
		{ResourceAlgNull, "shows a token without signature whose alg is null", nullAlg},
		{ResourceAlgEmpty, "shows a token without signature whose alg is empty", emptyAlg},
	} {
		probes = append(probes, inFull(ofJWT(refused(forged.name, forged.asks, func(d *Draft, _ Values) {
			d.Token.Value = underHeader(d.Token.Value, forged.header)
		}, facts.Resource))))
	}
	kept := func(token string) string { return withSignature(underHeader(token, noAlg), token) }
	return append(probes, inFull(madeOf(refused(ResourceAlgKept, "shows a token whose header has no alg, with the signature that it had", func(d *Draft, _ Values) {
		d.Token.Value = kept(d.Token.Value)
	}, facts.Resource), func(v Values) bool {
		return SignatureCut(v.First.Value) != "" && kept(v.First.Value) != v.First.Value
	}, "the token is no JWT, or names no algorithm itself")))
}

// ManyUses are the bad tokens of which a node may take one alone, so that each is shown as often as a good one.
func ManyUses() []Name {
	return []Name{
		ResourceNoHeader, ResourceGarbage, ResourceCase, ResourceLonger, ResourcePayload, ResourceSignature, ResourceUnsigned, ResourceAlgNone,
	}
}

// withUses adds the further uses of bad tokens.
func withUses(probes []Probe) []Probe {
	var all []Probe
	for _, p := range probes {
		if slices.Contains(ManyUses(), p.Name) {
			all = append(all, repeated(p)...)
			continue
		}
		all = append(all, p)
	}
	return all
}

// lifecycles ask what becomes of tokens (R16, R17, R22, R24).
func lifecycles() []Probe {
	shown := func(name Name, moment Moment, asks string, expect Expectation) Probe {
		return Probe{
			Name: name, Moment: moment, ShowsRenewed: true, Needs: []facts.Feature{facts.RefreshGrant, facts.Resource}, Rests: []Name{ExpiryRefreshed}, Asks: asks, Expect: expect, Phase: Waiting, Resource: true, Full: true, Refresh: true,
			Edit: func(d *Draft, v Values) { d.Token = v.Refreshed },
		}
	}
	ended := func(name Name, moment Moment, asks string, expect Expectation) Probe {
		return Probe{
			Name: name, Moment: moment, Needs: []facts.Feature{facts.Resource}, Rests: []Name{SessionAnew, Reissued}, Asks: asks, Expect: expect, Phase: Waiting, Resource: true, Full: true,
		}
	}
	return slices.Concat([]Probe{
		{Name: Reissued, Moment: Aged, Apart: true, Needs: []facts.Feature{facts.StrictResource}, Asks: "asks for a token once more, when the first has aged", Expect: Token, Phase: Waiting, Full: true},
		{Name: SessionAnew, Moment: Aged, Needs: []facts.Feature{facts.RFC6750Resource}, Asks: "logs in once more, for tokens to wait for", Expect: Token, Phase: Waiting, Full: true, Enters: true},
	},
		repeated(ended(ExpiryBefore, BeforeEnd, "shows the first token shortly before it expires", Served)),
		repeated(ended(ExpiryAfter, AfterEnd, "shows the first token shortly after it has expired", Refusal)),
		[]Probe{{
			Name: ExpiryRefresh, ShowsRefresh: true, Renews: true, Needs: []facts.Feature{facts.RefreshGrant}, Rests: []Name{SessionAnew, Reissued}, Asks: "refreshes the session whose access token has expired", Expect: Token, Phase: Waiting, Full: true, Refresh: true,
			Edit: func(d *Draft, v Values) { d.refresh(v.Refresh) },
		}, {
			Name: ExpiryRefreshed, ShowsRenewed: true, Needs: []facts.Feature{facts.RefreshGrant, facts.Resource}, Rests: []Name{ExpiryRefresh}, Asks: "shows the access token of that refresh to the resource", Expect: Served, Phase: Waiting, Resource: true, Full: true, Refresh: true,
			Edit: func(d *Draft, v Values) { d.Token = v.Refreshed },
		}},
		repeated(shown(RefreshedBefore, BeforeEnd, "shows that token shortly before it expires", Served)),
		repeated(shown(RefreshedAfter, AfterEnd, "shows that token shortly after it has expired", Refusal)),
		repeated(Probe{ // what a node has in a cache since then is seen there alone
			Name: Revocable, Needs: []facts.Feature{facts.StrictResource}, Rests: []Name{AcceptAny, AcceptNone}, Asks: "shows the token that is to be revoked", Expect: Served, Phase: Revoking, Resource: true, Full: true,
			Edit: func(d *Draft, v Values) { d.Token = v.Spare },
		}),
		comingBack(Probe{
			Name: Revoked, ShowsRevoked: true, Proof: Revocable, Needs: []facts.Feature{facts.StrictResource}, Rests: append([]Name{Revocable}, Repetitions(Revocable)...), Asks: "shows a token that was revoked", Expect: Refusal, Phase: Revocation, Resource: true, Full: true,
			Edit: func(d *Draft, v Values) { d.Token = v.Revoked },
		}),
	)
}

// comingBack adds the further uses of a probe, the last of which comes when everything else is over: what was refused stays so.
func comingBack(p Probe) []Probe {
	all := repeated(p)
	all[len(all)-1].Phase = Finally
	return all
}

// inFull leaves a question to the full profile.
func inFull(p Probe) Probe {
	p.Full = true
	return p
}

// unsigned shows a JWT whose header says that it has no signature, in the spelling given.
func unsigned(none string) func(*Draft, Values) {
	return func(d *Draft, _ Values) { d.Token.Value = Unsigned(d.Token.Value, none) }
}

// tampered shows the token with a part of it changed.
func tampered(part int) func(*Draft, Values) {
	return func(d *Draft, _ Values) { d.Token.Value = Tampered(d.Token.Value, part) }
}
