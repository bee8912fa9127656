package target

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/spf13/pflag"
)

// world is everything that a description may come from.
type world struct {
	args  []string
	vars  map[string]string
	files map[string]string // relative to the working directory
}

// resolve runs the layers in a directory of their own, which it gives back.
func (w world) resolve(t *testing.T) (*Options, string, error) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range w.files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fs := pflag.NewFlagSet("test", pflag.ContinueOnError)
	o := Bind(fs)
	if err := fs.Parse(w.args); err != nil {
		t.Fatal(err)
	}
	return o, dir, o.Resolve(fs, lookup(w.vars), dir)
}

func lookup(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		text, ok := vars[name]
		return text, ok
	}
}

// describe resolves and describes against a contract that stands in for a real one.
func (w world) describe(t *testing.T) (*Target, error) { return w.describeFor(t, standIn{}) }

func (w world) describeFor(t *testing.T, c contract) (*Target, error) {
	t.Helper()
	o, dir, err := w.resolve(t)
	if err != nil {
		t.Fatalf("resolving: %v", err)
	}
	target, err := o.describe(c)
	if err != nil {
		return nil, &relative{err, dir}
	}
	return target, nil
}

// relative shows an error without the test's temporary directory.
type relative struct {
	cause error
	dir   string
}

func (r *relative) Error() string {
	return strings.ReplaceAll(strings.ReplaceAll(r.cause.Error(), r.dir+string(filepath.Separator), ""), " "+r.dir+":", " .:")
}

func (r *relative) Unwrap() error { return r.cause }

// withClient adds good credentials.
func withClient(vars map[string]string) map[string]string {
	all := map[string]string{clientIDVariable: "some-client", secretVariable: "some-secret"}
	for name, text := range vars {
		all[name] = text
	}
	return all
}

// withUser adds good credentials of a user too.
func withUser(vars map[string]string) map[string]string {
	all := withClient(map[string]string{usernameVariable: "some-user", passwordVariable: "some-password"})
	for name, text := range vars {
		all[name] = text
	}
	return all
}

const (
	usernameVariable = "AUTHCONFORM_USERNAME"
	passwordVariable = "AUTHCONFORM_PASSWORD"
)

// standIn is a contract with one environment of each kind, and a grant that needs a user or none.
type standIn struct{ user bool }

func (s standIn) asksForUser() bool { return s.user }

func (standIn) clientHas() (id, secret bool) { return true, true }

func (standIn) givens() []facts.Given { return nil }

func (standIn) factAt(key string) string { return key }

func (standIn) keyInQuery() bool { return false }

func (standIn) Environments() []string {
	return []string{"staging", "sandbox", "production", "relative"}
}

func (standIn) BaseURL(environment string) (string, error) {
	switch environment {
	case "staging", "sandbox":
		return "https://" + environment + ".example.com/v1", nil
	case "production":
		return "https://live.example.com/v1", nil
	case "relative":
		return "/v1", nil
	}
	return "", errors.New("unknown environment " + environment)
}

func (standIn) IsProduction(environment string) bool { return environment == "production" }

func (standIn) IsProductionURL(baseURL string) bool {
	u, err := url.Parse(baseURL)
	return err == nil && u.Host == "live.example.com"
}

// pair makes a certificate that signs itself, and its key, both in PEM.
func pair(t *testing.T) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}))
}

// wantError holds an error against the exact text, and against its kind.
func wantError(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want %q", want)
	}
	if err.Error() != want {
		t.Errorf("error\n got  %s\n want %s", err, want)
	}
	if !errors.Is(err, ErrConfiguration) {
		t.Errorf("error is no ErrConfiguration: %v", err)
	}
}

func (standIn) TokenPath() string { return "/oauth2/token" }
