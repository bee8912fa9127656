package caller

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// spellingVariants write the same request in another way.
func spellingVariants(contract string) []Variant {
	join, base64Of := pairOf(contract), base64.StdEncoding.EncodeToString
	as := func(scheme string) func(*habits) {
		return asks(authenticated(func(id, secret string) string { return scheme + base64Of([]byte(join(id, secret))) }))
	}
	return []Variant{
		newVariant("basic-lower-case", "writes the scheme of its credentials in lower case", as("basic ")),
		newVariant("basic-upper-case", "writes the scheme of its credentials in upper case", as("BASIC ")),
		newVariant("basic-two-spaces", "writes two spaces before its credentials", as("Basic  ")),
		newVariant("challenged", "asks without credentials first, to be challenged", func(h *habits) { h.detour = challenged }).in("outage", "refused", "limited", "no-token-html", "redirect-host"),
		newVariant("accept-weighed", "weighs what it accepts", asks(field("Accept", "application/json;q=0.9, text/plain;q=0.5, */*;q=0.1"))),
		newVariant("accept-any", "accepts anything", asks(field("Accept", "*/*"))),
		newVariant("accept-any-application", "accepts what is of type application", asks(field("Accept", "application/*"))),
		newVariant("accept-listed", "accepts JSON among others", asks(field("Accept", "application/json, text/plain, */*"))),
		newVariant("user-agent", "says who it is", func(h *habits) {
			asks(field("User-Agent", "Distributor/2.1 (+https://example.com)"))(h)
			callsWith(func(_ *life, r *http.Request, _ *oauth2.Token) { r.Header.Set("User-Agent", "Distributor/2.1") })(h)
		}),
		newVariant("no-user-agent", "does not say who it is", func(h *habits) {
			asks(field("User-Agent", ""))(h)
			callsWith(func(_ *life, r *http.Request, _ *oauth2.Token) { r.Header.Set("User-Agent", "") })(h)
		}),
		newVariant("traced", "sends fields by which its requests are traced", func(h *habits) {
			asks(field("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), field("X-Request-Id", "7"), field("Accept-Language", "de-CH"))(h)
			callsWith(func(_ *life, r *http.Request, _ *oauth2.Token) {
				r.Header.Set("X-Request-Id", "8")
				r.Header.Set("App-Name", "distributor")
			})(h)
		}),
		newVariant("media-type-charset", "says that its body is UTF-8", asks(func(_ *life, d *draft) {
			d.Header.Set("Content-Type", d.Header.Get("Content-Type")+"; charset=utf-8")
		})),
		newVariant("media-type-upper-case", "writes the media type of its body in another case", asks(func(_ *life, d *draft) {
			d.Header.Set("Content-Type", strings.ToUpper(d.Header.Get("Content-Type")))
		})),
		newVariant("members-reversed", "writes the members of its body in another order", asks(func(_ *life, d *draft) {
			d.changed = true
			slices.Reverse(d.members)
		})),
		newVariant("token-three-spaces", "writes three spaces before its token", callsWith(func(_ *life, r *http.Request, _ *oauth2.Token) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), " ", "   ", 1))
		})).in("open-token-jwt", "open-token-opaque"),
		newVariant("prints-digits", "prints how it goes, at length", prints(onOutput, func(l *life, t *oauth2.Token) string {
			return strings.Repeat(fmt.Sprintf("client %s has a token of %d characters for %d s\n", l.task.id, len(t.AccessToken), t.ExpiresIn), 200)
		})),
		newVariant("prints-masked", "prints its secret and its token as asterisks but for the last three characters", prints(onError, func(l *life, t *oauth2.Token) string {
			return masked(l.task.secret) + " " + masked(t.AccessToken)
		})),
	}
}

func masked(text string) string { return "********" + text[max(0, len(text)-3):] }

// challenged makes a request for a token without credentials.
func challenged(l *life) {
	content, mediaType := `{"grant_type":"client_credentials"}`, typeJSON
	if l.contract == Ticketpark {
		content, mediaType = url.Values{"grant_type": {"password"}, "username": {l.task.username}, "password": {l.task.password}}.Encode(), typeForm
		if l.task.password == "" {
			return
		}
	}
	request, err := http.NewRequestWithContext(l.ctx, http.MethodPost, l.task.tokenURL, strings.NewReader(content))
	if err != nil {
		return
	}
	request.Header.Set("Content-Type", mediaType)
	request.Header.Set("Accept", typeJSON)
	l.discard(request)
}

// jsonVariants are of Prioticket's body, and of its credentials.
func jsonVariants() []Variant {
	base64Of := base64.StdEncoding.EncodeToString
	spelt := func(encode func(string) string) func(*habits) {
		return asks(basic(func(id, secret string) string { return pair(encode(id), encode(secret)) }, base64Of))
	}
	laidOut := func(l *life, d *draft) {
		d.write(typeJSON, fmt.Sprintf("\n{\n  \"grant_type\" :\t%q,\n  \"scope\" : %q\n}\n", d.get("grant_type"), l.task.scope))
		if l.task.scope == "" {
			d.write(typeJSON, fmt.Sprintf("\n{\n  \"grant_type\" :\t%q\n}\n", d.get("grant_type")))
		}
	}
	return []Variant{
		newVariant("json-laid-out", "lays its JSON out", asks(laidOut)),
		newVariant("json-escaped", "escapes characters of its JSON that need not be", asks(func(_ *life, d *draft) {
			content, err := d.encoded()
			if err == nil {
				d.write(typeJSON, strings.ReplaceAll(string(content), "_", `\u005f`))
			}
		})),
		newVariant("scope-omitted", "names no scope, though it was given one", asks(drops("scope"))),
		newVariant("accept-missing", "does not say what it accepts", asks(without("Accept"))),
		newVariant("basic-percent-20", "writes %20 for a space", spelt(func(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") })).in("special"),
		newVariant("basic-percent-lower-case", "writes percent-encoding in lower case", spelt(func(text string) string { return lowerHex(url.QueryEscape(text)) })).in("special"),
		newVariant("basic-percent-all", "percent-encodes all but letters and digits", spelt(percentAll)).in("special"),
		newVariant("scheme-lower-case", "writes the scheme of its token in lower case", func(h *habits) {
			h.scheme = func(t *oauth2.Token) string { return strings.ToLower(t.Type()) }
		}),
		newVariant("scheme-as-told", "writes the scheme of its token exactly as the response does", func(h *habits) {
			h.scheme = func(t *oauth2.Token) string { return t.TokenType }
		}).in("open-token-type-lower-case", "open-token-type-upper-case", "open-token-type-other"),
	}
}

func lowerHex(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			b.WriteString(strings.ToLower(text[i : i+3]))
			i += 2
			continue
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func percentAll(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// formVariants are of Ticketpark's body, and of what its client keeps.
func formVariants() []Variant {
	return []Variant{
		newVariant("form-escaped", "percent-encodes characters of its form that need not be", asks(func(_ *life, d *draft) {
			var pairs []string
			for _, m := range d.members {
				pairs = append(pairs, percentAll(m.name)+"="+percentAll(d.get(m.name)))
			}
			d.write(typeForm, strings.Join(pairs, "&"))
		})),
		newVariant("reads-bearer-alone", "takes no token type but Bearer, the one that the page knows", typed(isBearer)).in("open-token-type-other"),
		newVariant("form-scope", "names a scope, of which the page says nothing", asks(sets("scope", "public"))),
		newVariant("form-further-member", "sends a parameter of its own", asks(sets("device", "till 7"))),
		newVariant("keeps-access-token", "keeps its access token for its next start", keeping(keepRefreshToken, keepAccessToken)).in("restart"),
		newVariant("keeps-user-name", "keeps the user's name", keeping(keepRefreshToken, func(l *life, _ *session) { l.keep("user", l.task.username) })).in("restart"),
		newVariant("restart-ends", "ends with an error when it is started without a password", func(h *habits) {
			h.keeps, h.restores = nil, func(*life, *session) {}
			h.detour = func(l *life) {
				if l.task.password == "" {
					l.task.calls, l.habits.failing = 0, true
				}
			}
		}).in("restart"),
		newVariant("restart-slow", "takes longer from a token to its call than the token lives where that is two seconds, and ends when it is refused", func(h *habits) {
			h.takes = func(l *life, t *oauth2.Token) *oauth2.Token {
				l.wait(l.ctx, 2200*time.Millisecond)
				return t
			}
			h.refused = reacts(leave)
		}).in("restart"),
		newVariant("refreshes-when-started", "refreshes as it starts, before there is a call", func(h *habits) { h.ahead = true }).in("restart"),
	}
}

// keeping writes other things to the state directory, and takes them up.
func keeping(keeps ...func(*life, *session)) func(*habits) {
	return func(h *habits) {
		h.keeps = keeps
		h.restores = func(l *life, s *session) {
			restoreRefreshToken(l, s)
			restoreAccessToken(l, s)
		}
	}
}
