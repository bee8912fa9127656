package gather

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/authconform/authconform/reports/har"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites"
	"github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// hostOfTarget is a name that only the forward proxy can resolve.
const hostOfTarget = "target.test"

// forwardProxy is a forward proxy that leads every name to this machine.
type forwardProxy struct {
	refuses int // the status of its answer to CONNECT; 0 to connect
	plain   int // the status of its answer to everything over plain HTTP; 0 to pass it on

	mu    sync.Mutex
	asked []string // "CONNECT target.test:443", and credentials for itself
}

func (p *forwardProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.asked = append(p.asked, strings.TrimSpace(r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization")))
	p.mu.Unlock()
	_, port, _ := net.SplitHostPort(r.Host)
	switch {
	case r.Method == http.MethodConnect && p.refuses != 0:
		w.Header().Set("Proxy-Authenticate", `Basic realm="proxy"`)
		w.WriteHeader(p.refuses)
	case r.Method == http.MethodConnect:
		p.tunnel(w, net.JoinHostPort("127.0.0.1", port))
	case p.plain != 0:
		w.WriteHeader(p.plain)
	default:
		r.URL.Host, r.RequestURI = net.JoinHostPort("127.0.0.1", port), ""
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.WriteHeader(answer.StatusCode)
		_, _ = io.Copy(w, answer.Body)
		_ = answer.Body.Close()
	}
}

func (p *forwardProxy) tunnel(w http.ResponseWriter, address string) {
	there, err := net.Dial("tcp", address)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	w.WriteHeader(http.StatusOK)
	here, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		_ = there.Close()
		return
	}
	go func() {
		_, _ = io.Copy(there, buffered)
		_ = there.Close()
	}()
	_, _ = io.Copy(here, there)
	_ = here.Close()
}

func (p *forwardProxy) requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.asked...)
}

// behind starts a target named target.test and a proxy in front of it. The environment may hold PROXY for the
// proxy's host and port.
func behind(t *testing.T, proxy *forwardProxy, environment map[string]string) *target.Target {
	t.Helper()
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	named := newAuthority(t)
	config := reference.Config{}
	shown := named.issue(t, withName(hostOfTarget))
	config.TLS = certificateOf(shown)
	server, _ := start(t, config)
	for name, value := range environment {
		environment[name] = strings.ReplaceAll(value, "PROXY", front.Listener.Addr().String())
	}
	atName := strings.NewReplacer("127.0.0.1", hostOfTarget)
	server.BaseURL, server.PlainURL, server.CA = atName.Replace(server.BaseURL), atName.Replace(server.PlainURL), named.pem()
	return described(t, server, environment)
}

func through() map[string]string {
	return map[string]string{"HTTPS_PROXY": "http://PROXY", "HTTP_PROXY": "http://PROXY"}
}

func TestARunGoesThroughTheProxy(t *testing.T) {
	t.Parallel()
	proxy := &forwardProxy{}
	rec := gathered(t, behind(t, proxy, through()))
	for _, x := range rec.Exchanges {
		if !x.Proxied || x.Remote != "" {
			t.Errorf("%s: proxied %t, connected to %q", x.ID, x.Proxied, x.Remote)
		}
	}
	for name, want := range map[probe.Name]string{
		probe.Valid: "OK", probe.ValidLast: "OK", probe.WrongSecret: "Unauthorized", probe.PlainHTTP: string(evidence.Proxy),
		probe.TLS12: "TLS 1.2", probe.TLS10: string(evidence.TLSVersion),
	} {
		if x := exchange(t, rec, name); told(x) != want {
			t.Errorf("%s ended in %s, wanted %s", name, told(x), want)
		}
	}
	steps := rec.Run.Preflight
	if len(steps) != 5 || steps[0].Status != "skipped" || !strings.Contains(steps[0].Detail, "proxy") || !strings.Contains(steps[1].Detail, "through the forward proxy") {
		t.Errorf("the preflight does not tell of the proxy: %+v", steps)
	}
	if asked := proxy.requests(); len(asked) == 0 || !strings.HasPrefix(asked[0], "CONNECT "+hostOfTarget+":") {
		t.Errorf("the proxy was asked %q", asked)
	}
}

// What is excepted goes past the proxy, and the evidence says so.
func TestNoProxyIsRespected(t *testing.T) {
	t.Parallel()
	proxy := &forwardProxy{}
	environment := through()
	environment["NO_PROXY"] = hostOfTarget
	asked := behind(t, proxy, environment)
	a := newTestAsker(t, asks(t, asked))
	a.channels.https.DialContext = here // who resolves the name
	if x := sent(t.Context(), t, a, probe.Valid); told(x) != "OK" || x.Proxied || x.Remote == "" {
		t.Errorf("ended in %s, proxied %t, connected to %q", told(x), x.Proxied, x.Remote)
	}
	if got := proxy.requests(); len(got) != 0 {
		t.Errorf("the proxy was asked %q", got)
	}
}

// A proxy that will not, cannot or is not there is the environment's fault, never the target's.
func TestAProxyThatFailsIsTheEnvironmentsFault(t *testing.T) {
	t.Parallel()
	down := through()
	down["HTTPS_PROXY"] = "http://" + closedPort(t)
	for name, c := range map[string]struct {
		proxy       *forwardProxy
		environment map[string]string
		detail      string
	}{
		"forbidden":            {&forwardProxy{refuses: 403}, through(), "answered CONNECT with 403"},
		"wants authentication": {&forwardProxy{refuses: 407}, through(), "answered CONNECT with 407"},
		"cannot reach it":      {&forwardProxy{refuses: 502}, through(), "answered CONNECT with 502"},
		"redirects":            {&forwardProxy{refuses: 302}, through(), "answered CONNECT with 302"},
		"down":                 {&forwardProxy{}, down, "could not be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rec, err := Gather(t.Context(), asks(t, behind(t, c.proxy, c.environment)))
			var stopped *Stopped
			if !errors.As(err, &stopped) || stopped.Step.Act != actEnvironment || !strings.Contains(stopped.Step.Detail, "HTTPS_PROXY") {
				t.Fatalf("the preflight ended with %v", err)
			}
			x := exchange(t, rec, probe.Valid)
			if told(x) != string(evidence.Proxy) || !strings.Contains(x.Failure.Detail, c.detail) || !x.Proxied || x.Attempt != maxTries {
				t.Errorf("attempt %d ended in %s: %+v", x.Attempt, told(x), x.Failure)
			}
		})
	}
}

// The proxy gets the credentials that are for it, and they stay out of the evidence.
func TestAProxysCredentialsAreForItAlone(t *testing.T) {
	t.Parallel()
	const password = "Canary-Of-The-Proxy-1"
	proxy, seen := &forwardProxy{refuses: 407}, "Basic "
	environment := map[string]string{"HTTPS_PROXY": "http://user:" + password + "@PROXY"}
	rec, err := Gather(t.Context(), asks(t, behind(t, proxy, environment)))
	if err == nil || strings.Contains(err.Error(), password) {
		t.Errorf("ended with %v", err)
	}
	if asked := proxy.requests(); len(asked) == 0 || !strings.Contains(asked[0], seen) {
		t.Errorf("the proxy was asked %q", asked)
	}
	var archive strings.Builder
	if err := har.Write(&archive, rec); err != nil {
		t.Fatal(err)
	}
	for _, form := range formsOf("user", password) {
		if strings.Contains(archive.String(), form) {
			t.Errorf("the evidence shows %q", form)
		}
	}
}

// What a proxy itself may have answered over plain HTTP says nothing of the target: not rejected, not served.
func TestAProxysOwnAnswerIsNoRejection(t *testing.T) {
	t.Parallel()
	clauses, err := suites.Catalogue(prioticketContract(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range []int{403, 407, 502, 503, 504} {
		rec := gathered(t, behind(t, &forwardProxy{plain: status}, through()), probe.PlainHTTP)
		for _, got := range suites.Judge(clauses, rec) {
			if strings.HasPrefix(got.ID, "transport.plain-http.") && got.Status != clause.Inconclusive {
				t.Errorf("%d: %s is %s (%s), wanted inconclusive", status, got.ID, got.Status, got.Reason)
			}
		}
	}
}
