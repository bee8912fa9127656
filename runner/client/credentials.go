package client

import (
	"crypto/rand"
	"encoding/base64"
	"math/big"
	"net/url"
	"strings"

	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/suites/evidence"
)

// How long what a client is told is.
const (
	idLength       = reference.IDLength
	secretLength   = 40 // with the id, longer than a line of base64 in most languages
	nameLength     = 12
	passwordLength = 20
)

// specials read differently, or not at all, when they are not form-encoded before they are joined and made base64: printable
// ASCII alone (RFC 6749, appendix A).
const specials = `~ ?>+%&"':/=`

// credentials are what a client is told in a scenario.
type credentials struct {
	id, secret, username, password string
}

// fresh makes up credentials whose base64 has padding.
func fresh(user bool) credentials {
	c := credentials{id: reference.Random(idLength), secret: reference.Random(secretLength)}
	if user {
		c.username = strings.ToLower(reference.Random(nameLength)) + "@client.invalid"
		c.password = reference.Random(passwordLength)
	}
	return c
}

// special makes up credentials for which form-encoding makes a difference. Their base64 has padding whether they are
// form-encoded or not, and characters in which its alphabets differ where that is possible.
func special(user bool) credentials {
	c := fresh(user)
	for {
		c.id, c.secret = mixed(idLength), mixed(secretLength)
		bare := base64.StdEncoding.EncodeToString([]byte(c.id + ":" + c.secret))
		encoded := base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(c.id) + ":" + url.QueryEscape(c.secret)))
		if strings.Contains(bare, "+") && strings.Contains(bare, "/") && strings.HasSuffix(bare, "=") &&
			strings.Contains(encoded, "+") && strings.HasSuffix(encoded, "=") && decodesOtherwise(c.id) && decodesOtherwise(c.secret) {
			return c
		}
	}
}

// decodesOtherwise says that a text is another one for who takes it for form-encoded: that it is not shows.
func decodesOtherwise(text string) bool {
	decoded, err := url.QueryUnescape(text)
	return err != nil || decoded != text
}

// mixed gives n characters, every fourth of them a special one. It neither begins nor ends with one: many trim blanks.
func mixed(n int) string {
	const every = 4
	b := []byte(reference.Random(n))
	for i := every - 1; i < n-1; i += every {
		at, err := rand.Int(rand.Reader, big.NewInt(int64(len(specials))))
		if err != nil {
			continue // never, by its contract
		}
		b[i] = specials[at.Int64()]
	}
	return string(b)
}

// hide has what a scenario's client is told hidden, and looked for in what it prints.
func (p *play) hide() (err error) {
	of := func(what string) string { return what + " of " + string(p.scenario.Name) }
	for _, s := range []evidence.Secret{
		{Value: p.given.id, Meaning: of("client id"), Shell: "$AUTHCONFORM_CLIENT_ID"},
		{Value: p.given.secret, Meaning: of("client secret"), Shell: "$AUTHCONFORM_CLIENT_SECRET"},
		{Value: p.given.username, Meaning: of("user name"), Shell: "$AUTHCONFORM_USERNAME"},
		{Value: p.given.password, Meaning: of("password"), Shell: "$AUTHCONFORM_PASSWORD"},
	} {
		p.redactor.Learn(s)
	}
	if p.sought, err = newSought(); err != nil {
		return err
	}
	p.sought.add(evidence.ClientSecret, p.given.secret)
	p.sought.add(evidence.Password, p.given.password)
	return nil
}

// learn has tokens hidden that the client is about to be told. Those that are too short would be found in words.
func (p *play) learn(access, refresh string) {
	for what, token := range map[evidence.Credential]string{evidence.AccessToken: access, evidence.RefreshToken: refresh} {
		if len(token) >= redact.ShortSecret {
			p.redactor.Learn(evidence.Secret{Value: token})
			p.sought.add(what, token)
		}
	}
}
