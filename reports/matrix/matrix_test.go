package matrix

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports"
)

func TestWeigh(t *testing.T) {
	for name, c := range map[string]struct {
		trial               Trial
		result              TrialResult
		missing, unexpected []string
	}{
		"exactly":                {Trial{Kind: TrialDeviation, Clause: "b", Stated: []string{"b", "a"}, Found: []string{"a", "b", "a"}}, TrialKilled, nil, nil},
		"generated":              {Trial{Kind: TrialGenerated, Clause: "a", Stated: []string{"a"}, Found: []string{"a"}}, TrialKilled, nil, nil},
		"more":                   {Trial{Kind: TrialDeviation, Clause: "a", Stated: []string{"a"}, Found: []string{"b", "a"}}, TrialDiffers, nil, []string{"b"}},
		"less":                   {Trial{Kind: TrialDeviation, Clause: "a", Stated: []string{"b", "a"}, Found: []string{"a"}}, TrialDiffers, []string{"b"}, nil},
		"others":                 {Trial{Kind: TrialDeviation, Clause: "a", Stated: []string{"a"}, Found: []string{"c", "b"}}, TrialCollateral, []string{"a"}, []string{"b", "c"}},
		"the stated others":      {Trial{Kind: TrialDeviation, Clause: "a", Stated: []string{"a", "b"}, Found: []string{"b"}}, TrialCollateral, []string{"a"}, nil},
		"nobody's clause":        {Trial{Kind: TrialDeviation, Stated: []string{"a"}, Found: []string{"a"}}, TrialCollateral, nil, nil},
		"nothing":                {Trial{Kind: TrialDeviation, Clause: "a", Stated: []string{"a"}}, TrialSurvived, []string{"a"}, nil},
		"nothing was stated":     {Trial{Kind: TrialDeviation}, TrialSurvived, nil, nil},
		"sound":                  {Trial{Kind: TrialSound}, TrialSpared, nil, nil},
		"sound and blamed":       {Trial{Kind: TrialSound, Found: []string{"a"}}, TrialBlamed, nil, []string{"a"}},
		"a variant":              {Trial{Kind: TrialVariant}, TrialSpared, nil, nil},
		"a variant that warns":   {Trial{Kind: TrialVariant, Stated: []string{"a"}, Found: []string{"a"}}, TrialSpared, nil, nil},
		"a silent variant":       {Trial{Kind: TrialVariant, Stated: []string{"a"}}, TrialBlamed, []string{"a"}, nil},
		"null, as it was judged": {Trial{Kind: TrialNull, Result: TrialAccepted, Found: []string{"a"}}, TrialAccepted, nil, nil},
		"an error stays one":     {Trial{Kind: TrialDeviation, Clause: "a", Stated: []string{"a"}, Result: TrialError}, TrialError, nil, nil},
	} {
		given := slices.Clone(c.trial.Found)
		got := c.trial.Evaluate()
		if got.Result != c.result || !slices.Equal(got.Missing, c.missing) || !slices.Equal(got.Unexpected, c.unexpected) {
			t.Errorf("%s: %s, missing %v, unexpected %v, want %s, %v, %v", name, got.Result, got.Missing, got.Unexpected, c.result, c.missing, c.unexpected)
		}
		if !slices.IsSorted(got.Stated) || !slices.IsSorted(got.Found) || !slices.Equal(c.trial.Found, given) {
			t.Errorf("%s: not sorted, or the given trial was changed: %v", name, got)
		}
	}
}

func TestCompleteMatrixKills(t *testing.T) {
	type caught struct{ Alone, InArea, Elsewhere []string }
	got := map[string]caught{}
	for _, k := range Complete(unsoundMatrix()).Contracts[0].Clauses {
		got[k.ID] = caught{k.Alone, k.InArea, k.Elsewhere}
	}
	want := map[string]caught{
		"token.valid.accepted":           {[]string{}, []string{"access-token-space", "200-access_token-renamed"}, []string{"401-status-402"}},
		"token.body.closed":              {[]string{"member-extra", "member-extra-long", "member-extra-null", "member-extra-odd"}, []string{"200-access_token-renamed"}, []string{}},
		"token.access-token.jwt":         {[]string{}, []string{"access-token-space"}, []string{}},
		"errors.wrong-secret.challenge":  {[]string{"challenge-missing"}, []string{"status-418"}, []string{"401-status-402"}},
		"errors.status.documented":       {[]string{}, []string{"status-418"}, []string{"401-status-402"}},
		"transport.tls.1-0-refused":      {[]string{"tls-1-0-taken"}, []string{}, []string{}},
		"headers.cache-control.no-store": {[]string{}, []string{}, []string{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Each mutation makes a sound matrix unsound, for the reason that is given.
func TestCompleteMatrixVerdict(t *testing.T) {
	first := func(m *Matrix) *ContractMatrix { return &m.Contracts[0] }
	add := func(trial Trial) func(*Matrix) {
		return func(m *Matrix) { first(m).Trials = append(first(m).Trials, trial) }
	}
	for name, c := range map[string]struct {
		mutate func(*Matrix)
		reason string // "" for a sound one
	}{
		"as it is":         {func(*Matrix) {}, ""},
		"nothing":          {func(m *Matrix) { m.Contracts = nil }, "no trial ran"},
		"no trial":         {func(m *Matrix) { first(m).Trials = nil }, "no trial of prioticket ran"},
		"no trial, a part": {func(m *Matrix) { first(m).Trials, m.Patterns = nil, []string{"x"} }, "no trial of prioticket ran"},
		"no clauses":       {func(m *Matrix) { first(m).Clauses = nil }, "prioticket has no clauses"},
		"a survivor":       {add(killed("x", "x", "a").found()), "1 deviation of prioticket survives: x"},
		"only by others":   {add(killed("x", "x", "a").found("b")), "1 deviation of prioticket is caught only by other clauses than its own: x"},
		"a difference":     {add(killed("x", "x", "a").found("a", "b")), "1 deviation of prioticket is not caught by exactly the stated clauses: x"},
		"a blamed variant": {add(spared(TrialVariant, "x", "x").found("a")), "1 legal target of prioticket is blamed: x"},
		"a blamed sound":   {add(spared(TrialSound, "x", "x").found("a")), "1 legal target of prioticket is blamed: x"},
		"an accepted null": {add(Trial{Name: "x", Kind: TrialNull, Result: TrialAccepted}), "1 null target of prioticket is accepted: x"},
		"an error":         {add(Trial{Name: "x", Kind: TrialNull, Result: TrialError}), "1 trial of prioticket could not be made: x"},
		"no result":        {add(Trial{Name: "x", Kind: TrialNull}), "1 trial of prioticket could not be made: x"},
		"a killed null":    {add(Trial{Name: "x", Kind: TrialNull, Result: TrialKilled}), "1 trial of prioticket could not be made: x"},
		"an unknown kind":  {add(Trial{Name: "x", Kind: "other", Result: TrialSpared}), "1 trial of prioticket could not be made: x"},
		"nothing at all":   {add(Trial{Name: "x"}), "1 trial of prioticket could not be made: x"},
		"an unproven one":  {func(m *Matrix) { first(m).Clauses = append(first(m).Clauses, kills("a.b", "is", reports.Optional)) }, "1 clause of prioticket has no deviation that only it or its area catches: a.b"},
		"the same, a part": {func(m *Matrix) {
			first(m).Clauses, m.Patterns = append(first(m).Clauses, kills("a.b", "is", reports.Optional)), []string{"x"}
		}, ""},
		"proof that differs": {func(m *Matrix) {
			first(m).Clauses = append(first(m).Clauses, kills("a.b", "is", reports.Optional))
			first(m).Trials = append(first(m).Trials, killed("x", "x", "a.b").found("a.b", "a.c"))
		}, "1 clause of prioticket has no deviation that only it or its area catches: a.b"},
		"proof from outside the catalogue": {func(m *Matrix) {
			first(m).Clauses = append(first(m).Clauses, kills("a.b", "is", reports.Optional))
			first(m).Trials = append(first(m).Trials, killed("x", "x", "a.b", "a.c"))
		}, "1 clause of prioticket has no deviation that only it or its area catches: a.b"},
	} {
		t.Run(name, func(t *testing.T) {
			m := soundMatrix()
			c.mutate(&m)
			got := Complete(m)
			if (got.Verdict == Sound) != (c.reason == "") || c.reason != "" && !slices.Contains(got.Reasons, c.reason) {
				t.Errorf("%s: %q, want %q", got.Verdict, got.Reasons, c.reason)
			}
			if diff := cmp.Diff(got, Complete(got)); diff != "" {
				t.Errorf("not idempotent:\n%s", diff)
			}
		})
	}
}

func TestCompleteMatrixLeavesItsArgumentAlone(t *testing.T) {
	m := unsoundMatrix()
	Complete(m)
	if diff := cmp.Diff(unsoundMatrix(), m); diff != "" {
		t.Error(diff)
	}
}

func TestReasonsStayShort(t *testing.T) {
	m := soundMatrix()
	for _, letter := range strings.Split("abcdefghijklmno", "") {
		m.Contracts[0].Trials = append(m.Contracts[0].Trials, killed("x-"+letter, "x", "a").found())
	}
	want := "15 deviations of prioticket survive: x-a, x-b, x-c, x-d, x-e, x-f, x-g, x-h, x-i, x-j, x-k, x-l, and 3 more"
	if got := Complete(m).Reasons[0]; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
