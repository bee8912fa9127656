package target

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// connections reads what the user says of where names lead to.
func (o *Options) connections(t *Target) []error {
	var problems []error
	for _, text := range o.Connect {
		from, to, fault := parseConnection(text)
		if fault != "" { // whatever it is, it may be a secret
			problems = append(problems, problemf(o.where(resolveFlag), "%s", fault))
			continue
		}
		if fault = misdirected(t, from, to); fault != "" {
			problems = append(problems, problemf(o.where(resolveFlag), "%q %s", text, fault))
			continue
		}
		if t.Connect == nil {
			t.Connect = map[string]string{}
		}
		t.Connect[from] = to
	}
	return problems
}

// parseConnection reads HOST:PORT:ADDRESS, as curl has it, with brackets around an IPv6 address or without.
func parseConnection(text string) (from, to, fault string) {
	const wanted = "wanted HOST:PORT:ADDRESS, such as tokens.example.com:443:192.0.2.7"
	host, rest, _ := strings.Cut(text, ":")
	port, address, found := strings.Cut(rest, ":")
	number, err := strconv.Atoi(port)
	switch {
	case !found || host == "":
		return "", "", wanted
	case err != nil || number < 1 || number > 65535:
		return "", "", wanted + ", found no port from 1 to 65535"
	}
	ip, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(address, "["), "]"))
	if err != nil {
		return "", "", wanted + ", found no address behind the port"
	}
	return net.JoinHostPort(strings.ToLower(host), port), net.JoinHostPort(ip.String(), port), ""
}

// misdirected finds what nobody would notice: an address that is never asked, and clear text that leaves the machine under a
// name that stays on it.
func misdirected(t *Target, from, to string) string {
	var asked []string
	for _, u := range []*url.URL{t.BaseURL, t.PlainURL} {
		if u != nil {
			asked = append(asked, hostAndPort(u))
		}
	}
	if len(asked) > 0 && !slices.Contains(asked, from) {
		return "is about no address that is asked (" + strings.Join(slices.Compact(asked), ", ") + ")"
	}
	if local(from) && !local(to) {
		return "leads from this machine to another, under a name that stays on it: name the target by --base-url"
	}
	return ""
}

func local(hostPort string) bool { return IsLoopback(&url.URL{Host: hostPort}) }

func hostAndPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// direct is the proxy function of those who use none.
func direct(*url.URL) (*url.URL, error) { return nil, nil }

// proxies reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY, the lower-case spelling first, as curl and Go do. An
// address that cannot be used is an error: falling back to a direct connection would ask past the proxy
// that somebody wanted.
func (o *Options) proxies(t *Target) []error {
	t.Proxy = direct
	if o.getenv == nil {
		return nil
	}
	secure, secureProblem := o.proxy("https_proxy")
	open, openProblem := o.proxy("http_proxy")
	_, except := o.either("no_proxy")
	choose := (&httpproxy.Config{HTTPSProxy: secure, HTTPProxy: open, NoProxy: except}).ProxyFunc()
	t.Proxy = func(u *url.URL) (*url.URL, error) {
		if IsLoopback(u) {
			return nil, nil // in every spelling: clear text is allowed there because it stays on this machine
		}
		return choose(u)
	}
	return []error{secureProblem, openProblem}
}

// either reads a variable in its lower-case or upper-case spelling, and tells which one it was.
func (o *Options) either(name string) (spelling, value string) {
	for _, spelling := range []string{name, strings.ToUpper(name)} {
		if value, _ := o.getenv(spelling); value != "" {
			return spelling, value
		}
	}
	return strings.ToUpper(name), ""
}

// proxy gives a proxy's address, "" for none. The error does not repeat it: it may hold a password.
func (o *Options) proxy(name string) (string, error) {
	where, text := o.either(name)
	if text == "" {
		return "", nil
	}
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || hostFault(u) != "" {
		return "", problemf(where, "wanted the address of a proxy such as http://proxy.example.com:3128, found what cannot be read as one")
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return u.String(), nil
	}
	return "", problemf(where, "wanted a proxy with the scheme http, https, socks5 or socks5h, found another")
}
