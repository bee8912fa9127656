// Package probe holds the questions that are put to a target: each a named value that edits the
// documented, valid request in one thing. Nothing here sends anything.
package probe

import (
	"strings"
	"unicode"

	"github.com/authconform/authconform/runner/evidence"
)

// Expectation is what a sound target answers: what pacing, retries and plans need to know beforehand.
type Expectation string

// The classes of answers. A 500 is an outage where a token is wanted and a deviation where a refusal is (R4).
const (
	Token      Expectation = "token"      // 200 with a token
	Refusal    Expectation = "refusal"    // 4xx
	Either     Expectation = "either"     // the contract allows both
	Connection Expectation = "connection" // the connection itself is the question: its failure is an answer
)

// Phase is when in a run a probe is asked.
type Phase int

// The controls come first and last (R4); everything else in between, concurrently.
const (
	First Phase = iota
	Between
	Last
	Fallback // only when the first control is refused (R26)
)

// Values are what edits may put into a request.
type Values struct {
	Client     Credentials
	Decoy      Credentials // a client that does not exist
	Scope      string      // one that is valid for the client, or the contract's example
	ScopeGiven bool        // its user says that Scope is valid
}

// Probe is one question.
type Probe struct {
	Name   Name
	Asks   string // completes "The suite …", for plans and progress
	Expect Expectation
	Phase  Phase
	// Needs says what of the documented form the question is about: it cannot be asked of a target that
	// takes valid requests in another form only (R26).
	Needs Form26
	// Exposes is the flag without which the probe is not sent, because it shows a secret (R5); "" for none.
	Exposes Exposure
	// Edit makes the question out of the valid request; nil leaves it as it is.
	Edit func(*Draft, Values)
}

// Form26 names parts of the documented form of a request (R26).
type Form26 uint8

// The parts that may fail alone.
const (
	JSONBody Form26 = 1 << iota
	HeaderAuth
)

// Exposure is a way of showing a secret that only a loopback address or its user's flag permits (R5).
type Exposure string

// The exposures, named by the flag that permits each.
const (
	SecretInURL    Exposure = "--allow-secret-in-url"
	SecretOverHTTP Exposure = "--allow-secret-over-http"
)

// NoSuchScope is a scope that no target grants. It is no secret, and the same in every run.
const NoSuchScope = "https://authconform.invalid/no-such-scope"

// WantsToken says that the probe of that name is a valid request: a 500 in answer to it is an outage (R4).
func WantsToken(name Name) bool {
	for _, p := range catalogue() {
		if p.Name == name {
			return p.Expect == Token
		}
	}
	return false
}

// Cut returns the secret without its last character: what a target that compares prefixes accepts.
func Cut(secret string) string {
	runes := []rune(secret)
	if len(runes) == 0 {
		return ""
	}
	return string(runes[:len(runes)-1])
}

// SwapCase returns the secret with the case of every letter changed: what a target that compares
// without case accepts. It equals the secret when that has no letter.
func SwapCase(secret string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, secret)
}

// Secrets lists every value of v that evidence must not show, with what a reader is told instead and
// the shell expression that gives it back to who owns the credentials.
func (v Values) Secrets() []evidence.Secret {
	const id, secret = "$AUTHCONFORM_CLIENT_ID", "$AUTHCONFORM_CLIENT_SECRET"
	return []evidence.Secret{
		{Value: v.Client.ID, Meaning: "client id", Shell: id},
		{Value: v.Client.Secret, Meaning: "client secret", Shell: secret},
		{Value: Cut(v.Client.Secret), Meaning: "client secret without its last character", Shell: "${AUTHCONFORM_CLIENT_SECRET%?}"},
		{Value: SwapCase(v.Client.Secret), Meaning: "client secret in the other case", Shell: "${AUTHCONFORM_CLIENT_SECRET~~}"},
		{Value: v.Decoy.ID, Meaning: "unknown client id", Shell: "authconform-no-such-client"},
		{Value: v.Decoy.Secret, Meaning: "made-up secret", Shell: "authconform-no-such-secret"},
	}
}
