package match_test

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
)

// row holds an exchange against a matcher. broken lists "pointer rule" of every violation that is due, in order.
type row struct {
	name    string
	matcher match.Matcher
	x       evidence.Exchange
	broken  []string
}

// check judges the rows, and holds every text that a failure shows against the values that must stay hidden.
func check(t *testing.T, rows []row, hidden ...string) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			g := NewWithT(t)
			var found []string
			for _, v := range r.matcher.Violations(r.x) {
				found = append(found, v.Pointer+" "+v.Rule)
				g.Expect(v.Detail).NotTo(BeEmpty())
			}
			g.Expect(found).To(Equal(r.broken))
			matched, err := r.matcher.Match(r.x)
			g.Expect(err).NotTo(HaveOccurred())
			g.Expect(matched).To(Equal(len(r.broken) == 0))
			for _, secret := range hidden {
				g.Expect(r.matcher.FailureMessage(r.x)).NotTo(ContainSubstring(secret))
			}
		})
	}
}

func breaks(wanted ...string) []string { return wanted }

// answered is an exchange with an answer; lines are header fields, "Name: value".
func answered(status int, body string, lines ...string) evidence.Exchange {
	x := evidence.Exchange{
		ID: "probe", Probe: "probe", Attempt: 1,
		Request:  evidence.Request{Method: http.MethodPost, URL: "https://target.test/oauth2/token"},
		Response: &evidence.Response{Status: status, Body: []byte(body)},
	}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, ": ")
		x.Response.Header = append(x.Response.Header, evidence.Field{Name: name, Value: value})
	}
	return x
}

func unanswered(kind evidence.FailureKind) evidence.Exchange {
	x := answered(0, "")
	x.Response, x.Failure = nil, &evidence.Failure{Kind: kind, Detail: "no answer"}
	return x
}

// token is a response with one member more, or another one, than a sound token response.
func token(members string) evidence.Exchange {
	return answered(http.StatusOK, `{"token_type":"Bearer",`+members+`}`)
}

// jwt is a token with these claims; its signature is the word that no failure may show.
func jwt(header, claims string) string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(claims)) + "." + canary
}

// canary stands in tokens, descriptions and headers that no failure may repeat.
const canary = "Canary7Canary7Canary7777"

func contract(t *testing.T) *openapi.Contract {
	t.Helper()
	c, err := openapi.Load("prioticket")
	if err != nil {
		t.Fatal(err)
	}
	return c
}
