package main

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// parameters are what a row gives its generator.
type parameters struct {
	Name  string `yaml:"name"`  // of a header field or member
	Text  string `yaml:"text"`  // what is said
	Times int    `yaml:"times"` // how often, 1 when it is left out
	Where string `yaml:"where"` // place in an answer, or step of a connection
	As    string `yaml:"as"`    // encoding, or kind
}

// text is what the row says, as often as it says.
func (p parameters) text() string { return strings.Repeat(p.Text, max(p.Times, 1)) }

// generators make attacks out of a row's parameters, by the name that rows call them.
func generators() map[string]func(parameters) attack {
	all := map[string]func(parameters) attack{
		"field":  field,
		"fields": fields,
		"head":   func(p parameters) attack { return writing(headOf(p)) },
		"says":   says,
		"echo":   echoes,
		"body":   bodies,
		"coded":  coded,
		"member": func(p parameters) attack { return answering(func(r *reply) { r.set(p.Name, valueOf(p)) }) },
		"status": inStatus,
		"wait":   waits,
	}
	maps.Copy(all, connections())
	maps.Copy(all, frames())
	maps.Copy(all, handshakes())
	return all
}

// answering is an attack that changes an answer alone.
func answering(change func(*reply)) attack {
	return attack{answer: func(_ *hostile, _ *heard, r *reply) { change(r) }}
}

func field(p parameters) attack {
	value := p.text()
	return answering(func(r *reply) { r.put(p.Name, value) })
}

func fields(p parameters) attack {
	return answering(func(r *reply) {
		for i := range p.Times {
			r.add(strings.ReplaceAll(p.Name, "#", strconv.Itoa(i)), p.Text)
		}
	})
}

// inStatus answers with another status and nothing else; a Location, a wait or a method may come with it.
func inStatus(p parameters) attack {
	return answering(func(r *reply) {
		r.status, _ = strconv.Atoi(p.As)
		r.reason = http.StatusText(r.status)
		if p.Name != "" {
			r.put(p.Name, p.Text)
		}
		r.put("Content-Type", "application/json")
		r.content = []byte(`{"error":"server_error","error_reference":"1"}`)
	})
}

// waits is an outage that asks for patience.
func waits(p parameters) attack {
	return answering(func(r *reply) {
		r.status, _ = strconv.Atoi(p.As)
		r.reason = http.StatusText(r.status)
		r.put("Content-Type", "application/json")
		r.content = []byte(`{"error":"busy","error_reference":"1"}`)
		r.put("Retry-After", p.text())
	})
}

// valueOf is a member's value: what the row says as JSON, or as text where it is none. {secret} is the client's.
func valueOf(p parameters) any {
	if json.Valid([]byte(p.Text)) && p.Times == 0 {
		return json.RawMessage(p.Text)
	}
	return strings.ReplaceAll(p.text(), "{secret}", canarySecret)
}

// says writes a text at a place of an answer.
func says(p parameters) attack {
	if p.Where == "subject" || p.Where == "names" {
		return attack{name: func(c *certified) { c.say(p.Where, p.text()) }}
	}
	text := p.text()
	return answering(func(r *reply) { r.say(p.Where, text) })
}

func (r *reply) say(where, text string) {
	oneLine := strings.NewReplacer("\r", " ", "\n", " ").Replace(text)
	switch where {
	case "code":
		r.set("error", text)
	case "description":
		r.set("error_description", text)
	case "member":
		r.set("echo", text)
	case "member-name":
		r.set(text, true)
	case "nested":
		r.set("echo", map[string]any{"said": []any{text, map[string]any{text: text}}})
	case "token":
		r.set("access_token", text)
	case "token-type":
		r.set("token_type", text)
	case "scope":
		r.set("scope", text)
	case "page":
		r.put("Content-Type", "text/html")
		r.content = []byte("<html><body>" + text + "</body></html>")
	case "plain":
		r.put("Content-Type", "text/plain")
		r.content = []byte(text)
	case "header":
		r.add("X-Echo", oneLine)
	case "header-name":
		r.add(strings.Map(tokenRune, text), "1")
	case "reason":
		r.reason = oneLine
	case "realm":
		r.put("WWW-Authenticate", `Basic realm="`+strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(oneLine)+`"`)
	case "challenge":
		r.put("WWW-Authenticate", oneLine)
	case "location":
		r.put("Location", "https://elsewhere.invalid/"+oneLine)
	case "cookie":
		r.add("Set-Cookie", "a="+oneLine+"; Path=/")
	case "content-type":
		r.put("Content-Type", "application/json; x="+oneLine)
	case "trailer":
		r.trailers = append(r.trailers, pair{"X-Echo", oneLine})
	case "interim":
		r.interim = append(r.interim, "HTTP/1.1 103 Early Hints\r\nLink: <"+oneLine+">\r\n\r\n")
	case "after":
		r.after += "HTTP/1.1 400 " + oneLine + "\r\nX-Echo: " + oneLine + "\r\n\r\n" + text
	}
}

// tokenRune makes a character one that the name of a header field may hold.
func tokenRune(c rune) rune {
	if c < 0x80 && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("!#$%&'*+-.^_`|~", c)) {
		return c
	}
	return '-'
}

// bodies puts a body in the place of the answer's own, of a kind that grows with the row.
func bodies(p parameters) attack {
	made := bodyOf(p)
	return answering(func(r *reply) {
		r.content = made
		r.put("Content-Type", "application/json")
	})
}

func bodyOf(p parameters) []byte {
	var b bytes.Buffer
	switch p.As {
	case "nested":
		open, shut, _ := strings.Cut(p.Text, " ")
		b.WriteString(strings.Repeat(open, p.Times) + strings.Repeat(shut, p.Times))
	case "members":
		b.WriteString(`{"error":"invalid_request"`)
		for i := range p.Times {
			fmt.Fprintf(&b, `,"%s":1`, strings.ReplaceAll(p.Text, "#", strconv.Itoa(i)))
		}
		b.WriteString("}")
	case "list":
		b.WriteString(`{"error":"invalid_request","errors":[` + strings.Repeat(p.Text+",", p.Times) + `1]}`)
	case "utf-16":
		b.WriteString("\xff\xfe")
		for _, c := range p.Text {
			b.WriteByte(byte(c))
			b.WriteByte(0)
		}
	default:
		b.WriteString(p.text())
	}
	return b.Bytes()
}

// coded sends the answer in a content coding, or what only calls itself so.
func coded(p parameters) attack {
	var bomb []byte
	if p.Text != "" {
		bomb = packed(p.As, []byte(p.text()))
	}
	return answering(func(r *reply) {
		r.add("Content-Encoding", p.Name)
		if bomb == nil {
			r.content = packed(p.As, r.content)
			return
		}
		r.content = bomb
	})
}

func packed(as string, content []byte) []byte {
	var b bytes.Buffer
	switch as {
	case "gzip":
		w := gzip.NewWriter(&b)
		_, _ = w.Write(content) // a bytes.Buffer takes everything
		_ = w.Close()
	case "gzip-twice":
		return packed("gzip", packed("gzip", content))
	case "deflate":
		w, _ := flate.NewWriter(&b, flate.BestCompression)
		_, _ = w.Write(content)
		_ = w.Close()
	case "zlib":
		w := zlib.NewWriter(&b)
		_, _ = w.Write(content)
		_ = w.Close()
	case "gzip-cut":
		whole := packed("gzip", content)
		return whole[:len(whole)-9]
	default:
		return content
	}
	return b.Bytes()
}
