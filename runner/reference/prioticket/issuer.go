package prioticket

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

const (
	// IssuerName is the iss of every token.
	IssuerName = "https://reference.authconform.invalid"
	keyLength  = 32 // RFC 7518, section 3.2: at least the digest's
)

// issuer signs tokens and knows its own again. The target is both who issues and who accepts, so a key that
// is shared between the two is enough.
type issuer struct {
	key      []byte
	lifetime time.Duration
}

func newIssuer(lifetime time.Duration) *issuer {
	key := make([]byte, keyLength)
	_, _ = rand.Read(key) // never fails, by its contract
	return &issuer{key: key, lifetime: lifetime}
}

// claims are what a token says (RFC 7519, section 4.1; RFC 8693, section 4.2 for the scope).
type claims struct {
	jwt.Claims
	Scope string `json:"scope"`
}

// sign makes a token for a client.
func (i *issuer) sign(subject, scope string, now time.Time) (string, error) {
	options := (&jose.SignerOptions{}).WithType("JWT")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: i.key}, options)
	if err != nil {
		return "", fmt.Errorf("signer for tokens: %w", err)
	}
	issued := jwt.NewNumericDate(now)
	// Rounded up to a whole second, as claims are: no token ends before its expires_in is over.
	expiry := now.Add(i.lifetime + time.Second - time.Nanosecond)
	token, err := jwt.Signed(signer).Claims(claims{Scope: scope, Claims: jwt.Claims{
		Issuer: IssuerName, Subject: subject, ID: rand.Text(),
		IssuedAt: issued, NotBefore: issued, Expiry: jwt.NewNumericDate(expiry),
	}}).Serialize()
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return token, nil
}

// verify gives the claims of a token that this issuer signed and that has not expired. It takes one
// algorithm and one spelling: a signature with other padding bits is the same to base64, but it is not the
// token that was issued.
func (i *issuer) verify(token string, now time.Time) (claims, error) {
	if !canonical(token) {
		return claims{}, errors.New("want three parts in canonical base64url, found another form: not a token of this target")
	}
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.HS256})
	if err != nil {
		return claims{}, fmt.Errorf("reading a token: %w", err)
	}
	payload, err := signed.Verify(i.key)
	if err != nil {
		return claims{}, fmt.Errorf("verifying a token: %w", err)
	}
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil {
		return claims{}, fmt.Errorf("reading a token's claims: %w", err)
	}
	// RFC 7519, section 4.1.4: refused on its expiry already. The library would still take it then.
	if c.Expiry == nil || !now.Before(c.Expiry.Time()) {
		return claims{}, jwt.ErrExpired
	}
	if err := c.ValidateWithLeeway(jwt.Expected{Issuer: IssuerName, Time: now}, 0); err != nil {
		return claims{}, fmt.Errorf("validating a token: %w", err)
	}
	return c, nil
}

func canonical(token string) bool {
	parts := 0
	for part := range strings.SplitSeq(token, ".") {
		parts++
		decoded, err := base64.RawURLEncoding.DecodeString(part)
		if parts > 3 || err != nil || base64.RawURLEncoding.EncodeToString(decoded) != part {
			return false
		}
	}
	return parts == 3
}
