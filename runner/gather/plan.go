package gather

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Plan is what a run would send to a target that keeps its contract.
type Plan struct {
	// Record holds the requests in the order in which they are asked, and what is not asked. It has no answers, and
	// no secret: placeholders stand for all of them, which its names explain.
	Record evidence.Record
	// Probes are the probes of Record's exchanges.
	Probes []probe.Probe
	// Counts says how often each of them is sent.
	Counts []int
}

// Planned makes the plan of a run. It sends nothing.
func Planned(ctx context.Context, run Run) (Plan, error) {
	run.Target = withoutSecrets(*run.Target)
	var whole Plan
	for _, operation := range run.Contract.Operations() {
		own := run
		own.Contract = operation
		plan, err := planned(ctx, own)
		if err != nil {
			return Plan{}, err
		}
		if operation.Operation == "" {
			return plan, nil
		}
		names := whole.Record.Run.Names
		whole.Record = joined(whole.Record, plan.Record, operation.Operation)
		for _, n := range names { // each has pseudonyms of its own
			if !slices.Contains(whole.Record.Run.Names, n) {
				whole.Record.Run.Names = append(whole.Record.Run.Names, n)
			}
		}
		whole.Probes, whole.Counts = append(whole.Probes, plan.Probes...), append(whole.Counts, plan.Counts...)
	}
	return whole, nil
}

// planned is the plan for one token operation.
func planned(ctx context.Context, run Run) (Plan, error) {
	a, err := newAsker(run)
	if err != nil {
		return Plan{}, err
	}
	a.planned = true
	a.record.Run.Form = "documented"
	a.pretend()
	var plan Plan
	for _, p := range a.probes {
		if p.Phase == probe.Fallback || p.Phase == probe.Doubt || !a.wanted(p) {
			continue
		}
		why := a.withheldNow(ctx, p)
		if why == nil && p.Proof == probe.BodyCredentials && !a.values.BodyProven {
			why = &evidence.Skipped{Probe: string(p.Name), Reason: notInForm}
		}
		if why != nil {
			a.leave(*why)
			continue
		}
		draft := a.draft(p)
		if draft.Resource && draft.Token != a.values.First {
			a.redactor.Learn(evidence.Secret{Value: draft.Token.Value, Meaning: "another token"})
		}
		request, err := draft.Render(*a.address(draft))
		if err != nil {
			return Plan{}, err
		}
		a.keep(p, evidence.Exchange{Probe: string(p.Name), Request: request}, 1)
		plan.Probes, plan.Counts = append(plan.Probes, p), append(plan.Counts, a.times(p))
	}
	a.record.Run.Names = a.redactor.Names()
	plan.Record = a.record
	return plan, nil
}

// times is how often a probe is sent.
func (a *asker) times(p probe.Probe) int {
	if p.Phase == probe.Bulk {
		return a.target.Burst
	}
	return 1
}

// withoutSecrets puts placeholders into the place of all that a plan must not show.
func withoutSecrets(t target.Target) *target.Target {
	if t.Client.ID != "" {
		t.Client.ID = "Client-Id-Placeholder"
	}
	if t.Client.Secret != "" {
		t.Client.Secret = "Client-Secret-Placeholder"
	}
	t.Given, t.GivenSecrets = maps.Clone(t.Given), slices.Clone(t.GivenSecrets)
	for i, secret := range t.GivenSecrets {
		placeholder := fmt.Sprintf("Given-Secret-%d-Placeholder", i)
		for key, value := range t.Given {
			if value == any(secret.Value) {
				t.Given[key] = placeholder
			}
		}
		t.GivenSecrets[i].Value = placeholder
	}
	if t.RevokedToken != "" {
		t.RevokedToken = "Revoked-Token-Placeholder"
	}
	if t.User != nil {
		t.User = &probe.Credentials{ID: "User-Name-Placeholder", Secret: "Password-Placeholder"}
	}
	for _, client := range []**probe.Credentials{&t.Clients.Unauthorized, &t.Clients.InvalidGrant, &t.Clients.Special, &t.Clients.Other} {
		if *client != nil {
			*client = &probe.Credentials{ID: "Extra-Client-Id-Placeholder", Secret: "Extra-Client-Secret-Placeholder"}
		}
	}
	return &t
}

// pretend fills in the tokens that a run would have got by then.
func (a *asker) pretend() {
	const claims = "eyJhbGciOiJIUzI1NiJ9.e30."
	a.values.First = probe.AccessToken{Type: "Bearer", Value: claims + "Zmlyc3QtdG9rZW4tcGxhY2Vob2xkZXI"}
	a.values.Other = probe.AccessToken{Type: "Bearer", Value: claims + "b3RoZXItdG9rZW4tcGxhY2Vob2xkZXI"}
	if a.Contract.Facts.Tokens.SideBySide {
		a.values.Crossed = probe.AccessToken{Type: "Bearer", Value: claims + "Y3Jvc3NlZC10b2tlbi1wbGFjZWhvbGRlcg"}
	}
	if a.Contract.Facts.Refresh.Grant != "" {
		a.values.Refreshed = probe.AccessToken{Type: "Bearer", Value: "Refreshed-Token-Placeholder"}
		a.values.Refresh, a.values.Used = "Refresh-Token-Placeholder", "Used-Refresh-Token-Placeholder"
	}
	if a.target.RevokedToken != "" || a.target.RevokeCommand != "" || a.target.Revoke != nil {
		a.values.Spare = probe.AccessToken{Type: "Bearer", Value: claims + "c3BhcmUtdG9rZW4tcGxhY2Vob2xkZXI"}
		a.values.Revoked = probe.AccessToken{Type: "Bearer", Value: claims + "cmV2b2tlZC1wbGFjZWhvbGRlcg"}
	}
	a.values.BodyTaken = a.Contract.Facts.Has(facts.BodyAuthentication)
	a.values.BodyProven = a.values.BodyTaken
	a.nameTokens()
}

// nameTokens lets reports say which token is which.
func (a *asker) nameTokens() {
	a.redactor.Learn(evidence.Secret{Value: a.values.First.Value, Meaning: "first token", Shell: "$TOKEN"})
	a.redactor.Learn(evidence.Secret{Value: a.values.Other.Value, Meaning: "other token", Shell: "$OTHER_TOKEN"})
	a.redactor.Learn(evidence.Secret{Value: a.values.Refreshed.Value, Meaning: "refreshed token", Shell: "$REFRESHED_TOKEN"})
	a.redactor.Learn(evidence.Secret{Value: a.values.Refresh, Meaning: "refresh token", Shell: "$REFRESH_TOKEN"})
	a.redactor.Learn(evidence.Secret{Value: a.values.Used, Meaning: "used refresh token", Shell: "$USED_REFRESH_TOKEN"})
	a.redactor.Learn(evidence.Secret{Value: a.values.Revoked.Value, Meaning: "revoked token", Shell: "$AUTHCONFORM_REVOKED_TOKEN"})
}
