package caller

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// reads takes only answers that look as the one whom somebody had before their eyes did.
func reads(fits func(*http.Response, []byte) bool) func(*habits) {
	return func(h *habits) {
		h.rejects = func(r *http.Response, content []byte) error {
			if !fits(r, content) {
				return errors.New("this is not as expected")
			}
			return nil
		}
	}
}

// members decodes an answer's members; nil where it has none.
func members(content []byte) map[string]any {
	var m map[string]any
	if json.Unmarshal(content, &m) != nil {
		return nil
	}
	return m
}

// has demands a member.
func has(name string, content []byte) bool { _, found := members(content)[name]; return found }

// takes chooses answers by their token.
func takes(fits func(string) bool) func(*habits) {
	return reads(func(_ *http.Response, content []byte) bool {
		t, _ := members(content)["access_token"].(string)
		return fits(t)
	})
}

// typed chooses answers by their token type, where they have one.
func typed(fits func(string) bool) func(*habits) {
	return reads(func(_ *http.Response, content []byte) bool {
		t, found := members(content)["token_type"].(string)
		return !found || fits(t)
	})
}

// stuckAt makes a row of one thing that is left open, and its scenario.
func stuckAt(scenario, name, sentence string, change func(*habits)) Deviation {
	return newDeviation(name, sentence, change, "client.open."+scenario).in("open-" + scenario)
}

// bodyFaults are of what is read of an answer's spelling, and of the version of HTTP that brings it.
func bodyFaults() []Deviation {
	first := regexp.MustCompile(`^\s*\{\s*"access_token"`)
	clause := func(name string) string { return "client.open." + name }
	return []Deviation{
		stuckAt("members-reordered", "reads-order", "finds the token only where it is the first member", reads(func(_ *http.Response, c []byte) bool { return first.Match(c) })),
		stuckAt("white-space", "reads-no-white-space", "finds the token only where there is no white space", reads(func(_ *http.Response, c []byte) bool { return bytes.Contains(c, []byte(`"access_token":"`)) })),
		stuckAt("charset", "reads-no-charset", "takes an answer for JSON only where its media type has no parameter", reads(func(r *http.Response, _ []byte) bool { return r.Header.Get("Content-Type") == typeJSON })),
		stuckAt("token-opaque", "reads-no-special-characters", "takes only tokens without +, / and =", takes(func(t string) bool { return !strings.ContainsAny(t, "+/=") })),
		stuckAt("token-short", "reads-no-short-token", "takes no token of less than eight characters", takes(func(t string) bool { return len(t) >= 8 })),
		stuckAt("token-long", "reads-no-long-token", "has no room for a token of more than 2,048 characters", takes(func(t string) bool { return len(t) <= 2048 })),
		newDeviation("token-truncated", "stores no more than 2,048 characters of a token", alters(func(t string) string { return t[:min(len(t), 2048)] }), clause("token-long"), "client.token.exact").in("open-token-long"),
		stuckAt("body-gzip", "reads-no-gzip", "asks for compressed bodies, and does not expand them", func(h *habits) { h.drafts = append(slices.Clone(h.drafts), field("Accept-Encoding", "gzip")) }),
		stuckAt("body-chunked", "reads-no-chunks", "reads as many bytes as Content-Length says", func(h *habits) {
			reads(func(r *http.Response, _ []byte) bool { return r.ContentLength >= 0 })(h)
			h.connects = func(t *http.Transport) { t.DisableCompression, t.ForceAttemptHTTP2 = true, false }
		}),
		stuckAt("unknown-headers", "reads-no-unknown-fields", "stumbles over header fields that it does not know", reads(func(r *http.Response, _ []byte) bool { return !strange(r.Header) })),
		stuckAt("http1", "speaks-no-http1", "speaks HTTP/2 alone", func(h *habits) {
			h.connects = func(t *http.Transport) { t.Protocols = new(http.Protocols); t.Protocols.SetHTTP2(true) }
		}),
		stuckAt("http2", "reads-no-lower-case-fields", "finds no header field whose name is in lower case, as HTTP/2 has them", reads(func(r *http.Response, _ []byte) bool { return r.ProtoMajor == 1 })),
		stuckAt("token-type-lower-case", "reads-no-lower-case-type", "takes no token type in lower case", typed(func(t string) bool { return t != "bearer" })),
		stuckAt("token-type-upper-case", "reads-no-upper-case-type", "takes no token type in upper case", typed(func(t string) bool { return t != "BEARER" })),
	}
}

func isBearer(t string) bool { return strings.EqualFold(t, "bearer") }

// openFaults are of what the answers of one contract alone leave open.
func openFaults(contract string) []Deviation {
	types := []string{"client.open.token-type-lower-case", "client.open.token-type-upper-case"}
	exactly := func(clauses ...string) Deviation {
		return newDeviation("reads-type-exactly", "takes no token type that is not spelt Bearer", typed(func(t string) bool { return t == "Bearer" }), clauses[0], clauses[1:]...).
			in("open-token-type-lower-case", "open-token-type-upper-case", "open-token-type-other")
	}
	known := []string{"access_token", "token_type", "expires_in", "scope", "refresh_token"}
	if contract == Prioticket {
		return []Deviation{
			exactly(append(types, "client.open.token-type-other")...),
			stuckAt("token-type-other", "reads-no-other-type", "takes no token type but Bearer", typed(isBearer)),
			stuckAt("scope-absent", "reads-scope", "takes no answer without a scope", reads(func(_ *http.Response, c []byte) bool { return has("scope", c) })),
			stuckAt("scope-present", "reads-one-scope", "takes no answer with more than one scope", reads(func(_ *http.Response, c []byte) bool {
				scope, _ := members(c)["scope"].(string)
				return !strings.Contains(scope, " ")
			})),
			stuckAt("token-jwt", "reads-jwt-type", "takes no JWT of another type than JWT", takes(func(t string) bool {
				head, _, _ := strings.Cut(t, ".")
				content, err := base64.RawURLEncoding.DecodeString(head)
				return err != nil || members(content)["typ"] == nil || members(content)["typ"] == "JWT"
			})),
		}
	}
	return []Deviation{
		exactly(types...),
		stuckAt("token-type-other", "scheme-as-typed", "sends the token with the token type that the response has, and with Bearer where it has none", func(h *habits) {
			h.scheme = (*oauth2.Token).Type
		}),
		stuckAt("further-members", "reads-known-members", "takes no answer with members that it does not know", reads(func(_ *http.Response, c []byte) bool {
			for name := range members(c) {
				if !slices.Contains(known, name) {
					return false
				}
			}
			return true
		})),
		stuckAt("scope-present", "reads-no-scope", "stumbles over a scope in the answer", reads(func(_ *http.Response, c []byte) bool { return !has("scope", c) })),
		stuckAt("token-jwt", "reads-no-jwt", "takes no token with dots in it", takes(func(t string) bool { return strings.Count(t, ".") != 2 })),
		stuckAt("refresh-token-unchanged", "reads-new-refresh-token", "takes no answer to a refresh without a new refresh token", unrepeated),
		stuckAt("no-token-type", "reads-token-type", "takes no answer without a token type", reads(func(_ *http.Response, c []byte) bool { return has("token_type", c) })),
	}
}

// unrepeated takes no refresh token a second time.
func unrepeated(h *habits) {
	known := ""
	reads(func(_ *http.Response, content []byte) bool {
		given, _ := members(content)["refresh_token"].(string)
		repeated := given == known
		known = given
		return !repeated
	})(h)
}

// usual are the fields that those know who know few.
func usual() []string {
	return []string{"Content-Type", "Content-Length", "Date", "Cache-Control", "Pragma", "Www-Authenticate", "Connection", "Vary", "Content-Encoding", "Strict-Transport-Security", "X-Content-Type-Options", "Retry-After"}
}

func strange(h http.Header) bool {
	for name := range h {
		if !slices.Contains(usual(), name) {
			return true
		}
	}
	return false
}
