package prioticket

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// grantIs chooses requests in JSON by what they give as grant_type.
func grantIs(fits func(value any) bool) fault.RequestMatch {
	return func(q *fault.Request) bool {
		value, found := q.Members()["grant_type"]
		return fault.Posts(q) && found && fits(value)
	}
}

// ofType is for grantIs: it fits values that JSON decodes to the type T.
func ofType[T any](value any) bool {
	_, is := value.(T)
	return is
}

func emptyGrant(value any) bool { return value == "" }

func nullGrant(value any) bool { return value == nil }

func otherGrant(value any) bool {
	name, _ := value.(string)
	return name != "" && name != reference.GrantClientCredentials
}

// grantMissing is true of an object that has members, but not grant_type.
func grantMissing(q *fault.Request) bool {
	members := q.Members()
	_, found := members["grant_type"]
	return fault.Posts(q) && len(members) > 0 && !found
}

func grantTwice(q *fault.Request) bool {
	return fault.Posts(q) && strings.Count(string(q.Content), `"grant_type"`) > 1
}

func emptyContent(q *fault.Request) bool { return fault.Posts(q) && len(q.Content) == 0 }

func emptyObject(q *fault.Request) bool { return fault.Posts(q) && string(q.Content) == "{}" }

func cutShort(q *fault.Request) bool {
	return fault.Posts(q) && strings.HasPrefix(string(q.Content), "{") && !json.Valid(q.Content)
}

func garbage(q *fault.Request) bool {
	return fault.Posts(q) && len(q.Content) > 0 && q.Typed("application/json") && !strings.ContainsAny(string(q.Content[:1]), "{ \t\r\n")
}

func laidOut(q *fault.Request) bool {
	return fault.Posts(q) && strings.HasPrefix(string(q.Content), "\r\n")
}

func unknownMember(q *fault.Request) bool {
	if strings.Count(string(q.Content), "authconform_extra") > 1 {
		return false // what is there twice is another matter
	}
	for name := range q.Members() {
		switch name {
		case "grant_type", "scope", "client_id", "client_secret", "username", "password", "refresh_token", "code", "redirect_uri":
		default:
			return fault.Posts(q)
		}
	}
	return false
}

// asksScope chooses requests by the scope that they ask for; "" is none.
func asksScope(fits func(scope string) bool) fault.RequestMatch {
	return func(q *fault.Request) bool {
		scope, _ := q.Members()["scope"].(string)
		return fault.Posts(q) && fits(scope)
	}
}

// scopeless chooses requests for the grant that name no scope, in JSON or in a form.
func scopeless(q *fault.Request) bool {
	form, err := url.ParseQuery(string(q.Content))
	if err == nil && form.Get("grant_type") == reference.GrantClientCredentials {
		return fault.Posts(q) && !form.Has("scope")
	}
	return grantIs(func(grant any) bool { return grant == reference.GrantClientCredentials })(q) && asksScope(func(scope string) bool { return scope == "" })(q)
}

// validWithScope chooses requests that only their scope could make invalid.
func validWithScope(q *fault.Request) bool {
	right := func(grant any) bool { return grant == reference.GrantClientCredentials }
	return grantIs(right)(q) && asksScope(knownScope)(q)
}

func noScope(scope string) bool { return scope == "" }

func knownScope(scope string) bool { return scope == BookingScope || scope == ReadonlyScope }

func unknownScope(scope string) bool { return !noScope(scope) && !knownScope(scope) }

func charset(q *fault.Request) bool {
	return fault.Posts(q) && strings.Contains(q.Header.Get("Content-Type"), ";")
}

func acceptsXML(q *fault.Request) bool {
	return fault.Posts(q) && q.Header.Get("Accept") == "application/xml"
}

func anonymous(q *fault.Request) bool {
	return fault.Posts(q) && !q.InHeader() && q.Members()["client_id"] == nil && q.URL.RawQuery == "" && q.Typed("application/json")
}

func twice(q *fault.Request) bool { return fault.Posts(q) && q.InHeader() && q.InContent() }

func inQuery(q *fault.Request) bool { return fault.Posts(q) && q.URL.Query().Has("client_secret") }

// wrongSecretInContent is wrongSecret for credentials in the body, in JSON.
func wrongSecretInContent(resembles func(sent, own string) bool) fault.RequestMatch {
	return func(q *fault.Request) bool {
		members := q.Members()
		id, _ := members["client_id"].(string)
		secret, _ := members["client_secret"].(string)
		return fault.ContentAlone(q) && id == q.OwnID && secret != "" && secret != q.OwnKey && resembles(secret, q.OwnKey)
	}
}

func rightSecretInContent(q *fault.Request) bool {
	return fault.ContentAlone(q) && !wrongSecretInContent(fault.AnySecret)(q)
}

// documentedContent makes a request's body the documented one.
func documentedContent(q *fault.Request) {
	q.Content = []byte(`{"grant_type":"client_credentials"}`)
	q.Header.Set("Content-Type", "application/json")
}

// grantRight puts the grant type right, and leaves the rest of a request as it is.
func grantRight(q *fault.Request) {
	members := q.Members()
	members["grant_type"] = reference.GrantClientCredentials
	q.Content = fault.JSON(members)
}

// signed gives a request the credentials of the target's own client, in the header and nowhere else.
func signed(q *fault.Request) {
	q.Header.Set("Authorization", formEncodedBasic(q.OwnID, q.OwnKey))
	members := q.Members()
	if members != nil {
		delete(members, "client_id")
		delete(members, "client_secret")
		q.Content = fault.JSON(members)
	}
}

func withoutScope(q *fault.Request) {
	members := q.Members()
	delete(members, "scope")
	q.Content = fault.JSON(members)
}

func unsigned(q *fault.Request) { q.Header.Del("Authorization") }
