package caller

import (
	"net/http"
	"slices"
	"time"

	"golang.org/x/oauth2"
)

// never has a token for good for as long as there is one.
func endless(time.Duration) time.Duration { return forever }

// reacts has a client do the same about every refused call.
func reacts(r reaction) func(int, int) reaction { return func(int, int) reaction { return r } }

func reuseFaults() []Deviation {
	const reused, stampede = "client.token.reused", "client.token.no-stampede"
	const renewed, after, foreseen, hammering = "client.expiry.renewed", "client.expiry.not-used-after", "client.expiry.foreseen", "client.revoked.no-hammering"
	return []Deviation{
		newDeviation("refetch-every-call", "asks for a token for every call", func(h *habits) { h.anew = func(*session) bool { return true } }, reused),
		newDeviation("refetch-every-third-call", "asks for a token for every third call", func(h *habits) { h.anew = func(s *session) bool { return s.uses >= 3 } }, reused),
		newDeviation("fetch-twice", "asks for two tokens before its first call", func(h *habits) { h.anew = func(s *session) bool { return s.fetched == 1 }; h.ahead = true }, reused),
		newDeviation("lifetime-milliseconds", "takes the lifetime for milliseconds", func(h *habits) {
			h.lasts = func(d time.Duration) time.Duration { return d / 1000 }
		}, reused),
		newDeviation("lifetime-capped", "asks for a token every two seconds, however long one lasts", func(h *habits) {
			h.lasts = func(d time.Duration) time.Duration { return min(inTime(d), 2*time.Second) }
		}, reused),
		newDeviation("stampede", "asks for its first token in both of its threads", func(h *habits) { h.threads, h.rush = 2, 2 }, stampede),
		newDeviation("fetch-twice-when-refused", "asks for two tokens when one was refused", func(h *habits) {
			h.keeps = append(slices.Clone(h.keeps), func(l *life, s *session) {
				if s.fetched != 2 || time.Duration(s.token.ExpiresIn)*time.Second < time.Hour {
					return
				}
				if token, err := s.ask(l.ctx, s.habits.grant(s)); err == nil {
					s.token, s.refresh = token, l.habits.learns(s.refresh, token.RefreshToken)
				}
			})
		}, reused).in("revoked"),
		newDeviation("expiry-ignored", "goes on with a token that has expired", func(h *habits) {
			h.lasts, h.refused = endless, reacts(goOn)
		}, after, renewed, hammering).in("expiry", "revoked", "limited"),
		newDeviation("expiry-late", "takes a token for good two seconds longer than it is", func(h *habits) {
			h.lasts, h.refused = func(d time.Duration) time.Duration { return d + 2*time.Second }, reacts(goOn)
		}, after, hammering).in("expiry", "revoked"),
		newDeviation("expiry-repeated", "calls three times with a token that is refused before it asks for another", func(h *habits) {
			h.lasts, h.refused = endless, func(_, attempt int) reaction {
				if attempt%4 == 0 {
					return retake
				}
				return repeat
			}
		}, after, hammering).in("expiry", "revoked"),
		newDeviation("expiry-twice", "calls twice with a token that has expired before it asks for another", func(h *habits) {
			h.lasts, h.refused = endless, func(status, attempt int) reaction {
				if attempt == 1 && status != http.StatusFound {
					return repeat
				}
				return oncePerToken(status, attempt-1)
			}
		}, after).in("expiry", "revoked", "limited"),
		newDeviation("expiry-ends", "ends when its token has expired", func(h *habits) {
			h.lasts, h.refused = endless, reacts(leave)
		}, renewed).in("expiry", "revoked", "limited"),
		newDeviation("expiry-by-refusal", "learns of a token's end from the refusal of a call", func(h *habits) { h.lasts = endless }, foreseen).in("expiry"),
		newDeviation("lifetime-assumed", "takes every token for good for an hour, whatever the response says", func(h *habits) {
			h.lasts = func(time.Duration) time.Duration { return time.Hour }
		}, foreseen).in("expiry"),
		newDeviation("revoked-ignored", "goes on calling with a token that is refused", func(h *habits) { h.refused = reacts(goOn) }, hammering).in("revoked"),
		newDeviation("revoked-repeated", "repeats a refused call with the same token", func(h *habits) {
			h.refused = func(_, attempt int) reaction {
				if attempt > 5 {
					return leave
				}
				return repeat
			}
		}, hammering).in("revoked"),
	}
}

// madeUp calls with something that is no token.
func madeUp(token string) func(*habits) {
	return func(h *habits) {
		h.despair = func(*life, error) (*oauth2.Token, fate) { return &oauth2.Token{AccessToken: token}, called }
	}
}
