package wire

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// JWT is what can be seen of a JSON Web Token (RFC 7519) from outside. No signature is checked: the key is
// the target's.
type JWT struct {
	// Alg is the algorithm that the header names; "" when it names none.
	Alg string
	// Expires, IssuedAt and NotBefore are the claims exp, iat and nbf in seconds since the epoch; nil when
	// the claim is missing or no number.
	Expires, IssuedAt, NotBefore *float64
	// MisstatedExpiry says that there is a claim exp, and that it is no number (RFC 7519, section 2, NumericDate).
	MisstatedExpiry bool
}

// ParseJWT reads a token as a JWT in the compact form with a signature (RFC 7515, section 7.1): three
// base64url parts, a JSON object as header and one as claims. The signature may be empty, as it is with the
// algorithm none. Its errors never hold a part of the token.
func ParseJWT(token string) (JWT, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return JWT{}, fmt.Errorf("wanted a JWT of three parts, found %d", len(parts))
	}
	var jwt JWT
	header, err := object(parts[0])
	if err != nil {
		return JWT{}, fmt.Errorf("wanted a JSON object as header of the JWT, found %w", err)
	}
	claims, err := object(parts[1])
	if err != nil {
		return JWT{}, fmt.Errorf("wanted a JSON object as claims of the JWT, found %w", err)
	}
	if _, err := base64.RawURLEncoding.DecodeString(parts[2]); err != nil || hasLineBreak(parts[2]) {
		return JWT{}, errors.New("wanted a JWT whose signature is base64url, found other characters in it")
	}
	jwt.Alg, _ = header["alg"].(string)
	_, expires := claims["exp"]
	jwt.Expires, jwt.IssuedAt, jwt.NotBefore = date(claims["exp"]), date(claims["iat"]), date(claims["nbf"])
	jwt.MisstatedExpiry = expires && jwt.Expires == nil
	return jwt, nil
}

func object(part string) (map[string]any, error) {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil || hasLineBreak(part) {
		return nil, errors.New("something that is not base64url")
	}
	members, ok := Members(text)
	if !ok || len(StrictJSON(text)) > 0 {
		return nil, errors.New("something else")
	}
	return members, nil
}

// hasLineBreak makes up for package base64, which passes over line breaks.
func hasLineBreak(part string) bool { return strings.ContainsAny(part, "\r\n") }

func date(claim any) *float64 {
	number, ok := claim.(json.Number)
	if !ok {
		return nil
	}
	seconds, err := number.Float64()
	if err != nil && !errors.Is(err, strconv.ErrRange) { // what is beyond all numbers is infinitely far away
		return nil
	}
	return &seconds
}
