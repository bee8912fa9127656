package wire

import (
	"net/http"
	"strings"
	"testing"
)

// Every byte is in the set that the grammar gives it, or is not.
func TestEveryByteOfTheGrammar(t *testing.T) {
	const alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	visible := func(without string) string {
		var b strings.Builder
		for c := byte(0x21); c <= 0x7E; c++ {
			if !strings.Contains(without, string(c)) {
				b.WriteByte(c)
			}
		}
		return b.String()
	}
	for name, test := range map[string]struct {
		is      func(string) bool
		allowed string
	}{
		"scheme (RFC 9110, section 5.6.2)":        {IsAuthScheme, alphanumeric + "!#$%&'*+-.^_`|~"},
		"bearer token (RFC 6750, section 2.1)":    {IsBearerToken, alphanumeric + "-._~+/"},
		"visible ASCII (%x21-7E)":                 {IsVisibleASCII, visible("")},
		"OAuth text (RFC 6749, section 5.2)":      {OAuthText, " " + visible(`"\`)},
		"quoted string (RFC 9110, section 5.6.4)": {isQuotedString, "\t " + visible(`"\`) + highBytes()},
	} {
		for c := range 256 {
			s := string([]byte{byte(c)})
			if want := strings.Contains(test.allowed, s); test.is(s) != want {
				t.Errorf("%s: %q is allowed: %t; want %t", name, s, !want, want)
			}
		}
	}
}

// isQuotedString asks for a text between quotes where the grammar has a place for one.
func isQuotedString(s string) bool {
	_, violations := Challenges(http.Header{"Www-Authenticate": {`Basic realm="` + s + `"`}})
	return len(violations) == 0
}

func highBytes() string {
	var b strings.Builder
	for c := 0x80; c <= 0xFF; c++ {
		b.WriteByte(byte(c))
	}
	return b.String()
}

// A media type that was found is told as far as it is of a length to be one.
func TestLengthOfMediaTypesThatAreTold(t *testing.T) {
	longest := "a/" + strings.Repeat("b", 78)
	for found, want := range map[string]string{longest: "found " + longest, longest + "b": "found a media type of 81 characters"} {
		got := MediaType(http.Header{"Content-Type": {found}}, "application/json")
		if len(got) != 1 || !strings.HasSuffix(got[0].Detail, want) {
			t.Errorf("got %v; want … %s", got, want)
		}
	}
}

// A documented range covers its types, and nothing else that only begins so.
func TestMediaTypeRanges(t *testing.T) {
	for documented, want := range map[string]bool{
		"application/*": true, "*/*": true, "Application/* ; q=1": true, "application/js*": false, "app*": false, "*": false, "application/": false, "text/*": false,
	} {
		if got := len(MediaType(http.Header{"Content-Type": {"application/json"}}, documented)) == 0; got != want {
			t.Errorf("application/json is a %s: %t; want %t", documented, got, want)
		}
	}
}

// Package base64 passes over line breaks: in no part of a JWT may one stand.
func TestLineBreaksInJWT(t *testing.T) {
	for _, token := range []string{"e3\n0.e30.c2ln", "e30.e3\r0.c2ln", "e30.e30.c2\nln", "e30.e30.c2ln\n", "e30.e30.\n"} {
		if _, err := ParseJWT(token); err == nil {
			t.Errorf("%q was read as a JWT", token)
		}
	}
}
