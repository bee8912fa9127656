package stage

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/evidence"
)

const (
	clientID     = "Ab3dEfGhIjKlMnOpQrStUvWx"
	clientSecret = "Zy9xWvUtSrQpOnMlKjIhGfEdCbAzYxWvUtSrQpO1"
)

// platform is a port with a record, and a client that trusts it.
type platform struct {
	*Port
	book *Recording
	pool *x509.CertPool
}

func newPlatform(t *testing.T, protocols ...string) *platform {
	t.Helper()
	leaf, authority, err := reference.Certify("127.0.0.1", false)
	if err != nil {
		t.Fatal(err)
	}
	redactor, err := redact.NewRedactor(nil, evidence.Secret{Value: clientID}, evidence.Secret{Value: clientSecret})
	if err != nil {
		t.Fatal(err)
	}
	book := &Recording{
		Scenario: "steady", TokenPath: "/token", ResourcePath: "/orders", Lifetime: time.Hour, Redactor: redactor, Most: 50,
		Given: Given{ClientID: clientID, ClientSecret: clientSecret, IDParameter: "client_id", SecretParameter: "client_secret"},
	}
	p := &Port{
		TLS:     &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{leaf}, NextProtos: protocols},
		Channel: evidence.Secure, Book: book,
	}
	p.Handle(book.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token":"tok-`+r.URL.Path[1:]+`-0123456789","token_type":"Bearer"}`)
	})))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.Listen(t.Context(), listener)
	t.Cleanup(p.Close)
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	return &platform{p, book, pool}
}

// client is one that trusts the port.
func (p *platform) client(t *testing.T) *http.Client {
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: p.pool}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// dial shakes hands, and gives the bare connection.
func (p *platform) dial(t *testing.T) *tls.Conn {
	t.Helper()
	conn, err := tls.Dial("tcp", p.Address(), &tls.Config{RootCAs: p.pool, ServerName: "127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// only gives the single exchange that has to be there.
func (p *platform) only(t *testing.T) evidence.Exchange {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for len(p.book.Exchanges()) == 0 && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	list := p.book.Exchanges()
	if len(list) != 1 {
		t.Fatalf("wanted one exchange, found %d: %v", len(list), list)
	}
	return list[0]
}

func post(t *testing.T, client *http.Client, url, authorization, body string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", authorization)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, response.Body)
	response.Body.Close()
}
