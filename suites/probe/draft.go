package probe

import (
	"fmt"
	"io"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
)

// Encoding is how a request's parameters are put into its body.
type Encoding string

// The encodings of RFC 6749 (form) and of contracts that ask for JSON.
const (
	JSON Encoding = "application/json"
	Form Encoding = "application/x-www-form-urlencoded"
)

// Place is a set of places where the client's credentials go.
type Place uint8

// The places of RFC 6749, section 2.3.1, and the one it forbids.
const (
	InHeader Place = 1 << iota
	InBody
	InQuery
	AsKey // as an API key, where the contract's security scheme says
)

// Credentials are a client's identifier and its secret, or a user's name and password. However they are formatted, they
// do not show.
type Credentials struct {
	ID     string `json:"-"`
	Secret string `json:"-"`
}

// Format writes a placeholder for every verb, so that a log line about a target cannot give its secret away.
func (Credentials) Format(state fmt.State, _ rune) {
	_, _ = io.WriteString(state, "‹credentials›") // a fmt.State has no failures to report
}

// Param is one parameter of a token request. Value is a string, or anything encoding/json can write
// where a request is wrong on purpose.
type Param struct {
	Name  string
	Value any
}

// AccessToken is a token with the type that its answer named.
type AccessToken struct{ Type, Value string }

// Channel is what a request travels on.
type Channel struct {
	Plain     bool   // http instead of https
	HTTP1     bool   // HTTP/1.1 even where the target speaks HTTP/2
	Own       int    // a connection of its own, by number, that nothing else travels on; 0 for those that are shared
	Raw       bool   // what comes after the answer's head is kept, even where nothing may
	Handshake uint16 // no request at all: a TLS handshake of exactly this version (crypto/tls numbers)
}

// InOrder is the number of the connection that is used by one question after the other.
const InOrder = -1

// Draft is a request before it becomes bytes. A probe is an edit of the documented, valid draft, so
// that it differs from its control in one thing.
type Draft struct {
	Channel     Channel
	Method      string
	Accept      string
	ContentType string // "" sends no Content-Type
	Encoding    Encoding
	Params      []Param
	Indent      bool    // JSON with insignificant white space
	Body        *string // these bytes instead of the parameters

	Client        Credentials
	Place         Place
	IDParam       string // the members that carry credentials in a body or a query
	SecretParam   string
	UserParam     string // the members that carry the resource owner's credentials (RFC 6749, section 4.3)
	PasswordParam string
	RefreshGrant  string // the grant type of a refresh, and the member that carries the refresh token (section 6)
	RefreshParam  string
	FormEncoded   bool    // the credentials are form-encoded before they are joined for Basic (section 2.3.1)
	Scheme        string  // the spelling of "Basic"
	Authorization *string // this value instead of scheme and credentials

	Key    facts.APIKey     // where an API key goes
	Always []Param          // members of the body that every request has
	Fields []evidence.Field // header fields that every token request has

	Resource bool        // to the protected resource, not the token endpoint
	Token    AccessToken // what authorizes there
	Query    []Param     // parameters in the URL

	LowerCase bool             // header names in lower case
	Extra     []evidence.Field // further header fields: User-Agent, the provider's own
}

func (d *Draft) set(name string, value any) {
	for i := range d.Params {
		if d.Params[i].Name == name {
			d.Params[i].Value = value
			return
		}
	}
	d.Params = append(d.Params, Param{name, value})
}

func (d *Draft) drop(name string) {
	kept := d.Params[:0:0]
	for _, p := range d.Params {
		if p.Name != name {
			kept = append(kept, p)
		}
	}
	d.Params = kept
}

// identify fills in the resource owner's credentials, where the grant has any.
func (d *Draft) identify(user Credentials) {
	if d.UserParam != "" {
		d.set(d.UserParam, user.ID)
		d.set(d.PasswordParam, user.Secret)
	}
}

// refresh makes it a request of the refresh grant.
func (d *Draft) refresh(token string) {
	d.Params = append([]Param{{"grant_type", d.RefreshGrant}, {d.RefreshParam, token}}, d.Always...)
}

func (d *Draft) raw(body string) { d.Body = &body }

func (d *Draft) authorize(value string) { d.Authorization = &value }
