package hold

import (
	"net/http"
	"strings"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/runner/evidence"
)

// Header wants a header field to be there, with any value but an empty one.
func Header(name string) Matcher {
	return New(name, func(x evidence.Exchange) []openapi.Violation {
		answer, _ := x.Answer()
		if strings.TrimSpace(answer.Header.Get(name)) == "" {
			return one(name, "header-missing", "found %s without %s", found(x), name)
		}
		return nil
	})
}

// NoStore wants Cache-Control: no-store (RFC 6749, section 5.1).
func NoStore() Matcher {
	return New("Cache-Control: no-store", func(x evidence.Exchange) []openapi.Violation {
		answer, _ := x.Answer()
		for _, value := range answer.Header.Values("Cache-Control") {
			for directive := range strings.SplitSeq(value, ",") {
				if strings.EqualFold(strings.TrimSpace(directive), "no-store") {
					return nil
				}
			}
		}
		return one("Cache-Control", "header", "wanted the directive no-store, found %d Cache-Control fields without it", len(answer.Header.Values("Cache-Control")))
	})
}

// NoBody wants an answer without content (RFC 9110, section 9.3.2, of HEAD).
func NoBody() Matcher {
	return New("405 without a body", func(x evidence.Exchange) []openapi.Violation {
		if x.Response.Status != http.StatusMethodNotAllowed {
			return one("status", "status", "found %s; wanted 405", found(x))
		}
		if len(x.Response.Body) > 0 {
			return one("", "body", "found a body of %d bytes; wanted none", len(x.Response.Body))
		}
		return nil
	})
}
