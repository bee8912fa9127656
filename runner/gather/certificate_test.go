package gather

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// authority signs certificates for a test.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority of a test"},
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(48 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, root, root, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	if root, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return authority{root, key}
}

func (a authority) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.certificate.Raw})
}

func (a authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

// issue signs a certificate for 127.0.0.1, for servers and clients, changed as the test wants.
func (a authority) issue(t *testing.T, edit func(*x509.Certificate)) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "leaf of a test"},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	if edit != nil {
		edit(leaf)
	}
	der, err := x509.CreateCertificate(rand.Reader, leaf, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der, a.certificate.Raw}, PrivateKey: key}
}

// shows lets the target show another certificate, of an authority that is trusted.
func shows(edit func(*x509.Certificate)) func(*testing.T, *reference.Config) {
	return func(t *testing.T, c *reference.Config) {
		leaf := newAuthority(t).issue(t, edit)
		c.TLS = certificateOf(leaf)
	}
}

func certificateOf(leaf tls.Certificate) func(*tls.Config) {
	return func(settings *tls.Config) { settings.Certificates = []tls.Certificate{leaf} }
}

func withName(name string) func(*x509.Certificate) {
	return func(leaf *x509.Certificate) { leaf.DNSNames = []string{name} }
}

// authorityOf gives the authority that stands behind the certificate of such a target.
func authorityOf(c reference.Config) *x509.CertPool {
	settings := &tls.Config{}
	if c.TLS != nil {
		c.TLS(settings)
	}
	if len(settings.Certificates) == 0 {
		return nil
	}
	root, err := x509.ParseCertificate(settings.Certificates[0].Certificate[1])
	if err != nil {
		return nil
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	return pool
}

// described describes a target by the environment, as a user does; files are written beside it.
func described(t *testing.T, server *reference.Server, environment map[string]string) *target.Target {
	t.Helper()
	dir := t.TempDir()
	given := map[string]string{
		"AUTHCONFORM_BASE_URL": server.BaseURL, "AUTHCONFORM_PLAIN_URL": server.PlainURL,
		"AUTHCONFORM_CLIENT_ID": server.ClientID, "AUTHCONFORM_CLIENT_SECRET": server.ClientSecret,
		"AUTHCONFORM_CA_CERT": string(server.CA), "AUTHCONFORM_TIMEOUT": patienceOfTests.String(),
	}
	for name, value := range environment {
		given[name] = value
	}
	for name, value := range given {
		if !strings.HasPrefix(value, "-----BEGIN") {
			continue
		}
		file := filepath.Join(dir, name+".pem")
		if err := os.WriteFile(file, []byte(value), 0o600); err != nil {
			t.Fatal(err)
		}
		given[name] = file
	}
	flags := pflag.NewFlagSet("test", pflag.ContinueOnError)
	options := target.Bind(flags)
	getenv := func(name string) (string, bool) {
		value := given[name]
		return value, value != ""
	}
	if err := options.Resolve(flags, getenv, dir); err != nil {
		t.Fatal(err)
	}
	asked, err := options.Target(prioticketContract(t))
	if err != nil {
		t.Fatal(err)
	}
	return asked
}

func TestAPrivateAuthorityIsTrustedWhenGiven(t *testing.T) {
	t.Parallel()
	server, _ := start(t, reference.Config{})
	rec := gathered(t, described(t, server, nil), probe.ValidScope, probe.TLS12)
	x := exchange(t, rec, probe.ValidScope)
	if !x.Granted() || x.TLS == nil || !x.TLS.Verified {
		t.Errorf("ended in %s over %+v", told(x), x.TLS)
	}
	if hello := exchange(t, rec, probe.TLS12); hello.TLS == nil || hello.TLS.Verified {
		t.Error("a bare handshake verifies nothing, and has to say so")
	}
}

// Nothing but the first question goes to a target whose certificate does not verify, and that says whose fault it is.
func TestCredentialsAreNotSentWithoutTrust(t *testing.T) {
	t.Parallel()
	seen := &arrivals{}
	_, asked := start(t, reference.Config{Wrap: seen.note})
	asked.TLS.Roots = x509.NewCertPool()
	rec, err := Gather(t.Context(), asks(t, asked))
	if err != nil {
		t.Fatal(err)
	}
	if got := len(seen.all()); got != 0 {
		t.Errorf("%d requests reached a target that is not trusted", got)
	}
	why, ok := rec.WhySkipped(string(probe.ValidScope))
	if !ok || why.Missing != evidence.LacksCertificate {
		t.Errorf("not asked because of %+v", why)
	}
	last := rec.Run.Preflight[len(rec.Run.Preflight)-1]
	if last.Name != "tls" || last.Act != actTarget || !strings.Contains(last.Detail, "--ca-cert") {
		t.Errorf("the preflight ended in %+v", last)
	}
	if hello := exchange(t, rec, probe.TLS12); told(hello) != "TLS 1.2" {
		t.Errorf("the versions can be asked all the same, found %s", told(hello))
	}
}

// mutual is a target that wants a client certificate of one authority.
func mutual(trusted authority) reference.Config {
	return reference.Config{TLS: func(c *tls.Config) { c.ClientAuth, c.ClientCAs = tls.RequireAndVerifyClientCert, trusted.pool() }}
}

// pair gives the environment that names a client certificate and its key.
func pair(t *testing.T, certificate tls.Certificate) map[string]string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"AUTHCONFORM_CLIENT_CERT": string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]})),
		"AUTHCONFORM_CLIENT_KEY":  string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})),
	}
}

func TestAClientCertificateIsShownToWhoAsks(t *testing.T) {
	t.Parallel()
	trusted := newAuthority(t)
	server, _ := start(t, mutual(trusted))
	rec := gathered(t, described(t, server, pair(t, trusted.issue(t, nil))))
	for _, x := range rec.Exchanges {
		if x.Failure != nil && !slices.Contains([]probe.Name{probe.TLS11, probe.TLS10}, probe.Name(x.Probe)) {
			t.Errorf("%s ended in %s", x.ID, told(x))
		}
	}
}

func TestAMissingClientCertificateIsTheConfigurationsFault(t *testing.T) {
	t.Parallel()
	trusted := newAuthority(t)
	server, _ := start(t, mutual(trusted))
	for name, c := range map[string]struct {
		environment map[string]string
		advice      string
	}{
		"none":          {nil, "give --client-cert and --client-key"},
		"of a stranger": {pair(t, newAuthority(t).issue(t, nil)), "mend --client-cert and --client-key"},
		"expired": {pair(t, trusted.issue(t, func(leaf *x509.Certificate) {
			leaf.NotAfter = time.Now().Add(-time.Minute)
		})), "mend --client-cert and --client-key"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rec, err := Gather(t.Context(), asks(t, described(t, server, c.environment)))
			var stopped *Stopped
			if !errors.As(err, &stopped) || stopped.Step.Act != actConfiguration || !strings.Contains(stopped.Step.Detail, c.advice) {
				t.Errorf("the preflight ended with %v", err)
			}
			if x := exchange(t, rec, probe.Valid); told(x) != string(evidence.TLSClientCert) || !rec.Run.Halted {
				t.Errorf("ended in %s, halted: %t", told(x), rec.Run.Halted)
			}
		})
	}
}
