package gather

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// The limits of R5 on what is shown that may be wrong.
const (
	maxGuesses  = 2           // wrong secrets of the client in guessSpan, and wrong passwords of the user in a run
	guessedSpan = time.Minute // the limit is of judgements within it
)

// account is of every guess at the client's secret and at the user's password in a run (R5). It goes by what a request
// holds, whatever its probe expects: the configured ones are guesses too, until the target has taken them. Of the
// secret, the answers count that were a judgement of it; of the password, what was sent.
type account struct {
	params       probe.Draft // whose names the parameters have
	client, user probe.Credentials
	span         time.Duration

	mu       sync.Mutex
	taken    bool        // the target took the configured ones
	wrong    tally       // what differs from the configured ones
	unproven tally       // the configured ones, as long as nobody knows that they are right
	judged   []time.Time // when a guess at the client's secret was judged
}

// tally counts what is under way, and passwords that were sent.
type tally struct{ secrets, passwords int }

// guess is what a request shows that may be wrong.
type guess struct{ secret, password, unproven bool }

// reserve opens an entry for a request. It says for how long the request has to wait because of secrets that were judged, or
// that it must not be sent at all, because of passwords or because waiting proves nothing.
func (c *account) reserve(g guess, now time.Time) (wait time.Duration, may bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if g.unproven && c.taken {
		return 0, true
	}
	if g.password && c.wrong.passwords+c.unproven.passwords >= maxGuesses {
		return 0, false
	}
	if g.secret {
		for len(c.judged) > 0 && now.Sub(c.judged[0]) >= c.span {
			c.judged = c.judged[1:]
		}
		under := c.wrong.secrets + c.unproven.secrets
		switch {
		case len(c.judged)+under < maxGuesses:
		case g.unproven:
			return 0, false
		case under > 0:
			return poll, true
		default:
			return c.span - now.Sub(c.judged[0]), true
		}
	}
	c.of(g).add(g, 1)
	return 0, true
}

// settle closes the entry with what came of the request.
func (c *account) settle(g guess, x evidence.Exchange) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if g.unproven && c.taken {
		return
	}
	if g.secret {
		c.of(g).secrets--
	}
	if g.password && x.Failure != nil && !mayHaveTakenEffect(x) {
		c.of(g).passwords-- // it was not sent
	}
	if g.secret && (g.unproven && blamesClient(x) || !g.unproven && !x.Outage() && status(x) != http.StatusInternalServerError) {
		c.judged = append(c.judged, time.Now())
	}
	if g.unproven && x.Granted() {
		c.taken, c.unproven, c.judged = true, tally{}, nil
	}
}

func (c *account) of(g guess) *tally {
	if g.unproven {
		return &c.unproven
	}
	return &c.wrong
}

func (t *tally) add(g guess, n int) {
	if g.secret {
		t.secrets += n
	}
	if g.password {
		t.passwords += n
	}
}

// exhausted says that the configured credentials may be wrong, and were shown as often as R5 allows.
func (c *account) exhausted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.taken && (c.unproven.passwords >= maxGuesses || len(c.judged) >= maxGuesses)
}

// guessed says what of a request may be wrong. A missing or empty one is no guess (R23).
func (c *account) guessed(r evidence.Request) guess {
	c.mu.Lock()
	taken := c.taken
	c.mu.Unlock()
	var g guess
	for _, shown := range c.shown(r) {
		right := shown.secret == shown.real.Secret
		if shown.secret == "" || right && taken {
			continue
		}
		g.secret, g.password = g.secret || !shown.ofUser, g.password || shown.ofUser
		g.unproven = right
	}
	return g
}

// shown is a secret that a request shows for the client or the user who is real.
type shown struct {
	real   probe.Credentials
	secret string
	ofUser bool
}

// shown lists what a request shows of whom it names: as Basic has it under whichever scheme, in the body and in the query.
func (c *account) shown(r evidence.Request) []shown {
	var list []shown
	add := func(id, secret string, ofUser bool) {
		own := c.client
		if ofUser {
			own = c.user
		}
		if own.ID != "" && (id == own.ID || ofUser && strings.EqualFold(id, own.ID)) {
			list = append(list, shown{own, secret, ofUser})
		}
	}
	for _, f := range r.Header {
		if strings.EqualFold(f.Name, "Authorization") && c.params.Place&probe.AsKey == 0 {
			pair := c.basicPair(f.Value)
			add(pair.ID, pair.Secret, false)
		}
	}
	if key := c.keyIn(r); key != "" {
		list = append(list, shown{c.client, key, false})
	}
	for _, members := range []map[string]string{parameters(string(r.Body)), query(r.URL)} {
		if members[c.params.SecretParam] != "" {
			add(members[c.params.IDParam], members[c.params.SecretParam], false)
		}
		if members[c.params.PasswordParam] != "" {
			add(members[c.params.UserParam], members[c.params.PasswordParam], true)
		}
	}
	return list
}

// keyIn gives the API key that a request shows; "" for none, and where clients are known otherwise.
func (c *account) keyIn(r evidence.Request) string {
	key := c.params.Key
	if c.params.Place&probe.AsKey == 0 {
		return ""
	}
	if key.In == "query" {
		return query(r.URL)[key.Name]
	}
	for _, f := range r.Header {
		switch {
		case key.In == "header" && strings.EqualFold(f.Name, key.Name):
			return f.Value
		case key.In == "cookie" && strings.EqualFold(f.Name, "Cookie"):
			return strings.TrimPrefix(f.Value, key.Name+"=")
		}
	}
	return ""
}

// named says that a request names the client or the user, be it with a secret or without one.
func (c *account) named(r evidence.Request) bool {
	if len(c.shown(r)) > 0 {
		return true
	}
	for _, f := range r.Header {
		_, encoded, _ := strings.Cut(f.Value, " ")
		text, err := base64.StdEncoding.DecodeString(encoded)
		if strings.EqualFold(f.Name, "Authorization") && err == nil && c.client.ID != "" && strings.HasPrefix(string(text), c.client.ID) {
			return true
		}
	}
	return slices.ContainsFunc([]map[string]string{parameters(string(r.Body)), query(r.URL)}, func(members map[string]string) bool {
		return c.client.ID != "" && members[c.params.IDParam] == c.client.ID || c.user.ID != "" && strings.EqualFold(members[c.params.UserParam], c.user.ID)
	})
}

// basicPair reads Basic credentials. Whether they are form-encoded cannot be seen: where one reading is that of the client's
// own, it is meant, and else one that names the client.
func (c *account) basicPair(authorization string) probe.Credentials {
	_, encoded, _ := strings.Cut(authorization, " ")
	text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	id, secret, ok := strings.Cut(string(text), ":")
	if err != nil || !ok {
		return probe.Credentials{}
	}
	raw, decoded := probe.Credentials{ID: id, Secret: secret}, probe.Credentials{ID: id, Secret: secret}
	plainID, err1 := url.QueryUnescape(id)
	plainSecret, err2 := url.QueryUnescape(secret)
	if err1 == nil && err2 == nil {
		decoded = probe.Credentials{ID: plainID, Secret: plainSecret}
	}
	if raw == c.client || raw.ID == c.client.ID && decoded != c.client {
		return raw
	}
	return decoded
}

// parameters reads a body of either encoding; what cannot be read names nobody.
func parameters(body string) map[string]string {
	members := map[string]any{}
	if json.Unmarshal([]byte(body), &members) != nil {
		return form(body)
	}
	texts := map[string]string{}
	for name, value := range members {
		texts[name], _ = value.(string)
	}
	return texts
}

func query(address string) map[string]string {
	_, raw, _ := strings.Cut(address, "?")
	return form(raw)
}

func form(encoded string) map[string]string {
	values, err := url.ParseQuery(encoded)
	texts := map[string]string{}
	for name := range values {
		if err == nil {
			texts[name] = values.Get(name)
		}
	}
	return texts
}
