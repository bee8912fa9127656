package text

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// How much of a body a description shows, in bytes.
const (
	maxBody = 160
	allBody = 2000
)

// Describe tells an exchange in two lines: what was sent and what came back. Pseudonyms are shown as what
// they stand for (‹client secret›), header fields only where they say something, bodies shortened.
func Describe(rec *evidence.Record, x evidence.Exchange) (sent, got string) {
	return PseudonymsOf(rec).describe(rec, x)
}

// DescribeWhole is Describe with bodies of up to 2000 bytes, for exchanges that are told one at a time.
func DescribeWhole(rec *evidence.Record, x evidence.Exchange) (sent, got string) {
	d := PseudonymsOf(rec)
	d.longest = allBody
	return d.describe(rec, x)
}

func (d Pseudonyms) describe(rec *evidence.Record, x evidence.Exchange) (sent, got string) {
	return Printable(d.Sent(rec, x)), Printable(d.got(x))
}

// DescribeForm is Describe for exchanges whose point is the form of the request: its media type is told, also the usual one.
func DescribeForm(rec *evidence.Record, x evidence.Exchange) (sent, got string) {
	d := PseudonymsOf(rec)
	d.media = true
	return d.describe(rec, x)
}

// isJSON says that a body is what the usual media type says, or that there is none.
func isJSON(body []byte) bool { return len(body) == 0 || jsontext.Value(body).IsValid() }

// Sent tells the request of an exchange in a line.
func (d Pseudonyms) Sent(rec *evidence.Record, x evidence.Exchange) string {
	if x.Request.Method == "" {
		if version := probe.Name(x.Probe).Handshake(); version != 0 {
			return "a TLS handshake of " + tls.VersionName(version) + " alone"
		}
		return "a TLS handshake"
	}
	text := d.shown(x.Request.Method + " " + requestTarget(rec, x.Request.URL))
	var said []string
	for _, f := range x.Request.Header {
		if !TellsOnlyTheSender(f.Name) && (!isUsual(f) || f.Name == "Content-Type" && (d.media || !isJSON(x.Request.Body))) {
			said = append(said, d.Field(f))
		}
	}
	if len(x.Request.Body) > 0 {
		if len(fields(x.Request.Header, "Content-Type")) == 0 {
			said = append(said, "no Content-Type")
		}
		said = append(said, "body "+d.shortened(x.Request.Body))
	} else if slices.Contains([]string{http.MethodPost, http.MethodPut, http.MethodPatch}, x.Request.Method) {
		said = append(said, "no body")
	}
	if len(said) == 0 {
		return text
	}
	return text + "  " + strings.Join(said, ", ")
}

func (d Pseudonyms) got(x evidence.Exchange) string {
	switch {
	case x.Failure != nil:
		detail := x.Failure.Detail
		if detail == "" {
			detail = string(x.Failure.Kind)
		}
		return "no answer: " + d.shown(detail)
	case x.Response != nil:
		return d.response(x)
	case x.TLS != nil:
		return "the handshake succeeded with " + x.TLS.Version
	default:
		return "nothing"
	}
}

func (d Pseudonyms) response(x evidence.Exchange) string {
	r := x.Response
	said := []string{fmt.Sprint(r.Status)}
	for _, name := range telling(r.Status) {
		found := fields(r.Header, name)
		if len(found) == 0 {
			said = append(said, "no "+name)
		}
		for _, f := range found {
			said = append(said, d.Field(f))
		}
	}
	media := fields(r.Header, "Content-Type")
	switch {
	case len(media) == 0 && len(r.Body) > 0:
		said = append(said, "no Content-Type")
	case len(media) == 1 && strings.EqualFold(media[0].Value, usualMedia):
	default:
		for _, f := range media {
			said = append(said, d.Field(f))
		}
	}
	switch {
	case IsUnread(r):
		said = append(said, UnreadBody(r))
	case len(r.Body) > 0:
		said = append(said, "body "+d.shortened(r.Body))
	case x.Request.Method != http.MethodHead:
		said = append(said, "no body")
	}
	if r.Truncated {
		said = append(said, fmt.Sprintf("more than the %d bytes that are read", len(r.Body)))
	}
	return strings.Join(said, ", ")
}

// IsUnread says that the body could not be read, and is not recorded.
func IsUnread(r *evidence.Response) bool { return r.Coding != nil && r.Coding.Digest != "" }

// UnreadBody tells of a body that could not be read.
func UnreadBody(r *evidence.Response) string {
	return fmt.Sprintf("a body that is not recorded because it could not be read (%d bytes, %s, %s)", r.Coding.Length, r.Coding, Shorten(r.Coding.Digest, maxDigest))
}

// maxDigest is how much of a digest a report shows: enough to tell two bodies apart.
const maxDigest = len("hmac-sha256:") + 16

// telling names the header fields that an answer of that status is judged by.
func telling(status int) []string {
	switch {
	case status == 200:
		return []string{"Cache-Control"}
	case status >= 300 && status <= 399:
		return []string{"Location"}
	case status == 401:
		return []string{"WWW-Authenticate"}
	case status == 405:
		return []string{"Allow"}
	case status == 429:
		return []string{"Retry-After"}
	default:
		return nil
	}
}

// Field tells a header field, the credentials in it as what they stand for.
func (d Pseudonyms) Field(f evidence.Field) string {
	if scheme, pair, ok := BasicPair(f.Value); ok {
		return f.Name + ": " + scheme + " " + d.shown(pair)
	}
	return f.Name + ": " + d.shown(f.Value)
}

// shown shortens before it looks for pseudonyms, generously: a hostile value costs no more than any other.
func (d Pseudonyms) shown(text string) string {
	const reading, showing = 8192, 300
	return Shorten(d.Meanings(Shorten(text, reading)), showing)
}

func (d Pseudonyms) shortened(body []byte) string {
	const reading = 8192
	text := d.Meanings(string(body[:min(len(body), reading)]))
	if collapsed := strings.Join(strings.Fields(text), " "); collapsed != "" {
		text = collapsed
	}
	shown := Shorten(text, d.longest)
	if strings.HasSuffix(shown, "…") || len(body) > reading {
		return fmt.Sprintf("%s (%d bytes)", shown, len(body))
	}
	return shown
}

// requestTarget is the URL as the contract writes it: below the base URL, where it lies there.
func requestTarget(rec *evidence.Record, address string) string {
	if rec == nil || rec.Run.BaseURL == "" {
		return address
	}
	if path, below := strings.CutPrefix(address, strings.TrimSuffix(rec.Run.BaseURL, "/")); below && strings.HasPrefix(path, "/") {
		return path
	}
	return address
}

// TellsOnlyTheSender names the fields by which a target's owner finds a request in the logs, and those
// that every client sets by itself.
func TellsOnlyTheSender(name string) bool {
	return slices.Contains([]string{
		"user-agent", "app-name", "app-version", "app-reference",
		"host", "content-length", "connection", "accept-encoding", "transfer-encoding",
	}, strings.ToLower(name))
}

func isUsual(f evidence.Field) bool {
	return (f.Name == "Accept" || f.Name == "Content-Type") && f.Value == usualMedia
}

// usualMedia is the media type that goes without saying.
const usualMedia = "application/json"

func fields(header []evidence.Field, name string) []evidence.Field {
	var found []evidence.Field
	for _, f := range header {
		if strings.EqualFold(f.Name, name) {
			found = append(found, f)
		}
	}
	return found
}
