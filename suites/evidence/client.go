package evidence

import "time"

// Role is which side of the contract a run judges.
type Role string

// The two sides. A record without a role is of a service.
const (
	Service  Role = ""
	OfClient Role = "client"
)

// Subject is the client that a run judges.
type Subject struct {
	Name    string `json:"name,omitempty"`    // as its owner calls it
	Version string `json:"version,omitempty"` // as its owner counts it
	Command string `json:"command,omitempty"` // as it was started, without secrets; "" where it was not started by the run
	Digest  string `json:"digest,omitempty"`  // "sha256:…" of the file that was started
}

// Played is one scenario that a client was led through, as the target knows it. What came of its steps is judged of the
// exchanges.
type Played struct {
	Name     string        `json:"name"`
	Started  time.Time     `json:"started"`
	Finished time.Time     `json:"finished"`
	Calls    int           `json:"calls"`           // that the client was asked for, in each life
	Pause    time.Duration `json:"pause"`           // between them, in nanoseconds
	Lifetime time.Duration `json:"lifetime"`        // of access tokens, in nanoseconds
	Scope    string        `json:"scope,omitempty"` // that the client was given
	// Listening says that no command was started: the end is not the client's, and its last quiet time is Quiet.
	Listening bool          `json:"listening,omitempty"`
	Quiet     time.Duration `json:"quiet,omitempty"`
	// Lag is the longest that the machine kept the target waiting, in nanoseconds: what is told of moments is true to that.
	Lag time.Duration `json:"lag,omitempty"`
	// Broken says why the target could not play it to its end; "" where it did.
	Broken string `json:"broken,omitempty"`
}

// Endpoint is what a client's request is for.
type Endpoint string

// The endpoints.
const (
	TokenEndpoint    Endpoint = "token"
	ResourceEndpoint Endpoint = "resource"
	Elsewhere        Endpoint = "elsewhere"  // a path that the contract does not have
	Unreadable       Endpoint = "unreadable" // bytes that are no request: the body has them
)

// Channel is how a client's request came.
type Channel string

// The channels.
const (
	Secure    Channel = "https"
	InClear   Channel = "plain"      // plain HTTP, at whichever port
	OtherHost Channel = "other-host" // HTTPS, at the port to which a redirect points
	Untrusted Channel = "untrusted"  // HTTPS, with a certificate that the client has no reason to trust
)

// Credential is a kind of secret, or what is taken for one.
type Credential string

// The credentials.
const (
	ClientCredential Credential = "client"        // identifier and secret, as client authentication has them
	ClientSecret     Credential = "client secret" // where client authentication does not have it
	Password         Credential = "password"
	AccessToken      Credential = "access token"
	RefreshToken     Credential = "refresh token"
)

// Place is where in a request a credential stands.
type Place string

// The places.
const (
	InAuthorization Place = "Authorization"
	InBody          Place = "body"
	InQuery         Place = "query" // or anywhere else in the URL
	InField         Place = "field" // another header field, cookies among them
	AsKey           Place = "key"   // where the contract's security scheme has the API key
)

// Flaw says what is wrong with a credential; "" where it is right.
type Flaw string

// The flaws. FlawMalformed is of credentials that are not what their scheme says (RFC 7617).
const (
	FlawWrong      Flaw = "wrong"      // it is well-formed, and not what the client was given
	FlawMalformed  Flaw = "malformed"  // it is not what its scheme says (RFC 7617)
	FlawUnencoded  Flaw = "unencoded"  // identifier and secret are right, and were not form-encoded where that makes a difference
	FlawIncomplete Flaw = "incomplete" // the identifier alone
	FlawMadeUp     Flaw = "made-up"    // no token at all: undefined, null, None, or nothing
	FlawAltered    Flaw = "altered"    // a token that was issued, not exactly as it was
)

// Shown is one credential in a request, as the target found it before the request was redacted.
type Shown struct {
	What   Credential `json:"what"`
	Where  Place      `json:"where"`
	Scheme string     `json:"scheme,omitempty"` // of an Authorization field, as it was spelt
	Flaw   Flaw       `json:"flaw,omitempty"`
	// Token is which of the scenario's tokens of its kind it is, from 1; 0 for one that the scenario did not issue.
	Token int `json:"token,omitempty"`
}

// Issued are the tokens that an answer gives, numbered in the order in which the scenario issued them, from 1; 0 for none.
type Issued struct {
	Access  int `json:"access"`
	Refresh int `json:"refresh,omitempty"`
}

// Heard is what the target made of a client's request: what the request does not tell any more once it is redacted.
type Heard struct {
	Endpoint Endpoint `json:"endpoint"`
	Channel  Channel  `json:"channel"`
	Life     int      `json:"life"` // of the scenario, from 1
	Shown    []Shown  `json:"shown,omitempty"`
	Issued   *Issued  `json:"issued,omitempty"`
	// Offered is the highest version of TLS that the handshake offered: "TLS 1.3"; "" in clear.
	Offered string `json:"offered,omitempty"`
}

// Ending is how a life of a client came to its end.
type Ending string

// The endings.
const (
	Exited    Ending = "exited"    // with Code
	Killed    Ending = "killed"    // by a signal that nobody here sent
	TimedOut  Ending = "timed out" // it was ended for its time was over
	Flooded   Ending = "flooded"   // it was ended for it asked, or printed, more than is listened to
	Abandoned Ending = "abandoned" // the run was interrupted
	Listened  Ending = "listened"  // there was no command: nobody listens any longer
)

// Life is one start of a client's command, and what became of it. It is an exchange without a request: its ID is the
// scenario's, with the number of the life.
type Life struct {
	Number int    `json:"number"`
	Ending Ending `json:"ending"`
	Code   int    `json:"code"`
	// Output is the end of what it printed, without secrets.
	Output  string `json:"output,omitempty"`
	Printed int64  `json:"printed"` // bytes, to both of its outputs
	// Leaks are the secrets that were found in what it printed and kept.
	Leaks []Leak `json:"leaks,omitempty"`
	// Searched says that all that it printed, and kept, was looked through.
	Searched bool `json:"searched"`
}

// Leak is a secret in what a client printed or kept.
type Leak struct {
	What  Credential `json:"what"`
	Where string     `json:"where"` // "standard output", "standard error", or the name of a file in the state directory
	As    string     `json:"as"`    // the encoding, in words: "as it is", "base64"
}

// OutputPlaces are where a life prints to.
const (
	StandardOutput = "standard output"
	StandardError  = "standard error"
)
