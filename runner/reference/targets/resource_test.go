package targets

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
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
	r := httptest.NewRequest(http.MethodGet, prioticket.BasePath+prioticket.OrdersPath, nil)
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
	none := algorithm("none")
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
		{"scheme and a space", []string{"Bearer "}, 403},
		{"scheme alone", []string{"Bearer"}, 403},
		{"scheme alone, in lower case", []string{"bearer"}, 403},
		{"two headers, one good", []string{"Bearer " + token, "Bearer garbage"}, 400},
		{"two headers, one empty", []string{"Bearer " + token, ""}, 400},
		{"two headers of two schemes", []string{basic(testID, testSecret), "Bearer " + token}, 400},
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
		{"algorithm none, without the last point", []string{"Bearer " + none + "." + claimed}, 403},
		{"algorithm None", []string{"Bearer " + algorithm("None") + "." + claimed + "."}, 403},
		{"another algorithm", []string{"Bearer " + algorithm("HS512") + "." + claimed + "." + signature}, 403},
		{"no algorithm", []string{"Bearer " + base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT"}`)) + "." + claimed + "." + signature}, 403},
		{"expiry put off", []string{"Bearer " + head + "." + putOff(t, claimed) + "." + signature}, 403},
		{"no signature", []string{"Bearer " + head + "." + claimed + "."}, 403},
		{"scheme Token", []string{"Token " + token}, 403},
		{"scheme Digest", []string{`Digest username="x", response="y"`}, 403},
		{"scheme JWT", []string{"JWT " + token}, 403},
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

func algorithm(name string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"` + name + `","typ":"JWT"}`))
}

// putOff gives the claims with an expiry ten years later.
func putOff(t *testing.T, claimed string) string {
	t.Helper()
	content, err := base64.RawURLEncoding.DecodeString(claimed)
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(content, &all); err != nil {
		t.Fatal(err)
	}
	expiry, _ := all["exp"].(float64)
	all["exp"] = int64(expiry) + 10*365*24*3600
	if content, err = json.Marshal(all); err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(content)
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
	r := httptest.NewRequest(http.MethodGet, prioticket.BasePath+prioticket.OrdersPath+"?access_token="+token, nil)
	if got := ask(t, handler, r); got.status != http.StatusBadRequest {
		t.Errorf("token in the query: status %d, want 400", got.status)
	}
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 405, "DELETE": 405, "OPTIONS": 405} {
		r := httptest.NewRequest(method, prioticket.BasePath+prioticket.OrdersPath, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		got := ask(t, handler, r)
		if allow := got.header.Get("Allow"); got.status != want || (want == 405) != (allow == "GET, HEAD") {
			t.Errorf("%s: status %d with Allow %q, want %d", method, got.status, allow, want)
		}
	}
	// A parameter beside the header is nobody's business, and does not stand in for a bad one.
	for header, want := range map[string]int{"Bearer " + token: http.StatusOK, "Bearer garbage": http.StatusForbidden, "": http.StatusForbidden} {
		r := httptest.NewRequest(http.MethodGet, prioticket.BasePath+prioticket.OrdersPath+"?access_token="+token, nil)
		r.Header.Set("Authorization", header)
		if got := ask(t, handler, r); got.status != want {
			t.Errorf("token in the query beside %q: status %d, want %d", header, got.status, want)
		}
	}
	r = httptest.NewRequest(http.MethodGet, prioticket.BasePath+prioticket.OrdersPath, nil)
	r.Header.Set("Accept", "text/html")
	if got := ask(t, handler, r); got.status != http.StatusNotAcceptable {
		t.Errorf("text/html: status %d, want 406", got.status)
	}
}

func TestTokenSaysWhatItIs(t *testing.T) {
	c := &clock{startOfTime().Truncate(time.Second)}
	target := New(reference.Config{ClientID: testID, ClientSecret: testSecret, Clock: c.read})
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
		"iss": prioticket.IssuerName, "sub": testID, "scope": prioticket.BookingScope, "iat": issued, "nbf": issued, "exp": issued + 3600,
	} {
		if got[claim] != want {
			t.Errorf("%s: %v, want %v", claim, got[claim], want)
		}
	}
	if id, _ := got["jti"].(string); len(id) < 20 || len(got) != 7 {
		t.Errorf("claims %v: want seven, with an identifier that cannot be guessed", got)
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
