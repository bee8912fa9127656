package gather

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/authconform/authconform/runner/reference"
)

// foretelling issues tokens that say who their client is, and names in every answer the claims of the next one. The client
// is known at once, so that it is replaced there before anything tells that the rest is of a token.
func foretelling(client string, next *atomic.Int64) func(http.Handler) http.Handler {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	claims := func(n int64) string { return part(fmt.Sprintf(`{"sub":"%s","jti":"canary-%04d"}`, client, n)) }
	issued := regexp.MustCompile(`"access_token":"[^"]*"`)
	return func(sound http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := httptest.NewRecorder()
			sound.ServeHTTP(answer, r)
			body := issued.ReplaceAllFunc(answer.Body.Bytes(), func([]byte) []byte {
				n := next.Add(1)
				return fmt.Appendf(nil, `"access_token":"%s.%s.%s"`, part(`{"alg":"ES256"}`), claims(n), part(fmt.Sprintf("signature %d", n)))
			})
			for name, values := range answer.Header() {
				if name != "Content-Length" {
					w.Header()[name] = values
				}
			}
			w.Header().Set("X-Next", claims(next.Load()+1))
			w.WriteHeader(answer.Code)
			_, _ = w.Write(body)
		})
	}
}

// What an answer shows of a token that is issued later is hidden with what is known at the end of the run.
func TestClaimsBeforeTheirToken(t *testing.T) {
	t.Parallel()
	const client = "client-4711-of-the-tests"
	var issued atomic.Int64
	_, asked := start(t, reference.Config{ClientID: client, Wrap: foretelling(client, &issued)})
	rec := gathered(t, asked)
	const enough = 3
	if issued.Load() < enough {
		t.Fatalf("%d tokens were issued", issued.Load())
	}
	for _, x := range rec.Exchanges {
		if x.Response == nil {
			continue
		}
		for _, f := range x.Response.Header {
			claims, err := base64.RawURLEncoding.DecodeString(f.Value)
			if f.Name != "X-Next" || err != nil {
				continue
			}
			told := fmt.Sprintf("canary-%04d", issued.Load()+1) // no token has these claims
			if strings.Contains(string(claims), "canary") && !strings.Contains(string(claims), told) {
				t.Errorf("%s shows the claims of a token: %s", x.ID, claims)
			}
		}
	}
}
