package gather

import (
	"slices"
	"strings"
	"time"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
	"github.com/authconform/authconform/runner/target"
)

// reason is why a probe is not asked: the flag that would change it, or the clause that blocks it.
type reason struct {
	why, flag, blockedBy string
	outage               bool
}

// withheld says why a probe is not asked; nil when it is. The first reason that applies is given.
func (a *asker) withheld(p probe.Probe) *evidence.Unasked {
	r := a.forbids(p)
	if r == nil {
		r = a.otherwiseSpelt(p)
	}
	if r == nil {
		return nil
	}
	return &evidence.Unasked{Probe: string(p.Name), Reason: r.why, Flag: r.flag, BlockedBy: r.blockedBy, Outage: r.outage}
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
	case p.Resource && a.target.Resource == nil:
		return &reason{why: "no protected resource is configured", flag: "--resource-path"}
	case p.Full && a.target.Profile != target.FullProfile:
		return &reason{why: "it belongs to the full profile", flag: "--profile full"}
	case p.Name == probe.Burst && a.target.Burst == 0:
		return &reason{why: "a burst is never sent unless it is asked for", flag: "--burst"}
	case p.Name == probe.UnauthorizedClient && a.values.Unauthorized.ID == "":
		return &reason{why: "it takes a client that is not authorized for the grant, which the target's owner has to set up", flag: "--unauthorized-client-id-file"}
	case p.Name == probe.InvalidGrantClient && a.values.InvalidGrant.ID == "":
		return &reason{why: "it takes a client whose grant is invalid, which the target's owner has to set up", flag: "--invalid-grant-client-id-file"}
	case p.Name == probe.RefreshOtherClient && a.values.OtherClient.ID == "":
		return &reason{why: "it takes a second client that the target knows", flag: "--other-client-id-file"}
	case p.Name == probe.SpecialClient && a.values.Special.ID == "":
		return &reason{why: "it takes a client with special characters, which the target's owner has to set up", flag: "--special-client-id-file"}
	default:
		return nil
	}
}

// unauthenticated keeps credentials from a target that cannot be trusted, and questions from one that grants
// nothing. What a connection lets through can be asked all the same.
func (a *asker) unauthenticated(p probe.Probe) *reason {
	first, _ := a.of(probe.Valid)
	switch {
	case strings.HasPrefix(string(p.Name), "tls-") && a.target.BaseURL.Scheme != "https":
		return &reason{why: "the target's address is not https", blockedBy: clauseHTTPS}
	case p.Expect == probe.Connection:
		return nil
	case untrusted(first):
		return &reason{why: "credentials are not sent to a target whose certificate does not verify", blockedBy: clauseCertificate}
	case a.record.Run.Form == "":
		return &reason{why: "no valid request was answered with a token", blockedBy: clauseAccepted}
	default:
		return nil
	}
}

// inAnotherForm leaves out what is about a part of the documented form that the target does not take (R26).
func (a *asker) inAnotherForm(p probe.Probe) *reason {
	if p.Form&probe.JSONBody != 0 && a.valid.Encoding != probe.JSON || p.Form&probe.HeaderAuth != 0 && a.valid.Place&probe.InHeader == 0 {
		return &reason{why: "the target takes valid requests only in the form of the probe " + a.record.Run.Form, blockedBy: clauseAccepted}
	}
	return nil
}

// exposing keeps real secrets out of URLs (R5).
func (a *asker) exposing(p probe.Probe) *reason {
	if p.Exposes != probe.SecretInURL || target.IsLoopback(a.target.BaseURL) || a.target.AllowSecretInURL {
		return nil
	}
	secret := "the real credentials"
	if p.Resource {
		secret = "a live token"
	}
	return &reason{why: "it would show " + secret + " in a URL", flag: string(probe.SecretInURL)}
}

// unprepared leaves out what cannot be made of this secret or this token.
func (a *asker) unprepared(p probe.Probe) *reason {
	values := a.snapshot()
	secret := values.Client.Secret
	switch {
	case p.Name == probe.ValidScope && values.Scope == "":
		return &reason{why: "the contract names no scope", flag: "--scope"}
	case p.Guess && !p.User && probe.Cut(secret) == "":
		return &reason{why: "the client secret is one character long"}
	case ofUser(p.Name, values.User) != "":
		return &reason{why: ofUser(p.Name, values.User)}
	case (p.Resource || p.Phase == probe.Chain) && p.Phase != probe.Waiting && values.First.Value == "":
		return &reason{why: "no answer has a token that could be shown", blockedBy: a.withoutToken()}
	case slices.Contains(p.Rests, probe.Refresh) && values.Refreshed.Value == "":
		return &reason{why: "the session could not be refreshed", blockedBy: clauseRefresh}
	case withRefreshToken(p) && values.Refresh == "" && a.lost.Load():
		return &reason{why: "an answer was lost, and the session's refresh token with it", outage: true}
	case withRefreshToken(p) && values.Refresh == "":
		return &reason{why: "the answer brought no refresh token", blockedBy: clauseRefreshToken}
	case showsFirst(p) && a.aged():
		return &reason{why: "the run took longer than its first token lives"}
	case p.Resource && p.Name != probe.ResourceAccepted && p.Phase != probe.Waiting && !a.planned && !a.served.Load():
		return &reason{why: "the resource did not take the first token", blockedBy: clauseResource}
	case (p.Name == probe.ResourceOther || p.Name == probe.ResourceFirstAgain) && values.Other.Value == "":
		return &reason{why: "the target gave the same token to every request, so that there are not two"}
	case p.Name == probe.ResourceAlgNone && probe.Unsigned(values.First.Value) == "":
		return &reason{why: "the token is no JWT"}
	case p.Name == probe.Revoked && values.Revoked.Value == "" && (a.target.Revoke != nil || a.target.RevokeCommand != ""):
		return &reason{why: "the target gave the same tokens again and again, so that none could be revoked for itself"}
	case p.Name == probe.Revoked && values.Revoked.Value == "":
		return &reason{why: "no token was revoked: it takes a command that revokes one, or a revoked token", flag: "--revoke-command"}
	default:
		return nil
	}
}

// withoutToken is the clause that is to blame when there is no token to show.
func (a *asker) withoutToken() string {
	if a.Contract.Facts.Tokens.SideBySide {
		return clauseUsable
	}
	return clauseLast
}

// ofUser says why a question cannot be made of the resource owner's credentials; "" when it can.
func ofUser(name probe.Name, user probe.Credentials) string {
	switch {
	case name == probe.WrongPassword && probe.Cut(user.Secret) == "":
		return "the user's password is one character long"
	case name == probe.WrongPasswordCase && probe.SwapCase(user.Secret) == user.Secret:
		return "the user's password has no letter"
	case name == probe.UserCase && probe.SwapCase(user.ID) == user.ID:
		return "the user name has no letter"
	default:
		return ""
	}
}

// withRefreshToken says that a question shows the newest refresh token.
func withRefreshToken(p probe.Probe) bool {
	return p.Name == probe.ResourceRefresh || p.Phase == probe.Chain && !p.Resource && !p.Enters &&
		p.Name != probe.RefreshAccessToken && p.Name != probe.RefreshOld
}

// aged says that the first token is so old that it may be refused for its age.
func (a *asker) aged() bool {
	first, ok := a.firstToken()
	return ok && first.lifetime > 0 && time.Now().After(first.asked.Add(first.lifetime-grace(first.lifetime)))
}
