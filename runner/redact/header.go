package redact

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/authconform/authconform/suites/evidence"
)

func (p *redaction) fields(fields []evidence.Field) []evidence.Field {
	if fields == nil {
		return nil
	}
	out := make([]evidence.Field, len(fields))
	for i, f := range fields {
		out[i] = evidence.Field{Name: p.fieldName(f.Name), Value: p.fieldValue(f.Name, f.Value)}
	}
	return out
}

// fieldName compares without case: implementations change the case of names.
func (p *redaction) fieldName(name string) string {
	known := cleanText{text: name, context: context{name: true}, asks: p.asks, field: true}
	knowable := len(name) <= maxCleanText && p.depth == 0 && len(p.ours) == 0 && p.sees == nil
	if knowable && p.r.isClean(known) {
		return name
	}
	if clean := p.string(name, context{name: true}); clean != name {
		return clean
	}
	lower := strings.ToLower(name)
	for _, secret := range p.all.patterns {
		at := strings.Index(lower, secret.folded)
		if at >= 0 && secret.certain && len(secret.value) >= wholeWord && !secret.numeric && len(lower) == len(name) {
			end := at + len(secret.folded) // in small letters some characters are shorter
			return name[:at] + string(p.opaque([]byte(name[at:end]), 0)) + name[end:]
		}
	}
	if knowable {
		p.r.keepClean(known, p.matchers)
	}
	return name
}

func (p *redaction) fieldValue(name, value string) string {
	switch strings.ToLower(name) {
	case "authorization", "proxy-authorization":
		return p.authorization(value)
	case "cookie", "set-cookie":
		return p.cookies(value, strings.EqualFold(name, "cookie"))
	case "www-authenticate", "proxy-authenticate":
		return p.challenges(value)
	case "location", "content-location", "referer", "origin":
		return p.url(value)
	case "host", "date", "expires", "last-modified", "age", "retry-after", "content-length", "content-type",
		"content-encoding", "content-language", "transfer-encoding", "te", "trailer", "cache-control", "pragma",
		"allow", "vary", "connection", "keep-alive", "upgrade", "accept", "accept-encoding", "accept-charset",
		"accept-language", "accept-ranges", "strict-transport-security", "x-content-type-options", "x-frame-options":
		return p.string(value, context{name: true})
	}
	if isSensitive([]byte(name)) {
		return string(p.secret([]byte(value), 0))
	}
	return p.string(value, context{})
}

// authorization replaces credentials (RFC 9110, section 11.4). The scheme and the names of parameters
// stay, and credentials that are malformed stay so in the same way.
func (p *redaction) authorization(value string) string {
	scheme, rest, spaced := p.cut(value, " ") // a target may name a secret as its tokens' type, and a secret may hold a blank
	if !spaced {
		if p.r.words.has(scheme) {
			return value
		}
		return string(p.secret([]byte(value), 0))
	}
	credentials := strings.TrimLeft(rest, " \t")
	scheme = p.string(scheme, context{name: true}) + " " + rest[:len(rest)-len(credentials)]
	if strings.HasPrefix(strings.ToLower(value), "basic ") {
		if p.issued([]byte(credentials)) {
			return scheme + credentials
		}
		if out := p.basic([]byte(credentials)); out != nil {
			return scheme + string(out)
		}
		return scheme + string(p.opaque([]byte(credentials), 0))
	}
	if equals := strings.IndexByte(credentials, '='); equals > 0 && strings.Trim(credentials[equals:], "=") != "" &&
		!strings.ContainsAny(credentials[:equals], ". \t\"/+") {
		return scheme + p.parameters(credentials, func(v []byte) []byte { return p.secret(v, 0) })
	}
	return scheme + string(p.secret([]byte(credentials), 0))
}

// basic replaces both halves of Basic credentials (RFC 7617), so that the result decodes to the
// pseudonyms of identifier and secret. nil when they do not decode to text.
func (p *redaction) basic(credentials []byte) []byte {
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		decoded, err := encoding.AppendDecode(nil, credentials)
		if err != nil || !isText(decoded) {
			continue
		}
		halves := bytes.SplitN(decoded, []byte(":"), 2)
		for i := range halves {
			halves[i] = p.half(halves[i])
		}
		out := encoding.AppendEncode(nil, bytes.Join(halves, []byte(":")))
		p.keep(out)
		return out
	}
	return nil
}

// half replaces an identifier or a secret, which is form-encoded (RFC 6749, section 2.3.1) or is not.
func (p *redaction) half(b []byte) []byte {
	learns := p.learns
	p.learns = false // what a target echoes here was sent to it
	defer func() { p.learns = learns }()
	return p.secret(b, percentEscapes)
}

// cookies replaces the values of cookies (RFC 6265); the attributes of a set cookie stay.
func (p *redaction) cookies(value string, all bool) string {
	parts := p.split(value, ";")
	for i, part := range parts {
		name, content, found := strings.Cut(part, "=")
		switch {
		case found && (all || i == 0):
			parts[i] = p.string(name, context{name: true}) + "=" + string(p.secret([]byte(content), 0))
		case i == 0:
			parts[i] = string(p.secret([]byte(part), 0))
		default:
			parts[i] = p.string(part, context{name: true})
		}
	}
	return p.string(strings.Join(parts, ";"), context{name: true}) // a secret may hold a separator
}

// challenges redacts what the parameters of challenges say; schemes and names stay.
func (p *redaction) challenges(value string) string {
	return p.parameters(value, func(v []byte) []byte { return p.text(v, context{}) })
}

// parameters gives the values of name=value pairs, quoted or not, to a replacement. Everything else is
// part of the protocol.
func (p *redaction) parameters(s string, replace func([]byte) []byte) string {
	var out strings.Builder
	b := []byte(s)
	secrets, last := p.separators(b), 0
	for {
		start := secrets.next(b, last, "=") + 1
		if start == 0 {
			break
		}
		for start < len(b) && (b[start] == ' ' || b[start] == '\t') {
			start++
		}
		end, after := len(b), len(b)
		if start < len(b) && b[start] == '"' {
			start++
			end = secrets.closing(b, start, '"', false)
			after = min(end+1, len(b))
		} else if next := secrets.next(b, start, ", \t"); next >= 0 {
			end, after = next, next
		}
		out.Write(b[last:start])
		out.Write(replace(b[start:end:end]))
		out.Write(b[end:after])
		last = after
	}
	out.Write(b[last:])
	return p.string(out.String(), context{name: true}) // a secret may hold a separator
}

// url redacts a URL or a reference: scheme, host and port stay.
func (p *redaction) url(s string) string {
	path := s
	prefix := ""
	if i := strings.Index(s, "//"); i >= 0 && !strings.ContainsAny(s[:i], "/?#") {
		end := len(s)
		if next := strings.IndexAny(s[i+2:], "/?#"); next >= 0 {
			end = i + 2 + next
		}
		prefix, path = s[:i+2]+p.authority(s[i+2:end]), s[end:]
	}
	path, fragment, hasFragment := p.cut(path, "#")
	path, query, hasQuery := p.cut(path, "?")
	part := context{name: true, numbers: true, kept: percentEscapes}
	segments := strings.Split(path, "/")
	for i := range segments {
		segments[i] = p.string(segments[i], part)
	}
	out := strings.Join(segments, "/")
	if hasQuery {
		out += "?" + string(p.form([]byte(query)))
	}
	if hasFragment {
		out += "#" + string(p.form([]byte(fragment)))
	}
	return prefix + p.string(out, part) // a secret may hold a separator
}

// authority replaces what stands before the host.
func (p *redaction) authority(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return s
	}
	halves := strings.SplitN(s[:at], ":", 2)
	for i := range halves {
		halves[i] = string(p.secret([]byte(halves[i]), percentEscapes))
	}
	return strings.Join(slices.Clip(halves), ":") + s[at:]
}
