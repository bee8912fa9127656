package match

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// Usable wants an access token that can travel in a header: visible ASCII without spaces (R6). That it is not
// empty is a condition of there being one.
func Usable() Matcher {
	return New("a token of visible ASCII characters", func(x evidence.Exchange) []wire.Violation {
		if wire.IsVisibleASCII(text(x, "access_token")) {
			return nil
		}
		return one("/access_token", "characters", "found a space, a control character or a character outside ASCII")
	})
}

// BearerSyntax wants an access token in the syntax of RFC 6750, section 2.1.
func BearerSyntax() Matcher {
	return New("a token in the Bearer syntax (RFC 6750, section 2.1)", func(x evidence.Exchange) []wire.Violation {
		if wire.IsBearerToken(text(x, "access_token")) {
			return nil
		}
		return one("/access_token", "bearer-syntax", "found characters that b64token does not have")
	})
}

// SignedJWT wants an access token that is a JWT with an algorithm other than none (RFC 7519).
func SignedJWT() Matcher {
	return New("a JWT that names its algorithm", func(x evidence.Exchange) []wire.Violation {
		jwt, err := wire.ParseJWT(text(x, "access_token"))
		switch {
		case err != nil:
			return one("/access_token", "jwt", "%v", err)
		case strings.HasSuffix(text(x, "access_token"), "."):
			return one("/access_token", "jwt.signature", "found a JWT with an empty signature")
		case jwt.Alg == "" || strings.EqualFold(jwt.Alg, "none"):
			return one("/access_token", "jwt.alg", "found a JWT that is not signed")
		default:
			return nil
		}
	})
}

// ExpiryAgrees wants the claim exp to be a number, and to lie expires_in after the token was issued, give or take a minute.
func ExpiryAgrees() Matcher {
	const grace = 60
	return New("exp within a minute of expires_in", func(x evidence.Exchange) []wire.Violation {
		jwt, err := wire.ParseJWT(text(x, "access_token"))
		seconds, lifetime := lifetime(x)
		if err == nil && jwt.MisstatedExpiry {
			return one("/access_token", "jwt.exp", "found an exp that is no number (RFC 7519, section 4.1.4)")
		}
		if err != nil || jwt.Expires == nil || !lifetime {
			return nil
		}
		off := math.Inf(1)
		for _, answered := range answeredAt(x) {
			off = min(off, math.Abs(*jwt.Expires-answered-seconds))
		}
		if off > grace {
			return one("/access_token", "jwt.exp", "exp and expires_in are %.0f seconds apart", off)
		}
		return nil
	})
}

// answeredAt is when a response was generated, in seconds since the epoch, which is what expires_in counts from: by
// our clock, and by the target's, which is not always the clock of what issues tokens behind it (R6). A claim iat does not
// tell: the token may be older than the response.
func answeredAt(x evidence.Exchange) []float64 {
	answer, _ := x.Answer()
	clocks := []float64{float64(x.Started.Add(x.Duration).Unix())}
	if date, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		clocks = append(clocks, float64(date.Unix()))
	}
	return clocks
}

// HasExpiry tells whether there is something for ExpiryAgrees to compare; "" when there is.
func HasExpiry(x evidence.Exchange) string {
	jwt, err := wire.ParseJWT(text(x, "access_token"))
	switch {
	case err == nil && jwt.MisstatedExpiry:
		return ""
	case err != nil || jwt.Expires == nil:
		return "the access token is no JWT with an exp"
	}
	if _, ok := lifetime(x); !ok {
		return "expires_in is no number"
	}
	return ""
}

// PositiveLifetime wants expires_in to be greater than zero.
func PositiveLifetime() Matcher {
	return New("a positive expires_in", func(x evidence.Exchange) []wire.Violation {
		if seconds, ok := lifetime(x); ok && seconds <= 0 {
			return one("/expires_in", "positive", "found a number that is not greater than zero")
		}
		return nil
	})
}

// WholeLifetime wants expires_in to be written without fraction and exponent.
func WholeLifetime() Matcher {
	return New("expires_in without fraction or exponent", func(x evidence.Exchange) []wire.Violation {
		value, _ := x.Member(wire.ExpiresIn)
		number, _ := value.(json.Number)
		if strings.ContainsAny(number.String(), ".eE") {
			return one("/expires_in", "integer-literal", "found a number with a fraction or an exponent")
		}
		return nil
	})
}

// SchemeName wants token_type to be a valid name of an HTTP authentication scheme (RFC 9110, section 11.1).
func SchemeName() Matcher {
	return New("a token_type that is a valid authentication scheme name", func(x evidence.Exchange) []wire.Violation {
		if wire.IsAuthScheme(text(x, "token_type")) {
			return nil
		}
		return one("/token_type", "scheme-name", "found a string that cannot stand before a token in Authorization")
	})
}

// Bearer wants token_type to be Bearer, in any case.
func Bearer() Matcher {
	return New("token_type Bearer", func(x evidence.Exchange) []wire.Violation {
		if strings.EqualFold(text(x, "token_type"), "Bearer") {
			return nil
		}
		if _, ok := x.Member(wire.TokenType); !ok {
			return one("/token_type", "required", "found no token_type")
		}
		return one("/token_type", "bearer", "found another type")
	})
}

// NotEmpty wants a member of the answer to be a string that is not empty.
func NotEmpty(member string) Matcher {
	return New("a "+member+" that is not empty", func(x evidence.Exchange) []wire.Violation {
		if text(x, member) != "" {
			return nil
		}
		return one("/"+member, "empty", "found an empty string")
	})
}

// TakenByLibrary wants a token that the library which fetched it takes for one. That it has no room for a lifetime which
// the contract allows (R6) is not the target's matter: it is noted.
func TakenByLibrary() Matcher {
	return New("200 with a token that the library takes", func(x evidence.Exchange) []wire.Violation {
		switch violations := Granted().judge(x); {
		case x.Library == "" && violations == nil && beyond64Bits(x):
			return nil
		case x.Library == "" && violations == nil:
			return one("", "library", "the library does not take the answer for a token")
		case x.Library != "" && violations != nil:
			return one("", "library", "the library takes a token from an answer that is no JSON token response")
		default:
			return violations
		}
	}).noting(func(x evidence.Exchange) string {
		if x.Library == "" && beyond64Bits(x) {
			return "the library holds no lifetime that takes more than 64 bits, and so does not take the token"
		}
		return ""
	})
}

// beyond64Bits says that a token's lifetime is an integer for which 64 bits are too few.
func beyond64Bits(x evidence.Exchange) bool {
	value, _ := x.Member(wire.ExpiresIn)
	number, _ := value.(json.Number)
	_, err := strconv.ParseInt(number.String(), 10, 64)
	return errors.Is(err, strconv.ErrRange)
}

// IsText tells whether an answer has a member that is a string; "" when it has, otherwise why its content
// is not judged: that it is missing or of another type is a violation of its own.
func IsText(member string) func(evidence.Exchange) string {
	return func(x evidence.Exchange) string {
		if value, _ := x.Member(member); isString(value) {
			return ""
		}
		return "no answer has a string " + x.Layout.Names(member)
	}
}

func isString(value any) bool {
	_, is := value.(string)
	return is
}

// IsNumber is IsText for numbers.
func IsNumber(member string) func(evidence.Exchange) string {
	return func(x evidence.Exchange) string {
		value, _ := x.Member(member)
		if _, ok := value.(json.Number); ok {
			return ""
		}
		return "no answer has a number " + x.Layout.Names(member)
	}
}

// HasLifetime is IsText for what says how long a token lasts.
func HasLifetime(x evidence.Exchange) string {
	if x.Layout == nil {
		return IsNumber(wire.ExpiresIn)(x)
	}
	if _, ok := x.Lifetime(); ok {
		return ""
	}
	return "no answer says how long its token lasts"
}

func text(x evidence.Exchange, member string) string { return x.Text(member) }

// lifetime reads how long a token lasts. One that is beyond all numbers is one without end.
func lifetime(x evidence.Exchange) (seconds float64, ok bool) { return x.Lifetime() }
