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

// encoders are what a target may do to a secret before it says it: a row or more for each that redaction promises.
func encoders() map[string]func(string) string {
	quoted := func(s string) string {
		data, _ := json.Marshal(s) // a string always is JSON
		return strings.Trim(string(data), `"`)
	}
	encoded := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	return map[string]func(string) string{
		"plain":               func(s string) string { return s },
		"in a word":           func(s string) string { return "x" + s + "x" },
		"capitals":            strings.ToUpper,
		"small letters":       strings.ToLower,
		"title case":          func(s string) string { return strings.ToUpper(s[:1]) + strings.ToLower(s[1:]) },
		"query":               url.QueryEscape,
		"path":                url.PathEscape,
		"percent":             func(s string) string { return eachByte(s, "%%%02x", "") },
		"percent high":        func(s string) string { return eachByte(s, "%%%02X", "") },
		"percent twice":       func(s string) string { return url.QueryEscape(eachByte(s, "%%%02X", "")) },
		"json":                quoted,
		"json twice":          func(s string) string { return quoted(quoted(s)) },
		"json escapes":        func(s string) string { return strings.Trim(strconv.QuoteToASCII(s), `"`) },
		"hex escapes":         func(s string) string { return eachByte(s, `\x%02x`, "") },
		"octal escapes":       func(s string) string { return eachByte(s, `\%03o`, "") },
		"html":                html.EscapeString,
		"html numbers":        func(s string) string { return eachByte(s, "&#%d;", "") },
		"html hex numbers":    func(s string) string { return eachByte(s, "&#x%x;", "") },
		"base64":              encoded,
		"base64 shifted":      func(s string) string { return encoded("x" + s) },
		"base64 shifted 2":    func(s string) string { return encoded("xy" + s + "z") },
		"base64url":           func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
		"base64 of query":     func(s string) string { return encoded(url.QueryEscape(s)) },
		"base64 in query":     func(s string) string { return url.QueryEscape(encoded(s)) },
		"base64 after escape": func(s string) string { return `\u` + encoded(s) },
		"base64 in lines":     func(s string) string { return lines(encoded("client id, client secret and more: "+s), 20) },
		"base64 of json":      func(s string) string { return encoded(`{"a":[{"b":"` + quoted(s) + `"}]}`) },
		"base64 twice":        func(s string) string { return encoded(encoded(s)) },
		"base64 thrice":       func(s string) string { return encoded(encoded(encoded(s))) },
		"base64 of hex":       func(s string) string { return encoded(hex.EncodeToString([]byte(s))) },
		"base64 of UTF-16":    func(s string) string { return encoded(eachByte(s, "%c\x00", "")) },
		"hex":                 func(s string) string { return eachByte(s, "%02x", "") },
		"hex high":            func(s string) string { return eachByte(s, "%02X", "") },
		"hex with colons":     func(s string) string { return eachByte(s, "%02X", ":") },
		"hex with spaces":     func(s string) string { return eachByte(s, "%02x", " ") },
		"lines":               func(s string) string { return lines(s, 5) },
		"last part":           func(s string) string { return s[strings.LastIndex(s, ".")+1:] },
		"middle part":         func(s string) string { parts := strings.Split(s, "."); return parts[len(parts)/2] },
	}
}

// eachByte writes every byte of a text by a format, with something between.
func eachByte(s, format, between string) string {
	written := make([]string, len(s))
	for i, c := range []byte(s) {
		written[i] = fmt.Sprintf(format, c)
	}
	return strings.Join(written, between)
}

// lines breaks a text into lines.
func lines(s string, width int) string {
	var list []string
	for ; len(s) > width; s = s[width:] {
		list = append(list, s[:width])
	}
	return strings.Join(append(list, s), "\r\n")
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
type needles struct {
	begins [1 << 16]bool // whether one begins with these two bytes
	by     map[[8]byte][]string
}

// add takes one up, of eight bytes at least.
func (n *needles) add(text string) {
	if key := [8]byte([]byte(text[:8])); !slices.Contains(n.by[key], text) {
		n.begins[int(text[0])<<8|int(text[1])] = true
		n.by[key] = append(n.by[key], text)
	}
}

// needlesOf are the canaries in every form in which somebody could read them, and other texts as they are.
func needlesOf(canaries []string, others ...string) *needles {
	n := &needles{by: map[[8]byte][]string{}}
	for _, text := range others {
		n.add(text)
	}
	for _, canary := range canaries {
		written := append(forms(canary), cores(canary)...)
		for name, encode := range encoders() {
			if name != "last part" && name != "middle part" { // the parts that matter are canaries themselves
				written = append(written, encode(canary))
			}
		}
		for _, form := range written {
			if form = aligned(form); len(form) >= 8 {
				n.add(form)
			}
		}
	}
	return n
}

// in gives the place where a text holds one of them, "" where it holds none.
func (n *needles) in(text string) string {
	for i := range max(0, len(text)-7) {
		if !n.begins[int(text[i])<<8|int(text[i+1])] {
			continue
		}
		for _, needle := range n.by[[8]byte([]byte(text[i:i+8]))] {
			if strings.HasPrefix(text[i:], needle) {
				return text[max(0, i-60):min(len(text), i+len(needle)+20)]
			}
		}
	}
	return ""
}
