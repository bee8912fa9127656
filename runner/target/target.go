package target

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/url"
	"time"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

// Target is a validated description: whoever holds one need not check any of it again.
type Target struct {
	// BaseURL is what the contract's paths are appended to: absolute, without user, query and fragment, and
	// without a slash at its end. Its scheme is https unless IsLoopback(BaseURL) or AllowSecretOverHTTP holds.
	BaseURL *url.URL
	// PlainURL is the same for plain HTTP (R18); its scheme is http. It may be on another host.
	PlainURL *url.URL
	// Environment is the name that the contract gives the address, "" when an address was given instead.
	Environment string
	// Embedded says that this is the reference target in the process, as the user named no other.
	Embedded bool
	// Client holds the credentials of the client that asks.
	Client probe.Credentials
	// User holds the credentials of the resource owner for whom the client asks; set exactly when the contract's
	// grant needs them. The embedded target brings its own.
	User *probe.Credentials
	// Given are the values that the contract's requests always have, by their keys in the facts; GivenSecrets are those of
	// them that nobody may see.
	Given        map[string]any    `json:"-"`
	GivenSecrets []evidence.Secret `json:"-"`
	// Clients are those whom the target's owner set up for what the first one cannot provoke.
	Clients Clients
	// Places say where credentials came from, by the names of their variables, as a sentence names it. The embedded
	// target's have none.
	Places map[string]string
	// Scope is one that is valid for the client, "" when the user did not say.
	Scope string
	// Resource is a protected one, nil when none is configured.
	Resource *Resource
	// Profile is CoreProfile or FullProfile.
	Profile string
	// MaxWait is how long a run with FullProfile may wait for tokens to expire; 0 to MaxMaxWait.
	MaxWait time.Duration
	// RevokedToken is one that its owner says is revoked, "" when there is none. It can travel in a header:
	// visible ASCII without spaces. It is a secret, and does not show when a Target is formatted.
	RevokedToken string `json:"-"`
	// RevokeCommand is for sh -c, and revokes the token that it gets on its standard input; "" for none.
	RevokeCommand string
	// Withheld are the variables that the command does not get to see, beside ours: other targets' credentials.
	Withheld []string
	// Revoke revokes a token of the embedded target; nil for none, and for every target that has a name.
	Revoke func(ctx context.Context, token string) error
	// Burst is how many requests to send at once to provoke a 429, 0 for none. It is never set for an
	// address that the contract describes as production.
	Burst int
	// TLS says whom to trust and how to answer when the target asks for a certificate.
	TLS TLS
	// Timeout bounds a request, from its first byte to the answer's last.
	Timeout time.Duration
	// Tries is how often a question is asked at most where it meets outages; 0 for the usual number.
	Tries int
	// Connect gives the address to connect to for a host and a port ("host:port"), in the place of what the name resolves to.
	Connect map[string]string
	// Concurrency is how many requests may be under way at once, 1 to MaxConcurrency.
	Concurrency int
	// AllowSecretInURL lets real credentials be sent in a query (R5).
	AllowSecretInURL bool
	// AllowSecretOverHTTP lets real credentials be sent in clear text (R5).
	AllowSecretOverHTTP bool
	// Loopback says that BaseURL and PlainURL both stay on this machine, where R5 does not bind. When they
	// differ in that, it is false, and IsLoopback tells for each.
	Loopback bool
	// Proxy gives the forward proxy for a request's URL, nil for none. It never sends a loopback address to
	// a proxy, is safe for concurrent use, and is never nil itself.
	Proxy func(*url.URL) (*url.URL, error)
}

// Format writes a target with a placeholder for its revoked token.
func (t Target) Format(state fmt.State, verb rune) {
	type plain Target // without this method
	shown := plain(t)
	if shown.RevokedToken != "" {
		shown.RevokedToken = "‹revoked token›"
	}
	_, _ = fmt.Fprintf(state, fmt.FormatString(state, verb), shown) // a fmt.State has no failures to report
}

// PlaceOf names the place in which a credential is mended: the file that it came from, or its variable.
func (t *Target) PlaceOf(variable string) string { return cmp.Or(t.Places[variable], variable) }

// Clients are further clients, each nil when it is not configured.
type Clients struct {
	// Other gets what it asks for, as the client that asks does, and is not the same.
	Other *probe.Credentials
	// Unauthorized is not authorised for the client credentials grant.
	Unauthorized *probe.Credentials
	// InvalidGrant has a grant that is invalid.
	InvalidGrant *probe.Credentials
	// Special gets what it asks for, and its id or its secret holds characters that form-encoding changes.
	Special *probe.Credentials
}

// TLS is what the user says about certificates.
type TLS struct {
	// Roots are the authorities to trust, nil for those of the system.
	Roots *x509.CertPool
	// Certificates are offered to a target that asks for a client certificate; none or one.
	Certificates []tls.Certificate
}
