package wire

import "strings"

// IsAuthScheme tells whether s can name an authentication scheme: a token (RFC 9110, sections 5.6.2 and 11.1).
func IsAuthScheme(s string) bool { return IsToken(s) }

// IsBearerToken tells whether s is a b64token (RFC 6750, section 2.1), which is what can follow "Bearer ".
func IsBearerToken(s string) bool { return isToken68(s) }

// IsVisibleASCII tells whether s is not empty and made of %x21-7E alone, so that it can travel in a header.
func IsVisibleASCII(s string) bool {
	return s != "" && only(s, func(c byte) bool { return c > ' ' && c < 0x7F })
}

// OAuthText tells whether s stays within %x20-21, %x23-5B and %x5D-7E (RFC 6749, section 5.2). The empty
// string does.
func OAuthText(s string) bool {
	return only(s, func(c byte) bool { return c >= ' ' && c < 0x7F && c != '"' && c != '\\' })
}

// IsToken tells whether s is a token by RFC 9110, section 5.6.2.
func IsToken(s string) bool { return s != "" && only(s, isTokenChar) }

// isToken68 follows RFC 9110, section 11.2; b64token of RFC 6750 is the same set.
func isToken68(s string) bool {
	body := strings.TrimRight(s, "=")
	return body != "" && only(body, func(c byte) bool { return isAlphanumeric(c) || strings.IndexByte("-._~+/", c) >= 0 })
}

func isTokenChar(c byte) bool {
	return isAlphanumeric(c) || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

func only(s string, allowed func(byte) bool) bool {
	for i := range len(s) {
		if !allowed(s[i]) {
			return false
		}
	}
	return true
}
