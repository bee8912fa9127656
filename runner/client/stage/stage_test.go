package stage

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/suites/evidence"
)

// A request is recorded over each version of HTTP, redacted, with what was found in it and what its answer issues.
func TestARequestIsRecorded(t *testing.T) {
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(clientID+":"+clientSecret))
	for protocol, name := range map[string]string{"http/1.1": "HTTP/1.1", "h2": "HTTP/2.0"} {
		t.Run(protocol, func(t *testing.T) {
			p := newPlatform(t, protocol)
			post(t, p.client(t), "https://"+p.Address()+"/token", basic, "grant_type=client_credentials")
			x := p.only(t)
			if x.ID != "steady.1" || x.Request.Proto != name || x.Request.Method != http.MethodPost || x.Response == nil || x.Response.Status != 200 {
				t.Errorf("recorded: %+v", x)
			}
			h := x.Heard
			wanted := evidence.Shown{What: evidence.ClientCredential, Where: evidence.InAuthorization, Scheme: "Basic"}
			if h.Endpoint != evidence.TokenEndpoint || h.Channel != evidence.Secure || h.Life != 1 || len(h.Shown) != 1 || h.Shown[0] != wanted || h.Offered != "TLS 1.3" {
				t.Errorf("heard: %+v", h)
			}
			if h.Issued == nil || h.Issued.Access != 1 {
				t.Errorf("issued: %+v", h.Issued)
			}
			secretless(t, x, clientSecret, clientID, "tok-token-0123456789", basic[6:])
		})
	}
}

// secretless fails when an exchange has a secret anywhere.
func secretless(t *testing.T, x evidence.Exchange, secrets ...string) {
	t.Helper()
	text := fmt.Sprintf("%+v %+v %s %s", x, x.Heard, x.Request.Body, x.Request.URL)
	if x.Response != nil {
		text += string(x.Response.Body)
	}
	if x.Failure != nil {
		text += x.Failure.Detail
	}
	for _, secret := range secrets {
		if strings.Contains(text, secret) {
			t.Errorf("the record holds %q: %s", secret, text)
		}
	}
}

// A request in clear to the port of TLS is recorded, and gets no answer.
func TestARequestInClearIsRecorded(t *testing.T) {
	p := newPlatform(t, "http/1.1")
	response, err := http.Post("http://"+p.Address()+"/token", "application/json", strings.NewReader(`{"client_id":"`+clientID+`","client_secret":"`+clientSecret+`"}`))
	if err == nil {
		response.Body.Close()
		t.Errorf("it was answered: %v", response.Status)
	}
	x := p.only(t)
	if x.Heard.Channel != evidence.InClear || x.Heard.Endpoint != evidence.TokenEndpoint || x.Response != nil || x.Failure == nil || !strings.HasPrefix(x.Request.URL, "http://") {
		t.Errorf("recorded: %+v %+v", x, x.Heard)
	}
	if len(x.Heard.Shown) != 1 || x.Heard.Shown[0].Where != evidence.InBody {
		t.Errorf("shown: %+v", x.Heard.Shown)
	}
	secretless(t, x, clientSecret)
}

// Bytes that are no request are kept, without the secret that a line break parts.
func TestBytesThatAreNoRequestAreKept(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte(clientID + ":" + clientSecret))
	for name, raw := range map[string]string{
		"a line break in Basic": "POST /token HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + encoded[:76] + "\r\n" + encoded[76:] + "\r\nContent-Length: 0\r\n\r\n",
		"a bare line feed":      "POST /token HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + encoded[:76] + "\n" + encoded[76:] + "\nContent-Length: 0\r\n\r\n",
		"no HTTP":               "HELO " + clientSecret + "\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlatform(t, "http/1.1")
			conn := p.dial(t)
			if _, err := io.WriteString(conn, raw); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, conn)
			conn.Close()
			x := p.only(t)
			if x.Heard.Endpoint != evidence.Unreadable || x.Heard.Channel != evidence.Secure || x.Request.Method != "" || x.Response != nil {
				t.Errorf("recorded: %+v %+v", x, x.Heard)
			}
			if len(x.Request.Body) != len(raw) || !bytes.HasPrefix(x.Request.Body, []byte(raw[:4])) {
				t.Errorf("kept: %q", x.Request.Body)
			}
			secretless(t, x, clientSecret, encoded[:76], encoded[76:])
		})
	}
}

// What came before bytes that are no request is a request of its own.
func TestARequestBeforeBytesThatAreNone(t *testing.T) {
	p := newPlatform(t, "http/1.1")
	conn := p.dial(t)
	if _, err := io.WriteString(conn, "GET /orders HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "nonsense\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, conn)
	conn.Close()
	p.Settle(time.Second)
	p.Close()
	list := p.book.Exchanges()
	if len(list) != 2 || list[0].Request.Method != http.MethodGet || string(list[1].Request.Body) != "nonsense\r\n\r\n" {
		t.Errorf("recorded: %+v", list)
	}
}

// A handshake that the client breaks off is recorded, with the version that it offered.
func TestAHandshakeThatFails(t *testing.T) {
	for name, test := range map[string]struct {
		settings *tls.Config
		offered  string
		kind     evidence.FailureKind
	}{
		"an unknown authority": {&tls.Config{ServerName: "127.0.0.1"}, "TLS 1.3", evidence.TLSCertificate},
		"another host":         {&tls.Config{ServerName: "elsewhere.invalid"}, "TLS 1.3", evidence.TLSCertificate},
		"an old version":       {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, ServerName: "127.0.0.1"}, "TLS 1.1", evidence.TLSVersion},
		"TLS 1.2":              {&tls.Config{MaxVersion: tls.VersionTLS12, ServerName: "elsewhere.invalid"}, "TLS 1.2", evidence.TLSCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlatform(t, "http/1.1")
			if name != "an unknown authority" {
				test.settings.RootCAs = p.pool
			}
			if conn, err := tls.Dial("tcp", p.Address(), test.settings); err == nil {
				conn.Close()
				t.Fatal("the client did not mind")
			}
			x := p.only(t)
			if x.Failure == nil || x.Failure.Kind != test.kind || x.Heard.Offered != test.offered || x.Heard.Endpoint != "" || x.Request.Method != "" {
				t.Errorf("recorded: %+v %+v %+v", x, x.Failure, x.Heard)
			}
		})
	}
}

// A handshake after which nothing is asked is one that came to nothing, and so is a request that is never finished.
func TestAHandshakeThatCameToNothing(t *testing.T) {
	for name, sent := range map[string]string{"nothing": "", "half a request": "POST /token HTTP/1.1\r\nHos"} {
		t.Run(name, func(t *testing.T) {
			p := newPlatform(t, "http/1.1")
			conn := p.dial(t)
			if _, err := io.WriteString(conn, sent); err != nil {
				t.Fatal(err)
			}
			conn.Close()
			x := p.only(t)
			if x.TLS == nil || x.Heard.Endpoint != "" || x.Request.Method != "" || (x.Failure == nil) != (sent == "") {
				t.Errorf("recorded: %+v %+v", x, x.Heard)
			}
		})
	}
}

// Who asks more than is listened to is not answered, and its caller is told so once.
func TestAFlood(t *testing.T) {
	p := newPlatform(t, "http/1.1")
	floods := 0
	p.book.Most, p.book.Flooded = 3, func() { floods++ }
	p.book.Begin(1)
	p.book.since = time.Now().Add(-time.Hour) // it is not young any more
	client := p.client(t)
	for range 6 {
		response, err := client.Get("https://" + p.Address() + "/orders")
		if err == nil {
			response.Body.Close()
		}
	}
	if n := len(p.book.Exchanges()); n != 3 || floods != 1 {
		t.Errorf("recorded %d, told %d times", n, floods)
	}
}

// A port of plain HTTP records and rejects.
func TestAPortOfPlainHTTP(t *testing.T) {
	p := newPlatform(t, "http/1.1")
	plain := &Port{Book: p.book}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	plain.Listen(context.Background(), listener)
	defer plain.Close()
	response, err := http.Get("http://" + plain.Address() + "/orders?access_token=" + clientSecret)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	x := p.only(t)
	if response.StatusCode != http.StatusForbidden || x.Response.Status != http.StatusForbidden || x.Heard.Channel != evidence.InClear {
		t.Errorf("answered %d, recorded %+v", response.StatusCode, x)
	}
	if len(x.Heard.Shown) != 1 || x.Heard.Shown[0].What != evidence.ClientSecret || x.Heard.Shown[0].Where != evidence.InQuery {
		t.Errorf("shown: %+v", x.Heard.Shown)
	}
	secretless(t, x, clientSecret)
}

// A life is young from what it asks first, however long it took to start; another life is young again.
func TestALifeIsYoungFromItsFirstRequest(t *testing.T) {
	b := &Recording{Most: 3}
	b.Begin(1)
	if first, _ := b.begin(); first.sinceBirth != 0 {
		t.Errorf("the first request came %s after the life's beginning", first.sinceBirth)
	}
	b.since = time.Now().Add(-time.Hour)
	if later, _ := b.begin(); later.sinceBirth < Young {
		t.Error("a life stays young")
	}
	b.Begin(2)
	if again, _ := b.begin(); again.sinceBirth != 0 {
		t.Error("a second life begins old")
	}
}
