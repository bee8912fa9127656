package match_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
	. "github.com/onsi/gomega"

	"github.com/authconform/authconform/suites/match"
)

// A suite of somebody else, who has a token endpoint and no use for the command: it asks its own server, and holds the
// answers as net/http gives them.
func Example() {
	RegisterFailHandler(Fail)
	Describe("my token endpoint", func() {
		var server *httptest.Server
		BeforeEach(func() {
			server = httptest.NewServer(http.HandlerFunc(myEndpoint))
			DeferCleanup(server.Close)
		})
		post := func(user, body string) *http.Response {
			request, err := http.NewRequest(http.MethodPost, server.URL+"/token", strings.NewReader(body))
			Expect(err).NotTo(HaveOccurred())
			request.SetBasicAuth(user, "secret")
			answer, err := server.Client().Do(request)
			Expect(err).NotTo(HaveOccurred())
			return answer
		}
		It("grants tokens that nobody stores", func() {
			Expect(post("me", "grant_type=client_credentials")).To(And(match.Granted(), match.PositiveLifetime(), match.NoStore()))
		})
		It("refuses other clients", func() {
			answer := post("you", "grant_type=client_credentials")
			Expect(answer).To(match.ClientRefused())
			Expect(answer).To(And(match.Challenge("Basic"), match.OAuthError()))
		})
		It("refuses other grants", func() {
			Expect(post("me", "grant_type=magic")).To(match.Refused(match.Error(http.StatusBadRequest, "unsupported_grant_type")))
		})
	})
	ReportAfterEach(func(report SpecReport) { fmt.Println(report.LeafNodeText+":", report.State) })
	RunSpecs(noT{}, "my suite", types.NewDefaultSuiteConfig(), types.NewDefaultReporterConfig()) // whatever runs the example
	// Output:
	// grants tokens that nobody stores: passed
	// refuses other clients: passed
	// refuses other grants: passed
}

// What a failure says stands alone: who was asked, what came, what was wanted, and everything that is wrong.
func ExampleMatcher_FailureMessage() {
	recorder := httptest.NewRecorder()
	recorder.WriteHeader(http.StatusForbidden)
	answer := recorder.Result()
	answer.Request = httptest.NewRequest(http.MethodPost, "https://tokens.example/token", nil)
	fmt.Println(match.ClientRefused().FailureMessage(answer))
	// Output:
	// exchange POST https://tokens.example/token
	// got      403
	// wanted   401 invalid_client
	// found    status: status: found 403; wanted 401 invalid_client or 400 invalid_client
}

// noT stands for the *testing.T of a test function.
type noT struct{}

func (noT) Fail() { panic("the example's suite fails") }

// myEndpoint is a token endpoint as somebody might write one.
func myEndpoint(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	client, _, _ := r.BasicAuth()
	body, _ := io.ReadAll(r.Body)
	switch {
	case client != "me":
		w.Header().Set("WWW-Authenticate", `Basic realm="tokens"`)
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"error":"invalid_client"}`)
	case string(body) != "grant_type=client_credentials":
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":"unsupported_grant_type"}`)
	default:
		_, _ = io.WriteString(w, `{"access_token":"a","token_type":"Bearer","expires_in":60}`)
	}
}
