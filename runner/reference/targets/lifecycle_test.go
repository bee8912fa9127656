package targets

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

func TestServerTakesItsHooks(t *testing.T) {
	var complaints bytes.Buffer
	s := start(t, reference.Config{
		Address: "localhost:0", ErrorLog: log.New(&complaints, "", 0),
		TLS: func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 },
		Wrap: func(http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusOK)
				w.WriteHeader(http.StatusTeapot) // what the server complains of
			})
		},
	})
	if !strings.HasPrefix(s.BaseURL, "https://localhost:") {
		t.Errorf("BaseURL %s", s.BaseURL)
	}
	resp, _ := fetch(t, clientOf(t, s, false), tokenRequest(t, s, http.MethodPost, s.BaseURL))
	if resp.TLS.Version != tls.VersionTLS12 || resp.Header.Get("Content-Type") != "" {
		t.Errorf("hooks not taken: %s, Content-Type %q", tls.VersionName(resp.TLS.Version), resp.Header.Get("Content-Type"))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(complaints.String(), "superfluous") {
		t.Errorf("the log has %q", complaints.String())
	}
}

func TestServerEndsWithItsContextAndOnClose(t *testing.T) {
	ends := map[string]func(*reference.Server, context.CancelFunc) error{
		"context": func(_ *reference.Server, cancel context.CancelFunc) error { cancel(); return nil },
		"close":   func(s *reference.Server, _ context.CancelFunc) error { return errors.Join(s.Close(), s.Close()) },
	}
	for name, end := range ends {
		ctx, cancel := context.WithCancel(t.Context())
		s, err := Start(ctx, reference.Config{})
		if err != nil {
			t.Fatal(err)
		}
		if err := end(s, cancel); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, address := range []string{s.BaseURL, s.PlainURL} {
			if !refusesWithin(t, address, 10*time.Second) {
				t.Errorf("%s: %s still listens", name, address)
			}
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}

// refusesWithin waits for the end of a listener, since a context only tells it to end.
func refusesWithin(t *testing.T, address string, limit time.Duration) bool {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(reference.LookEvery) {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", parsed.Host)
		if err != nil {
			return true
		}
		_ = conn.Close()
	}
	return false
}

func TestCloseIsBounded(t *testing.T) {
	arrived := make(chan struct{})
	s := start(t, reference.Config{Wrap: func(http.Handler) http.Handler {
		return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(arrived)
			<-r.Context().Done()
		})
	}})
	client := clientOf(t, s, false)
	failed := make(chan error, 1)
	r := tokenRequest(t, s, http.MethodPost, s.BaseURL)
	go func() {
		resp, err := client.Do(r)
		if err == nil {
			_ = resp.Body.Close()
		}
		failed <- err
	}()
	<-arrived
	if err := s.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	if err := <-failed; err == nil {
		t.Error("a request that never ends was answered")
	}
}

func TestCloseLetsRequestsFinishAndWaitsForNobodyElse(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		// A machine under load may make one attempt slow; a server that waits for idle clients makes all of them.
		quickest := reference.CloseTimeout
		for range 5 {
			if quickest = min(quickest, closeWhileAsked(t, http2)); quickest < reference.CloseTimeout/4 {
				break
			}
		}
		if quickest >= reference.CloseTimeout/4 {
			t.Errorf("HTTP/2 %t: closing took %s or longer", http2, quickest)
		}
	}
}

// closeWhileAsked closes a server that has one client whose request is under way, which has to be answered,
// and one that keeps a connection without using it. It tells how long that took.
func closeWhileAsked(t *testing.T, http2 bool) time.Duration {
	t.Helper()
	arrived := make(chan struct{}, 1)
	s := start(t, reference.Config{Wrap: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			arrived <- struct{}{}
			if r.Header.Get("X-Slow") != "" {
				time.Sleep(50 * time.Millisecond)
			}
			next.ServeHTTP(w, r)
		})
	}})
	idle, slow := clientOf(t, s, http2), clientOf(t, s, http2)
	fetch(t, idle, tokenRequest(t, s, http.MethodPost, s.BaseURL))
	<-arrived
	r := tokenRequest(t, s, http.MethodPost, s.BaseURL)
	r.Header.Set("X-Slow", "yes")
	answered := make(chan error, 1)
	go func() { answered <- succeeds(slow, r) }()
	<-arrived
	before := time.Now()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	took := time.Since(before)
	if err := <-answered; err != nil {
		t.Errorf("HTTP/2 %t: the request under way: %v", http2, err)
	}
	return took
}

func succeeds(client *http.Client, r *http.Request) error {
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func TestServerKeepsItsComplaintsToItself(t *testing.T) {
	var printed bytes.Buffer
	log.SetOutput(&printed)
	defer log.SetOutput(os.Stderr)
	s := start(t, reference.Config{Wrap: func(http.Handler) http.Handler {
		return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("deviant") })
	}})
	resp, err := clientOf(t, s, false).Do(tokenRequest(t, s, http.MethodPost, s.BaseURL))
	if err == nil {
		_ = resp.Body.Close()
		t.Errorf("a handler that panics answers with status %d", resp.StatusCode)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if printed.Len() != 0 {
		t.Errorf("printed %q", printed.String())
	}
}

func TestStartSaysWhatIsWrongWithAnAddress(t *testing.T) {
	taken := start(t, reference.Config{})
	parsed, err := url.Parse(taken.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []reference.Config{{Address: parsed.Host}, {PlainAddress: parsed.Host}, {Address: "nonsense"}} {
		s, err := Start(t.Context(), c)
		if err == nil {
			_ = s.Close()
			t.Errorf("%q and %q: no error", c.Address, c.PlainAddress)
			continue
		}
		if !strings.Contains(err.Error(), "choose another") {
			t.Errorf("the error does not say what to do: %v", err)
		}
	}
}
