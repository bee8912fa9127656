package target

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
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
