package attest

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/authconform/authconform/reports/reportstest/example"
)

// pemOf is the DER of a key as a PEM file.
func pemOf(t *testing.T, kind string) func([]byte, error) []byte {
	t.Helper()
	return func(der []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	}
}

func made[K any](t *testing.T) func(K, error) K {
	t.Helper()
	return func(key K, err error) K {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
}

func TestKeysComeBack(t *testing.T) {
	for _, kind := range []string{Ed25519Key, P256Key} {
		key := signingKey(t, kind)
		private, err := key.PEM()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ReadSigningKey(private)
		if err != nil {
			t.Fatal(err)
		}
		public, err := ReadPublicKey(key.Public().PEM())
		if err != nil {
			t.Fatal(err)
		}
		if back.Public().String() != public.String() || public.String() != key.Public().String() {
			t.Errorf("%s: the key came back as another: %s, %s, %s", kind, key.Public(), back.Public(), public)
		}
		sig, err := back.sign([]byte("message"))
		if err != nil {
			t.Fatal(err)
		}
		if !public.verifies([]byte("message"), sig) || public.verifies([]byte("massage"), sig) {
			t.Errorf("%s: the pair does not belong together", kind)
		}
	}
	if _, err := NewSigningKey("rsa"); err == nil {
		t.Error("an RSA key was made")
	}
}

// Keys of other types, and whatever else lies about in key files, are refused by name.
func TestKeysRefused(t *testing.T) {
	rsaKey := made[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 2048))
	p384 := made[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	p256 := made[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	x25519 := made[*ecdh.PrivateKey](t)(ecdh.X25519().GenerateKey(rand.Reader))
	good := signingKey(t, Ed25519Key)
	goodPrivate, err := good.PEM()
	if err != nil {
		t.Fatal(err)
	}
	private, public := pemOf(t, privateBlock), pemOf(t, publicBlock)
	for name, c := range map[string]struct {
		data            []byte
		signing, public string // what the error has to say
	}{
		"RSA":            {private(x509.MarshalPKCS8PrivateKey(rsaKey)), "Ed25519 or ECDSA P-256", "found a private one"},
		"RSA public":     {public(x509.MarshalPKIXPublicKey(rsaKey.Public())), "found a public one", "*rsa.PublicKey"},
		"P-384":          {private(x509.MarshalPKCS8PrivateKey(p384)), "P-384", "found a private one"},
		"P-384 public":   {public(x509.MarshalPKIXPublicKey(p384.Public())), "found a public one", "P-384"},
		"X25519":         {private(x509.MarshalPKCS8PrivateKey(x25519)), "does not sign", "found a private one"},
		"SEC 1":          {pemOf(t, "EC PRIVATE KEY")(x509.MarshalECPrivateKey(p256)), "openssl pkcs8", "found a private one"},
		"encrypted":      {pemOf(t, "ENCRYPTED PRIVATE KEY")(goodPrivate, nil), "encrypted", "found a private one"},
		"OpenSSH":        {pemOf(t, "OPENSSH PRIVATE KEY")(goodPrivate, nil), "OPENSSH PRIVATE KEY", "found a private one"},
		"certificate":    {pemOf(t, "CERTIFICATE")(goodPrivate, nil), "CERTIFICATE", "CERTIFICATE"},
		"damaged":        {pemOf(t, privateBlock)([]byte("Canary"), nil), "damaged", "found a private one"},
		"damaged public": {pemOf(t, publicBlock)([]byte("Canary"), nil), "found a public one", "damaged"},
		"two keys":       {append(good.Public().PEM(), goodPrivate...), "one PEM block", "one PEM block"},
		"no PEM":         {[]byte("Canary"), "no PEM block", "no PEM block"},
		"nothing":        {nil, "no PEM block", "no PEM block"},
	} {
		t.Run(name, func(t *testing.T) {
			_, signingErr := ReadSigningKey(c.data)
			_, publicErr := ReadPublicKey(c.data)
			for _, got := range []struct {
				err  error
				want string
			}{{signingErr, c.signing}, {publicErr, c.public}} {
				if got.err == nil || !strings.Contains(got.err.Error(), got.want) {
					t.Errorf("got %v, want an error with %q", got.err, got.want)
				} else if strings.Contains(got.err.Error(), "Canary") {
					t.Errorf("the error repeats what is in the file: %v", got.err)
				}
			}
		})
	}
}

// A private key does not show, however it is formatted, nor in what it signs.
func TestPrivateKeyDoesNotShow(t *testing.T) {
	for _, kind := range []string{Ed25519Key, P256Key} {
		key := signingKey(t, kind)
		private, err := key.PEM()
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(private)
		said := fmt.Sprintf("%v %+v %#v %s %d %x %v", key, key, key, key, key, key, []SigningKey{key})
		envelope, _ := signed(t, example.Conformant(), key)
		said += string(envelope)
		if !strings.Contains(said, "‹private key›") {
			t.Errorf("%s: formatted as %s", kind, said)
		}
		seed := block.Bytes[len(block.Bytes)-32:]
		if kind == P256Key {
			ec := made[any](t)(x509.ParsePKCS8PrivateKey(block.Bytes)).(*ecdsa.PrivateKey)
			seed = made[[]byte](t)(ec.Bytes())
		}
		for _, canary := range []string{
			string(seed), hex.EncodeToString(seed), base64.StdEncoding.EncodeToString(seed), base64.StdEncoding.EncodeToString(block.Bytes),
			strings.Trim(fmt.Sprintf("%d", seed), "[]"),
		} {
			if strings.Contains(said, canary) {
				t.Errorf("%s: the private key shows: %s", kind, said)
			}
		}
	}
}
