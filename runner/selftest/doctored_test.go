package selftest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/matrix"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
	"github.com/authconform/authconform/runner/selftest"
	"github.com/authconform/authconform/suites/clause"
)

// row is a trial that somebody got wrong, and what has to come of it.
type row struct {
	name   string
	trial  selftest.Target
	result matrix.TrialResult
	detail string
}

func named(t *testing.T, name string) selftest.Target {
	t.Helper()
	trial, err := selftest.Find(prioticket.Name, name)
	if err != nil {
		t.Fatal(err)
	}
	return trial
}

// as gives the trial with other expectations.
func as(trial selftest.Target, kind matrix.TrialKind, stated ...string) selftest.Target {
	trial.Kind, trial.Stated, trial.Clause = kind, stated, ""
	if len(stated) > 0 && kind != matrix.TrialVariant {
		trial.Clause = stated[0]
	}
	return trial
}

// unheard has the target end the exchange of a probe without an answer.
func unheard(name string) func(reference.Config) reference.Config {
	return func(c reference.Config) reference.Config {
		c.Wrap = func(sound http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.Header.Get("App-Reference"), "/"+name) {
					panic(http.ErrAbortHandler)
				}
				sound.ServeHTTP(w, r)
			})
		}
		return c
	}
}

func nowhere(c reference.Config) reference.Config {
	c.Address = "127.0.0.1:none"
	return c
}

func rows(t *testing.T) []row {
	t.Helper()
	const cacheable, opaque = "headers.cache-control.no-store", "token.access-token.jwt"
	sound := named(t, "sound-core")
	return []row{
		{"what it should be", named(t, "token-cacheable"), matrix.TrialKilled, ""},
		{"nothing finds it", as(sound, matrix.TrialDeviation, cacheable), matrix.TrialSurvived, ""},
		{"another clause finds it", as(named(t, "token-cacheable"), matrix.TrialDeviation, opaque), matrix.TrialCollateral, ""},
		{"more clauses find it", as(named(t, "tls-1-0-taken"), matrix.TrialGenerated, "transport.tls.1-0-refused"), matrix.TrialDiffers, ""},
		{"less clauses find it", as(named(t, "token-cacheable"), matrix.TrialDeviation, cacheable, opaque), matrix.TrialDiffers, ""},
		{"a variant is legal", as(named(t, "token-opaque"), matrix.TrialVariant, opaque), matrix.TrialSpared, ""},
		{"a variant warns", as(named(t, "token-opaque"), matrix.TrialVariant), matrix.TrialBlamed, ""},
		{"a variant does not warn as stated", as(sound, matrix.TrialVariant, opaque), matrix.TrialBlamed, ""},
		{"a variant breaks what is mandatory", as(named(t, "member-extra"), matrix.TrialVariant, "token.body.closed"), matrix.TrialBlamed, "token.body.closed failed"},
		{"a variant hides something", as(sound.On(unheard("wrong-secret")), matrix.TrialVariant), matrix.TrialBlamed, "errors.wrong-secret.refused is inconclusive"},
		{"a null target is conformant", as(sound, matrix.TrialNull), matrix.TrialAccepted, "the verdict is conformant"},
		{"a null target is nonconformant", named(t, "null-object"), matrix.TrialRefused, ""},
		{"a null target stops the preflight", named(t, "null-404"), matrix.TrialRefused, ""},
		{"a deviation stops the preflight", as(named(t, "null-404"), matrix.TrialDeviation, cacheable), matrix.TrialError, "no token endpoint answers"},
		{"a target does not start", sound.On(nowhere), matrix.TrialError, "127.0.0.1:none"},
	}
}

// Whatever is wrong with a trial is told as what it is, and makes the selftest unsound.
func TestDoctoredTrials(t *testing.T) {
	if testing.Short() {
		t.Skip("tries dozens of targets")
	}
	for _, r := range rows(t) {
		t.Run(r.name, func(t *testing.T) {
			m, err := selftest.Try(t.Context(), selftest.Run{Patterns: []string{"doctored"}}, r.trial)
			if err != nil {
				t.Fatal(err)
			}
			got := m.Contracts[0].Trials[0]
			if got.Result != r.result || !strings.Contains(got.Detail, r.detail) {
				t.Errorf("%s (%s), want %s (%s); stated %v, found %v", got.Result, got.Detail, r.result, r.detail, got.Stated, got.Found)
			}
			good := []matrix.TrialResult{matrix.TrialKilled, matrix.TrialSpared, matrix.TrialRefused}
			if sound := slices.Contains(good, r.result); sound != (m.Verdict == matrix.Sound) {
				t.Errorf("the verdict is %s: %v", m.Verdict, m.Reasons)
			}
		})
	}
}

// A null target is accepted when a clause passes on it that can only rest on a token, although none was granted.
func TestVacuousPasses(t *testing.T) {
	type judged struct {
		about  clause.Clause
		status clause.Status
	}
	outcome := func(id string, subject clause.Subject, status clause.Status) judged {
		return judged{clause.Clause{ID: id, Level: clause.Mandatory, Subject: subject}, status}
	}
	failed := outcome(clause.Accepted, clause.From("valid"), clause.Failed)
	passed := func(id string, subject clause.Subject) judged { return outcome(id, subject, clause.Passed) }
	for name, row := range map[string]struct {
		all    []judged
		result matrix.TrialResult
	}{
		"a refusal of everything":      {[]judged{failed, passed("errors.wrong-secret.refused", clause.From("wrong-secret"))}, matrix.TrialAccepted},
		"a token that nobody got":      {[]judged{failed, passed("token.body.type", clause.Answers("", nil))}, matrix.TrialAccepted},
		"the form of an error":         {[]judged{failed, passed("errors.status.400", clause.Answers("", nil))}, matrix.TrialRefused},
		"the connection":               {[]judged{failed, passed("transport.tls.1-2", clause.Below("tls-1-2"))}, matrix.TrialRefused},
		"a token that was granted":     {[]judged{passed(clause.Accepted, clause.From("valid")), outcome("errors.x", clause.From("x"), clause.Failed)}, matrix.TrialRefused},
		"nothing passes but a verdict": {[]judged{passed(clause.Accepted, clause.From("valid"))}, matrix.TrialAccepted},
	} {
		var clauses []clause.Clause
		var outcomes []clause.Outcome
		for _, j := range row.all {
			clauses = append(clauses, j.about)
			outcomes = append(outcomes, clause.Outcome{ID: j.about.ID, Level: j.about.Level, Status: j.status})
		}
		if got, detail := selftest.Refusal(clauses, outcomes); got != row.result {
			t.Errorf("%s: %s (%s), want %s", name, got, detail, row.result)
		}
	}
}
