package targets

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/prioticket"
)

func start(t *testing.T, c reference.Config) *reference.Server {
	t.Helper()
	s, err := Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}

func roots(t *testing.T, s *reference.Server) *x509.CertPool {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(s.CA) {
		t.Fatal("the authority is not a certificate in PEM")
	}
	return pool
}

// clientOf trusts the server's authority alone, follows no redirect, and speaks HTTP/2 when told so.
func clientOf(t *testing.T, s *reference.Server, http2 bool) *http.Client {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots(t, s)}, ForceAttemptHTTP2: http2}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
}

func tokenRequest(t *testing.T, s *reference.Server, method, base string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, base+prioticket.TokenPath, strings.NewReader(`{`+grant+`}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", basic(s.ClientID, s.ClientSecret))
	return r
}

func fetch(t *testing.T, client *http.Client, r *http.Request) (*http.Response, string) {
	t.Helper()
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(content)
}

func TestServerSpeaksBothVersionsOfHTTP(t *testing.T) {
	s := start(t, reference.Config{})
	for _, row := range []struct {
		http2 bool
		want  string
	}{{false, "HTTP/1.1"}, {true, "HTTP/2.0"}} {
		resp, content := fetch(t, clientOf(t, s, row.http2), tokenRequest(t, s, http.MethodPost, s.BaseURL))
		if resp.Proto != row.want || resp.StatusCode != http.StatusOK || !strings.Contains(content, `"access_token":"`) {
			t.Errorf("%s: status %d over %s", row.want, resp.StatusCode, resp.Proto)
		}
		if resp.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%s: no HSTS", row.want)
		}
		resp, content = fetch(t, clientOf(t, s, row.http2), tokenRequest(t, s, http.MethodHead, s.BaseURL))
		if resp.StatusCode != http.StatusMethodNotAllowed || content != "" {
			t.Errorf("%s: HEAD gets status %d and %d bytes", row.want, resp.StatusCode, len(content))
		}
	}
}

func TestServerSendsNoContentOnHEAD(t *testing.T) {
	s := start(t, reference.Config{})
	// A client drops what follows the head of an answer to HEAD, so it is looked at on the wire.
	base, err := url.Parse(s.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	dialer := tls.Dialer{Config: &tls.Config{RootCAs: roots(t, s)}}
	conn, err := dialer.DialContext(t.Context(), "tcp", base.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, "HEAD "+prioticket.BasePath+prioticket.TokenPath+" HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	wire, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	head, content, found := bytes.Cut(wire, []byte("\r\n\r\n"))
	if !found || !bytes.HasPrefix(head, []byte("HTTP/1.1 405 ")) || len(content) != 0 {
		t.Errorf("HEAD: %q and %d bytes of content", head, len(content))
	}
}

func TestPlainListenerRejectsAndDoesNotRedirect(t *testing.T) {
	s := start(t, reference.Config{})
	for _, method := range []string{http.MethodPost, http.MethodGet} {
		resp, content := fetch(t, clientOf(t, s, false), tokenRequest(t, s, method, s.PlainURL))
		if resp.StatusCode != http.StatusForbidden || content != "HTTPS only\n" || !resp.Close {
			t.Errorf("%s: status %d, %q, closes %t", method, resp.StatusCode, content, resp.Close)
		}
		if got := resp.Header.Get("Content-Type"); got != "text/plain; charset=utf-8" {
			t.Errorf("%s: Content-Type %q", method, got)
		}
		for _, name := range []string{"Location", "Strict-Transport-Security"} {
			if got := resp.Header.Get(name); got != "" {
				t.Errorf("%s: %s %q over plain HTTP", method, name, got)
			}
		}
	}
}

func TestServerRevokesUnderLoad(t *testing.T) {
	s := start(t, reference.Config{})
	client := clientOf(t, s, true)
	var asking sync.WaitGroup
	for i := range 32 {
		asking.Go(func() {
			resp, err := client.Do(tokenRequest(t, s, http.MethodPost, s.BaseURL))
			if err != nil {
				t.Error(err)
				return
			}
			content, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			_, rest, _ := strings.Cut(string(content), `"access_token":"`)
			token, _, _ := strings.Cut(rest, `"`)
			if err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("status %d, error %v", resp.StatusCode, err)
			}
			want := http.StatusOK
			if i%2 == 0 {
				want = http.StatusForbidden
				if !s.Revoke(token) {
					t.Error("a good token cannot be revoked")
				}
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.BaseURL+s.ResourcePath, nil)
			if err != nil {
				t.Error(err)
				return
			}
			r.Header.Set("Authorization", "Bearer "+token)
			if resp, err = client.Do(r); err != nil {
				t.Error(err)
				return
			}
			_ = resp.Body.Close()
			if resp.StatusCode != want {
				t.Errorf("resource: status %d, want %d", resp.StatusCode, want)
			}
		})
	}
	asking.Wait()
}

// TestServerInClear: one address for everything, where the target grants and refuses as it does over TLS, and says
// nothing of HTTPS.
func TestServerInClear(t *testing.T) {
	s := start(t, reference.Config{InClear: true})
	if s.BaseURL != s.PlainURL || !strings.HasPrefix(s.BaseURL, "http://") {
		t.Fatalf("%s and %s, want one address in plain HTTP", s.BaseURL, s.PlainURL)
	}
	for method, want := range map[string]int{http.MethodPost: http.StatusOK, http.MethodGet: http.StatusMethodNotAllowed} {
		got, body := fetch(t, clientOf(t, s, false), tokenRequest(t, s, method, s.BaseURL))
		if got.StatusCode != want || strings.Contains(body, "access_token") != (want == http.StatusOK) {
			t.Errorf("%s: %d with %d bytes, want %d", method, got.StatusCode, len(body), want)
		}
		if hsts := got.Header.Get("Strict-Transport-Security"); hsts != "" {
			t.Errorf("%s: Strict-Transport-Security %q, want none in clear", method, hsts)
		}
	}
}
