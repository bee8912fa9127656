package fault

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/runner/reference"
)

// AuthScheme chooses requests by the scheme of their Authorization, in this spelling.
func AuthScheme(name string) RequestMatch {
	return func(q *Request) bool {
		scheme, _ := reference.SplitScheme(q.Header.Get("Authorization"))
		return Posts(q) && scheme == name
	}
}

// WrongSecret chooses requests of the target's own client with a secret that is not its own but resembles it.
func WrongSecret(resembles func(sent, own string) bool) RequestMatch {
	return func(q *Request) bool {
		id, secret, readable := q.Credentials()
		return Posts(q) && readable && id == q.OwnID && secret != "" && secret != q.OwnKey && resembles(secret, q.OwnKey)
	}
}

// Credentials gives the client's, from the header, as the contract has them written.
func (q *Request) Credentials() (id, secret string, readable bool) {
	return q.Config.Policy.Credentials(q.Header.Get("Authorization"))
}

// AnySecret finds every two secrets alike.
func AnySecret(string, string) bool { return true }

// Prefix says that what was sent is the beginning of the target's own.
func Prefix(sent, own string) bool { return strings.HasPrefix(own, sent) }

// UnknownClient chooses requests of a client that the target does not know, with credentials in their header alone.
func UnknownClient(q *Request) bool {
	id, _, readable := q.Credentials()
	c := q.Config
	return Posts(q) && readable && id != "" && !q.InContent() && !slices.Contains([]string{q.OwnID, c.Unauthorized.ID, c.InvalidGrant.ID, c.Special.ID, c.Other.ID}, id)
}

// OwnPrefix chooses requests of a client that the target does not know, whose id begins like that of its own, with the right secret.
func OwnPrefix(q *Request) bool {
	id, secret, readable := q.Credentials()
	return UnknownClient(q) && readable && strings.HasPrefix(id, q.OwnID) && secret == q.OwnKey
}

// Pair gives what stands in the place of Basic credentials, and whether it is base64; false without any.
func (q *Request) Pair() (text string, base64d, found bool) {
	scheme, encoded := reference.SplitScheme(q.Header.Get("Authorization"))
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	return string(decoded), err == nil, scheme == "Basic"
}

// NotBase64 chooses Basic credentials that are not base64.
func NotBase64(q *Request) bool {
	_, base64d, found := q.Pair()
	return Posts(q) && found && !base64d
}

// NoColon chooses Basic credentials without a colon.
func NoColon(q *Request) bool {
	text, base64d, found := q.Pair()
	return Posts(q) && found && base64d && !strings.Contains(text, ":")
}

// Unreadable chooses Basic credentials that are not a pair.
func Unreadable(q *Request) bool { return NotBase64(q) || NoColon(q) }

// InHeader and inContent say where a request has credentials.
func (q *Request) InHeader() bool { return q.Header.Get("Authorization") != "" }

// InContent says that a request has a client secret in its body.
func (q *Request) InContent() bool { return bytes.Contains(q.Content, []byte("client_secret")) }

// HeaderAlone chooses requests with credentials in their header and nowhere else.
func HeaderAlone(q *Request) bool { return Posts(q) && q.InHeader() && !q.InContent() }

// ContentAlone chooses requests with a client secret in their body and no credentials in their header.
func ContentAlone(q *Request) bool {
	return Posts(q) && !q.InHeader() && q.InContent() && !bytes.Contains(q.Content, []byte(`"client_secret":""`))
}

// shown gives the client's credentials as a request shows them, wherever they stand: "" for an id or a secret that is not
// there.
func (q *Request) shown() (id, secret string, inHeader bool) {
	if id, secret, readable := q.Credentials(); readable {
		return id, secret, true
	}
	if form := q.SentForm(); form != nil {
		return form.Get("client_id"), form.Get("client_secret"), false
	}
	members := q.Members()
	id, _ = members["client_id"].(string)
	secret, _ = members["client_secret"].(string)
	return id, secret, false
}

// Showing chooses requests by the credentials that they show, and whether these stand in the header.
func Showing(fits func(q *Request, id, secret string, inHeader bool) bool) RequestMatch {
	return func(q *Request) bool {
		id, secret, inHeader := q.shown()
		return Posts(q) && fits(q, id, secret, inHeader)
	}
}

// OwnSecret chooses requests of the target's client with a secret that is not its own, in header or body.
func OwnSecret(fits func(sent, own string) bool) RequestMatch {
	return Showing(func(q *Request, id, secret string, _ bool) bool {
		return id == q.OwnID && secret != "" && secret != q.OwnKey && fits(secret, q.OwnKey)
	})
}

// Secretless chooses requests that name the target's client and show no secret for it.
func Secretless(inHeader, inForm bool) RequestMatch {
	return Showing(func(q *Request, id, secret string, header bool) bool {
		return id == q.OwnID && secret == "" && header == inHeader && q.IsForm() == inForm
	})
}

// SecretIn chooses requests of the target's client with a secret that is not its own, in the header alone or in the body alone.
func SecretIn(header bool, fits func(sent, own string) bool) RequestMatch {
	return Showing(func(q *Request, id, secret string, inHeader bool) bool {
		return inHeader == header && (header || !q.InHeader()) && id == q.OwnID && secret != "" && secret != q.OwnKey && fits(secret, q.OwnKey)
	})
}

// OnePlaceDeviations take what comes near to a client's secret in one of two places that it may stand in, and compare it well in the
// other (R9, R11, R23); taken has the target take it.
func OnePlaceDeviations(header bool, clause string, taken func(RequestMatch) func(*reference.Config)) []Deviation {
	name, place := "in-body", "in the body"
	if header {
		name, place = "in-header", "in the header"
	}
	var list []Deviation
	for _, near := range []struct {
		name, what string
		fits       func(sent, own string) bool
	}{
		{"cut", "takes a secret that is cut short", Prefix},
		{"blanks", "trims the secret", BlanksAround},
	} {
		list = append(list, New("secret-"+near.name+"-"+name+"-taken", near.what+" "+place+", and there alone", taken(SecretIn(header, near.fits)), clause).SeenBy(Full))
	}
	return list
}

// LongerThan says that a secret was sent with more behind it than blanks.
func LongerThan(sent, own string) bool {
	return strings.HasPrefix(sent, own) && strings.TrimSpace(sent) != own
}

// BlanksAround says that a secret was sent with blanks around it.
func BlanksAround(sent, own string) bool { return strings.TrimSpace(sent) == own }

// BlankBehind says that a secret was sent with blanks behind it.
func BlankBehind(sent, own string) bool { return strings.TrimRight(sent, " ") == own }

// LineBehind says that a secret was sent with a line feed behind it.
func LineBehind(sent, own string) bool { return sent == own+"\n" }

// BlankBefore says that a value was sent with blanks before it.
func BlankBefore(sent, own string) bool { return strings.TrimLeft(sent, " ") == own }

// TabBehind says that a value was sent with a tab behind it.
func TabBehind(sent, own string) bool { return sent == own+"\t" }

// NearGrant is a way to read a grant type that comes near to a right one.
type NearGrant struct {
	Name, What string
	Fits       func(sent, own string) bool
}

// NearGrants are these ways.
func NearGrants() []NearGrant {
	return []NearGrant{
		{"case", "does not mind the case of grant_type", strings.EqualFold},
		{"blanks", "does not mind blanks around grant_type", BlanksAround},
		{"blank-before", "cuts off blanks before grant_type", BlankBefore},
		{"blank-behind", "cuts off blanks behind grant_type", BlankBehind},
		{"tab-behind", "cuts off a tab behind grant_type", TabBehind},
		{"line-behind", "reads a grant_type as far as its line goes", LineBehind},
		{"nul-behind", "reads a grant_type as far as its NUL", func(sent, own string) bool { return sent == own+"\x00" }},
		{"cut", "takes whatever its grant type begins with", func(sent, own string) bool { return sent != "" && Prefix(sent, own) }},
		{"prefix", "takes whatever begins with its grant type", strings.HasPrefix},
	}
}

// WordedGrants are the ways to know a grant type by another spelling of its words.
func WordedGrants() []NearGrant {
	return []NearGrant{
		{"hyphens", "knows a grant by its name with hyphens", func(sent, own string) bool { return sent != own && strings.ReplaceAll(sent, "-", "_") == own }},
		{"camel-case", "knows a grant by its name in camel case", func(sent, own string) bool {
			return sent != own && sent != strings.ToUpper(sent) && strings.EqualFold(sent, strings.ReplaceAll(own, "_", ""))
		}},
	}
}

// NobodyIn chooses requests with the places of an id and a secret, in header or body, and nothing in them.
func NobodyIn(inHeader bool) RequestMatch {
	return Showing(func(q *Request, id, secret string, header bool) bool {
		return id == "" && secret == "" && header == inHeader && (inHeader || q.InContent())
	})
}

// UnknownIn chooses requests of a client that does not exist, in header or body, with a form or with JSON.
func UnknownIn(inHeader, inForm bool) RequestMatch {
	return Showing(func(q *Request, id, _ string, header bool) bool {
		return strings.HasPrefix(id, "authconform-unknown") && header == inHeader && q.IsForm() == inForm
	})
}

// DocumentedAgain makes the documented request of the target's client of whatever was sent.
func DocumentedAgain(q *Request) {
	q.Method, q.URL.RawQuery = http.MethodPost, ""
	q.document()
}

// document gives a request what the documented one of the target's client says.
func (q *Request) document() {
	of := q.Config.Policy.Documented(q.Config)
	q.Content = of.Content
	q.Header.Set("Content-Type", of.ContentType)
	q.Header.Set("Authorization", of.Authorization)
	if of.Authorization == "" {
		q.Header.Del("Authorization")
	}
	for name, values := range of.Header {
		q.Header[name] = values
	}
	if of.Query != "" {
		q.URL.RawQuery = of.Query
	}
}
