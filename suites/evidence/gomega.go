package evidence

import (
	"fmt"
	"strings"
)

// mostShown is how much of a body GomegaString shows.
const mostShown = 200

// GomegaString tells the exchange as Gomega's matchers print it when they fail: what was asked, and what came back. A
// token response keeps its body to itself: it may be somebody else's, and not redacted.
func (x Exchange) GomegaString() string {
	sent := strings.TrimSpace(strings.Join([]string{x.ID, x.Request.Method, x.Request.URL}, " "))
	switch {
	case x.Failure != nil:
		return fmt.Sprintf("%s: no answer: %s", sent, x.Failure.Detail)
	case x.Response == nil && x.TLS != nil:
		return fmt.Sprintf("%s: a handshake with %s", sent, x.TLS.Version)
	case x.Response == nil:
		return sent + ": no answer"
	}
	lines := []string{fmt.Sprintf("%s: %d", sent, x.Response.Status)}
	for _, f := range x.Response.Header {
		lines = append(lines, f.Name+": "+f.Value)
	}
	switch body := x.Response.Body; {
	case x.HasToken():
		lines = append(lines, fmt.Sprintf("a token response of %d bytes", len(body)))
	case len(body) > mostShown:
		lines = append(lines, fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(string(body[:mostShown]), ""), len(body)))
	case len(body) > 0:
		lines = append(lines, string(body))
	}
	return strings.Join(lines, "\n")
}
