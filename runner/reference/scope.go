package reference

import (
	"slices"
	"strings"
)

// The scopes that the target's clients may ask for.
const (
	// BookingScope is what a request without a scope is granted.
	BookingScope = "https://www.prioticketapis.com/auth/distributor.booking"
	// ReadonlyScope is granted to those who ask for it.
	ReadonlyScope = "https://www.prioticketapis.com/auth/distributor.readonly"
)

// grantScope gives the scope that a request for the given one is granted, and false when any of its tokens
// is not known or it is not a list of tokens with one space between them (RFC 6749, section 3.3).
func grantScope(requested string) (string, bool) {
	if requested == "" {
		return BookingScope, true
	}
	var granted []string
	for token := range strings.SplitSeq(requested, " ") {
		if token != BookingScope && token != ReadonlyScope {
			return "", false
		}
		if !slices.Contains(granted, token) {
			granted = append(granted, token)
		}
	}
	return strings.Join(granted, " "), true
}
