package caller

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// presents has another value in the Authorization of calls.
func presents(value func(l *life, t *oauth2.Token) string) func(*habits) {
	return callsWith(func(l *life, r *http.Request, t *oauth2.Token) { r.Header.Set("Authorization", value(l, t)) })
}

// callsWith changes calls.
func callsWith(change func(*life, *http.Request, *oauth2.Token)) func(*habits) {
	return func(h *habits) { h.calls = append(h.calls, change) }
}

// alters sends another token than the one that was issued.
func alters(change func(token string) string) func(*habits) {
	return presents(func(l *life, t *oauth2.Token) string { return l.habits.scheme(t) + " " + change(t.AccessToken) })
}

func tokenFaults(contract string) []Deviation {
	const exact, scheme, always, none = "client.token.exact", "client.token.scheme", "client.token.always-sent", "client.resource.no-credentials"
	list := []Deviation{
		newDeviation("token-lower-case", "writes the token in lower case", alters(strings.ToLower), exact),
		newDeviation("token-cut", "cuts the last character of the token off", alters(func(t string) string { return t[:len(t)-1] }), exact, always).in("open-token-short"), // nothing is left of one character
		newDeviation("token-quoted", "puts the token in quotes", alters(func(t string) string { return `"` + t + `"` }), exact),
		newDeviation("token-base64", "encodes the token in base64", alters(func(t string) string { return base64.StdEncoding.EncodeToString([]byte(t)) }), exact),
		newDeviation("token-url-encoded", "encodes the token as for a URL", alters(url.QueryEscape), exact, "client.open.token-opaque").in("open-token-opaque"),
		newDeviation("scheme-missing", "sends the token without a scheme", presents(func(_ *life, t *oauth2.Token) string { return t.AccessToken }), scheme),
		newDeviation("scheme-token", "sends the token with the scheme Token", presents(func(_ *life, t *oauth2.Token) string { return "Token " + t.AccessToken }), scheme),
		newDeviation("scheme-basic", "sends the token as Basic", presents(func(_ *life, t *oauth2.Token) string { return "Basic " + t.AccessToken }), scheme),
		newDeviation("scheme-colon", "writes a colon after the scheme", presents(func(_ *life, t *oauth2.Token) string { return "Bearer: " + t.AccessToken }), scheme),
		newDeviation("first-call-bare", "makes every first call without a token, and waits to be refused", func(h *habits) {
			h.detour = func(l *life) {
				if request, err := http.NewRequestWithContext(l.ctx, http.MethodGet, l.task.resourceURL, nil); err == nil {
					l.discard(request)
				}
			}
		}, always),
		newDeviation("credentials-at-resource", "sends its credentials to the resource instead of the token", presents(func(l *life, _ *oauth2.Token) string {
			return "Basic " + base64.StdEncoding.EncodeToString([]byte(pairOf(contract)(l.task.id, l.task.secret)))
		}), none, always),
		newDeviation("secret-at-resource", "sends its secret to the resource besides the token", callsWith(func(l *life, r *http.Request, _ *oauth2.Token) {
			r.Header.Set("X-Api-Key", l.task.secret)
		}), none),
	}
	if contract == Prioticket {
		return append(list, newDeviation("scheme-fixed", "sends every token as Bearer, whatever its type", presents(func(_ *life, t *oauth2.Token) string { return "Bearer " + t.AccessToken }),
			"client.open.token-type-other").in("open-token-type-other"))
	}
	return append(list,
		newDeviation("password-at-resource", "sends the password to the resource besides the token", callsWith(func(l *life, r *http.Request, _ *oauth2.Token) {
			r.Header.Set("X-Password", l.task.password)
		}), none).in("restart"),
		newDeviation("refresh-token-as-access-token", "calls with the refresh token", presents(func(_ *life, t *oauth2.Token) string { return "Bearer " + t.RefreshToken }), exact),
		newDeviation("scheme-as-told", "sends the token with the token type that the response has", func(h *habits) {
			h.scheme = func(t *oauth2.Token) string { return t.TokenType }
		}, scheme, "client.open.no-token-type", "client.open.token-type-other").in("open-no-token-type", "open-token-type-other"),
	)
}

// misplacedTokens are tokens that stand elsewhere than in Authorization.
func misplacedTokens() []Deviation {
	const header = "client.token.header-only"
	return []Deviation{
		newDeviation("token-in-query", "sends the token in the URL", callsWith(func(_ *life, r *http.Request, t *oauth2.Token) {
			r.Header.Del("Authorization")
			r.URL.RawQuery = url.Values{"access_token": {t.AccessToken}}.Encode()
		}), header, "client.authentication.not-in-url"),
		newDeviation("token-in-query-too", "sends the token in the URL too", callsWith(func(_ *life, r *http.Request, t *oauth2.Token) {
			r.URL.RawQuery = url.Values{"access_token": {t.AccessToken}}.Encode()
		}), header, "client.authentication.not-in-url"),
		newDeviation("token-in-cookie", "sends the token as a cookie", callsWith(func(_ *life, r *http.Request, t *oauth2.Token) {
			r.Header.Del("Authorization")
			r.AddCookie(&http.Cookie{Name: "access_token", Value: t.AccessToken, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
		}), header),
		newDeviation("token-in-cookie-base64", "sends the token as a cookie too, in base64", callsWith(func(_ *life, r *http.Request, t *oauth2.Token) {
			r.AddCookie(&http.Cookie{Name: "session", Value: base64.URLEncoding.EncodeToString([]byte("{" + t.AccessToken + "}")), Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode})
		}), header),
		newDeviation("token-twice", "sends Authorization twice", callsWith(func(_ *life, r *http.Request, _ *oauth2.Token) {
			r.Header.Add("Authorization", r.Header.Get("Authorization"))
		}), "client.token.exact"),
		newDeviation("token-in-field", "sends the token in a field of its own", callsWith(func(_ *life, r *http.Request, t *oauth2.Token) {
			r.Header.Del("Authorization")
			r.Header.Set("X-Access-Token", t.AccessToken)
		}), header),
	}
}

// discard makes a request for whose answer the client does not care.
func (l *life) discard(request *http.Request) {
	if response, err := l.send(request); err == nil {
		_ = response.Body.Close() // nothing of it is wanted
	}
}
