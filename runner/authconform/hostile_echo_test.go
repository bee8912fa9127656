package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// encoders are what a target may do to a secret before it says it.
func encoders() map[string]func(string) string {
	quoted := func(s string) string {
		data, _ := json.Marshal(s) // a string always is JSON
		return strings.Trim(string(data), `"`)
	}
	encoded := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	return map[string]func(string) string{
		"plain":        func(s string) string { return s },
		"in a word":    func(s string) string { return "x" + s + "x" },
		"query":        url.QueryEscape,
		"path":         url.PathEscape,
		"percent":      func(s string) string { return percentEverything(s, "%%%02x") },
		"percent high": func(s string) string { return percentEverything(s, "%%%02X") },
		"json":         quoted,
		"json twice":   func(s string) string { return quoted(quoted(s)) },
		"json escapes": func(s string) string { return strings.Trim(strconv.QuoteToASCII(s), `"`) },
		"html":         html.EscapeString,
		"html numbers": func(s string) string {
			var b strings.Builder
			for _, c := range s {
				fmt.Fprintf(&b, "&#%d;", c)
			}
			return b.String()
		},
		"base64":           encoded,
		"base64 shifted":   func(s string) string { return encoded("x" + s) },
		"base64 shifted 2": func(s string) string { return encoded("xy" + s + "z") },
		"base64url":        func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
		"base64 of query":  func(s string) string { return encoded(url.QueryEscape(s)) },
		"base64 in query":  func(s string) string { return url.QueryEscape(encoded(s)) },
		"base64 twice":     func(s string) string { return encoded(encoded(s)) },
		"hex":              func(s string) string { return hex.EncodeToString([]byte(s)) },
		"hex high":         func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
		"lower case":       strings.ToLower,
		"upper case":       strings.ToUpper,
	}
}

// echoes says every secret that the target knows, in an encoding, at a place.
func echoes(p parameters) attack {
	encode := encoders()[p.As]
	if encode == nil {
		return attack{}
	}
	switch p.Where {
	case "subject", "names":
		return attack{name: func(c *certified) { c.say(p.Where, encode(canarySecret)) }}
	}
	return attack{answer: func(h *hostile, q *heard, r *reply) {
		for _, value := range h.secrets(q) {
			r.say(p.Where, encode(value))
		}
	}}
}

// secrets are what a target knows that nobody else should: whom it serves, and what it issued last.
func (h *hostile) secrets(q *heard) []string {
	h.bird.mu.Lock()
	defer h.bird.mu.Unlock()
	heard := q.Header.Get("Authorization")
	_, credentials, _ := strings.Cut(heard, " ")
	list := slices.Concat([]string{heard, credentials, canarySecret}, h.bird.knows, h.bird.tokens[max(0, len(h.bird.tokens)-2):])
	return slices.DeleteFunc(list, func(s string) bool { return len(s) < 8 })
}

// needles finds any of many texts in one pass.
type needles map[[8]byte][]string

// needlesOf are the canaries in every form in which somebody could read them.
func needlesOf(canaries []string) needles {
	n := needles{}
	for _, canary := range canaries {
		for _, form := range slices.Concat(forms(canary), cores(canary), []string{hex.EncodeToString([]byte(canary))}) {
			if form = aligned(form); len(form) >= 8 && !slices.Contains(n[[8]byte([]byte(form[:8]))], form) {
				key := [8]byte([]byte(form[:8]))
				n[key] = append(n[key], form)
			}
		}
	}
	return n
}

// in gives the place where a text holds one of them, "" where it holds none.
func (n needles) in(text string) string {
	for i := range max(0, len(text)-7) {
		for _, needle := range n[[8]byte([]byte(text[i:i+8]))] {
			if strings.HasPrefix(text[i:], needle) {
				return text[max(0, i-60):min(len(text), i+len(needle)+20)]
			}
		}
	}
	return ""
}
