package caller

import (
	"errors"
	"net/http"
	"time"

	"golang.org/x/oauth2"
)

// asksAgain has its own policy for one status, and the sound one for all others.
func asksAgain(status int, policy func(h http.Header, attempt int) (time.Duration, bool)) func(*habits) {
	return func(h *habits) {
		h.retry = func(answered int, fields http.Header, attempt int) (time.Duration, bool) {
			if answered == status {
				return policy(fields, attempt)
			}
			return patiently(answered, fields, attempt)
		}
	}
}

// every asks again after each delay, up to so many times.
func every(delay time.Duration, times int) func(http.Header, int) (time.Duration, bool) {
	return func(_ http.Header, attempt int) (time.Duration, bool) { return delay, attempt < times }
}

func refusalFaults() []Deviation {
	const ms, made = time.Millisecond, "client.no-token.not-made-up"
	const always = "client.token.always-sent" // where no token was to be had for another reason
	tokenless := []string{"no-token-error", "no-token-empty", "no-token-html"}
	named := append([]string{"refused"}, tokenless...)
	return []Deviation{
		newDeviation("refused-retried", "asks for a token again and again when its credentials are refused", asksAgain(http.StatusUnauthorized, every(50*ms, 8)), "client.refused.stops").in("refused"),
		newDeviation("refused-retried-for-ever", "asks for a token until it is ended when its credentials are refused", asksAgain(http.StatusUnauthorized, every(200*ms, 1<<30)), "client.refused.stops").in("refused"),
		newDeviation("refused-called", "calls without a token when its credentials are refused", func(h *habits) {
			h.despair = func(*life, error) (*oauth2.Token, fate) { return &oauth2.Token{}, called }
			h.calls = append(h.calls, bareWithoutToken)
		}, "client.token.always-sent").in(append([]string{"refused", "outage"}, tokenless...)...),
		newDeviation("limited-ignored", "does not look how long it is told to wait", asksAgain(http.StatusTooManyRequests, every(500*ms, 4)), "client.limited.waits").in("limited"),
		newDeviation("limited-halved", "waits half as long as it is told to", asksAgain(http.StatusTooManyRequests, every(time.Second, 4)), "client.limited.waits").in("limited"),
		newDeviation("outage-hammered", "asks twenty times a second while the service is unavailable", asksAgain(http.StatusServiceUnavailable, every(50*ms, 200)), "client.outage.bounded").in("outage"),
		newDeviation("outage-every-call", "asks anew for every call, and in each of them twice, while the service is unavailable", func(h *habits) {
			h.despair = func(*life, error) (*oauth2.Token, fate) { return nil, later }
			asksAgain(http.StatusServiceUnavailable, every(50*ms, 2))(h)
		}, "client.outage.bounded").in("outage"),
		newDeviation("outage-for-good", "does not ask again when the service was unavailable once", func(h *habits) {
			asksAgain(http.StatusServiceUnavailable, every(0, 1))(h)
			h.despair = sulk
		}, "client.outage.recovers").in("outage"),
		newDeviation("made-up-unread", "calls with the token undefined when there is none in a good answer, and ends when it is refused", func(h *habits) {
			h.despair = func(_ *life, err error) (*oauth2.Token, fate) {
				var refusal *oauth2.RetrieveError
				if errors.As(err, &refusal) {
					return nil, over
				}
				return &oauth2.Token{AccessToken: "undefined"}, called
			}
		}, made).in(tokenless...),
		newDeviation("made-up-undefined", "calls with the token undefined", madeUp("undefined"), made, always).in(named...),
		newDeviation("made-up-null", "calls with the token null", madeUp("null"), made, always).in(named...),
		newDeviation("made-up-none", "calls with the token None", madeUp("None"), made, always).in(named...),
		newDeviation("made-up-empty", "calls with an empty token", madeUp(""), made, always).in(named...),
	}
}

// bareWithoutToken leaves Authorization away where there is no token.
func bareWithoutToken(_ *life, r *http.Request, t *oauth2.Token) {
	if t.AccessToken == "" {
		r.Header.Del("Authorization")
	}
}

// sulk stays for as long as its calls would take, and does nothing.
func sulk(l *life, _ error) (*oauth2.Token, fate) {
	l.wait(l.ctx, time.Duration(l.task.calls)*l.task.pause)
	return nil, over
}
