package gather

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
)

// kiosk takes a key where its contract says, and wants everything that its contract has requests carry.
func kiosk(t *testing.T, key func(*http.Request) string, mend func(*http.Request) bool) http.HandlerFunc {
	var issued atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		send := func(status int, answer any) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-store")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(answer)
		}
		var asked map[string]any
		switch {
		case r.URL.Path != "/acme test/token" || r.URL.Query().Get("lang") != "en" || r.Header.Get("X-Version") != "2":
			t.Errorf("asked at %s with %v", r.URL, r.Header)
			send(400, map[string]any{"code": 1})
		case key(r) != vendorSecret && (mend == nil || !mend(r)):
			send(401, map[string]any{"code": 2})
		case json.Unmarshal(body, &asked) != nil || asked["device"] != "device-secret-9" || asked["days"] != 30.0:
			t.Errorf("asked with %s", body)
			send(400, map[string]any{"code": 1})
		default:
			send(200, map[string]any{"access_token": fmt.Sprintf("tok-%024d-Zz9", issued.Add(1)), "expires_in": 60})
		}
	}
}

// An API key goes where the security scheme says, and what requests always have goes with it.
func TestKeyAndWhatRequestsAlwaysHave(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change []string
		key    func(*http.Request) string
	}{
		"header": {nil, func(r *http.Request) string { return r.Header.Get("X-Key") }},
		"query":  {[]string{"in: header, name: X-Key", "in: query, name: key"}, func(r *http.Request) string { return r.URL.Query().Get("key") }},
		"cookie": {[]string{"in: header, name: X-Key", "in: cookie, name: key"}, func(r *http.Request) string {
			cookie, err := r.Cookie("key")
			if err != nil {
				return ""
			}
			return cookie.Value
		}},
	} {
		for _, broken := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/broken=%t", name, broken), func(t *testing.T) {
				t.Parallel()
				contract := loaded(t, "kiosk", test.change...)
				var mend func(*http.Request) bool
				if broken {
					mend = func(r *http.Request) bool {
						return strings.EqualFold(test.key(r), vendorSecret) || test.key(r) != "" && len(test.key(r)) != len(vendorSecret)
					}
				}
				amiss, rec := vendor{contract: contract, serve: kiosk(t, test.key, mend), target: func(t *target.Target) {
					t.Client.ID = ""
					t.Given = map[string]any{"request.path.tenant": "acme test", "request.parameters.device": "device-secret-9"}
					t.GivenSecrets = []evidence.Secret{{Value: "device-secret-9", Meaning: "the contract's secret device", Shell: "$AUTHCONFORM_DEVICE"}}
				}}.judged(t)
				refused, caught := amiss["errors.wrong-secret.refused"]
				if caught != broken {
					t.Errorf("a near key is taken: %v, told: %+v", broken, refused)
				}
				delete(amiss, "errors.wrong-secret.refused")
				delete(amiss, "errors.wrong-secret.answer")
				for id, o := range amiss {
					t.Errorf("%s %s %+v %s", id, o.Status, o.Violations, o.Reason)
				}
				hides(t, rec, vendorSecret, "device-secret-9", "tok-00000000")
			})
		}
	}
}
