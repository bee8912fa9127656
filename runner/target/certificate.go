package target

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// transport reads the certificates that the user names.
func (o *Options) transport(t *Target) []error {
	var problems []error
	if o.CACert != "" {
		pool, err := readRoots(o.CACert)
		if err != nil {
			problems = append(problems, because(err, o.where(caCertFlag), "%s: %v", o.CACert, err))
		}
		t.TLS.Roots = pool
	}
	switch {
	case o.ClientCert != "" && o.ClientKey == "":
		problems = append(problems, problemf(o.where(clientCertFlag), "the certificate needs its private key: give --%s too", clientKeyFlag))
	case o.ClientCert == "" && o.ClientKey != "":
		problems = append(problems, problemf(o.where(clientKeyFlag), "the private key needs its certificate: give --%s too", clientCertFlag))
	case o.ClientCert != "":
		certificate, err := o.clientCertificate()
		problems = append(problems, err)
		t.TLS.Certificates = []tls.Certificate{certificate}
	}
	return problems
}

func readRoots(path string) (*x509.CertPool, error) {
	data, err := readRegular(path, maxPEM)
	if err != nil {
		return nil, err
	}
	return parseRoots(data)
}

// parseRoots reads at least one certificate; x509's own reader skips what it cannot parse.
func parseRoots(data []byte) (*x509.CertPool, error) {
	certificates, err := parseCertificates(data)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	for _, certificate := range certificates {
		pool.AddCert(certificate)
	}
	return pool, nil
}

func parseCertificates(data []byte) ([]*x509.Certificate, error) {
	var list []*x509.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, &unreadable{fmt.Sprintf("certificate %d in it is damaged", len(list)+1), err}
		}
		list = append(list, certificate)
	}
	if len(list) == 0 {
		return nil, errors.New("wanted at least one PEM block CERTIFICATE, found none")
	}
	return list, nil
}

// clientCertificate reads the pair, and says which of the two is at fault.
func (o *Options) clientCertificate() (tls.Certificate, error) {
	certificate, err := readRegular(o.ClientCert, maxPEM)
	if err == nil {
		_, err = parseCertificates(certificate)
	}
	certificateProblem := fileProblem(o.where(clientCertFlag), o.ClientCert, err)
	key, err := readRegular(o.ClientKey, maxPEM)
	if err == nil {
		err = checkKey(key)
	}
	keyProblem := fileProblem(o.where(clientKeyFlag), o.ClientKey, err)
	if problems := errors.Join(certificateProblem, keyProblem); problems != nil {
		return tls.Certificate{}, problems
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return tls.Certificate{}, because(err, o.where(clientKeyFlag), "%s: the private key does not belong to the certificate in %s", o.ClientKey, o.ClientCert)
	}
	return pair, nil
}

func fileProblem(where, path string, err error) error {
	if err == nil {
		return nil
	}
	return because(err, where, "%s: %v", path, err)
}

// checkKey finds a private key that can be used as it is.
func checkKey(data []byte) error {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case block.Type == "ENCRYPTED PRIVATE KEY" || bytes.Contains([]byte(block.Headers["Proc-Type"]), []byte("ENCRYPTED")):
			return errors.New("the private key is encrypted: decrypt it first (openssl pkey)")
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			return parseKey(block.Bytes)
		}
	}
	return errors.New("wanted a PEM block PRIVATE KEY, found none")
}

func parseKey(der []byte) error {
	if _, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return nil
	}
	if _, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return nil
	}
	if _, err := x509.ParseECPrivateKey(der); err == nil {
		return nil
	}
	return errors.New("the private key in it is damaged")
}
