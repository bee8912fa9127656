package reference

import (
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// clock is a time that tests set.
type clock struct{ now time.Time }

func (c *clock) read() time.Time { return c.now }

func startOfTime() time.Time { return time.Date(2030, 1, 2, 3, 4, 5, 678_000_000, time.UTC) }

func obtain(t *testing.T, handler http.Handler) string {
	t.Helper()
	got := ask(t, handler, documented().request())
	if got.status != http.StatusOK {
		t.Fatalf("no token: status %d", got.status)
	}
	return got.text("access_token")
}

func use(t *testing.T, handler http.Handler, authorization ...string) told {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, BasePath+OrdersPath, nil)
	if len(authorization) > 0 {
		r.Header["Authorization"] = authorization
	}
	return ask(t, handler, r)
}

func TestResourceGivesEachRequestItsAnswer(t *testing.T) {
	target := testTarget()
	handler := target.TLSHandler()
	token, foreign := obtain(t, handler), obtain(t, testTarget().TLSHandler())
	head, claimed, signature := parts(token)
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))
	for _, row := range []struct {
		name          string
		authorization []string
		status        int
	}{
		{"good", []string{"Bearer " + token}, 200},
		{"good again", []string{"Bearer " + token}, 200},
		{"scheme in lower case", []string{"bearer " + token}, 200},
		{"no header", nil, 400},
		{"two headers", []string{"Bearer " + token, "Bearer " + token}, 400},
		{"header empty", []string{""}, 403},
		{"no token", []string{"Bearer "}, 403},
		{"token without scheme", []string{token}, 403},
		{"garbage", []string{"Bearer garbage"}, 403},
		{"three parts of garbage", []string{"Bearer a.b.c"}, 403},
		{"another target's token", []string{"Bearer " + foreign}, 403},
		{"claims changed", []string{"Bearer " + head + "." + claimed[:10] + flip(claimed[10]) + claimed[11:] + "." + signature}, 403},
		{"signature changed", []string{"Bearer " + head + "." + claimed + "." + flip(signature[0]) + signature[1:]}, 403},
		{"padding bits of the signature changed", []string{"Bearer " + token[:len(token)-1] + nextLetter(token[len(token)-1])}, 403},
		{"token cut short", []string{"Bearer " + token[:len(token)-1]}, 403},
		{"token prolonged", []string{"Bearer " + token + "A"}, 403},
		{"algorithm none", []string{"Bearer " + none + "." + claimed + "."}, 403},
		{"algorithm none, signature kept", []string{"Bearer " + none + "." + claimed + "." + signature}, 403},
		{"Basic", []string{basic(testID, testSecret)}, 403},
		{"token as Basic", []string{"Basic " + token}, 403},
		{"other credentials behind the token", []string{"Bearer " + token + ", Basic abc"}, 403},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := use(t, handler, row.authorization...); got.status != row.status {
				t.Errorf("status %d, want %d", got.status, row.status)
			}
		})
	}
}

func parts(token string) (head, claimed, signature string) {
	p := strings.Split(token, ".")
	return p[0], p[1], p[2]
}

func flip(c byte) string {
	if c == 'A' {
		return "B"
	}
	return "A"
}

// nextLetter differs in the last bit only, which the 43rd letter of 32 bytes does not use.
func nextLetter(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, c)^1])
}

func TestResourceKnowsItsMethodsAndIgnoresTheQuery(t *testing.T) {
	handler := testTarget().TLSHandler()
	token := obtain(t, handler)
	r := httptest.NewRequest(http.MethodGet, BasePath+OrdersPath+"?access_token="+token, nil)
	if got := ask(t, handler, r); got.status != http.StatusBadRequest {
		t.Errorf("token in the query: status %d, want 400", got.status)
	}
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 405, "DELETE": 405, "OPTIONS": 405} {
		r := httptest.NewRequest(method, BasePath+OrdersPath, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		got := ask(t, handler, r)
		if allow := got.header.Get("Allow"); got.status != want || (want == 405) != (allow == "GET, HEAD") {
			t.Errorf("%s: status %d with Allow %q, want %d", method, got.status, allow, want)
		}
	}
	r = httptest.NewRequest(http.MethodGet, BasePath+OrdersPath, nil)
	r.Header.Set("Accept", "text/html")
	if got := ask(t, handler, r); got.status != http.StatusNotAcceptable {
		t.Errorf("text/html: status %d, want 406", got.status)
	}
}

func TestTokenWorksForItsLifetimeAndNotLonger(t *testing.T) {
	c := &clock{startOfTime()}
	handler := New(Config{ClientID: testID, ClientSecret: testSecret, Lifetime: 10 * time.Second, Clock: c.read}).TLSHandler()
	token := obtain(t, handler)
	for _, row := range []struct {
		after  time.Duration
		status int
	}{{0, 200}, {10 * time.Second, 200}, {11 * time.Second, 403}, {time.Hour, 403}, {-2 * time.Second, 403}} {
		c.now = startOfTime().Add(row.after)
		if got := use(t, handler, "Bearer "+token); got.status != row.status {
			t.Errorf("after %s: status %d, want %d", row.after, got.status, row.status)
		}
	}
}

func TestTokenOfAWholeSecondEndsAtItsExpiry(t *testing.T) {
	c := &clock{startOfTime().Truncate(time.Second)}
	handler := New(Config{ClientID: testID, ClientSecret: testSecret, Lifetime: time.Nanosecond, Clock: c.read}).TLSHandler()
	token := obtain(t, handler)
	for after, want := range map[time.Duration]int{time.Second - 1: 200, time.Second: 403} {
		c.now = startOfTime().Truncate(time.Second).Add(after)
		if got := use(t, handler, "Bearer "+token); got.status != want {
			t.Errorf("after %s: status %d, want %d", after, got.status, want)
		}
	}
}

func TestTokenSaysWhatItIs(t *testing.T) {
	c := &clock{startOfTime().Truncate(time.Second)}
	target := New(Config{ClientID: testID, ClientSecret: testSecret, Clock: c.read})
	first, second := obtain(t, target.TLSHandler()), obtain(t, target.TLSHandler())
	if first == second {
		t.Error("two requests got the same token")
	}
	parsed, err := jwt.ParseSigned(first, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := parsed.UnsafeClaimsWithoutVerification(&got); err != nil {
		t.Fatal(err)
	}
	issued := float64(c.now.Unix())
	for claim, want := range map[string]any{
		"iss": issuerName, "sub": testID, "scope": BookingScope, "iat": issued, "nbf": issued, "exp": issued + 3600,
	} {
		if got[claim] != want {
			t.Errorf("%s: %v, want %v", claim, got[claim], want)
		}
	}
	if id, _ := got["jti"].(string); len(id) < 20 || len(got) != 7 {
		t.Errorf("claims %v: want seven, with an identifier that cannot be guessed", got)
	}
}

func TestRevokedTokenIsRefused(t *testing.T) {
	c := &clock{startOfTime()}
	target := New(Config{ClientID: testID, ClientSecret: testSecret, Clock: c.read})
	handler := target.TLSHandler()
	revoked, other := obtain(t, handler), obtain(t, handler)
	for range 2 {
		if !target.Revoke(revoked) {
			t.Error("a good token cannot be revoked")
		}
	}
	if got := use(t, handler, "Bearer "+revoked); got.status != http.StatusForbidden {
		t.Errorf("revoked: status %d, want 403", got.status)
	}
	if got := use(t, handler, "Bearer "+other); got.status != http.StatusOK {
		t.Errorf("the token beside it: status %d, want 200", got.status)
	}
	if target.Revoke("garbage") || target.Revoke(obtain(t, testTarget().TLSHandler())) {
		t.Error("a token that is not this target's can be revoked")
	}
	c.now = c.now.Add(2 * time.Hour)
	if target.Revoke(revoked) {
		t.Error("a token that has expired can be revoked")
	}
	if !target.Revoke(obtain(t, handler)) || len(target.revoked) != 1 {
		t.Errorf("%d tokens are remembered as revoked, want the one that has not expired", len(target.revoked))
	}
}

func FuzzResource(f *testing.F) {
	target := testTarget()
	w := httptest.NewRecorder()
	testTarget().TLSHandler().ServeHTTP(w, documented().request())
	f.Add("Bearer " + w.Body.String())
	f.Add("Bearer eyJhbGciOiJub25lIn0.e30.")
	f.Add("bearer  ..")
	f.Fuzz(func(t *testing.T, authorization string) {
		if got := use(t, target.TLSHandler(), authorization); got.status != http.StatusForbidden {
			t.Errorf("status %d, want 403", got.status)
		}
	})
}
