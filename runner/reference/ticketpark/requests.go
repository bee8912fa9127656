package ticketpark

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

func logsIn(q *fault.Request) bool { return fault.AsksFor(reference.GrantPassword)(q) }

func grantless(q *fault.Request) bool {
	return len(q.SentForm()) > 0 && !q.SentForm().Has("grant_type")
}

func otherGrantForm(q *fault.Request) bool {
	return q.SentForm().Has("grant_type") && !grantless(q) && !logsIn(q) && !fault.Renews(q)
}

// without chooses requests for a grant that leave a parameter out.
func without(grant fault.RequestMatch, parameter string) fault.RequestMatch {
	return func(q *fault.Request) bool { return grant(q) && !q.SentForm().Has(parameter) }
}

// wrongPassword chooses logins of the target's user with a password that is not its own but resembles it.
func wrongPassword(resembles func(sent, own string) bool) fault.RequestMatch {
	return func(q *fault.Request) bool {
		sent, own := q.SentForm().Get("password"), q.Config.Password
		return logsIn(q) && q.SentForm().Get("username") == q.Config.Username && sent != "" && sent != own && resembles(sent, own)
	}
}

func otherCase(sent, own string) bool { return strings.EqualFold(sent, own) }

// stranger chooses logins of a user that the target does not know, whatever the password, but for an empty one.
func stranger(q *fault.Request) bool {
	return logsIn(q) && q.SentForm().Get("password") != "" && q.SentForm().Get("username") != "" && !strings.EqualFold(q.SentForm().Get("username"), q.Config.Username)
}

func emptyPassword(q *fault.Request) bool {
	return logsIn(q) && q.SentForm().Has("password") && q.SentForm().Get("password") == ""
}

func emptyName(q *fault.Request) bool {
	return logsIn(q) && q.SentForm().Has("username") && q.SentForm().Get("username") == ""
}

func emptyRefresh(q *fault.Request) bool {
	return fault.Renews(q) && q.SentForm().Has("refresh_token") && q.SentForm().Get("refresh_token") == ""
}

// otherCaseName chooses logins of the target's user with the name in another case.
func otherCaseName(q *fault.Request) bool {
	name := q.SentForm().Get("username")
	return logsIn(q) && name != q.Config.Username && strings.EqualFold(name, q.Config.Username)
}

// clientless chooses requests without any client authentication.
func clientless(q *fault.Request) bool { return fault.Posts(q) && !q.InHeader() && !q.InContent() }

// clientlessLogin and clientlessRefresh tell them apart by their grant.
func clientlessLogin(q *fault.Request) bool { return clientless(q) && !fault.Renews(q) }

// refreshByGuess chooses refreshes of the target's client with a secret that is not its own.
func refreshByGuess(q *fault.Request) bool {
	return fault.Renews(q) && fault.WrongSecret(fault.AnySecret)(q)
}

// guessAtLogin chooses logins of the target's client with a secret that is not its own.
func guessAtLogin(q *fault.Request) bool {
	return !fault.Renews(q) && fault.OwnSecret(fault.AnySecret)(q)
}

func clientlessRefresh(q *fault.Request) bool { return clientless(q) && fault.Renews(q) }

// strangeClient chooses requests whose client is not known, however it says who it is.
func strangeClient(q *fault.Request) bool {
	id, secret, readable := q.Credentials()
	known := reference.Credentials{ID: id, Secret: secret} == reference.Credentials{ID: q.OwnID, Secret: q.OwnKey} || reference.Credentials{ID: id, Secret: secret} == q.Config.Other
	return fault.Posts(q) && !q.InContent() && (!readable || !known && secret != "") // who shows none is another matter
}

func byOtherClient(q *fault.Request) bool {
	id, secret, readable := q.Credentials()
	return fault.Posts(q) && readable && reference.Credentials{ID: id, Secret: secret} == q.Config.Other
}

func sendsJSON(q *fault.Request) bool { return fault.Posts(q) && q.Typed("application/json") }

// asDocumented makes a login of a request, whatever it was: that of the target's user.
func asDocumented(q *fault.Request) {
	q.Fill(url.Values{"grant_type": {reference.GrantPassword}, "username": {q.Config.Username}, "password": {q.Config.Password}})
}

// asOwnClient gives a request the credentials of the target's own client, in the header and nowhere else.
func asOwnClient(q *fault.Request) {
	q.Header.Set("Authorization", bareBasic(q.OwnID, q.OwnKey))
	if form := q.SentForm(); form != nil {
		form.Del("client_id")
		form.Del("client_secret")
		q.Fill(form)
	}
}

// fromContent moves the client's credentials from the body to the header.
func fromContent(q *fault.Request) {
	form := q.SentForm()
	q.Header.Set("Authorization", bareBasic(form.Get("client_id"), form.Get("client_secret")))
	form.Del("client_id")
	form.Del("client_secret")
	q.Fill(form)
}

// fromJSON makes a form of JSON.
func fromJSON(q *fault.Request) {
	var members map[string]any
	if json.Unmarshal(q.Content, &members) != nil {
		return // the sound target refuses it
	}
	form := url.Values{}
	for name, value := range members {
		form.Set(name, fmt.Sprint(value))
	}
	q.Fill(form)
}

// coded chooses answers by their error code.
func coded(code string) fault.ResponseMatch {
	return func(r *fault.Response) bool { return r.Status >= http.StatusBadRequest && r.Members()["error"] == code }
}

// grantRefused mutates the answers to a grant type that there is not.
func grantRefused(changes ...fault.Edit) func(*reference.Config) {
	return fault.ResponsesTo(otherGrantForm, changes...)
}
