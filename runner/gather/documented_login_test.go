package gather

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
	"github.com/google/go-cmp/cmp"
)

// club keeps openapi/testdata/login.yaml.
func club(bend func(status int, body map[string]any) (int, map[string]any)) http.HandlerFunc {
	var issued atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		send := func(status int, body map[string]any) {
			if bend != nil {
				status, body = bend(status, body)
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(body)
		}
		var asked map[string]string
		body, _ := io.ReadAll(r.Body)
		switch err := json.Unmarshal(body, &asked); {
		case err != nil || asked["email"] == "" || asked["pass"] == "" || asked["device"] != "suite":
			send(400, map[string]any{"reason": "MISSING"})
		case asked["email"] != clubUser.ID || asked["pass"] != clubUser.Secret:
			send(403, map[string]any{"reason": "NOBODY"})
		default:
			send(200, map[string]any{"token": fmt.Sprintf("tok-%024d-Zz9", issued.Add(1)), "expires": time.Now().Add(time.Hour).Unix()})
		}
	}
}

var clubUser = probe.Credentials{ID: "suite@club.example", Secret: "Sesame-Open-42"}

// A login without a client and without a grant type is judged without the clauses about those.
func TestLogin(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		bend func(int, map[string]any) (int, map[string]any)
		want []string
	}{
		"sound": {nil, nil},
		"lets anybody in": {func(status int, body map[string]any) (int, map[string]any) {
			if status == 403 {
				return 200, map[string]any{"token": "tok-000000000000000000000000-Zz9", "expires": time.Now().Add(time.Hour).Unix()}
			}
			return status, body
		}, []string{"errors.unknown-user.refused", "errors.wrong-password.refused", "errors.wrong-password-case.refused"}},
		"tells who is there": {func(status int, body map[string]any) (int, map[string]any) {
			if status == 403 {
				return 404, map[string]any{"reason": "NOBODY"}
			}
			return status, body
		}, []string{"errors.unknown-user.answer", "errors.wrong-password.answer", "errors.wrong-password-case.answer"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			amiss, rec := vendor{contract: loaded(t, "login"), serve: club(test.bend), user: &clubUser, target: func(t *target.Target) { t.Client = probe.Credentials{} }}.judged(t)
			var failed []string
			for id, o := range amiss {
				failed = append(failed, id)
				if test.want == nil {
					t.Logf("%s %s %+v %s", id, o.Status, o.Violations, o.Reason)
				}
			}
			slices.Sort(failed)
			slices.Sort(test.want)
			if diff := cmp.Diff(test.want, failed); diff != "" {
				t.Error(diff)
			}
			hides(t, rec, "tok-00000000", clubUser.Secret, clubUser.ID)
			for _, x := range rec.Exchanges {
				if x.Sends("Authorization") {
					t.Errorf("%s authenticates a client", x.ID)
				}
			}
		})
	}
}
