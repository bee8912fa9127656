package scenario

import (
	"slices"
	"time"

	"github.com/authconform/authconform/openapi/facts"
)

// The scenarios by name, but those of what a contract leaves open.
const (
	Steady           Name = "steady"
	Expiry           Name = "expiry"
	Revoked          Name = "revoked"
	RefusedClient    Name = "refused"
	LimitedRequests  Name = "limited"
	OutageAtFirst    Name = "outage"
	NoTokenError     Name = "no-token-error"
	NoTokenEmpty     Name = "no-token-empty"
	NoTokenHTML      Name = "no-token-html"
	RedirectPlain    Name = "redirect-plain"
	RedirectHost     Name = "redirect-host"
	RedirectResource Name = "redirect-resource"
	UntrustedCA      Name = "untrusted"
	UntrustedHost    Name = "untrusted-host"
	Special          Name = "special"
	Restart          Name = "restart"
)

const hour = time.Hour

// OutageLasts is how long the service is unavailable, from the first request for a token on.
const OutageLasts = 3 * time.Second

// all lists every scenario of every contract.
func all() []Scenario { return slices.Concat(situations(), open()) }

func situations() []Scenario {
	const ms = time.Millisecond
	return []Scenario{
		{
			Name: Steady, Does: "does everything right, and its tokens live an hour",
			Calls: 12, Pause: 750 * ms, Lifetime: hour, Steps: []Step{Fetches, CallsAgain, Ends},
		},
		{
			Name: Expiry, Does: "issues tokens that live 4 s",
			Calls: 14, Pause: 700 * ms, Lifetime: 4 * time.Second, Steps: []Step{Fetches, CallsAgain, Renews, Ends},
		},
		{
			Name: Revoked, Does: "refuses the first token at the resource from the third call on",
			Calls: 8, Pause: 100 * ms, Lifetime: hour, Steps: []Step{Fetches, Calls, Refused, Ends},
		},
		{
			Name: RefusedClient, Does: "refuses the client's credentials with 401 invalid_client",
			Calls: 3, Pause: 200 * ms, Lifetime: hour, Steps: []Step{Rejected, Ends},
		},
		{
			Name: LimitedRequests, Does: "answers the second request for a token with 429 and Retry-After: 2, and issues tokens that live 3 s",
			Calls: 8, Pause: 800 * ms, Lifetime: 3 * time.Second, Steps: []Step{Fetches, Calls, Limited, Ends},
		},
		{
			Name: OutageAtFirst, Does: "answers requests for tokens with 503 for 3 s, and is well then",
			Calls: 10, Pause: 600 * ms, Lifetime: hour, Steps: []Step{Outage, Ends},
		},
		tokenless(NoTokenError, "answers requests for tokens with 200 and an OAuth error"),
		tokenless(NoTokenEmpty, "answers requests for tokens with 200 and {}"),
		tokenless(NoTokenHTML, "answers requests for tokens with 200 and a page of HTML"),
		redirects(RedirectPlain, "redirects requests for tokens to plain HTTP", Redirected),
		redirects(RedirectHost, "redirects requests for tokens to another port", Redirected),
		redirects(RedirectResource, "redirects requests of the resource to plain HTTP", Fetches, Redirected),
		distrusted(UntrustedCA, "shows a certificate of another authority than the client is told to trust"),
		distrusted(UntrustedHost, "shows a certificate for another host"),
		{
			Name: Special, Does: "knows the client by an identifier and a secret for which form-encoding makes a difference",
			Calls: 1, Lifetime: hour, Needs: []facts.Feature{facts.FormEncodedClients}, Steps: []Step{Fetches, Calls, Ends},
		},
		{
			Name: Restart, Does: "issues access tokens that live 2 s, and is asked by a second start of the client that is not given the password",
			Calls: 2, Pause: 100 * ms, Lifetime: 2 * time.Second, Lives: 2, Needs: []facts.Feature{facts.PasswordGrant, facts.RefreshGrant},
			Steps: []Step{Fetches, Calls, Restarts, Ends},
		},
	}
}

func tokenless(name Name, does string) Scenario {
	return brief(Scenario{Name: name, Does: does, Steps: []Step{Tokenless, Ends}})
}

func redirects(name Name, does string, steps ...Step) Scenario {
	return brief(Scenario{Name: name, Does: does, Steps: append(steps, Ends)})
}

func distrusted(name Name, does string) Scenario {
	return Scenario{Name: name, Does: does, Calls: 1, Lifetime: hour, Steps: []Step{Shakes, Ends}}
}

// brief is what is over as soon as a token was asked for, and shown.
func brief(s Scenario) Scenario {
	s.Calls, s.Pause, s.Lifetime = 2, 100*time.Millisecond, hour
	return s
}

// open are what the contract leaves open (R38), one scenario each.
func open() []Scenario {
	leaves := func(name Name, does string, needs ...facts.Feature) Scenario {
		return brief(Scenario{Name: "open-" + name, Does: does, Open: true, Needs: needs, Steps: []Step{Fetches, Calls, Ends}})
	}
	listed := facts.RFC6749Tokens // the page lists members, and does not say that there are no others
	unchanged := leaves("refresh-token-unchanged", "refreshes without a new refresh token, and its access tokens live 4 s", listed, facts.RefreshGrant)
	unchanged.Calls, unchanged.Pause, unchanged.Lifetime = 8, 800*time.Millisecond, 4*time.Second
	unchanged.Steps = []Step{Fetches, Calls, Renews, Ends}
	return []Scenario{
		leaves("members-reordered", "writes the members of a token response in another order"),
		leaves("white-space", "writes white space wherever JSON may have it"),
		leaves("charset", "adds a charset to the media type"),
		leaves("scope-present", "says which scope it grants"),
		leaves("scope-absent", "does not say which scope it grants", facts.Scopes), // the plain answer of others has none
		leaves("token-type-lower-case", "writes the token type in lower case"),
		leaves("token-type-upper-case", "writes the token type in upper case"),
		leaves("token-type-other", "has another token type than Bearer"),
		leaves("token-opaque", "issues opaque tokens with +, / and = in them"),
		leaves("token-jwt", "issues JWTs"),
		leaves("token-short", "issues tokens of one character"),
		leaves("token-long", "issues tokens of 4,096 characters"),
		leaves("body-chunked", "writes bodies in chunks"),
		leaves("body-gzip", "compresses bodies, if the client takes that"),
		leaves("unknown-headers", "sends header fields that no client knows"),
		leaves("http1", "speaks HTTP/1.1 alone"),
		leaves("http2", "speaks HTTP/2 with those who do"),
		leaves("further-members", "adds members that the page does not list", listed),
		leaves("no-token-type", "leaves the token type away", listed),
		unchanged,
	}
}
