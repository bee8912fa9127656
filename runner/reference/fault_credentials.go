package reference

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

// authScheme chooses requests by the scheme of their Authorization, in this spelling.
func authScheme(name string) asked {
	return func(q *inquiry) bool {
		scheme, _ := splitScheme(q.Header.Get("Authorization"))
		return posts(q) && scheme == name
	}
}

// wrongSecret chooses requests of the target's own client with a secret that is not its own but resembles it.
func wrongSecret(resembles func(sent, own string) bool) asked {
	return func(q *inquiry) bool {
		id, secret, readable := q.credentials()
		return posts(q) && readable && id == q.ownID && secret != "" && secret != q.ownKey && resembles(secret, q.ownKey)
	}
}

// credentials gives the client's, from the header, as the contract has them written.
func (q *inquiry) credentials() (id, secret string, readable bool) {
	return q.config.policy.credentials(q.Header.Get("Authorization"))
}

func anySecret(string, string) bool { return true }

func prefix(sent, own string) bool { return strings.HasPrefix(own, sent) }

func unknownClient(q *inquiry) bool {
	id, _, readable := q.credentials()
	c := q.config
	return posts(q) && readable && !slices.Contains([]string{q.ownID, c.Unauthorized.ID, c.InvalidGrant.ID, c.Special.ID, c.Other.ID}, id)
}

// pair gives what stands in the place of Basic credentials, and whether it is base64; false without any.
func (q *inquiry) pair() (text string, base64d, found bool) {
	scheme, encoded := splitScheme(q.Header.Get("Authorization"))
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	return string(decoded), err == nil, scheme == "Basic"
}

func notBase64(q *inquiry) bool {
	_, base64d, found := q.pair()
	return posts(q) && found && !base64d
}

func noColon(q *inquiry) bool {
	text, base64d, found := q.pair()
	return posts(q) && found && base64d && !strings.Contains(text, ":")
}

func unreadable(q *inquiry) bool { return notBase64(q) || noColon(q) }

// inHeader and inContent say where a request has credentials.
func (q *inquiry) inHeader() bool { return q.Header.Get("Authorization") != "" }

func (q *inquiry) inContent() bool { return bytes.Contains(q.content, []byte("client_secret")) }

func headerAlone(q *inquiry) bool { return posts(q) && q.inHeader() && !q.inContent() }

func contentAlone(q *inquiry) bool {
	return posts(q) && !q.inHeader() && q.inContent() && !bytes.Contains(q.content, []byte(`"client_secret":""`))
}

// shown gives the client's credentials as a request shows them, wherever they stand: "" for an id or a secret that is not
// there.
func (q *inquiry) shown() (id, secret string, inHeader bool) {
	if id, secret, readable := q.credentials(); readable {
		return id, secret, true
	}
	if form := q.sentForm(); form != nil {
		return form.Get("client_id"), form.Get("client_secret"), false
	}
	members := q.members()
	id, _ = members["client_id"].(string)
	secret, _ = members["client_secret"].(string)
	return id, secret, false
}

// showing chooses requests by the credentials that they show, and whether these stand in the header.
func showing(fits func(q *inquiry, id, secret string, inHeader bool) bool) asked {
	return func(q *inquiry) bool {
		id, secret, inHeader := q.shown()
		return posts(q) && fits(q, id, secret, inHeader)
	}
}

// ownSecret chooses requests of the target's client with a secret that is not its own, in header or body.
func ownSecret(fits func(sent, own string) bool) asked {
	return showing(func(q *inquiry, id, secret string, _ bool) bool {
		return id == q.ownID && secret != "" && secret != q.ownKey && fits(secret, q.ownKey)
	})
}

// secretless chooses requests that name the target's client and show no secret for it.
func secretless(inHeader, inForm bool) asked {
	return showing(func(q *inquiry, id, secret string, header bool) bool {
		return id == q.ownID && secret == "" && header == inHeader && q.isForm() == inForm
	})
}

func longerThan(sent, own string) bool {
	return strings.HasPrefix(sent, own) && strings.TrimSpace(sent) != own
}

func blanksAround(sent, own string) bool { return strings.TrimSpace(sent) == own }

func blankBehind(sent, own string) bool { return strings.TrimRight(sent, " ") == own }

// unknownIn chooses requests of a client that does not exist, in header or body, with a form or with JSON.
func unknownIn(inHeader, inForm bool) asked {
	return showing(func(q *inquiry, id, _ string, header bool) bool {
		return strings.HasPrefix(id, "authconform-unknown") && header == inHeader && q.isForm() == inForm
	})
}

// documentedAgain makes the documented request of the target's client of whatever was sent.
func documentedAgain(q *inquiry) {
	q.Method, q.URL.RawQuery = http.MethodPost, ""
	q.document()
}

// document gives a request what the documented one of the target's client says.
func (q *inquiry) document() {
	of := q.config.policy.documented(q.config)
	q.content = of.content
	q.Header.Set("Content-Type", of.contentType)
	q.Header.Set("Authorization", of.authorization)
}
