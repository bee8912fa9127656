package ticketpark

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"sync"
	"time"
)

const (
	// OpaqueBytes of randomness are in a token: nobody guesses one.
	OpaqueBytes = 24
	// maxTokens bounds what a target that is left running remembers, of each kind.
	maxTokens = 1 << 16
)

// tokenPair is what a grant brings.
type tokenPair struct{ access, refresh string }

// tokenStore is what a target remembers of the tokens that it has issued. Sessions are not kept beside them: a session
// is its latest refresh token.
type tokenStore struct {
	lifetime time.Duration

	mu              sync.Mutex
	access, refresh shelf
}

func newTokenStore(lifetime time.Duration) *tokenStore {
	return &tokenStore{lifetime: lifetime, access: newShelf(), refresh: newShelf()}
}

// issue begins a session.
func (s *tokenStore) issue(client string, now time.Time) tokenPair {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.put(client, now)
}

// exchange gives new tokens for a refresh token that was issued to the client and not used before; false for any other.
// The wrong client takes nothing away from the right one.
func (s *tokenStore) exchange(refresh, client string, now time.Time) (tokenPair, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if held, known := s.refresh.of(refresh); !known || held.client != client {
		return tokenPair{}, false
	}
	s.refresh.drop(refresh)
	return s.put(client, now), true
}

// put is for who holds the lock.
func (s *tokenStore) put(client string, now time.Time) tokenPair {
	issued := tokenPair{access: opaque(), refresh: opaque()}
	s.access.put(issued.access, holding{client: client, until: now.Add(s.lifetime)})
	s.refresh.put(issued.refresh, holding{client: client})
	return issued
}

// admits says that an access token is good: it ends when its lifetime is over to the nanosecond.
func (s *tokenStore) admits(access string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	held, known := s.access.of(access)
	return known && !held.over(now)
}

// revoke takes a token of either kind; false when it is none that could still be used. A token that was revoked stays
// known, so that revoking it again is no different.
func (s *tokenStore) revoke(token string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.access.revoke(token, now) || s.refresh.revoke(token, now)
}

// holding is what is remembered of a token.
type holding struct {
	client  string
	until   time.Time // zero: until it is used
	revoked bool
}

func (h holding) over(now time.Time) bool { return !h.until.IsZero() && !now.Before(h.until) }

// shelf keeps tokens of one kind by their digests, so that how long it takes to find one tells nothing of those that
// resemble it. When it is full the oldest goes.
type shelf struct {
	held  map[[sha256.Size]byte]holding
	order [][sha256.Size]byte // the oldest first; those that were dropped are still among them
}

func newShelf() shelf { return shelf{held: map[[sha256.Size]byte]holding{}} }

func (s *shelf) put(token string, h holding) {
	digest := sha256.Sum256([]byte(token))
	s.held[digest] = h
	s.order = append(s.order, digest)
	if len(s.order) > maxTokens {
		delete(s.held, s.order[0])
		s.order = s.order[1:]
	}
}

func (s *shelf) of(token string) (holding, bool) {
	h, known := s.held[sha256.Sum256([]byte(token))]
	return h, known && !h.revoked
}

func (s *shelf) drop(token string) { delete(s.held, sha256.Sum256([]byte(token))) }

func (s *shelf) revoke(token string, now time.Time) bool {
	digest := sha256.Sum256([]byte(token))
	h, known := s.held[digest]
	if !known || h.over(now) {
		return false
	}
	h.revoked = true
	s.held[digest] = h
	return true
}

// opaque makes a token that looks like those of the page's examples: base64 of hexadecimal digits.
func opaque() string {
	drawn := make([]byte, OpaqueBytes)
	_, _ = rand.Read(drawn) // never fails, by its contract
	return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(drawn)))
}
