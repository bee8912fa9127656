package match_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
)

// asked gets the answer of a server of somebody else's test.
func asked(t *testing.T, handler http.HandlerFunc) *http.Response {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/token?secret=s3cret", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Basic eA==")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func refuse(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("WWW-Authenticate", `Basic realm="tokens"`)
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = io.WriteString(w, `{"error":"invalid_client"}`)
}

// Every matcher takes an *http.Response as it comes, again and again, and its body is still there.
func TestMatchersTakeAnswersOfNetHTTP(t *testing.T) {
	g := NewWithT(t)
	answer := asked(t, refuse)
	g.Expect(answer).To(match.ClientRefused())
	g.Expect(answer).To(And(match.Challenge("Basic"), match.Realm(), match.OAuthError(), match.OneJSONText()))
	g.Expect(answer).NotTo(match.Granted())
	body, err := io.ReadAll(answer.Body)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(string(body)).To(Equal(`{"error":"invalid_client"}`))

	x, err := match.Answer(asked(t, refuse))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(x.Sends("authorization")).To(BeTrue())
	g.Expect(x.Request.Method).To(Equal(http.MethodPost))
	message := match.Granted().FailureMessage(x)
	g.Expect(message).To(ContainSubstring("got      401 invalid_client\nwanted   200 with a token\nfound    status: no-token"))
	g.Expect(message).NotTo(ContainSubstring("s3cret"), "what an address carries may be a secret")
	_, err = match.Granted().Match((*http.Response)(nil))
	g.Expect(err).To(HaveOccurred())
}

func TestMatchersComposeAsGomegasOwn(t *testing.T) {
	g := NewWithT(t)
	x := answered(200, aToken, "Cache-Control: no-store")
	for name, matcher := range map[string]types.GomegaMatcher{
		"And": And(match.Granted(), match.NoStore()), "Or": Or(match.Refused(match.Status(400)), match.Granted()), "Not": Not(match.ClientError()),
		"WithTransform": WithTransform(func(status int) evidence.Exchange { return answered(status, aToken) }, match.Granted()),
		"HaveEach":      HaveEach(match.Granted()), "ContainElement": ContainElement(match.NoStore()),
	} {
		actual := any(x)
		switch name {
		case "WithTransform":
			actual = 200
		case "HaveEach", "ContainElement":
			actual = []evidence.Exchange{x}
		}
		ok, err := matcher.Match(actual)
		g.Expect(err).NotTo(HaveOccurred(), name)
		g.Expect(ok).To(BeTrue(), name)
	}
	both := And(match.Granted(), match.NoBody())
	ok, err := both.Match(x)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(ok).To(BeFalse())
	g.Expect(both.FailureMessage(x)).To(ContainSubstring("wanted   405 without a body"))
}

// Of several exchanges each has to keep the promise, and the message tells all that do not.
func TestMatchersTakeSeveralExchanges(t *testing.T) {
	g := NewWithT(t)
	kept, broken := answered(200, aToken), answered(400, `{"error":"invalid_scope"}`)
	g.Expect([]evidence.Exchange{kept, kept}).To(match.Granted())
	g.Expect([]evidence.Exchange{kept, broken}).NotTo(match.Granted())
	message := match.Granted().FailureMessage([]evidence.Exchange{broken, kept, broken})
	g.Expect(strings.Count(message, "exchange ")).To(Equal(2))
	_, err := match.Granted().Match([]evidence.Exchange{})
	g.Expect(err).To(MatchError(ContainSubstring("without any")))
}

// No answer is a broken promise of an answer, and told as such.
func TestNoAnswerKeepsNoPromiseOfAnAnswer(t *testing.T) {
	g := NewWithT(t)
	silent := unanswered(evidence.ConnectRefused)
	for _, matcher := range []match.Matcher{match.Granted(), match.NoStore(), match.Challenge("Basic"), match.Message(), match.UniqueMembers()} {
		g.Expect(matcher.Violations(silent)).To(HaveLen(1))
		g.Expect(matcher.FailureMessage(silent)).To(ContainSubstring("no-answer: found no answer"))
	}
	g.Expect(silent).To(match.NotAcceptedInClear(), "a refused connection rejects plain HTTP")
	g.Expect(match.Granted().FailureMessage(evidence.Exchange{TLS: &evidence.TLS{Version: "TLS 1.3"}})).To(ContainSubstring("a handshake with TLS 1.3"))
}
