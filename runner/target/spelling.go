package target

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

const exampleURL = "such as https://auth.example.com/v1"

// spellingFault says what is wrong with how an address is written, and how it is written instead. Whatever may hold a
// password is not repeated.
func spellingFault(text string) string {
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed != text:
		return "has a blank before or behind it: leave it out"
	case strings.ContainsFunc(text, unicode.IsSpace):
		return "holds a blank: wanted an absolute URL " + exampleURL
	}
	scheme, rest, found := strings.Cut(text, "://")
	authority, path, _ := strings.Cut(rest, "/")
	switch {
	case !found && !strings.HasPrefix(text, "http:") && !strings.HasPrefix(text, "https:"):
		return "wanted an absolute URL " + exampleURL + ", found no http or https at its start" + instead("https://"+strings.TrimLeft(text, "/:"))
	case !found:
		_, rest, _ := strings.Cut(text, ":")
		return "wanted two slashes behind the scheme" + instead(text[:len(text)-len(rest)]+"//"+strings.TrimLeft(rest, "/"))
	case strings.ContainsAny(authority, "[]@") || strings.Count(authority, ":") < 2:
		return ""
	}
	if bracketed := inBrackets(authority); bracketed != "" {
		return "an IPv6 address stands in brackets" + instead(scheme+"://"+bracketed+"/"+path)
	}
	return ""
}

// inBrackets writes an IPv6 address as URLs have it; "" for what is none. The last number of an address is no port where the
// whole can be an address.
func inBrackets(authority string) string {
	if address, err := netip.ParseAddr(authority); err == nil && address.Is6() {
		return "[" + authority + "]"
	}
	if i := strings.LastIndex(authority, ":"); i > 0 {
		if address, err := netip.ParseAddr(authority[:i]); err == nil && address.Is6() {
			return "[" + authority[:i] + "]" + authority[i:]
		}
	}
	return ""
}

// likely is what the name of a host looks like, and no secret does that somebody put in its place.
var likely = regexp.MustCompile(`^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,24}|[0-9.]+|[0-9a-f]*:[0-9a-f:.]+)$`)

// instead proposes an address, where it is one and can hide nothing. Of its path it shows that there is one.
func instead(address string) string {
	u, err := url.Parse(address)
	if err != nil || !likely.MatchString(u.Hostname()) || strings.ContainsAny(address, "@?# ") {
		return ""
	}
	path := ""
	if strings.Trim(u.Path, "/") != "" {
		path = "/…"
	}
	return ": write " + u.Scheme + "://" + u.Host + path
}

// left finds the name of a variable that somebody meant to be replaced by its value: a shell does not in single quotes, and a
// file of settings not at all.
var left = regexp.MustCompile(`\$\{[A-Za-z_][A-Za-z0-9_]*\}`)

// variablesLeft finds settings that hold such a name.
func (o *Options) variablesLeft() []error {
	var problems []error
	for _, s := range o.settings() {
		var texts []string
		switch into := s.into.(type) {
		case *string:
			texts = []string{*into}
		case *[]string:
			texts = *into
		}
		if s.shell || o.layer(s.name) == byDefault {
			continue
		}
		if found := left.FindString(strings.Join(texts, "\n")); found != "" {
			problems = append(problems, problemf(o.where(s.name), "holds %s, the name of a variable in the place of its value: single quotes and files keep it as it is", found))
		}
	}
	return problems
}
