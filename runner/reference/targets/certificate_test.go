package targets

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/url"
	"testing"

	"github.com/authconform/authconform/runner/reference"
)

func TestServerRefusesOldTLS(t *testing.T) {
	s := start(t, reference.Config{})
	base, err := url.Parse(s.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	for version, spoken := range map[uint16]bool{
		tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true,
	} {
		dialer := tls.Dialer{Config: &tls.Config{RootCAs: roots(t, s), MinVersion: version, MaxVersion: version}}
		conn, err := dialer.DialContext(t.Context(), "tcp", base.Host)
		if (err == nil) != spoken {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
}

func TestCertificateIsForTheLoopbackAndNothingElse(t *testing.T) {
	s := start(t, reference.Config{})
	base, err := url.Parse(s.BaseURL)
	if err != nil {
		t.Fatal(err)
	}
	for name, valid := range map[string]bool{"127.0.0.1": true, "::1": true, "localhost": true, "example.com": false, "127.0.0.2": false} {
		dialer := tls.Dialer{Config: &tls.Config{RootCAs: roots(t, s), ServerName: name}}
		conn, err := dialer.DialContext(t.Context(), "tcp", base.Host)
		var wrongName x509.HostnameError
		if valid != (err == nil) || !valid && !errors.As(err, &wrongName) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
	if _, err := (&tls.Dialer{Config: &tls.Config{RootCAs: x509.NewCertPool()}}).DialContext(t.Context(), "tcp", base.Host); err == nil {
		t.Error("the certificate verifies without its authority")
	}
}

func TestCertificateIsForTheHostThatIsListenedOnToo(t *testing.T) {
	for host, names := range map[string][]string{
		"127.0.0.1": {"127.0.0.1", "::1", "localhost"}, "192.0.2.7": {"192.0.2.7", "127.0.0.1", "localhost"},
		"target.example": {"target.example", "localhost", "::1"},
	} {
		leaf, _, err := reference.Certify(host, false)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := x509.ParseCertificate(leaf.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if err := parsed.VerifyHostname(name); err != nil {
				t.Errorf("%s: %v", host, err)
			}
		}
	}
}
