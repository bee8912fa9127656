package reference

import (
	"encoding/json"
	"net/url"
	"strings"
)

// grantIs chooses requests in JSON by what they give as grant_type.
func grantIs(fits func(value any) bool) asked {
	return func(q *inquiry) bool {
		value, found := q.members()["grant_type"]
		return posts(q) && found && fits(value)
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
	return name != "" && name != grantClientCredentials
}

// grantMissing is true of an object that has members, but not grant_type.
func grantMissing(q *inquiry) bool {
	members := q.members()
	_, found := members["grant_type"]
	return posts(q) && len(members) > 0 && !found
}

func grantTwice(q *inquiry) bool {
	return posts(q) && strings.Count(string(q.content), `"grant_type"`) > 1
}

func emptyContent(q *inquiry) bool { return posts(q) && len(q.content) == 0 }

func emptyObject(q *inquiry) bool { return posts(q) && string(q.content) == "{}" }

func cutShort(q *inquiry) bool {
	return posts(q) && strings.HasPrefix(string(q.content), "{") && !json.Valid(q.content)
}

func garbage(q *inquiry) bool {
	return posts(q) && len(q.content) > 0 && q.typed("application/json") && !strings.ContainsAny(string(q.content[:1]), "{ \t\r\n")
}

func laidOut(q *inquiry) bool { return posts(q) && strings.HasPrefix(string(q.content), "\r\n") }

func unknownMember(q *inquiry) bool {
	if strings.Count(string(q.content), "authconform_extra") > 1 {
		return false // what is there twice is another matter
	}
	for name := range q.members() {
		switch name {
		case "grant_type", "scope", "client_id", "client_secret", "username", "password", "refresh_token", "code", "redirect_uri":
		default:
			return posts(q)
		}
	}
	return false
}

// asksScope chooses requests by the scope that they ask for; "" is none.
func asksScope(fits func(scope string) bool) asked {
	return func(q *inquiry) bool {
		scope, _ := q.members()["scope"].(string)
		return posts(q) && fits(scope)
	}
}

// scopeless chooses requests for the grant that name no scope, in JSON or in a form.
func scopeless(q *inquiry) bool {
	form, err := url.ParseQuery(string(q.content))
	if err == nil && form.Get("grant_type") == grantClientCredentials {
		return posts(q) && !form.Has("scope")
	}
	return grantIs(func(grant any) bool { return grant == grantClientCredentials })(q) && asksScope(func(scope string) bool { return scope == "" })(q)
}

// validWithScope chooses requests that only their scope could make invalid.
func validWithScope(q *inquiry) bool {
	right := func(grant any) bool { return grant == grantClientCredentials }
	return grantIs(right)(q) && asksScope(knownScope)(q)
}

func noScope(scope string) bool { return scope == "" }

func knownScope(scope string) bool { return scope == BookingScope || scope == ReadonlyScope }

func unknownScope(scope string) bool { return !noScope(scope) && !knownScope(scope) }

func charset(q *inquiry) bool {
	return posts(q) && strings.Contains(q.Header.Get("Content-Type"), ";")
}

func acceptsXML(q *inquiry) bool { return posts(q) && q.Header.Get("Accept") == "application/xml" }

func anonymous(q *inquiry) bool {
	return posts(q) && !q.inHeader() && q.members()["client_id"] == nil && q.URL.RawQuery == "" && q.typed("application/json")
}

func twice(q *inquiry) bool { return posts(q) && q.inHeader() && q.inContent() }

func inQuery(q *inquiry) bool { return posts(q) && q.URL.Query().Has("client_secret") }

// wrongSecretInContent is wrongSecret for credentials in the body, in JSON.
func wrongSecretInContent(resembles func(sent, own string) bool) asked {
	return func(q *inquiry) bool {
		members := q.members()
		id, _ := members["client_id"].(string)
		secret, _ := members["client_secret"].(string)
		return contentAlone(q) && id == q.ownID && secret != "" && secret != q.ownKey && resembles(secret, q.ownKey)
	}
}

func rightSecretInContent(q *inquiry) bool {
	return contentAlone(q) && !wrongSecretInContent(anySecret)(q)
}

// documentedContent makes a request's body the documented one.
func documentedContent(q *inquiry) {
	q.content = []byte(`{"grant_type":"client_credentials"}`)
	q.Header.Set("Content-Type", "application/json")
}

// grantRight puts the grant type right, and leaves the rest of a request as it is.
func grantRight(q *inquiry) {
	members := q.members()
	members["grant_type"] = grantClientCredentials
	q.content = written(members)
}

// signed gives a request the credentials of the target's own client, in the header and nowhere else.
func signed(q *inquiry) {
	q.Header.Set("Authorization", formEncodedBasic(q.ownID, q.ownKey))
	members := q.members()
	if members != nil {
		delete(members, "client_id")
		delete(members, "client_secret")
		q.content = written(members)
	}
}

func withoutScope(q *inquiry) {
	members := q.members()
	delete(members, "scope")
	q.content = written(members)
}

func unsigned(q *inquiry) { q.Header.Del("Authorization") }
