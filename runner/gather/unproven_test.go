package gather

import (
	"net/http"
	"strings"
	"testing"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/probe"
)

// R5: a configured password that is wrong is a wrong password, too: it is shown twice at most, over plain HTTP as over TLS,
// however it is refused.
func TestAWrongConfiguredPasswordIsShownTwiceAtMost(t *testing.T) {
	t.Parallel()
	refuses := func(status int, body string) func(http.Handler) http.Handler {
		return func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(status)
				_, _ = w.Write([]byte(body))
			})
		}
	}
	for name, wrap := range map[string]func(http.Handler) http.Handler{
		"as the contract says": nil,
		"without saying why":   refuses(http.StatusForbidden, `{}`),
		"for another reason":   refuses(http.StatusBadRequest, `{"error":"unsupported_grant_type"}`),
		"as the client":        refuses(http.StatusUnauthorized, `{"error":"invalid_client"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const wrong = "Not-The-Password-9"
			seen := &arrivals{}
			_, run := withUser(t, reference.Config{WrapPlain: seen.note, Wrap: func(sound http.Handler) http.Handler {
				if wrap != nil {
					sound = wrap(sound)
				}
				return seen.note(sound)
			}})
			run.Target.User = &probe.Credentials{ID: run.Target.User.ID, Secret: wrong}
			_, _ = Gather(t.Context(), run) // it ends as it has to: what came is what matters
			shown := 0
			for _, a := range seen.all() {
				if strings.Contains(a.body, wrong) {
					shown++
				}
			}
			if shown == 0 || shown > maxGuesses {
				t.Errorf("the wrong password was shown %d times, wanted once or twice", shown)
			}
		})
	}
}
