package gather

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/authconform/authconform/suites/evidence"
)

// classify says why there is no answer. run is the run's own context: when that is over, nobody failed.
func classify(run context.Context, err error) *evidence.Failure {
	fail := func(kind evidence.FailureKind, detail string) *evidence.Failure {
		return &evidence.Failure{Kind: kind, Detail: detail}
	}
	if run.Err() != nil {
		return fail(evidence.Interrupted, "the run was interrupted")
	}
	if f := ofProxy(err); f != nil {
		return f
	}
	if f := ofCertificate(err); f != nil {
		return f
	}
	var unresolved *net.DNSError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &unresolved) && !unresolved.IsTimeout:
		return fail(evidence.ResolveFailed, "the host name "+unresolved.Name+" has no address")
	case errors.Is(err, context.DeadlineExceeded), isTimeout(err):
		return fail(evidence.Timeout, "no complete answer in time")
	case errors.Is(err, syscall.ECONNREFUSED):
		return fail(evidence.ConnectRefused, "the connection was refused")
	case errors.As(err, &record):
		return fail(evidence.Malformed, "what answered does not speak TLS")
	case isReset(err):
		return fail(evidence.ConnectionReset, "the connection was closed before a complete answer")
	}
	return ofText(err)
}

func ofProxy(err error) *evidence.Failure {
	var refused *proxyRefused
	var op *net.OpError
	switch {
	case errors.As(err, &refused):
		return &evidence.Failure{Kind: evidence.Proxy, Detail: refused.Error()}
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return &evidence.Failure{Kind: evidence.Proxy, Detail: "the forward proxy could not be reached"}
	default:
		return nil
	}
}

func ofCertificate(err error) *evidence.Failure {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	switch {
	case errors.As(err, &unknown):
		return &evidence.Failure{Kind: evidence.TLSUntrusted, Detail: "the certificate is signed by an unknown authority"}
	case errors.As(err, &name):
		return &evidence.Failure{Kind: evidence.TLSHostname, Detail: "the certificate is for other names than " + name.Host}
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return &evidence.Failure{Kind: evidence.TLSExpired, Detail: "the certificate has expired or is not yet valid"}
	case errors.As(err, &invalid), errors.As(err, &verification):
		return &evidence.Failure{Kind: evidence.TLSCertificate, Detail: err.Error()}
	default:
		return nil
	}
}

// forWantOfCertificate tells whether a failure is that of a client which showed no certificate, or none that is
// trusted, to a target that asked for one. In TLS 1.3 the refusal comes after the handshake, and may
// be seen as a reset or not at all.
func forWantOfCertificate(f *evidence.Failure) *evidence.Failure {
	if kinds := []evidence.FailureKind{evidence.TLSFailed, evidence.ConnectionReset, evidence.Malformed}; slices.Contains(kinds, f.Kind) {
		return &evidence.Failure{Kind: evidence.TLSClientCert, Detail: "the target asked for a client certificate, and refused the connection"}
	}
	return f
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

func isReset(err error) bool {
	for _, cause := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED, net.ErrClosed} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// nothingInCommon is what a target tells by the alert handshake_failure (RFC 8446, section 6.2): which of them is missing it
// does not say.
const nothingInCommon = "the target refused the TLS handshake: it has no cipher suite or key exchange in common with the suite, or no TLS version"

// ofText classifies what net/http and crypto/tls say in words only.
func ofText(err error) *evidence.Failure {
	text := err.Error()
	for _, known := range []struct {
		words  string
		kind   evidence.FailureKind
		detail string
	}{
		{"server response headers exceeded", evidence.TooLarge, "the head of the answer is larger than 64 KiB"},
		{"response header list larger", evidence.TooLarge, "the head of the answer is larger than 64 KiB"},
		{"protocol version not supported", evidence.TLSVersion, "no TLS version in common"},
		{"unsupported protocol version", evidence.TLSVersion, "no TLS version in common"},
		{"no supported versions", evidence.TLSVersion, "no TLS version in common"},
		{"server gave HTTP response to HTTPS client", evidence.Malformed, "what answered does not speak TLS"},
		{"server closed", evidence.ConnectionReset, "the connection was closed before a complete answer"},
		{"connection error: ", evidence.ConnectionReset, "the HTTP/2 connection broke, as it does over a frame that is wrong and over a head larger than 64 KiB"},
		{"GOAWAY", evidence.ConnectionReset, "the connection was closed before a complete answer"},
		{"stream error", evidence.ConnectionReset, "the target reset the stream before a complete answer"},
		{"tls: no application protocol", evidence.TLSFailed, "the target speaks none of the protocols that were offered (ALPN)"},
		{"tls: handshake failure", evidence.TLSFailed, nothingInCommon},
		{"tls: insufficient security level", evidence.TLSFailed, nothingInCommon},
		{"malformed", evidence.Malformed, "what came back is not HTTP"},
		{"tls: ", evidence.TLSFailed, "the TLS handshake failed"},
	} {
		if strings.Contains(text, known.words) {
			return &evidence.Failure{Kind: known.kind, Detail: known.detail}
		}
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return &evidence.Failure{Kind: evidence.ConnectFailed, Detail: "no connection could be made"}
	}
	return &evidence.Failure{Kind: evidence.Malformed, Detail: "what came back is not HTTP"}
}

// ErrDefect stands for a panic beside the run's own path. What a panic says may quote what a target sent, and with it a
// secret: none of it is told.
var ErrDefect = errors.New("a defect of authconform's own stopped the run: please report it, with the command and without its secrets")

// survived makes a panic of a task an error.
func survived(t task) task {
	return func() (err error) {
		defer func() {
			if recover() != nil {
				err = ErrDefect
			}
		}()
		return t()
	}
}
