package reference

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// posts says that the request is one that issues tokens, whatever is wrong with it.
func posts(q *inquiry) bool { return q.Method == http.MethodPost }

func byMethod(name string) asked {
	return func(q *inquiry) bool { return q.Method == name && q.URL.RawQuery == "" }
}

// members gives the members of a JSON request; nil when its body is no JSON object.
func (q *inquiry) members() map[string]any {
	var members map[string]any
	if json.Unmarshal(q.content, &members) != nil {
		return nil
	}
	return members
}

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

// typed says that the content type is exactly this, without parameters; "" is none.
func (q *inquiry) typed(contentType string) bool { return q.Header.Get("Content-Type") == contentType }

func typedAs(contentType string) asked {
	return func(q *inquiry) bool { return posts(q) && q.typed(contentType) }
}

func charset(q *inquiry) bool {
	return posts(q) && strings.Contains(q.Header.Get("Content-Type"), ";")
}

func acceptsXML(q *inquiry) bool { return posts(q) && q.Header.Get("Accept") == "application/xml" }

func overHTTP1(q *inquiry) bool { return q.ProtoMajor == 1 }

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

func anonymous(q *inquiry) bool {
	return posts(q) && !q.inHeader() && q.members()["client_id"] == nil && q.URL.RawQuery == "" && q.typed("application/json")
}

func headerAlone(q *inquiry) bool { return posts(q) && q.inHeader() && !q.inContent() }

func contentAlone(q *inquiry) bool {
	return posts(q) && !q.inHeader() && q.inContent() && !bytes.Contains(q.content, []byte(`"client_secret":""`))
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
