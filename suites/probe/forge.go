package probe

import (
	"encoding/base64"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Tampered returns another token in the shape of the given one: several characters are changed in the middle of a part,
// counted from 0, of a JWT, or at a place of its own for each part of a token that is none. Whoever decodes both, be it as
// base64, base32, hexadecimal or a UUID, leniently or not, gets different bytes: what such a decoder passes over (the
// last bits, the case of hexadecimal digits, separators) is not where they differ.
func Tampered(token string, part int) string {
	const parts = 3
	pieces := strings.Split(token, ".")
	if len(pieces) == parts && pieces[part] != "" {
		pieces[part] = changed(pieces[part], 1, 2)
		return strings.Join(pieces, ".")
	}
	return changed(token, part+1, parts+1)
}

// changed replaces characters around the given fraction of a text by others of their class.
func changed(text string, numerator, denominator int) string {
	const most = 6
	if text == "" {
		return "x"
	}
	var places []int
	for i := range len(text) {
		if next(text[i]) != text[i] {
			places = append(places, i)
		}
	}
	if len(places) <= 2 { // the last ones may hold bits that decoders ignore
		return another(text[0]) + text[1:]
	}
	places = places[:len(places)-2]
	count := min(most, (len(places)+2)/3) // a third, so that another fraction of a short text is another text
	from := min(max(0, len(places)*numerator/denominator-count/2), len(places)-count)
	bytes := []byte(text)
	for _, i := range places[from : from+count] {
		bytes[i] = next(bytes[i])
	}
	return string(bytes)
}

// another gives another character, whatever the given one is.
func another(c byte) string {
	if next(c) != c {
		return string(next(c))
	}
	return "A"
}

// next gives another character of the same class, so that the text keeps its shape: a hexadecimal digit for one, in
// the same case. A character of no class is its own.
func next(c byte) byte {
	for _, class := range []string{"0123456789", "abcdef", "ghijklmnopqrstuvwxyz", "ABCDEF", "GHIJKLMNOPQRSTUVWXYZ"} {
		if at := strings.IndexByte(class, c); at >= 0 {
			return class[(at+1)%len(class)]
		}
	}
	return c
}

// Longer returns the token with something behind it: one character, or two where a lenient decoder of base64 or base32
// would pass over a single one. It stands before the padding, where there is any: such a decoder may read no further.
func Longer(token string) string {
	bare := strings.TrimRight(token, "=")
	padding := token[len(bare):]
	last := bare[strings.LastIndexByte(bare, '.')+1:]
	if len(last)%4 == 0 || strings.ToUpper(last) == last {
		return bare + "xx" + padding
	}
	return bare + "x" + padding
}

// Shorter returns the token without its last letter or digit of ASCII, and without what stands behind that: a lenient decoder would
// not miss padding or a bracket.
func Shorter(token string) string {
	last := strings.LastIndexFunc(token, func(r rune) bool { return r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) })
	if last < 0 {
		return Cut(token)
	}
	return token[:last]
}

// OtherCase returns the token with the case of its letters changed; "" where that may rightly mean nothing: of a token
// whose letters are hexadecimal digits, and of one in capitals alone, as base32 and ULIDs are.
func OtherCase(token string) string {
	const beyond = "ghijklmnopqrstuvwxyz"
	if !strings.ContainsAny(token, beyond+strings.ToUpper(beyond)) || strings.ToUpper(token) == token {
		return ""
	}
	return SwapCase(token)
}

// LowerCase returns the token in small letters alone; "" where it has no others, or where that may rightly mean nothing.
func LowerCase(token string) string {
	if lower := strings.ToLower(token); lower != token && OtherCase(token) != "" {
		return lower
	}
	return ""
}

// OtherHeader makes of a JWT one with a further member in its header, and all else as it was: the signature is over both. Of
// another token, or of one whose header is no JSON, it changes the front as Tampered does.
func OtherHeader(token string) string {
	parts := strings.Split(token, ".")
	header, err := base64.RawURLEncoding.DecodeString(parts[0])
	text, isObject := strings.CutSuffix(strings.TrimSpace(string(header)), "}")
	if len(parts) != 3 || err != nil || !isObject || !strings.Contains(text, ":") {
		return Tampered(token, 0)
	}
	parts[0] = base64.RawURLEncoding.EncodeToString([]byte(text + `,"authconform":1}`))
	return strings.Join(parts, ".")
}

// Unsigned makes of a JWT one with the algorithm none, in the spelling given, and no signature; of another token "".
func Unsigned(token, none string) string {
	return underHeader(token, `{"alg":"`+none+`","typ":"JWT"}`)
}

// The headers of JWTs that name no algorithm: who takes what they name, or nothing, for a reason to look at no signature takes
// them (RFC 7515, section 4.1.1).
const (
	noAlg    = `{"typ":"JWT"}`
	nullAlg  = `{"alg":null,"typ":"JWT"}`
	emptyAlg = `{"alg":"","typ":"JWT"}`
)

// underHeader gives what a JWT says under another header, without a signature; of another token "".
func underHeader(token, header string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + parts[1] + "."
}

// withSignature gives a forged JWT the signature of the token that it was made of; "" where none was.
func withSignature(forged, token string) string {
	if forged == "" {
		return ""
	}
	return forged + token[strings.LastIndexByte(token, '.')+1:]
}

// UnsignedWithOne makes of a JWT one with the algorithm none and the signature that it had; of another token "".
func UnsignedWithOne(token string) string { return withSignature(Unsigned(token, "none"), token) }

// furtherPart is what makes of a JWT, which has three parts, a text of four.
const furtherPart = ".authconform"

// SignatureCut makes of a JWT the same one, header and all, with an empty signature; of another token, and of one that
// has no signature, "".
func SignatureCut(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || parts[2] == "" {
		return ""
	}
	return parts[0] + "." + parts[1] + "."
}
