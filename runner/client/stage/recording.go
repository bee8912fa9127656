package stage

import (
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/runner/redact"
	"github.com/authconform/authconform/suites/evidence"
)

// Recording is the record of one scenario, as it is written: every exchange is redacted before it is kept. It may be used by
// many connections at once.
type Recording struct {
	// Scenario is the name under which it is recorded.
	Scenario string
	// Given is what the client was told.
	Given Given
	// TokenPath and ResourcePath are where the endpoints are, from the root.
	TokenPath, ResourcePath string
	// Layout says where the contract's answers have tokens; nil where RFC 6749 has them.
	Layout *wire.Layout
	// Lifetime is that of access tokens.
	Lifetime time.Duration
	// Redactor hides what it is told, and what is issued.
	Redactor *redact.Redactor
	// Most bounds the exchanges; Flooded is called once when a client goes beyond, and nothing more is recorded.
	Most    int
	Flooded func()
	// Issues is told of every token that is issued, in clear, before the client is.
	Issues func(access, refresh string)
	// Fits makes an exchange as small as there is room for.
	Fits func(evidence.Exchange) evidence.Exchange
	// Seen is told of every exchange, as it was recorded.
	Seen func(evidence.Exchange)

	ledger ledger

	mu        sync.Mutex
	exchanges []evidence.Exchange
	begun     int
	life      int
	since     time.Time // when the life asked for something first, or was given its first token
	given     bool      // the life was given a token
	uses      map[int]int
}

// Begin says that another life of the client begins. It is young from what it asks first.
func (b *Recording) Begin(life int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.life, b.since, b.given = life, time.Time{}, false
}

// Exchanges gives what was recorded, in the order in which it came.
func (b *Recording) Exchanges() []evidence.Exchange {
	b.mu.Lock()
	defer b.mu.Unlock()
	list := slices.Clone(b.exchanges)
	slices.SortStableFunc(list, func(x, y evidence.Exchange) int { return x.Attempt - y.Attempt })
	return list
}

// Expires says when the access token that was issued last does; false where none was.
func (b *Recording) Expires() (time.Time, bool) { return b.ledger.last() }

// Expired says that an access token is known, and that its time is over.
func (b *Recording) Expired(number int) bool {
	until, known := b.ledger.until(number)
	return known && !time.Now().Before(until)
}

// Type gives the token_type that came with an access token; "" where none did.
func (b *Recording) Type(number int) string { return b.ledger.kind(number) }

// Used counts the requests of the resource that show an access token, the present one among them.
func (b *Recording) Used(number int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.uses == nil {
		b.uses = map[int]int{}
	}
	b.uses[number]++
	return b.uses[number]
}

// moment is when something came, and its number; false when nothing more is listened to.
type moment struct {
	number, life int
	at           time.Time
	sinceBirth   time.Duration // of the life
}

func (b *Recording) begin() (moment, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.begun++
	if b.begun > b.Most {
		if b.begun == b.Most+1 && b.Flooded != nil {
			b.Flooded()
		}
		return moment{}, false
	}
	now := time.Now()
	if b.since.IsZero() { // many take seconds to start, and are young then
		b.since = now
	}
	return moment{b.begun, max(b.life, 1), now, now.Sub(b.since)}, true
}

// gave says that the life was given a token: its calls begin, and it is as young as at its first request.
func (b *Recording) gave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.given {
		b.given, b.since = true, time.Now()
	}
}

// record keeps an exchange, redacted, and gives the moment at which it was over.
func (b *Recording) record(m moment, x evidence.Exchange) time.Time {
	x.ID, x.Probe, x.Attempt = fmt.Sprintf("%s.%d", b.Scenario, m.number), b.Scenario, m.number
	x.Heard.Life = m.life
	x = b.Redactor.Exchange(x)
	if b.Fits != nil {
		x = b.Fits(x)
	}
	x.Started, x.Duration = m.at.UTC(), time.Since(m.at)
	b.mu.Lock()
	b.exchanges = append(b.exchanges, x)
	b.mu.Unlock()
	if b.Seen != nil {
		b.Seen(x)
	}
	return m.at.Add(x.Duration)
}

// endpoint says what a path is for.
func (b *Recording) endpoint(path string) evidence.Endpoint {
	switch path {
	case b.TokenPath:
		return evidence.TokenEndpoint
	case b.ResourcePath:
		return evidence.ResourceEndpoint
	default:
		return evidence.Elsewhere
	}
}

// heard says what is made of a request.
func (b *Recording) heard(r *http.Request, body []byte, channel evidence.Channel) *evidence.Heard {
	access, refresh := b.ledger.values()
	endpoint := b.endpoint(r.URL.Path)
	shown := known{b.Given, access, refresh}.shown(received{
		endpoint: endpoint, header: r.Header, target: r.URL, body: body, keyless: endpoint == evidence.ResourceEndpoint && channel == evidence.Secure,
	})
	return &evidence.Heard{Endpoint: endpoint, Channel: channel, Shown: shown}
}

// issued numbers the tokens of an answer, and has them hidden; nil where it gives none.
func (b *Recording) issued(given tokens) *evidence.Issued {
	if given.Access == "" && given.Refresh == "" {
		return nil
	}
	if b.Issues != nil {
		b.Issues(given.Access, given.Refresh)
	}
	b.gave()
	issued := b.ledger.issue(given, time.Now().Add(b.Lifetime))
	return &issued
}

// lives has a token live from the moment at which it was handed out, and not from when it was made.
func (b *Recording) lives(issued *evidence.Issued, from time.Time) {
	if issued != nil {
		b.ledger.prolong(issued.Access, from.Add(b.Lifetime))
	}
}

// inRaw finds credentials in bytes that are no request.
func (b *Recording) inRaw(raw []byte) []evidence.Shown {
	access, refresh := b.ledger.values()
	return known{b.Given, access, refresh}.within(string(raw), evidence.InField)
}
