package probe_test

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/authconform/authconform/suites/probe"
)

// A reader is the most lenient way in which a target may read a token: two tokens that read the same may be the same.
type reader func(token string) []byte

// shapes are the forms that tokens have in the wild, each made of random bytes, and how they may be read.
var shapes = map[string]struct {
	write func(raw []byte) string
	reads []reader
}{
	"hexadecimal":       {hex.EncodeToString, []reader{fromHex, fromBase64}},
	"HEXADECIMAL":       {func(raw []byte) string { return strings.ToUpper(hex.EncodeToString(raw)) }, []reader{fromHex}},
	"UUID":              {uuid, []reader{fromHex}},
	"UUID in braces":    {func(raw []byte) string { return "{" + uuid(raw) + "}" }, []reader{fromHex}},
	"base64":            {base64.StdEncoding.EncodeToString, []reader{fromBase64, beforePadding}},
	"base64, unpadded":  {base64.RawStdEncoding.EncodeToString, []reader{fromBase64}},
	"base64url":         {base64.URLEncoding.EncodeToString, []reader{fromBase64, beforePadding}},
	"base64url, raw":    {base64.RawURLEncoding.EncodeToString, []reader{fromBase64}},
	"base32":            {base32.StdEncoding.EncodeToString, []reader{fromBase32}},
	"base32, unpadded":  {base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString, []reader{fromBase32}},
	"base32, lower":     {func(raw []byte) string { return strings.ToLower(base32.HexEncoding.EncodeToString(raw)) }, []reader{literally}},
	"base64 of hex":     {func(raw []byte) string { return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(raw))) }, []reader{fromBase64, func(t string) []byte { return bytes.ToLower(fromBase64(t)) }}},
	"number":            {func(raw []byte) string { return new(big.Int).SetBytes(raw).String() }, []reader{func(t string) []byte { return bytes.TrimLeft([]byte(t), "0") }}},
	"prefixed":          {func(raw []byte) string { return "tok_live_" + hex.EncodeToString(raw) }, []reader{literally}},
	"number and secret": {func(raw []byte) string { return "12|" + base64.RawURLEncoding.EncodeToString(raw) }, []reader{literally}},
	"JWT": {func(raw []byte) string {
		return "eyJhbGciOiJIUzI1NiJ9." + claimed + "." + base64.RawURLEncoding.EncodeToString(raw)
	}, []reader{fromParts}},
	"JWE": {func(raw []byte) string {
		return "eyJhbGciOiJkaXIifQ..aXY." + base64.RawURLEncoding.EncodeToString(raw) + ".dGFn"
	}, []reader{literally}},
	"PASETO":      {func(raw []byte) string { return "v4.local." + base64.RawURLEncoding.EncodeToString(raw) }, []reader{literally}},
	"punctuation": {func(raw []byte) string { return strings.Repeat("-._~", len(raw)) }, []reader{literally}},
}

const claimed = "eyJzdWIiOiJhIiwiZXhwIjoxfQ"

func literally(token string) []byte { return []byte(token) }

// beforePadding reads as who stops at the first sign of padding.
func beforePadding(token string) []byte {
	bare, _, _ := strings.Cut(token, "=")
	return fromBase64(bare)
}

func fromHex(token string) []byte {
	return []byte(strings.ToLower(strings.NewReplacer("-", "", "{", "", "}", "").Replace(token)))
}

// fromBase64 reads as lenient decoders do: either alphabet, no padding, and what does not fill a byte is passed over.
func fromBase64(token string) []byte {
	return lenient(strings.NewReplacer("+", "-", "/", "_").Replace(token), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 6)
}

func fromBase32(token string) []byte {
	return lenient(strings.ToUpper(token), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5)
}

func lenient(token, alphabet string, width int) (decoded []byte) {
	bits, held := 0, 0
	for _, c := range strings.TrimRight(token, "=") {
		value := strings.IndexRune(alphabet, c)
		if value < 0 {
			return []byte("not decodable: " + token)
		}
		bits, held = bits<<width|value, held+width
		if held >= 8 {
			held -= 8
			decoded = append(decoded, byte(bits>>held))
			bits &= 1<<held - 1
		}
	}
	return decoded
}

func fromParts(token string) []byte {
	var all [][]byte
	for part := range strings.SplitSeq(token, ".") {
		all = append(all, fromBase64(part))
	}
	return bytes.Join(all, []byte{'.'})
}

func uuid(raw []byte) string {
	h := hex.EncodeToString(append(raw, make([]byte, 16)...)[:16])
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}

// What is shown as a changed token is another one, however leniently a target reads it.
func TestForgedTokensAreOtherTokens(t *testing.T) {
	random := rand.NewChaCha8([32]byte{})
	for name, shape := range shapes {
		for size := 1; size <= 64; size++ {
			for range 8 {
				raw := make([]byte, size)
				_, _ = random.Read(raw)
				token := shape.write(raw)
				header, payload, signature := probe.OtherHeader(token), probe.Tampered(token, 1), probe.Tampered(token, 2)
				for _, read := range shape.reads {
					for forged, what := range map[string]string{header: "header changed", payload: "payload changed", signature: "signature changed", probe.Longer(token): "longer", probe.Shorter(token): "cut short"} {
						if forged != "" && bytes.Equal(read(forged), read(token)) {
							t.Fatalf("%s of %d bytes, %s: %q reads as %q does", name, size, what, forged, token)
						}
					}
					for _, other := range []string{probe.OtherCase(token), probe.LowerCase(token)} {
						if other != "" && bytes.Equal(read(other), read(token)) {
							t.Fatalf("%s of %d bytes, in another case: %q reads as %q does", name, size, other, token)
						}
					}
				}
				if size > 8 && name != "punctuation" && (payload == signature || header == payload) {
					t.Fatalf("%s of %d bytes is changed in one way only", name, size)
				}
			}
		}
	}
}

// A short token, and one of which little can be changed, is still changed in three ways.
func TestShortTokensAreChangedInThreeWays(t *testing.T) {
	for _, token := range []string{"a1b2c", "a-b_c+d/e=", "a1b2c3d", "--a1--b2--c3d--", "Ab-_-_Cd9e-_Q", "12345678", "abcdefghi", "a1b2c3d4e5f6", "ABCDEFGHIJKLMNOPQ"} {
		header, payload, signature := probe.OtherHeader(token), probe.Tampered(token, 1), probe.Tampered(token, 2)
		if header == payload || payload == signature || header == signature || header == token || payload == token || signature == token {
			t.Errorf("%s is changed to %s, %s and %s", token, header, payload, signature)
		}
	}
}

// A JWT is changed in one part alone, and stays three parts of base64url.
func TestTamperedJWTKeepsItsOtherParts(t *testing.T) {
	const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIiwiZXhwIjoxfQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
	own := strings.Split(token, ".")
	for part := range own {
		forged := strings.Split(probe.Tampered(token, part), ".")
		for i := range own {
			if (forged[i] == own[i]) == (i == part) {
				t.Errorf("part %d tampered: part %d is %q, was %q", part, i, forged[i], own[i])
			}
		}
		differ := 0
		for i := range own[part] {
			if forged[part][i] != own[part][i] {
				differ++
			}
		}
		if differ < 3 {
			t.Errorf("part %d: %d characters differ, want several", part, differ)
		}
	}
}

func TestForgedJWTs(t *testing.T) {
	const token = "eyJhbGciOiJIUzI1NiJ9.e30.c2ln"
	if got := probe.SignatureCut(token); got != "eyJhbGciOiJIUzI1NiJ9.e30." {
		t.Errorf("signature cut: %q", got)
	}
	for _, none := range []string{"none", "None", "NONE", "nOnE"} {
		want := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"`+none+`","typ":"JWT"}`)) + ".e30."
		if got := probe.Unsigned(token, none); got != want {
			t.Errorf("alg %s: %q, want %q", none, got, want)
		}
	}
	want := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","authconform":1}`)) + ".e30.c2ln"
	if got := probe.OtherHeader(token); got != want {
		t.Errorf("another header: %q, want %q", got, want)
	}
	for _, opaque := range []string{"", "abc", "a.b", "a.b.c.d.e"} {
		if probe.SignatureCut(opaque) != "" || probe.Unsigned(opaque, "none") != "" {
			t.Errorf("%q is taken for a JWT", opaque)
		}
	}
	if got := probe.SignatureCut("a.b."); got != "" {
		t.Errorf("a JWT without signature: %q", got)
	}
}

// Where the case of letters may mean nothing there is nothing to ask.
func TestOtherCase(t *testing.T) {
	for token, want := range map[string]string{
		"aB3x": "Ab3X", "0123-abcdef": "", "ABCDEF01": "", "1234": "", "-._~": "", "tok_0a": "TOK_0A",
	} {
		if got := probe.OtherCase(token); got != want {
			t.Errorf("%q: %q, want %q", token, got, want)
		}
	}
	for token, want := range map[string]string{"aB3x": "ab3x", "ab3x": "", "0123-ABCDEF": "", "ABC2": ""} {
		if got := probe.LowerCase(token); got != want {
			t.Errorf("%q in small letters: %q, want %q", token, got, want)
		}
	}
}
