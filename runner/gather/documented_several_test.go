package gather

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// twoDoors keeps openapi/testdata/club.yaml; broken names the operation at whose endpoint everybody is let in.
func twoDoors(broken string, wrongPasswords *atomic.Int64) http.HandlerFunc {
	var issued atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		send := func(status int, body map[string]any) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(body)
		}
		body, _ := io.ReadAll(r.Body)
		var asked map[string]string
		readable := json.Unmarshal(body, &asked) == nil
		token := fmt.Sprintf("tok-%024d-Zz9", issued.Add(1))
		switch r.URL.Path {
		case "/login":
			if asked["email"] == clubUser.ID && asked["pass"] != clubUser.Secret && asked["pass"] != "" {
				wrongPasswords.Add(1)
			}
			if !readable || asked["email"] != clubUser.ID || asked["pass"] != clubUser.Secret && broken != "log-in" {
				send(403, map[string]any{"reason": "NOBODY"})
				return
			}
			send(200, map[string]any{"token": token, "seconds": 60})
		case "/machine":
			if !readable || asked["area"] != "area-secret-5" || r.Header.Get("X-Machine-Key") != vendorSecret && broken != "machine-token" {
				send(401, map[string]any{"reason": "NOT_KNOWN"})
				return
			}
			send(201, map[string]any{"machine": map[string]any{"token": token}})
		default:
			send(404, nil)
		}
	}
}

// Several token endpoints are one run, and what is wrong with one is told of that one alone. Its evidence says the same when it
// is judged again.
func TestSeveralOperations(t *testing.T) {
	t.Parallel()
	for broken, want := range map[string][]string{
		"":              nil,
		"log-in":        {"errors.password-empty.refused.log-in", "errors.password-missing.refused.log-in", "errors.wrong-password-case.refused.log-in", "errors.wrong-password.refused.log-in"},
		"machine-token": {"errors.no-credentials.refused.machine-token", "errors.wrong-secret.refused.machine-token"},
	} {
		t.Run("broken="+broken, func(t *testing.T) {
			t.Parallel()
			contract := loaded(t, "club")
			var wrong atomic.Int64
			amiss, rec := vendor{contract: contract, serve: twoDoors(broken, &wrong), user: &clubUser, target: func(t *target.Target) {
				t.Client = probe.Credentials{Secret: vendorSecret}
				t.Given = map[string]any{"operations[1].request.parameters.area": "area-secret-5"}
				t.GivenSecrets = []evidence.Secret{{Value: "area-secret-5", Meaning: "the contract's secret area", Shell: "$AUTHCONFORM_AREA"}}
			}}.judged(t)
			failed := amissIn(t, amiss, want == nil)
			if diff := cmp.Diff(want, failed); diff != "" {
				t.Error(diff)
			}
			if wrong.Load() > 2 {
				t.Errorf("the user was shown %d wrong passwords", wrong.Load())
			}
			hides(t, rec, "tok-00000000", clubUser.Secret, clubUser.ID, vendorSecret, "area-secret-5")
			var file bytes.Buffer
			if err := har.Write(&file, rec); err != nil {
				t.Fatal(err)
			}
			read, err := har.Read(&file)
			if err != nil {
				t.Fatal(err)
			}
			if read, err = suites.Read(contract, read); err != nil {
				t.Fatal(err)
			}
			clauses, _ := suites.Catalogue(contract)
			if diff := cmp.Diff(ids(suites.Judge(clauses, rec)), ids(suites.Judge(clauses, read))); diff != "" {
				t.Errorf("judged again: %s", diff)
			}
			if _, err := suites.Read(loaded(t, "shop"), read); err == nil {
				t.Error("evidence of two operations is read as one of another contract")
			}
		})
	}
}

func amissIn(t *testing.T, amiss map[string]clause.Outcome, tell bool) []string {
	t.Helper()
	var failed []string
	for id, o := range amiss {
		failed = append(failed, id)
		if tell {
			t.Logf("%s %s %+v %s", id, o.Status, o.Violations, o.Reason)
		}
	}
	slices.Sort(failed)
	return failed
}

func ids(outcomes []clause.Outcome) string {
	var b strings.Builder
	for _, o := range outcomes {
		fmt.Fprintf(&b, "%s %s %s\n", o.ID, o.Status, o.Reason)
	}
	return b.String()
}
