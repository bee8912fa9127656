package caller

import (
	"crypto/tls"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/oauth2"
)

// habits are how a client does what it does. Those of the sound one are set in one place; what deviates, or varies, changes
// a few of them.
type habits struct {
	// Asking for a token.

	drafts   []edit                                                             // what becomes of a request for a token before it is sent
	grant    func(*session) (refreshToken string)                               // what it asks with; "" is for the password, where there is one
	retry    func(status int, h http.Header, attempt int) (time.Duration, bool) // whether, and when, it asks again after a refusal
	resorts  func(status int, code string) bool                                 // whether it goes back to the password when a refresh was refused so
	rejects  func(*http.Response, []byte) error                                 // what it does not understand of a token response
	takes    func(*life, *oauth2.Token) *oauth2.Token                           // what it makes of a token
	learns   func(known, given string) string                                   // which refresh token it has after a response that gives one
	ahead    bool                                                               // it asks as it starts, before there is a call
	anew     func(*session) bool                                                // whether it asks although it has a token that it thinks good
	lasts    func(lifetime time.Duration) time.Duration                         // how long it takes a token for good; at most forever
	despair  func(*life, error) (*oauth2.Token, fate)                           // what becomes of a call for which there is no token
	keeps    []func(*life, *session)                                            // what it writes to its state directory when it has got a token
	restores func(*life, *session)                                              // what it reads from there as it starts
	tells    []func(*life, *oauth2.Token)                                       // what it prints when it has got a token

	// Calling the resource.

	scheme  func(*oauth2.Token) string                  // the token's, in Authorization
	calls   []func(*life, *http.Request, *oauth2.Token) // what becomes of a call before it is sent
	refused func(status, attempt int) reaction          // what it does about a call that was not answered with 2xx
	threads int                                         // calls side by side
	rush    int                                         // how many of them ask for the first token, when it does not refresh; below 2 for one
	detour  func(*life)                                 // what it does before anything else

	// Connections.

	secures   func(*life, *tls.Config)
	connects  func(*http.Transport)
	follows   func(asked *http.Request, to *url.URL) *http.Request // the request to send where a redirect points; nil for none
	unwritten bool                                                 // it writes requests for tokens by hand, without a library that refuses what is no field

	unmeasured bool // it sends bodies without saying how long they are

	failing bool // it ends with an error, whatever came of its calls

	// ends replaces all of it.
	ends func(*life) int
}

// reaction is what a client does about a refused call.
type reaction int

const (
	goOn     reaction = iota // to the next call
	retake                   // with a new token
	repeat                   // the same call with the same token
	leave                    // and end
	renounce                 // to the next call, which is made with a new token
)

// fate is what becomes of a client that has got no token.
type fate int

const (
	over   fate = iota // it ends
	later              // the call has failed, and the next one may ask again
	called             // it calls with what it has made up
)

const forever = 100 * 365 * 24 * time.Hour

// maxAttempts is how often a sound client asks for one token, and firstDelay how long it waits after the first 503: twice
// as long after each further one, so that five attempts are spread over seven and a half seconds.
const (
	maxAttempts = 5
	firstDelay  = 500 * time.Millisecond
)

// sound gives the habits of a sound client of a contract.
func sound(contract string) habits {
	h := habits{
		grant:    func(s *session) string { return s.refresh },
		retry:    patiently,
		resorts:  refusedForGood,
		rejects:  func(*http.Response, []byte) error { return nil },
		takes:    func(_ *life, t *oauth2.Token) *oauth2.Token { return t },
		learns:   latest,
		anew:     func(*session) bool { return false },
		lasts:    inTime,
		despair:  func(*life, error) (*oauth2.Token, fate) { return nil, over },
		restores: func(*life, *session) {},
		scheme:   (*oauth2.Token).Type,
		refused:  oncePerToken,
		threads:  1,
		detour:   func(*life) {},
		secures:  func(*life, *tls.Config) {},
		connects: func(*http.Transport) {},
		follows:  func(*http.Request, *url.URL) *http.Request { return nil },
	}
	if contract == Ticketpark {
		h.drafts = []edit{acceptsJSON}
		h.scheme = func(*oauth2.Token) string { return "Bearer" }
		h.keeps, h.restores = []func(*life, *session){keepRefreshToken}, restoreRefreshToken
	}
	return h
}

// acceptsJSON adds the field that oauth2 does not send.
func acceptsJSON(_ *life, d *draft) { d.Header.Set("Accept", "application/json") }

// latest is the refresh token of the last response, if that had one.
func latest(known, given string) string {
	if given == "" {
		return known
	}
	return given
}

// inTime renews a token within the last tenth of its lifetime, and no more than a minute early.
func inTime(lifetime time.Duration) time.Duration {
	return lifetime - min(lifetime/10, time.Minute)
}

// patiently asks again after 503, later each time, and after 429 when it was told to.
func patiently(status int, h http.Header, attempt int) (time.Duration, bool) {
	delay := firstDelay << (attempt - 1)
	if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil && seconds >= 0 {
		delay = time.Duration(seconds)*time.Second + margin
	}
	again := status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests
	return delay, again && attempt < maxAttempts
}

// margin is added to what a Retry-After says: the service's clock is another one.
const margin = 50 * time.Millisecond

// refusedForGood is what is said of a refresh token that is good no more, and not of the client.
func refusedForGood(status int, code string) bool {
	return (status == http.StatusBadRequest || status == http.StatusUnauthorized) && code != "invalid_client"
}

// oncePerToken asks for a new token when one was refused, and ends when that is refused as well.
func oncePerToken(status, attempt int) reaction {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		if attempt > 1 {
			return leave
		}
		return retake
	default:
		return goOn
	}
}
