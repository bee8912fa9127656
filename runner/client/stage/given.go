package stage

import (
	"slices"
	"sync"
	"time"

	"github.com/authconform/authconform/suites/evidence"
)

// Given is what a client was told, in clear, and by which names its contract has it sent.
type Given struct {
	ClientID, ClientSecret string
	// Username and Password are empty where the contract has no users.
	Username, Password string
	// FormEncoded says that identifier and secret are form-encoded before base64 joins them (RFC 6749, section 2.3.1).
	FormEncoded bool
	// The names of a token request's parameters.
	IDParameter, SecretParameter, PasswordParameter, RefreshParameter string
	// KeyIn and KeyName say where the contract has an API key, which is the client's secret: in a "header", the "query" or a
	// "cookie" of that name (OpenAPI, Security Scheme Object). Both are empty where it has none.
	KeyIn, KeyName string
}

// token is one that a scenario issued.
type token struct {
	value string
	until time.Time // of an access token
	kind  string    // the token_type that came with it
}

// ledger knows the tokens that a scenario has issued, in their order.
type ledger struct {
	mu              sync.Mutex
	access, refresh []token
}

// issue numbers the tokens of an answer; those that were issued before keep their numbers.
func (l *ledger) issue(given tokens, until time.Time) evidence.Issued {
	l.mu.Lock()
	defer l.mu.Unlock()
	return evidence.Issued{
		Access: numbered(&l.access, token{given.Access, until, given.Type}), Refresh: numbered(&l.refresh, token{value: given.Refresh}),
	}
}

func numbered(list *[]token, t token) int {
	if t.value == "" {
		return 0
	}
	at := slices.IndexFunc(*list, func(known token) bool { return known.value == t.value })
	if at < 0 {
		*list = append(*list, t)
		return len(*list)
	}
	(*list)[at] = t
	return at + 1
}

// values gives what was issued up to now.
func (l *ledger) values() (access, refresh []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return valuesOf(l.access), valuesOf(l.refresh)
}

func valuesOf(list []token) []string {
	values := make([]string, len(list))
	for i, t := range list {
		values[i] = t.value
	}
	return values
}

// until says when an access token ends; false for one that was not issued.
func (l *ledger) until(number int) (time.Time, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if number < 1 || number > len(l.access) {
		return time.Time{}, false
	}
	return l.access[number-1].until, true
}

// kind gives the token_type that came with an access token; "" where none did.
func (l *ledger) kind(number int) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if number < 1 || number > len(l.access) {
		return ""
	}
	return l.access[number-1].kind
}

// prolong has an access token end later.
func (l *ledger) prolong(number int, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if number > 0 {
		l.access[number-1].until = until
	}
}

// last says when the access token that was issued last ends; false where there is none.
func (l *ledger) last() (time.Time, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.access) == 0 {
		return time.Time{}, false
	}
	return l.access[len(l.access)-1].until, true
}
