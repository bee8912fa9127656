package wire

import (
	"net/http"
	"slices"
	"strings"
)

// Directives reads a header field's value as a list of directives, each a name or name=value: those of Cache-Control
// (RFC 9111, section 5.2) are separated by commas, those of Strict-Transport-Security (RFC 6797, section 6.1) by
// semicolons. Values are without their quotes and escapes. False when the grammar is left.
func Directives(value string, separator byte) ([]Param, bool) {
	var directives []Param
	r := readField(value)
	for {
		r.skip(" \t" + string(separator))
		if r.rest == "" {
			return directives, true
		}
		name := r.token()
		if name == "" {
			return nil, false
		}
		d := Param{Name: name}
		if strings.HasPrefix(strings.TrimLeft(r.rest, " \t"), "=") {
			r.skip(" \t")
			r.rest = r.rest[1:]
			r.skip(" \t")
			var wanted string
			if d.Value, wanted = r.value(); wanted != "" {
				return nil, false
			}
		}
		directives = append(directives, d)
		r.skip(" \t")
		if r.rest != "" && !r.at(separator) {
			return nil, false
		}
	}
}

// IsMethodList tells whether the fields of Allow name at least one method, and nothing but methods (RFC 9110, section
// 10.2.1), whose names are in capitals as all that are registered.
func IsMethodList(fields []string) bool {
	methods := Methods(fields)
	return len(methods) > 0 && !slices.ContainsFunc(methods, func(method string) bool { return !IsToken(method) || strings.ToUpper(method) != method })
}

// Methods gives what stands between the commas of the fields of Allow, without what is empty.
func Methods(fields []string) []string {
	var methods []string
	for method := range strings.SplitSeq(strings.Join(fields, ","), ",") {
		if method = strings.Trim(method, " \t"); method != "" {
			methods = append(methods, method)
		}
	}
	return methods
}

// IsRetryAfter tells whether a value is a number of seconds or a date (RFC 9110, section 10.2.3).
func IsRetryAfter(value string) bool {
	value = strings.Trim(value, " \t")
	if IsDigits(value) {
		return true
	}
	_, err := http.ParseTime(value)
	return err == nil
}

// IsDigits tells whether s is made of decimal digits, at least one.
func IsDigits(s string) bool {
	return s != "" && only(s, func(c byte) bool { return '0' <= c && c <= '9' })
}
