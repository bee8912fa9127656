package gather

import (
	"slices"
	"time"

	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// reason is why a probe is not asked: the flag that would change it, or what the target did not give.
type reason struct {
	why, flag string
	missing   evidence.Lack
	instead   probe.Name // another spelling, which is asked
	outage    bool
}

// wanted says whether anybody asks for what the probe tells, or for what is made of its answer. The controls are asked
// in any case.
func (a *asker) wanted(p probe.Probe) bool {
	return a.Wanted == nil || p.Control && !p.Resource || a.Wanted(p.Name)
}

// withRests wants besides what the wanted probes rest on.
func withRests(probes []probe.Probe, wanted func(probe.Name) bool) func(probe.Name) bool {
	if wanted == nil {
		return nil
	}
	rests, all := map[probe.Name][]probe.Name{}, map[probe.Name]bool{}
	for _, p := range probes {
		rests[p.Name] = append(rests[p.Name], p.Rests...)
	}
	var want func(probe.Name)
	want = func(name probe.Name) {
		if !all[name] {
			all[name] = true
			for _, rest := range rests[name] {
				want(rest)
			}
		}
	}
	for _, p := range probes {
		if wanted(p.Name) || p.Control && !p.Resource {
			want(p.Name)
		}
	}
	return func(name probe.Name) bool { return all[name] }
}

// skipReason says why a probe is not asked; nil when it is. The first reason that applies is given.
func (a *asker) skipReason(p probe.Probe) *evidence.Skipped {
	r := a.forbids(p)
	if r == nil {
		r = a.otherwiseSpelt(p)
	}
	if r == nil {
		return nil
	}
	return &evidence.Skipped{Probe: string(p.Name), Reason: r.why, Flag: r.flag, Instead: string(r.instead), Missing: r.missing, Outage: r.outage}
}

// forbids is the first reason that keeps a probe from being asked, whatever its spelling.
func (a *asker) forbids(p probe.Probe) *reason {
	for _, rule := range []func(probe.Probe) *reason{a.outOfScope, a.unauthenticated, a.inAnotherForm, a.exposing, a.unprepared} {
		if r := rule(p); r != nil {
			return r
		}
	}
	return nil
}

// outOfScope leaves out what nobody asked for, or has set up.
func (a *asker) outOfScope(p probe.Probe) *reason {
	switch {
	case (p.Resource || p.Phase == probe.ResourceEnd) && a.target.Resource == nil:
		return &reason{why: "no protected resource is configured", flag: "--resource-path"}
	case p.Full && a.target.Profile != target.FullProfile:
		return &reason{why: "it belongs to the full profile", flag: "--profile full"}
	case p.Phase == probe.Bulk && a.target.Burst == 0:
		return &reason{why: "a burst is never sent unless it is asked for", flag: "--burst"}
	case p.As != "" && a.values.Of(p.As).ID == "":
		return ownersClients()[p.As]
	default:
		return nil
	}
}

// ownersClients says what it takes to ask as a client that the target's owner has to set up.
func ownersClients() map[probe.OwnersClient]*reason {
	return map[probe.OwnersClient]*reason{
		probe.UnauthorizedOne: {why: "it takes a client that is not authorized for the grant, which the target's owner has to set up", flag: "--unauthorized-client-id-file"},
		probe.InvalidGrantOne: {why: "it takes a client whose grant is invalid, which the target's owner has to set up", flag: "--invalid-grant-client-id-file"},
		probe.OtherOne:        {why: "it takes a second client that the target knows", flag: "--other-client-id-file"},
		probe.SpecialOne:      {why: "it takes a client with special characters, which the target's owner has to set up", flag: "--special-client-id-file"},
	}
}

// unauthenticated keeps credentials from a target that cannot be trusted, and questions from one that grants
// nothing. What a connection lets through can be asked all the same.
func (a *asker) unauthenticated(p probe.Probe) *reason {
	first, _ := a.of(probe.Valid)
	switch {
	case a.draft(p).Channel.Handshake != 0 && a.target.BaseURL.Scheme != "https":
		return &reason{why: "the target's address is not https", missing: evidence.LacksHTTPS}
	case p.Expect == probe.Connection && p.Exposes == "" && !p.Resource:
		return nil
	case untrusted(first):
		return &reason{why: "credentials are not sent to a target whose certificate does not verify", missing: evidence.LacksCertificate}
	case a.record.Run.Form == "":
		return &reason{why: "no valid request was answered with a token", missing: evidence.LacksToken}
	default:
		return nil
	}
}

// inAnotherForm leaves out what is about a part of the documented form that the target does not take (R26).
func (a *asker) inAnotherForm(p probe.Probe) *reason {
	if p.Form&probe.JSONBody != 0 && a.valid.Encoding != probe.JSON || p.Form&probe.HeaderAuth != 0 && a.valid.Place&probe.InHeader == 0 {
		return &reason{why: "the target takes valid requests only " + probe.FormInWords(probe.Name(a.record.Run.Form)), missing: evidence.LacksToken}
	}
	return nil
}

// exposing keeps real secrets out of URLs and of clear text (R5).
func (a *asker) exposing(p probe.Probe) *reason {
	switch {
	case p.Exposes == probe.SecretOverHTTP && a.mayExpose(), p.Exposes == probe.SecretInURL && (target.IsLoopback(a.target.BaseURL) || a.target.AllowSecretInURL), p.Exposes == "":
		return nil
	case p.Exposes == probe.SecretOverHTTP:
		return &reason{why: "it would show the real credentials in clear text", flag: string(probe.SecretOverHTTP)}
	}
	secret := "the real credentials"
	if p.Resource {
		secret = "a live token"
	}
	return &reason{why: "it would show " + secret + " in a URL", flag: string(probe.SecretInURL)}
}

// unprepared leaves out what cannot be made of this secret or this token.
func (a *asker) unprepared(p probe.Probe) *reason {
	values := a.valuesFor(p)
	switch {
	case (p.Resource || p.Phase == probe.Chain) && p.Phase != probe.Waiting && values.First.Value == "":
		return &reason{why: "no answer has a token that could be shown", missing: a.withoutToken()}
	case slices.Contains(p.Rests, probe.Refresh) && values.Refreshed.Value == "":
		return &reason{why: "the session could not be refreshed", missing: evidence.LacksRefresh}
	case p.Phase == probe.Chain && p.Proof != "" && !a.planned && a.unproven(p.Proof) != nil:
		return a.unproven(p.Proof)
	case p.ShowsRefresh && p.Phase != probe.Waiting && values.Refresh == "" && a.lost.Load():
		return &reason{why: "an answer was lost, and the session's refresh token with it", outage: true}
	case p.ShowsRefresh && p.Phase != probe.Waiting && values.Refresh == "":
		return &reason{why: "the answer brought no refresh token", missing: evidence.LacksRefreshToken}
	case showsFirst(p) && a.aged():
		return &reason{why: "the run took longer than its first token lives", flag: "--concurrency"}
	case p.Resource && !p.Control && p.Phase != probe.Waiting && !a.planned && !a.served.Load():
		return &reason{why: "the resource did not take the first token", missing: evidence.LacksService}
	case p.Unmade != nil && p.Unmade(values) != "":
		return &reason{why: p.Unmade(values), flag: p.Flag}
	case p.ShowsRevoked && values.Revoked.Value == "", p.Phase == probe.Revoking && values.Spare.Value == "":
		return a.unrevoked(p, values)
	default:
		return nil
	}
}

// unproven says why a refusal of the other client would prove nothing: it gets no token of its own either. Nil when it does.
func (a *asker) unproven(proof probe.Name) *reason {
	switch came := a.came(proof); {
	case came.granted:
		return nil
	case came.outage:
		return &reason{why: "the other client's own login was not answered", outage: true}
	default:
		return &reason{why: "the other client gets no token of its own, so that its being refused would prove nothing", flag: "--other-client-id-file"}
	}
}

// unrevoked says why there is no token that was revoked.
func (a *asker) unrevoked(p probe.Probe, values probe.Values) *reason {
	switch {
	case a.target.Revoke == nil && a.target.RevokeCommand == "":
		return &reason{why: "no token was revoked: it takes a command that revokes one, or a revoked token", flag: "--revoke-command"}
	case values.Spare.Value == "":
		return &reason{why: "the target gave the same tokens again and again, so that none could be revoked for itself"}
	case a.came(p.Proof).outage:
		return &reason{why: "the target did not answer when it was shown the token that was to be revoked", outage: true}
	default:
		return &reason{why: "the resource did not take the token that was to be revoked, so that its being refused would prove nothing", missing: evidence.LacksService}
	}
}

// withoutToken is what is missing when there is no token to show.
func (a *asker) withoutToken() evidence.Lack {
	if a.hasSessions() {
		return evidence.LacksLogin
	}
	return evidence.LacksUsableToken
}

// aged says that the first token is so old that it may be refused for its age.
func (a *asker) aged() bool {
	first, ok := a.firstToken()
	return ok && first.lifetime > 0 && time.Now().After(first.mayEnd())
}

// otherwiseSpelt leaves out the spellings of a question that the run's id does not choose. It chooses among those that
// can be asked.
func (a *asker) otherwiseSpelt(p probe.Probe) *reason {
	if p.Family == "" || a.target.Profile == target.FullProfile {
		return nil
	}
	chosen := a.spellingsOf(p.Family)
	if slices.Contains(chosen, p.Name) {
		return nil
	}
	return &reason{why: "the run's id chose another spelling of the question, " + string(chosen[len(chosen)-1]), flag: "--profile full", instead: chosen[len(chosen)-1]}
}

// spellingsOf are those that are asked of a family: one, and of clients that do not exist, or do not prove who they are, all for which there
// are requests to spare, as no service holds them against a client that does.
func (a *asker) spellingsOf(family probe.Family) []probe.Name {
	if chosen, known := a.spellings.Load(family); known {
		return chosen.([]probe.Name) //nolint:forcetypeassert // nothing else is stored
	}
	others := slices.DeleteFunc(slices.Clone(a.probes), func(p probe.Probe) bool { return p.Family != family })
	able := slices.DeleteFunc(slices.Clone(others), func(p probe.Probe) bool { return !a.wanted(p) || a.forbids(p) != nil })
	if len(able) == 0 {
		able = others // what keeps all of them from being asked is told of each
	}
	var chosen []probe.Name
	if family == probe.UnprovenClients && a.target.Profile != target.FullProfile {
		able, chosen = a.besides(able)
	}
	chosen = append(chosen, able[family.Chosen(a.Choice, len(able))].Name)
	a.spellings.Store(family, chosen)
	return chosen
}

// besides parts probes into those of which one is chosen, and those that are asked in any case, with the requests of the core profile
// that the target has not been set up for: all where they are enough, or else clients that do not exist.
func (a *asker) besides(able []probe.Probe) (others []probe.Probe, asked []probe.Name) {
	unspent := 0
	for _, p := range a.probes {
		if !p.Full && p.Family == "" && p.Phase != probe.Bulk && a.wanted(p) && a.outOfScope(p) != nil {
			unspent++
		}
	}
	all := len(able) <= unspent+1
	for _, p := range able {
		if all || len(asked) < unspent && slices.Contains(probe.UnknownElsewhere(), p.Name) {
			asked = append(asked, p.Name)
		} else {
			others = append(others, p)
		}
	}
	if len(others) == 0 { // the last is chosen
		return able[len(able)-1:], asked[:len(asked)-1]
	}
	return others, asked
}
