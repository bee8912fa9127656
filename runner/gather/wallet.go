package gather

import (
	"time"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// issued is a token that the run has got, in clear: it never leaves the asker but to be shown to the target.
type issued struct {
	to       probe.Name // the question that it answers
	token    probe.AccessToken
	refresh  string        // "" when the answer brought none
	asked    time.Time     // when it was asked for: it was issued no earlier
	answered time.Time     // when it came: it was issued no later
	lifetime time.Duration // 0 when the answer names none that makes sense
}

// lifetime is how long a token lasts: no time at all when the answer names none that is positive. Whatever is longer than a
// century is one: no run sees its end.
func lifetime(x evidence.Exchange) time.Duration {
	seconds, ok := x.Lifetime()
	if !ok {
		return 0
	}
	const century = 100 * 365 * 24 * 3600
	return time.Duration(min(max(seconds, 0), century) * float64(time.Second))
}

// store keeps a token that an exchange brought, to be shown to the resource: one that the client got by a plain
// valid request. A token of another client or another scope may rightly be refused there.
func (a *asker) store(p probe.Probe, x evidence.Exchange) {
	if !x.Granted() {
		return
	}
	value, refresh, scheme := x.Text(wire.AccessToken), x.RefreshToken(), a.Contract.Facts.Tokens.Scheme
	if scheme == "" {
		scheme = x.Text(wire.TokenType)
	}
	if scheme == "" && a.Contract.Facts.Has(facts.DocumentedTokens) {
		scheme = "Bearer" // nothing else is said, and nothing else is common
	}
	if value == "" || scheme == "" {
		return
	}
	a.redactor.Learn(evidence.Secret{Value: value, Meaning: "access token", Shell: "$TOKEN"})
	if refresh != "" {
		a.redactor.Learn(evidence.Secret{Value: refresh, Meaning: "refresh token", Shell: "$REFRESH_TOKEN"})
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if p.ProvesBody {
		a.values.BodyProven, a.values.BodyTaken = true, a.Contract.Facts.Has(facts.BodyAuthentication)
	}
	if p.Crosses && a.Contract.Facts.Tokens.SideBySide {
		a.values.Crossed = probe.AccessToken{Type: scheme, Value: value}
	}
	if p.Phase == probe.Chain && p.ShowsRefresh && refresh != "" {
		a.values.Refresh = refresh // whoever takes what it must refuse has spent the one before
	}
	if !p.IsValid() || p.Apart && !a.enters(p) {
		return
	}
	got := issued{
		to: p.Name, token: probe.AccessToken{Type: scheme, Value: value}, refresh: refresh, asked: x.Started, answered: x.Started.Add(x.Duration),
		lifetime: lifetime(x),
	}
	a.tokens = append(a.tokens, got)
	if p.Renews {
		a.values.Refreshed, a.values.Refresh, a.renewed = got.token, got.refresh, got
	}
}

// firstToken gives the token that is shown to the resource; false when there is none.
func (a *asker) firstToken() (issued, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.shown, a.shown.token.Value != ""
}

// valuesFor are those that a question is made of, with the token that it is about.
func (a *asker) valuesFor(p probe.Probe) probe.Values {
	values := a.snapshot()
	if p.Another > 0 && !a.planned {
		values.Other, values.Crossed = a.another(p).token, probe.AccessToken{}
	}
	return values
}

// another is the token that a question is about, where it is neither the first nor the last; none where the run has fewer.
func (a *asker) another(p probe.Probe) issued {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p.Another > len(a.others) {
		return issued{}
	}
	return a.others[p.Another-1]
}

// chooseOthers picks all tokens of the run that are in the first half of their lives, but for the first, for that which may be
// revoked, and for those of requests that fell back on a scope: it may be one that the resource refuses. Who calls it holds the lock.
func (a *asker) chooseOthers() {
	seen := map[string]bool{a.values.First.Value: true, a.values.Spare.Value: true, a.values.Revoked.Value: true}
	a.others = nil
	for _, t := range a.tokens {
		asked, _ := a.named(t.to)
		if !seen[t.token.Value] && time.Since(t.asked) < t.lifetime/2 && asked.Phase != probe.Fallback {
			a.others = append(a.others, t)
		}
		seen[t.token.Value] = true
	}
}

// chooseTokens picks the tokens for the resource: the first of the run, another one, and one that may be revoked.
func (a *asker) chooseTokens() (spare probe.AccessToken) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.tokens) == 0 {
		return spare
	}
	a.shown = a.tokens[0]
	a.values.First = a.shown.token
	for _, t := range a.tokens[1:] {
		switch t.token.Value {
		case a.values.First.Value, a.values.Other.Value:
		default:
			spare, a.values.Other = a.values.Other, t.token // the last one is the other: it was issued when all else was over
		}
	}
	a.chooseOthers()
	return spare
}
