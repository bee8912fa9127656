package reference

import (
	"crypto/rand"
	"crypto/tls"
	"log"
	"net/http"
	"strings"
	"time"
)

// How long what is made lives and is.
const (
	// DefaultLifetime is that of tokens, where nothing else is asked for.
	DefaultLifetime = time.Hour
	defaultAddress  = "127.0.0.1:0"
	// IDLength is the number of characters of a client's ID.
	IDLength       = 24
	secretLength   = 40
	nameLength     = 12
	passwordLength = 20
	// Specials read differently, or not at all, when they are not form-encoded before they are joined and made
	// base64 (RFC 6749, section 2.3.1): the separator itself, what form encoding writes otherwise, a percent
	// sign that begins no escape, and a letter outside ASCII.
	Specials = `é: +%&"'`
)

// Config says what kind of sound target to make. The zero value is a complete one.
type Config struct {
	// Contract is the contract that the target keeps, by name; the first when empty.
	Contract string
	// Policy is the contract's; whoever finds it by the name sets it.
	Policy *Policy
	// Lifetime is how long a token works; an hour when zero. It is told in whole seconds, so it is rounded
	// down to one, and is at least one.
	Lifetime time.Duration
	// ClientID and ClientSecret are the credentials of the client that gets what it asks for. Each one that is
	// empty is made at random, of letters in both cases and digits.
	ClientID, ClientSecret string
	// Unauthorized is a client that may not use the client credentials grant, InvalidGrant one whose grant is
	// invalid; once they have authenticated they are told so. Special is served as the first client is, but has
	// characters in its identifier and its secret that have to be encoded. What is empty is made at random.
	Unauthorized, InvalidGrant, Special Credentials
	// Username and Password are the resource owner's, where the contract has one. What is empty is made at random,
	// the name like an e-mail address.
	Username, Password string
	// Other is a second client that gets what it asks for, where the contract binds refresh tokens to clients. What is
	// empty is made at random.
	Other Credentials
	// MaxErrors is how many answers of class 4xx one address gets within a minute; no limit when zero. The
	// next one is a 429 in its place, and so is everything in the minute after it. It is counted what the
	// target answers over TLS by itself, before Revise and Wrap.
	MaxErrors int
	// Address and PlainAddress are what Start listens on, for TLS and for plain HTTP; a free port on
	// 127.0.0.1 when empty.
	Address, PlainAddress string
	// Clock tells the time by which tokens are issued and expire and errors are counted; time.Now when nil. Certificates follow the
	// real time in any case, because those who verify them do.
	Clock func() time.Time

	// InClear gives the server an address in plain HTTP, at which it answers as it does over TLS. WrapPlain then stands
	// around that.
	InClear bool

	// Revise is handed every answer of the token endpoint and the resource before it is written, and gives
	// the one to write. The answer is its own to change. Nil leaves all answers as they are.
	Revise func(*http.Request, Answer) Answer
	// Signed gives the token that the target has signed for one that its clients were told, for who has it revoked. Nil
	// where they are told no others.
	Signed func(told string) string
	// Wrap stands around the handler that answers over TLS, and sees requests first and responses last.
	Wrap func(http.Handler) http.Handler
	// WrapPlain stands around the handler that answers over plain HTTP.
	WrapPlain func(http.Handler) http.Handler
	// TLS may change the TLS settings before Start listens.
	TLS func(*tls.Config)
	// KeyRSA has Start make a certificate for an RSA key, which key exchange with RSA takes.
	KeyRSA bool
	// ErrorLog gets what the HTTP servers complain of; nobody does when nil.
	ErrorLog *log.Logger
}

// Complete fills in what was left out.
func (c Config) Complete() Config {
	if c.Lifetime == 0 {
		c.Lifetime = DefaultLifetime
	}
	c.Lifetime = max(c.Lifetime.Truncate(time.Second), time.Second)
	client := Credentials{c.ClientID, c.ClientSecret}.complete("")
	c.ClientID, c.ClientSecret = client.ID, client.Secret
	c.Unauthorized, c.InvalidGrant = c.Unauthorized.complete(""), c.InvalidGrant.complete("")
	c.Special, c.Other = c.Special.complete(Specials), c.Other.complete("")
	if c.Username == "" {
		c.Username = strings.ToLower(Random(nameLength)) + "@reference.invalid"
	}
	if c.Password == "" {
		c.Password = Random(passwordLength)
	}
	if c.Address == "" {
		c.Address = defaultAddress
	}
	if c.PlainAddress == "" {
		c.PlainAddress = defaultAddress
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	return c
}

// complete makes the parts that were left out. What is made begins with the prefix.
func (c Credentials) complete(prefix string) Credentials {
	if c.ID == "" {
		c.ID = prefix + Random(IDLength)
	}
	if c.Secret == "" {
		c.Secret = prefix + Random(secretLength)
	}
	return c
}

// The letters and digits that what is made consists of.
const (
	Upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	Lower  = "abcdefghijklmnopqrstuvwxyz"
	Digits = "0123456789"
)

// Random gives n letters and digits with at least one of each kind: a secret whose case can be changed and
// that reads the same in a URL, a form and a shell.
func Random(n int) string {
	for {
		s := draw(n)
		if strings.ContainsAny(s, Upper) && strings.ContainsAny(s, Lower) && strings.ContainsAny(s, Digits) {
			return s
		}
	}
}

func draw(n int) string {
	const alphabet = Upper + Lower + Digits
	// The largest multiple of the alphabet's size in a byte: taking more would favour the first letters.
	const limit = 256 - 256%len(alphabet)
	drawn := make([]byte, 0, n)
	block := make([]byte, 2*n)
	for len(drawn) < n {
		_, _ = rand.Read(block) // never fails, by its contract
		for _, b := range block {
			if int(b) < limit && len(drawn) < n {
				drawn = append(drawn, alphabet[int(b)%len(alphabet)])
			}
		}
	}
	return string(drawn)
}
