package target

import (
	"net/url"
	"strings"

	"golang.org/x/net/http/httpproxy"
)

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
