package match

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

// Allow wants the field Allow to list methods (RFC 9110, section 10.2.1): that of the operation among them, and not the one that is
// refused (section 15.5.6).
func Allow(method string) Matcher {
	sound := listed("Allow", "Allow with a list of methods", "found something else than methods separated by commas", wire.IsMethodList)
	return New("Allow with "+method, func(x evidence.Exchange) []wire.Violation {
		if broken := sound.judge(x); len(broken) > 0 {
			return broken
		}
		answer, _ := x.Answer()
		methods := wire.Methods(answer.Header.Values("Allow"))
		switch refused := x.Request.Method; {
		case !slices.Contains(methods, method):
			return one("Allow", "allow.method", "wanted %s among the methods, which is the one that the document has", method)
		case refused != method && slices.Contains(methods, refused):
			return one("Allow", "allow.refused", "found %s, which this answer refuses", refused)
		}
		return nil
	})
}

// RetryAfter wants the field Retry-After to be a number of seconds or a date (RFC 9110, section 10.2.3).
func RetryAfter() Matcher {
	return listed("Retry-After", "Retry-After with seconds or a date", "found neither one number of seconds nor one date", func(fields []string) bool {
		return len(fields) == 1 && wire.IsRetryAfter(fields[0])
	})
}

// listed wants a header field to be there and sound.
func listed(name, wanted, broken string, sound func(fields []string) bool) Matcher {
	return New(wanted, func(x evidence.Exchange) []wire.Violation {
		answer, _ := x.Answer()
		fields := answer.Header.Values(name)
		switch {
		case strings.TrimSpace(strings.Join(fields, "")) == "":
			return one(name, "header-missing", "found %s without %s", found(x), name)
		case !sound(fields):
			return one(name, "header", "%s", broken)
		default:
			return nil
		}
	})
}

// StrictTransport wants one Strict-Transport-Security field of directives, each once, with a max-age above 0
// (RFC 6797, sections 6.1 and 7.1).
func StrictTransport() Matcher {
	const name = "Strict-Transport-Security"
	return listed(name, name+" with a max-age", "found no single list of directives with one max-age above 0", func(fields []string) bool {
		directives, ok := wire.Directives(fields[0], ';')
		if !ok || len(fields) > 1 {
			return false
		}
		seen, age := map[string]bool{}, ""
		for _, d := range directives {
			directive := strings.ToLower(d.Name)
			if seen[directive] {
				return false
			}
			if seen[directive] = true; directive == "max-age" {
				age = d.Value
			}
		}
		return wire.IsDigits(age) && strings.Trim(age, "0") != ""
	})
}

// NoStore wants the directive no-store in Cache-Control (RFC 6749, section 5.1), by the grammar of RFC 9111, section
// 5.2: within a quoted string, or as a part of another name, it is none.
func NoStore() Matcher {
	const name = "Cache-Control"
	return New(name+": no-store", func(x evidence.Exchange) []wire.Violation {
		answer, _ := x.Answer()
		stored := true
		for _, value := range answer.Header.Values(name) {
			directives, ok := wire.Directives(value, ',')
			if !ok {
				return one(name, "header", "found a field that is no list of directives (RFC 9111, section 5.2)")
			}
			for _, d := range directives {
				stored = stored && (!strings.EqualFold(d.Name, "no-store") || d.Value != "")
			}
		}
		if stored {
			return one(name, "header", "wanted the directive no-store, found %d Cache-Control fields without it", len(answer.Header.Values(name)))
		}
		return nil
	})
}

// NoBody wants an answer without content (RFC 9110, section 9.3.2, of HEAD).
func NoBody() Matcher {
	return New("405 without a body", func(x evidence.Exchange) []wire.Violation {
		if x.Response.Status != http.StatusMethodNotAllowed {
			return one("status", "status", "found %s; wanted 405", found(x))
		}
		if len(x.Response.Body) > 0 {
			return one("", "body", "found a body of %d bytes; wanted none", len(x.Response.Body))
		}
		return nil
	})
}
