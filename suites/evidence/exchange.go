// Package evidence holds what a run has seen of its target, as plain values: who was asked what, what
// came back, and what is not an HTTP exchange (a refused connection, a TLS version, a certificate).
// Evidence is redacted as it is recorded; nothing that reads it can leak a secret.
package evidence

import (
	"net/http"
	"time"

	"github.com/authconform/authconform/openapi/wire"
)

// Record is everything that one run has gathered: the sole input of a judgement beside the contract.
type Record struct {
	Run       Run
	Exchanges []Exchange
	Skipped   []Skipped
}

// Run says what was run, against whom and how far it came.
type Run struct {
	ID             string    `json:"id"`      // random; also sent to the target (App-Reference)
	Version        string    `json:"version"` // of authconform
	Contract       string    `json:"contract"`
	ContractDigest string    `json:"contractDigest"` // "sha256:…" of the OpenAPI document
	BaseURL        string    `json:"baseURL"`
	PlainURL       string    `json:"plainURL,omitempty"`
	Environment    string    `json:"environment,omitempty"`
	Profile        string    `json:"profile"`
	Form           string    `json:"form"`            // in which form valid requests are answered (R26): "documented", or the name of the probe that found another; "" when none works
	Scope          string    `json:"scope,omitempty"` // the scope that the user says is valid; "" when the contract's example was asked
	Started        time.Time `json:"started"`
	Finished       time.Time `json:"finished"`
	Halted         bool      `json:"halted,omitempty"`     // the preflight failed: nothing was judged
	Embedded       bool      `json:"embedded,omitempty"`   // the target was the reference target in the process
	CACert         bool      `json:"caCert,omitempty"`     // a private authority was trusted: a command that asks again has to, too
	ClientCert     bool      `json:"clientCert,omitempty"` // a client certificate was offered
	Connect        []string  `json:"connect,omitempty"`    // HOST:PORT:ADDRESS: where the user said that names lead to, as curl's --resolve has it
	Interrupted    bool      `json:"interrupted,omitempty"`
	Preflight      []Step    `json:"preflight"`
	Role           Role      `json:"role,omitempty"`
	Subject        *Subject  `json:"subject,omitempty"`   // of a run that judges a client
	Scenarios      []Played  `json:"scenarios,omitempty"` // through which that was led, in the order in which they began
	Names          []Named   `json:"names,omitempty"`     // what the pseudonyms in this record stand for
	// Operation names the token operation that a client asks, where the contract has several; "" where it has one.
	Operation string `json:"operation,omitempty"`
	// Operations says of each token operation, where the contract has several, what Form and Layout say of one.
	Operations []Operation `json:"operations,omitempty"`
	// Layout is where the contract's answers have what RFC 6749 gives a fixed place; nil for the RFC's own.
	Layout *wire.Layout `json:"layout,omitempty"`
}

// Operation is one token operation of a contract that has several.
type Operation struct {
	Name   string       `json:"name"`
	Form   string       `json:"form"` // as Run.Form
	Layout *wire.Layout `json:"layout,omitempty"`
}

// Named tells the reader of a report what a pseudonym stands for, without telling the value.
type Named struct {
	Pseudonym string `json:"pseudonym"`
	Meaning   string `json:"meaning"`         // "client secret"
	Shell     string `json:"shell,omitempty"` // "$AUTHCONFORM_CLIENT_SECRET"
}

// Step is one step of the preflight, in the order in which they were taken.
type Step struct {
	Name   string `json:"name"`             // "name resolution", "tcp", "tls", "http answer", "credentials"
	Status string `json:"status"`           // "passed", "failed", "skipped"
	Detail string `json:"detail,omitempty"` // what was seen, in words
	Act    string `json:"act,omitempty"`    // who has to act on a failure: "configuration", "environment", "target"
}

// Skipped is a probe that was not sent, and why.
type Skipped struct {
	Probe  string `json:"probe"`
	Reason string `json:"reason"`
	// Operation says of which token operation, where the contract has several.
	Operation string `json:"operation,omitempty"`
	Flag      string `json:"flag,omitempty"` // the flag that would let it be asked, "--allow-secret-in-url"
	// Instead is the probe that the run's id chose to ask in its place: another spelling of the question.
	Instead string `json:"instead,omitempty"`
	// Outage says that the target was not well enough to be asked: nothing is known, and nobody chose so.
	Outage bool `json:"outage,omitempty"`
	// Missing is what the target did not give that the probe is made of or rests on (R26); "" when the choice was the
	// user's.
	Missing Lack `json:"missing,omitempty"`
}

// Lack is something that a question cannot be asked without, and that the target has to give.
type Lack string

// The lacks.
const (
	LacksToken        Lack = "token"         // a token for a valid request, in a form that the question can be asked in
	LacksHTTPS        Lack = "https"         // an https address
	LacksCertificate  Lack = "certificate"   // a certificate that verifies
	LacksUsableToken  Lack = "usable-token"  // a token that can be shown
	LacksLogin        Lack = "login"         // a login after all that was refused
	LacksLifetime     Lack = "lifetime"      // the time that a token lives
	LacksService      Lack = "service"       // the resource, for the first token
	LacksRefresh      Lack = "refresh"       // tokens for a refresh token
	LacksRefreshToken Lack = "refresh-token" // a refresh token
	LacksRenewal      Lack = "renewal"       // tokens for a refresh token after the expiry
)

// Exchange is one question to the target and what came of it: exactly one of Response and Failure is
// set, or neither for a bare TLS handshake that succeeded (TLS is set then) and for a life of a client.
type Exchange struct {
	ID        string // unique in the record: probe name, then "~2" for the second attempt
	Operation string // of which token operation, where the contract has several
	Probe     string
	Attempt   int // from 1
	Started   time.Time
	Duration  time.Duration
	Request   Request
	Response  *Response
	Failure   *Failure
	TLS       *TLS
	Remote    string       // address that was connected to, "127.0.0.1:8443"; "" if none was
	Library   string       // what the library that sent the request made of the answer; "" when it took none, or none was asked with
	Proxied   bool         // the request went through a forward proxy
	Heard     *Heard       // what the target made of it, where a client is judged: Probe is the scenario then
	Layout    *wire.Layout // where the answer has what RFC 6749 gives a fixed place; nil for the RFC's own
	Life      *Life        // a life of the client, which is no request: there is no Response, nor a Failure
	Read      *Reading     `json:"-"` // of the answer, while it is judged; nil elsewhere
}

// Request is what was sent. Method "" marks a bare TLS handshake.
type Request struct {
	Method string
	URL    string
	Proto  string // "HTTP/1.1", "HTTP/2.0"; "" when no connection was made
	Header []Field
	Body   []byte
}

// Field is one header field line in the spelling in which it was sent or received.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Response is what came back.
type Response struct {
	Proto     string
	Status    int
	Header    []Field // sorted by name; several lines of one name in the order received
	Body      []byte  // after content codings were removed; nil when it is not recorded
	Truncated bool    // the body was longer than the limit and is cut there
	Coding    *Coding // nil: the body has none, or the one that it was asked for in
}

// FailureKind says why there is no answer.
type FailureKind string

// The kinds of failure, in the order in which an exchange passes the steps.
const (
	ResolveFailed   FailureKind = "resolve"          // the host name has no address
	ConnectRefused  FailureKind = "connect.refused"  // the port is closed
	ConnectFailed   FailureKind = "connect"          // no route, network unreachable, proxy refused
	TLSUntrusted    FailureKind = "tls.untrusted"    // the chain ends in an unknown authority
	TLSHostname     FailureKind = "tls.hostname"     // the certificate is for other names
	TLSExpired      FailureKind = "tls.expired"      // the certificate is not valid at this time
	TLSCertificate  FailureKind = "tls.certificate"  // the certificate is bad in another way
	TLSVersion      FailureKind = "tls.version"      // no common protocol version
	TLSClientCert   FailureKind = "tls.client-cert"  // the target wants a (better) client certificate
	TLSFailed       FailureKind = "tls"              // the handshake failed otherwise
	ConnectionReset FailureKind = "connection.reset" // closed or reset before or within the answer
	Timeout         FailureKind = "timeout"          // no complete answer in time
	TooLarge        FailureKind = "too-large"        // the answer's head is larger than the suite reads
	Malformed       FailureKind = "malformed"        // what came back is not HTTP
	Interrupted     FailureKind = "interrupted"      // the run was cancelled
	Proxy           FailureKind = "proxy"            // the forward proxy failed, not the target
)

// Failure is an exchange without an answer.
type Failure struct {
	Kind   FailureKind `json:"kind"`
	Detail string      `json:"detail"` // in words; no secrets
	// Step is how far the connection had come when time ran out, one of Resolving to Answering; Shaking where it was closed then, and
	// Idle where it was closed that had been in use before; "" for all else.
	Step string `json:"step,omitempty"`
}

// The steps of a connection, by the names that the preflight has for them.
const (
	Resolving  = "name resolution"
	Connecting = "tcp"
	Shaking    = "tls"
	Answering  = "http answer"
	Idle       = "idle"
)

// TLS is what a handshake agreed on.
type TLS struct {
	Version     string    `json:"version"` // "TLS 1.3"
	CipherSuite string    `json:"cipherSuite"`
	ALPN        string    `json:"alpn,omitempty"`
	Subject     string    `json:"subject,omitempty"`
	Issuer      string    `json:"issuer,omitempty"`
	DNSNames    []string  `json:"dnsNames,omitempty"`
	NotBefore   time.Time `json:"notBefore,omitzero"`
	NotAfter    time.Time `json:"notAfter,omitzero"`
	Fingerprint string    `json:"fingerprint,omitempty"` // SHA-256 of the leaf, hex
	Verified    bool      `json:"verified"`              // the chain was verified for the host
}

// Answer gives the response in the form in which the contract's checks take it; false when there is none.
func (x Exchange) Answer() (wire.Answer, bool) {
	if x.Response == nil {
		return wire.Answer{}, false
	}
	header := http.Header{}
	for _, f := range x.Response.Header {
		header.Add(f.Name, f.Value)
	}
	answer := wire.Answer{
		Method: x.Request.Method, Status: x.Response.Status,
		Header: header, Body: x.Response.Body, Truncated: x.Response.Truncated,
	}
	if x.Response.Coding != nil {
		answer.Coding = x.Response.Coding.String()
	}
	return answer, true
}
