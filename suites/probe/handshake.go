package probe

import "crypto/tls"

// Handshake is the version of TLS that a bare handshake of this name offers, as crypto/tls numbers it; 0 for every other probe.
func (n Name) Handshake() uint16 {
	switch n {
	case TLS12:
		return tls.VersionTLS12
	case TLS11:
		return tls.VersionTLS11
	case TLS10:
		return tls.VersionTLS10
	default:
		return 0
	}
}
