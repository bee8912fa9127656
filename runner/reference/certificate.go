package reference

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"slices"
	"time"
)

const (
	// CertificateLifetime is long enough for a server that is left running and short enough for the clients
	// that refuse certificates of more than 398 days.
	CertificateLifetime = 365 * 24 * time.Hour
	// clockSkew is how far behind a client's clock may be.
	clockSkew = time.Hour
)

// Authority is the name of the authority that every server makes for itself.
const Authority = "authconform reference authority"

// Certify makes an authority, and a certificate from it for the loopback addresses and the given host. The
// authority's key is dropped: nobody can certify anything else with it.
func Certify(host string, byRSA bool) (leaf tls.Certificate, authority []byte, err error) {
	return certify(byRSA, func(root *x509.Certificate) *x509.Certificate { return leafFor(host, root) })
}

// CertifyAlone is Certify for a host alone: the certificate is good for no other, and for no address.
func CertifyAlone(host string) (leaf tls.Certificate, authority []byte, err error) {
	return certify(false, func(root *x509.Certificate) *x509.Certificate {
		leaf := leafFor(host, root)
		leaf.DNSNames, leaf.IPAddresses = []string{host}, nil
		return leaf
	})
}

func certify(byRSA bool, leafFor func(root *x509.Certificate) *x509.Certificate) (leaf tls.Certificate, authority []byte, err error) {
	now := time.Now()
	root := &x509.Certificate{
		Subject:   pkix.Name{CommonName: Authority},
		NotBefore: now.Add(-clockSkew), NotAfter: now.Add(CertificateLifetime),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign,
	}
	rootKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("key of the reference authority: %w", err)
	}
	rootDER, err := Create(root, root, &rootKey.PublicKey, rootKey)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("certificate of the reference authority: %w", err)
	}
	if root, err = x509.ParseCertificate(rootDER); err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("reading the certificate of the reference authority: %w", err)
	}
	key, err := leafKey(byRSA)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("key of the reference target: %w", err)
	}
	der, err := Create(leafFor(root), root, key.Public(), rootKey)
	if err != nil {
		return tls.Certificate{}, nil, fmt.Errorf("certificate of the reference target: %w", err)
	}
	authority = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, authority, nil
}

func leafKey(byRSA bool) (crypto.Signer, error) {
	if byRSA {
		const bits = 2048
		return rsa.GenerateKey(rand.Reader, bits)
	}
	return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
}

func leafFor(host string, root *x509.Certificate) *x509.Certificate {
	leaf := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "authconform reference target"},
		NotBefore: root.NotBefore, NotAfter: root.NotAfter,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		DNSNames:              []string{"localhost"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	ip := net.ParseIP(host)
	switch {
	case ip != nil && !slices.ContainsFunc(leaf.IPAddresses, ip.Equal):
		leaf.IPAddresses = append(leaf.IPAddresses, ip)
	case ip == nil && !slices.Contains(leaf.DNSNames, host):
		leaf.DNSNames = append(leaf.DNSNames, host)
	}
	return leaf
}

// Create signs a certificate.
func Create(template, parent *x509.Certificate, public crypto.PublicKey, signer *ecdsa.PrivateKey) ([]byte, error) {
	const serialBits = 127 // positive, and within the 20 octets of RFC 5280, section 4.1.2.2
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), serialBits))
	if err != nil {
		return nil, fmt.Errorf("serial number: %w", err)
	}
	template.SerialNumber = serial
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	return der, nil
}
