package reference

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

func logsIn(q *inquiry) bool { return asksFor(grantPassword)(q) }

func grantless(q *inquiry) bool { return len(q.sentForm()) > 0 && !q.sentForm().Has("grant_type") }

func otherGrantForm(q *inquiry) bool {
	return q.sentForm().Has("grant_type") && !grantless(q) && !logsIn(q) && !renews(q)
}

// without chooses requests for a grant that leave a parameter out.
func without(grant asked, parameter string) asked {
	return func(q *inquiry) bool { return grant(q) && !q.sentForm().Has(parameter) }
}

// wrongPassword chooses logins of the target's user with a password that is not its own but resembles it.
func wrongPassword(resembles func(sent, own string) bool) asked {
	return func(q *inquiry) bool {
		sent, own := q.sentForm().Get("password"), q.config.Password
		return logsIn(q) && q.sentForm().Get("username") == q.config.Username && sent != "" && sent != own && resembles(sent, own)
	}
}

func otherCase(sent, own string) bool { return strings.EqualFold(sent, own) }

// stranger chooses logins of a user that the target does not know, whatever the password, but for an empty one.
func stranger(q *inquiry) bool {
	return logsIn(q) && q.sentForm().Get("password") != "" && q.sentForm().Get("username") != "" && !strings.EqualFold(q.sentForm().Get("username"), q.config.Username)
}

func emptyPassword(q *inquiry) bool {
	return logsIn(q) && q.sentForm().Has("password") && q.sentForm().Get("password") == ""
}

// otherCaseName chooses logins of the target's user with the name in another case.
func otherCaseName(q *inquiry) bool {
	name := q.sentForm().Get("username")
	return logsIn(q) && name != q.config.Username && strings.EqualFold(name, q.config.Username)
}

// clientless chooses requests without any client authentication.
func clientless(q *inquiry) bool { return posts(q) && !q.inHeader() && !q.inContent() }

// clientlessLogin and clientlessRefresh tell them apart by their grant.
func clientlessLogin(q *inquiry) bool { return clientless(q) && !renews(q) }

// refreshByGuess chooses refreshes of the target's client with a secret that is not its own.
func refreshByGuess(q *inquiry) bool { return renews(q) && wrongSecret(anySecret)(q) }

// guessAtLogin chooses logins of the target's client with a secret that is not its own.
func guessAtLogin(q *inquiry) bool { return !renews(q) && ownSecret(anySecret)(q) }

func clientlessRefresh(q *inquiry) bool { return clientless(q) && renews(q) }

// strangeClient chooses requests whose client is not known, however it says who it is.
func strangeClient(q *inquiry) bool {
	id, secret, readable := q.credentials()
	known := Credentials{id, secret} == Credentials{q.ownID, q.ownKey} || Credentials{id, secret} == q.config.Other
	return posts(q) && !q.inContent() && (!readable || !known && secret != "") // who shows none is another matter
}

func byOtherClient(q *inquiry) bool {
	id, secret, readable := q.credentials()
	return posts(q) && readable && Credentials{id, secret} == q.config.Other
}

func sendsJSON(q *inquiry) bool { return posts(q) && q.typed("application/json") }

// asDocumented makes a login of a request, whatever it was: that of the target's user.
func asDocumented(q *inquiry) {
	q.fill(url.Values{"grant_type": {grantPassword}, "username": {q.config.Username}, "password": {q.config.Password}})
}

// asOwnClient gives a request the credentials of the target's own client, in the header and nowhere else.
func asOwnClient(q *inquiry) {
	q.Header.Set("Authorization", bareBasic(q.ownID, q.ownKey))
	if form := q.sentForm(); form != nil {
		form.Del("client_id")
		form.Del("client_secret")
		q.fill(form)
	}
}

// fromContent moves the client's credentials from the body to the header.
func fromContent(q *inquiry) {
	form := q.sentForm()
	q.Header.Set("Authorization", bareBasic(form.Get("client_id"), form.Get("client_secret")))
	form.Del("client_id")
	form.Del("client_secret")
	q.fill(form)
}

// fromJSON makes a form of JSON.
func fromJSON(q *inquiry) {
	var members map[string]any
	if json.Unmarshal(q.content, &members) != nil {
		return // the sound target refuses it
	}
	form := url.Values{}
	for name, value := range members {
		form.Set(name, fmt.Sprint(value))
	}
	q.fill(form)
}

// coded chooses answers by their error code.
func coded(code string) among {
	return func(r *reply) bool { return r.status >= http.StatusBadRequest && r.members()["error"] == code }
}

// grantRefused mutates the answers to a grant type that there is not.
func grantRefused(changes ...change) func(*Config) { return to(otherGrantForm, changes...) }
