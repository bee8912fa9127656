package gather

import (
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/evidence"
)

// A target that has nothing in common with what the suite offers is told so: no version is asked of it that it may well speak.
func TestAHandshakeWithNothingInCommonIsToldAsThat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bend func(*tls.Config)
		aim  func(*testing.T, *target.Target)
		told string
	}{
		"no cipher suite": {bend: having(func(c *tls.Config) {
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA}
		}), told: "no cipher suite or key exchange in common"},
		"no protocol": {bend: having(func(c *tls.Config) { c.NextProtos = []string{"spdy/1"} }), told: "none of the protocols that were offered"},
		"closed in the middle": {aim: accepts(func(conn net.Conn) {
			_, _ = conn.Read(make([]byte, 1<<14))
			_ = conn.Close()
		}), told: "closed within the TLS handshake"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, asked := start(t, reference.Config{TLS: c.bend})
			asked.Timeout = time.Second
			if c.aim != nil {
				c.aim(t, asked)
			}
			a := newTestAsker(t, asks(t, asked))
			a.retries.left = 0
			var stopped *Stopped
			if err := a.preflight(t.Context()); !errors.As(err, &stopped) {
				t.Fatalf("the preflight ended with %v", err)
			}
			if step := stopped.Step; step.Name != evidence.Shaking || !strings.Contains(step.Detail, c.told) || strings.Contains(step.Detail, "has to speak") {
				t.Errorf("found %+v, wanted %q", step, c.told)
			}
			if tcp := a.record.Run.Preflight[1]; !strings.Contains(tcp.Detail, "connected to 127.0.0.1:") {
				t.Errorf("the step before tells %q, wanted whom it connected to", tcp.Detail)
			}
		})
	}
}

// having settles what each connection is offered.
func having(edit func(*tls.Config)) func(*tls.Config) {
	return func(c *tls.Config) {
		c.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			own := c.Clone()
			own.GetConfigForClient = nil
			edit(own)
			return own, nil
		}
	}
}
