package schemas

import (
	"encoding/base64"
	"math"
	"math/big"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// textFormats are the formats that texts are held against, each by the document that defines it. What that leaves open is
// left open here.
func textFormats() map[string]func(string) bool {
	return map[string]func(string) bool{
		"uuid":                  uuidForm.MatchString, // RFC 9562, of whichever version
		"date-time":             isDateTime,
		"date":                  func(s string) bool { return parses("2006-01-02", s) },
		"time":                  isTime,
		"duration":              isDuration,
		"email":                 isEmail,
		"idn-email":             isEmail,
		"hostname":              isHostname,
		"ipv4":                  func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() },
		"ipv6":                  func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() && a.Zone() == "" },
		"uri":                   func(s string) bool { return isReference(s, isASCII) && hasScheme(s) },
		"uri-reference":         func(s string) bool { return isReference(s, isASCII) },
		"iri":                   func(s string) bool { return isReference(s, isCharacter) && hasScheme(s) },
		"iri-reference":         func(s string) bool { return isReference(s, isCharacter) },
		"json-pointer":          pointerForm.MatchString,                            // RFC 6901
		"relative-json-pointer": relativeForm.MatchString,                           // draft-bhutton-relative-json-pointer
		"byte":                  byteForm.MatchString,                               // base64, of either alphabet
		"base64url":             urlForm.MatchString,                                // OpenAPI format registry
		"char":                  func(s string) bool { return len([]rune(s)) == 1 }, // OpenAPI format registry
	}
}

// understoodFormats say nothing that a value could fail to be: hints, and what every text or number is.
func understoodFormats() []string {
	return []string{"password", "binary", "float", "double", "number", "string"}
}

// numberFormats are ranges of integers (OpenAPI 3.0, Data Types; the others are of OpenAPI's format registry).
func numberFormats() map[string][2]*big.Int {
	unsigned := func(bits uint) [2]*big.Int {
		return [2]*big.Int{big.NewInt(0), new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), bits), big.NewInt(1))}
	}
	return map[string][2]*big.Int{
		"int8":  {big.NewInt(math.MinInt8), big.NewInt(math.MaxInt8)},
		"int16": {big.NewInt(math.MinInt16), big.NewInt(math.MaxInt16)},
		"int32": {big.NewInt(math.MinInt32), big.NewInt(math.MaxInt32)},
		"int64": {big.NewInt(math.MinInt64), big.NewInt(math.MaxInt64)},
		"uint8": unsigned(8), "uint16": unsigned(16), "uint32": unsigned(32), "uint64": unsigned(64),
	}
}

// encodings are the content encodings that texts are held against (RFC 4648).
func encodings() map[string]func(string) bool {
	of := func(padded, bare *base64.Encoding) func(string) bool {
		return func(s string) bool {
			s = strings.Join(strings.Fields(s), "") // RFC 2045 breaks lines
			_, err := padded.DecodeString(s)
			_, bareErr := bare.DecodeString(s)
			return err == nil || bareErr == nil
		}
	}
	return map[string]func(string) bool{
		"base64": of(base64.StdEncoding, base64.RawStdEncoding), "base64url": of(base64.URLEncoding, base64.RawURLEncoding),
		"base16": hexForm.MatchString,
	}
}

var (
	uuidForm     = regexp.MustCompile(`^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$`)
	pointerForm  = regexp.MustCompile(`^(/([^~/]|~[01])*)*$`)
	relativeForm = regexp.MustCompile(`^(0|[1-9][0-9]*)(#|(/([^~/]|~[01])*)*)$`)
	byteForm     = regexp.MustCompile(`^[A-Za-z0-9+/_-]*=*$`)
	urlForm      = regexp.MustCompile(`^[A-Za-z0-9_-]*=*$`)
	hexForm      = regexp.MustCompile(`^([0-9A-Fa-f]{2})*$`)
	timeForm     = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`)
	durationForm = regexp.MustCompile(`^P([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?)$`)
	hostForm     = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`)
	schemeForm   = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:`)
)

func parses(layout, s string) bool {
	_, err := time.Parse(layout, s)
	return err == nil && len(s) == len(layout)
}

// isDateTime is date-time of RFC 3339, section 5.6, with T and Z in either case.
func isDateTime(s string) bool {
	date, clock, ok := strings.Cut(strings.ToUpper(s), "T")
	return ok && parses("2006-01-02", date) && isTime(clock)
}

// isTime is full-time of the same section. A second of 60 is the last one of a day of UTC.
func isTime(s string) bool {
	if !timeForm.MatchString(s) {
		return false
	}
	clock, isLeap := strings.CutPrefix(s[6:], "60")
	if !isLeap {
		return true
	}
	at, err := time.Parse("15:04Z07:00", s[:5]+strings.ToUpper(clock[strings.IndexAny(clock, "Zz+-"):]))
	return err == nil && at.UTC().Hour() == 23 && at.UTC().Minute() == 59
}

// isDuration is duration of RFC 3339, appendix A.
func isDuration(s string) bool {
	return durationForm.MatchString(s) &&
		!strings.HasSuffix(s, "T") && s != "P"
}

// isEmail wants no more than what every mailbox of RFC 5321, section 4.1.2 has.
func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 {
		return false
	}
	local, domain := s[:at], s[at+1:]
	quoted := len(local) > 1 && local[0] == '"' && local[len(local)-1] == '"'
	return !strings.ContainsFunc(domain, unicode.IsSpace) && (quoted || !strings.ContainsAny(local, "@ \t\r\n"))
}

// isHostname is a name of RFC 1123, section 2.1.
func isHostname(s string) bool {
	s = strings.TrimSuffix(s, ".")
	return len(s) <= 253 && hostForm.MatchString(s)
}

// isReference is a URI-reference of RFC 3986, or of RFC 3987 where other characters will do.
func isReference(s string, allowed func(rune) bool) bool {
	if strings.ContainsFunc(s, func(r rune) bool {
		return !allowed(r) || strings.ContainsRune(" \"<>\\^`{|}", r) || unicode.IsControl(r)
	}) {
		return false
	}
	_, err := url.Parse(strings.Replace(s, "[V", "[v", 1))
	return err == nil || strings.Contains(s, "//[v") || strings.Contains(s, "//[V") // an address of the future (section 3.2.2)
}

func hasScheme(s string) bool { return schemeForm.MatchString(s) }

func isASCII(r rune) bool { return r < unicode.MaxASCII }

func isCharacter(r rune) bool { return r != unicode.ReplacementChar }
