package gather

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/authconform/authconform/runner/evidence"
	"github.com/authconform/authconform/runner/probe"
)

// issued is a token that the run has got, in clear: it never leaves the asker but to be shown to the target.
type issued struct {
	token    probe.AccessToken
	asked    time.Time     // when it was asked for: it was issued no earlier
	answered time.Time     // when it came: it was issued no later
	lifetime time.Duration // 0 when the answer names none that makes sense
}

// purse keeps a token that an exchange brought, to be shown to the resource: one that the client got by a plain
// valid request. A token of another client or another scope may rightly be refused there.
func (a *asker) purse(p probe.Probe, x evidence.Exchange) {
	if !x.Granted() {
		return
	}
	members := x.Members()
	value, _ := members["access_token"].(string)
	scheme, _ := members["token_type"].(string)
	if value == "" || scheme == "" {
		return
	}
	a.redactor.Learn(evidence.Secret{Value: value, Meaning: "access token", Shell: "$TOKEN"})
	if !p.IsValid() || slices.Contains([]probe.Name{probe.SpecialClient, probe.ValidScope, probe.ValidLayout}, p.Name) {
		return
	}
	seconds := 0.0
	if number, ok := members["expires_in"].(json.Number); ok {
		seconds, _ = number.Float64()
	}
	const longest = 100 * 365 * 24 * 3600
	if seconds < 0 || seconds > longest {
		seconds = 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.tokens = append(a.tokens, issued{
		token: probe.AccessToken{Type: scheme, Value: value}, asked: x.Started, answered: x.Started.Add(x.Duration),
		lifetime: time.Duration(seconds * float64(time.Second)),
	})
}

// firstToken gives the run's first token; false when there is none.
func (a *asker) firstToken() (issued, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.tokens) == 0 {
		return issued{}, false
	}
	return a.tokens[0], true
}

// chooseTokens picks the tokens for the resource: the first of the run, another one, and one that may be revoked.
func (a *asker) chooseTokens() (spare probe.AccessToken) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.tokens) == 0 {
		return spare
	}
	a.values.First = a.tokens[0].token
	for _, t := range a.tokens[1:] {
		switch t.token.Value {
		case a.values.First.Value, a.values.Other.Value:
		default:
			spare, a.values.Other = a.values.Other, t.token // the last one is the other: it was issued when all else was over
		}
	}
	return spare
}
