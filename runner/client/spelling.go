package client

import (
	"bytes"
	"encoding/base32"
	"regexp"
	"slices"
	"strconv"

	"github.com/authconform/authconform/runner/redact"
)

// Programs write their own output and files in more ways than services write answers: these are looked for besides those in
// which a secret is replaced (R36). What has a secret in it so is not shown at all.
const (
	asBase32 = "base32"
	asQuoted = "quoted-printable"
)

// sightings finds secrets in a text in all ways; besides are those that are there in no way in which they are replaced.
func (s *sought) sightings(text []byte) (usual, besides []redact.Sighting) {
	usual = s.redactor.Sightings(text)
	for _, seen := range s.further(text) {
		again := func(known redact.Sighting) bool { return known.Value == seen.Value }
		if !slices.ContainsFunc(usual, again) && !slices.ContainsFunc(besides, again) {
			besides = append(besides, seen)
		}
	}
	return usual, besides
}

// further finds secrets in a text in those ways.
func (s *sought) further(text []byte) []redact.Sighting {
	list := s.inBase32(text)
	if plain := unquoted(text); plain != nil {
		for _, seen := range s.redactor.Sightings(plain) {
			list = append(list, redact.Sighting{Value: seen.Value, As: asQuoted})
		}
	}
	return list
}

// inBase32 finds them in base32 (RFC 4648, section 6) of either case, wherever in what was encoded they stand.
func (s *sought) inBase32(text []byte) []redact.Sighting {
	s.mu.Lock()
	defer s.mu.Unlock()
	upper := bytes.ToUpper(text)
	var list []redact.Sighting
	for value, forms := range s.base32 {
		if slices.ContainsFunc(forms, func(form []byte) bool { return bytes.Contains(upper, form) }) {
			list = append(list, redact.Sighting{Value: value, As: asBase32})
		}
	}
	return list
}

// base32Of gives what stands for a text in base32, for each place at which it may begin.
func base32Of(value string) [][]byte {
	const group = 5 // bytes of which base32 makes eight characters
	var forms [][]byte
	for before := range group {
		aligned := value[(group-before)%group:]
		aligned = aligned[:len(aligned)-len(aligned)%group]
		if len(aligned) > 0 {
			forms = append(forms, []byte(base32.StdEncoding.EncodeToString([]byte(aligned))))
		}
	}
	return forms
}

// escaped is what quoted-printable makes of a byte, or of a line that is too long (RFC 2045, section 6.7).
var escaped = regexp.MustCompile(`=(?:\r?\n|[0-9A-Fa-f]{2})`)

// unquoted undoes quoted-printable; nil where there is nothing to undo.
func unquoted(text []byte) []byte {
	if !escaped.Match(text) {
		return nil
	}
	return escaped.ReplaceAllFunc(text, func(unit []byte) []byte {
		value, err := strconv.ParseUint(string(unit[1:]), 16, 8)
		if err != nil {
			return nil // the line goes on
		}
		return []byte{byte(value)}
	})
}
