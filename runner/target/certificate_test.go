package target

import (
	"crypto/x509"
	"encoding/pem"
	"testing"
)

func TestCertificates(t *testing.T) {
	certificate, key := pair(t)
	target, err := world{
		args:  []string{"--env=staging", "--ca-cert=ca.pem", "--client-cert=cert.pem", "--client-key=both.pem"},
		vars:  withClient(nil),
		files: map[string]string{"ca.pem": "a comment\n" + key + certificate, "cert.pem": certificate, "both.pem": certificate + key},
	}.describe(t)
	if err != nil {
		t.Fatal(err)
	}
	if len(target.TLS.Certificates) != 1 {
		t.Fatalf("%d certificates", len(target.TLS.Certificates))
	}
	leaf, err := x509.ParseCertificate(target.TLS.Certificates[0].Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: target.TLS.Roots, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		t.Errorf("the authority is not trusted: %v", err)
	}
}

func TestNoCertificates(t *testing.T) {
	target, err := world{args: []string{"--env=staging"}, vars: withClient(nil)}.describe(t)
	if err != nil || target.TLS.Roots != nil || target.TLS.Certificates != nil {
		t.Errorf("TLS %v, error %v", target.TLS, err)
	}
}

func TestCertificateErrors(t *testing.T) {
	certificate, key := pair(t)
	_, otherKey := pair(t)
	damaged := func(kind string) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: []byte("damaged")}))
	}
	files := map[string]string{
		"cert.pem": certificate, "key.pem": key, "other.pem": otherKey, "text.pem": "hunter2\n", "sub/cert.pem": certificate,
		"bad-cert.pem": certificate + damaged("CERTIFICATE"), "bad-key.pem": damaged("PRIVATE KEY"), "encrypted.pem": damaged("ENCRYPTED PRIVATE KEY"),
		"old.pem": "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\naGk=\n-----END RSA PRIVATE KEY-----\n",
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"a key is missing":         {[]string{"--client-cert=cert.pem"}, "--client-cert: the certificate needs its private key: give --client-key too"},
		"a certificate is missing": {[]string{"--client-key=key.pem"}, "--client-key: the private key needs its certificate: give --client-cert too"},
		"another key":              {[]string{"--client-cert=cert.pem", "--client-key=other.pem"}, "--client-key: other.pem: the private key does not belong to the certificate in cert.pem"},
		"no files":                 {[]string{"--client-cert=a.pem", "--client-key=b.pem"}, "--client-cert: a.pem: no such file or directory\n--client-key: b.pem: no such file or directory"},
		"no PEM":                   {[]string{"--client-cert=text.pem", "--client-key=text.pem"}, "--client-cert: text.pem: wanted at least one PEM block CERTIFICATE, found none\n--client-key: text.pem: wanted a PEM block PRIVATE KEY, found none"},
		"swapped":                  {[]string{"--client-cert=key.pem", "--client-key=cert.pem"}, "--client-cert: key.pem: wanted at least one PEM block CERTIFICATE, found none\n--client-key: cert.pem: wanted a PEM block PRIVATE KEY, found none"},
		"damaged":                  {[]string{"--client-cert=bad-cert.pem", "--client-key=bad-key.pem"}, "--client-cert: bad-cert.pem: certificate 2 in it is damaged\n--client-key: bad-key.pem: the private key in it is damaged"},
		"encrypted":                {[]string{"--client-cert=cert.pem", "--client-key=encrypted.pem"}, "--client-key: encrypted.pem: the private key is encrypted: decrypt it first (openssl pkey)"},
		"encrypted, old":           {[]string{"--client-cert=cert.pem", "--client-key=old.pem"}, "--client-key: old.pem: the private key is encrypted: decrypt it first (openssl pkey)"},
		"authority: none":          {[]string{"--ca-cert=none.pem"}, "--ca-cert: none.pem: no such file or directory"},
		"authority: a directory":   {[]string{"--ca-cert=sub"}, "--ca-cert: sub: it is not a regular file, but a directory"},
		"authority: no PEM":        {[]string{"--ca-cert=text.pem"}, "--ca-cert: text.pem: wanted at least one PEM block CERTIFICATE, found none"},
		"authority: damaged":       {[]string{"--ca-cert=bad-cert.pem"}, "--ca-cert: bad-cert.pem: certificate 2 in it is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := world{args: append(c.args, "--env=staging"), vars: withClient(nil), files: files}.describe(t)
			wantError(t, err, c.want)
		})
	}
}
