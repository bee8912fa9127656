package target

import (
	"cmp"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/openapi/misspelt"
)

// contract is what a description has to know of the contract.
type contract interface {
	Environments() []string
	BaseURL(environment string) (string, error)
	IsProduction(environment string) bool
	IsProductionURL(baseURL string) bool
	TokenPath() string
	asksForUser() bool
	// clientHas says whether the client that asks has an identifier, and a secret.
	clientHas() (id, secret bool)
	// givens are the values that requests always have, and factAt the place of a key of the facts.
	givens() []facts.Given
	factAt(key string) string
	// keyInQuery says that the contract documents an API key in the URL.
	keyInQuery() bool
}

// loaded is a contract that was loaded.
type loaded struct{ *openapi.Contract }

func (s loaded) asksForUser() bool {
	return s.some(func(c *openapi.Contract) bool { return c.Facts.User != facts.User{} })
}

func (s loaded) clientHas() (id, secret bool) {
	return s.some(func(c *openapi.Contract) bool { return c.Facts.Has(facts.ClientIdentifiers) }),
		s.some(func(c *openapi.Contract) bool { return c.Facts.Has(facts.Authentication) })
}

func (s loaded) givens() []facts.Given { return s.Givens() }

func (s loaded) factAt(key string) string { return cmp.Or(s.FactAt(key), "contract "+s.Name) }

func (s loaded) keyInQuery() bool {
	return s.some(func(c *openapi.Contract) bool { return c.Facts.ClientAuthentication.Key.In == "query" })
}

// some says that one of the contract's operations is so.
func (s loaded) some(is func(*openapi.Contract) bool) bool {
	return slices.ContainsFunc(s.Operations(), is)
}

// IsLoopback tells whether a URL's host is this machine by its very name: an address in 127.0.0.0/8, ::1, or
// localhost. Names are not resolved.
func IsLoopback(u *url.URL) bool {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

// addresses sets the target's addresses from the environment or the address that the user named.
func (o *Options) addresses(t *Target, c contract) []error {
	named, problem := o.address(t, c)
	if problem != nil {
		return []error{problem}
	}
	problems := o.production(t, c, named)
	if t.BaseURL.Scheme == "http" && !IsLoopback(t.BaseURL) && !o.AllowSecretOverHTTP {
		problems = append(problems, problemf(o.where(named),
			"wanted https, found http: the client secret would travel in clear text; use https, or give --%s", clearTextFlag))
	}
	if o.PlainURL == "" {
		t.PlainURL = plainOf(t.BaseURL)
	} else {
		problems = append(problems, o.plain(t, c, named))
	}
	t.Loopback = t.PlainURL != nil && IsLoopback(t.BaseURL) && IsLoopback(t.PlainURL)
	return problems
}

// address finds the base URL, and which setting named it. Environment and address are two ways to say one
// thing: the higher layer counts, and within one layer they contradict each other, but where the values of requests are those of
// an environment.
func (o *Options) address(t *Target, c contract) (named string, problem error) {
	byName, byURL := o.Environment != "", o.BaseURL != ""
	switch {
	case !byName && !byURL:
		return "", problemf("--"+baseURLFlag, "no target is named: give --%s or --%s", environmentFlag, baseURLFlag)
	case byName && byURL && o.layer(environmentFlag) == o.layer(baseURLFlag) && valuesDiffer(c): // one has the values, the other the address
		if !slices.Contains(c.Environments(), o.Environment) {
			return environmentFlag, o.environment(t, c)
		}
		t.Environment = o.Environment
	case byName && byURL && o.layer(environmentFlag) == o.layer(baseURLFlag):
		return "", problemf(o.where(environmentFlag), "contradicts %s: give one of them", o.where(baseURLFlag))
	case byName && (!byURL || o.layer(environmentFlag) > o.layer(baseURLFlag)):
		return environmentFlag, o.environment(t, c)
	}
	base, fault := parseAddress(o.BaseURL)
	if fault != "" {
		return "", problemf(o.where(baseURLFlag), "%s", fault)
	}
	if above, ends := strings.CutSuffix(base.Path, c.TokenPath()); ends && c.TokenPath() != "" {
		shown := *base
		shown.Path, shown.RawPath = above, ""
		return "", problemf(o.where(baseURLFlag), "ends in %s, which the contract appends by itself: leave it out, and give %s", c.TokenPath(), &shown)
	}
	t.BaseURL = base
	return baseURLFlag, nil
}

// valuesDiffer says that requests have other values in other environments, so that an address alone does not say which.
func valuesDiffer(c contract) bool {
	return slices.ContainsFunc(c.givens(), func(g facts.Given) bool { return len(g.Environments) > 0 })
}

// environment takes the address that the contract gives a name.
func (o *Options) environment(t *Target, c contract) error {
	where, names := o.where(environmentFlag), c.Environments()
	if len(names) == 0 {
		return problemf(where, "the contract names no environments: give --%s", baseURLFlag)
	}
	text, err := c.BaseURL(o.Environment)
	if err != nil {
		name := misspelt.Nearest(o.Environment, names)
		if name == "" { // what is no name of one at all may be anything, also a secret
			return because(err, where, "unknown environment; the contract names %s", strings.Join(names, ", "))
		}
		return because(err, where, "unknown environment %q; did you mean %s? the contract names %s", o.Environment, name, strings.Join(names, ", "))
	}
	base, fault := parseAddress(text)
	if fault != "" {
		return problemf(where, "the address that the contract gives it: %s; give --%s", fault, baseURLFlag)
	}
	t.BaseURL, t.Environment = base, o.Environment
	return nil
}

// production refuses what the contract describes as production, by whichever way it was named (R5). No setting
// allows a burst there: its limits are shared with the owner's own traffic.
func (o *Options) production(t *Target, c contract, named string) []error {
	described := t.Environment != "" && c.IsProduction(t.Environment) || isProduction(c, t.BaseURL)
	if !described {
		return nil
	}
	var problems []error
	if !o.AllowProduction {
		problems = append(problems, problemf(o.where(named), "the contract describes it as production: ask another, or give --%s", productionFlag))
	}
	if o.Burst != 0 {
		problems = append(problems, problemf(o.where(burstFlag), "the contract describes the target as production, and nothing allows a burst there: leave it out"))
	}
	return problems
}

// isProduction asks with the port and without: another port on a production host is production too.
func isProduction(c contract, u *url.URL) bool {
	bare := *u
	bare.Host = strings.TrimSuffix(u.Hostname(), ".")
	if strings.Contains(bare.Host, ":") {
		bare.Host = "[" + bare.Host + "]"
	}
	return c.IsProductionURL(u.String()) || c.IsProductionURL(bare.String())
}

// plain takes the address for plain HTTP that the user gave.
func (o *Options) plain(t *Target, c contract, named string) error {
	where := o.where(plainURLFlag)
	plain, fault := parseAddress(o.PlainURL)
	switch {
	case fault != "":
		return problemf(where, "%s", fault)
	case plain.Scheme != "http":
		return problemf(where, "wanted http, found %s: it is where the target is asked over plain HTTP", plain.Scheme)
	case !o.AllowProduction && isProduction(c, plain):
		return problemf(where, "the contract describes its host as production: ask another, or give --%s", productionFlag)
	case o.layer(plainURLFlag) < o.layer(named) && o.addressIn(o.layer(plainURLFlag)):
		// Otherwise one target would be judged by what another one answers.
		return problemf(where, "belongs to an address that %s overrides: give --%s too", o.where(named), plainURLFlag)
	}
	t.PlainURL = plain
	return nil
}

// addressIn tells whether a layer names a target itself.
func (o *Options) addressIn(l layer) bool {
	for _, name := range []string{environmentFlag, baseURLFlag} {
		for _, from := range o.given[name] {
			if from.layer == l {
				return true
			}
		}
	}
	return false
}

// plainOf is the same address over plain HTTP: port 443 becomes 80, any other one stays.
func plainOf(base *url.URL) *url.URL {
	plain := *base
	plain.Scheme = "http"
	if base.Scheme == "https" && base.Port() == "443" {
		plain.Host = strings.TrimSuffix(plain.Host, ":443")
	}
	return &plain
}

// parseAddress reads an absolute http or https URL that paths can be appended to. The fault says what is
// wrong with it, and repeats none of it that may be a password.
func parseAddress(text string) (u *url.URL, fault string) {
	if fault := spellingFault(text); fault != "" {
		return nil, fault
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	switch {
	case err != nil:
		return nil, "wanted an absolute URL " + exampleURL + ", found what cannot be read as one"
	case u.User != nil:
		return nil, "holds a user name or a password: leave it out, credentials come from " + clientIDVariable + " and " + secretVariable
	case u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "":
		return nil, "wanted an absolute URL " + exampleURL + ", found no http or https at its start"
	case u.Hostname() == "":
		return nil, "wanted an absolute URL " + exampleURL + ", found no host in it"
	case u.RawQuery != "" || u.ForceQuery:
		return nil, "holds a query: leave out what follows the question mark"
	case u.Fragment != "" || strings.Contains(text, "#"):
		return nil, "holds a fragment: leave out what follows the #"
	}
	if fault := hostFault(u); fault != "" {
		return nil, fault
	}
	if u.Host, err = asciiHost(u); err != nil {
		return nil, "holds a host name that cannot be written in ASCII letters (IDNA)"
	}
	return u, ""
}

// asciiHost writes a host as it is resolved, so that no other spelling hides which one it is.
func asciiHost(u *url.URL) (string, error) {
	if !strings.ContainsFunc(u.Host, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return strings.ToLower(u.Host), nil
	}
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		return "", fmt.Errorf("host name: %w", err)
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	return host, nil
}

func hostFault(u *url.URL) string {
	if strings.ContainsAny(u.Hostname(), " \t{}<>\"\\^`|,;=*") {
		return "holds a character that no host name has"
	}
	if strings.HasSuffix(u.Host, ":") {
		return "wanted a port after the colon, found none"
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return fmt.Sprintf("wanted a port from 1 to %d", 65535)
		}
	}
	return ""
}
