package probe

import (
	"sync"

	"github.com/authconform/authconform/openapi/facts"
)

// Expectation is what a sound target answers: what pacing, retries and plans need to know beforehand.
type Expectation string

// The classes of answers. A 500 is an outage where a token is wanted and a deviation where a refusal is (R4).
const (
	Token      Expectation = "token"      // 200 with a token
	Served     Expectation = "served"     // the resource, with 2xx
	Refusal    Expectation = "refusal"    // 4xx
	Either     Expectation = "either"     // the contract allows both
	Connection Expectation = "connection" // the connection itself is the question: its failure is an answer
)

// Phase is when in a run a probe is asked.
type Phase int

// The controls come first and last (R4), everything else in between. The resource is asked when all
// tokens are there.
const (
	First         Phase = iota
	Between             // concurrently
	Directly            // directly after a wrong secret or password, before the next one
	Last                // when everything that may be refused is over
	Fallback            // only when the first control is refused (R26)
	ResourceFirst       // the first token, one after the other
	ResourceOrder       // another token beside it, one after the other
	ResourceFree        // the resource, concurrently
	ResourceEnd         // the resource, when everything else is under way or over; and who showed it bad tokens
	ResourceAgain       // further uses of what has to be refused, beside what waits
	Chain               // one after the other: what refreshes a session, and what becomes of it
	Revoking            // before a token is revoked
	Revocation          // when a token was revoked
	Waiting             // at their own time
	Finally             // when everything else is over, what is waited for too
	Bulk                // many at once, at the very end
	Doubt               // only where something has to be asked again (R4)
)

// Probe is one question.
type Probe struct {
	Name Name
	Asks string // completes "The suite …", for plans and progress
	// Needs are the features without which a contract is not asked: each of them.
	Needs  []facts.Feature
	Expect Expectation
	Phase  Phase
	// Form says what of the documented form the question is about: it cannot be asked of a contract that documents
	// another form, nor of a target that takes valid requests in another form only (R26).
	Form RequestForm
	// User says that it is about a resource owner's credentials, Refresh that it is about refresh tokens: it is asked
	// where the contract has them.
	User, Refresh bool
	// Rests are the probes whose answers it is made of: they are asked where it is.
	Rests []Name
	// Control says that others rest on its success: of the token endpoint it is asked in any case.
	Control bool
	// As is the client that asks, where the target's owner has to set it up; "" for the client of all other questions.
	As OwnersClient
	// Proof is the question whose success shows that being refused here tells something; "" for none.
	Proof Name
	// Unmade says why the question cannot be made of these values; "" when it can, and nil where it always can. Flag is
	// the flag that gives what it lacks.
	Unmade func(Values) string
	Flag   string
	// Apart says that its token is not shown to anybody: it is another client's, of another scope, or came over another
	// connection than the others.
	Apart bool
	// Crosses says that its token came over HTTP/1.1, and is shown over another version.
	Crosses bool
	// Renews says that its answer carries the session on that the questions after it are about.
	Renews bool
	// ShowsRefresh says that it shows the newest refresh token, ShowsRenewed the access token of a refresh after the
	// expiry.
	ShowsRefresh, ShowsRenewed bool
	// ShowsRevoked says that it shows a token that was revoked.
	ShowsRevoked bool
	// Moment is when it is put, of those that are waited for.
	Moment Moment
	// Library is where golang.org/x/oauth2 puts the credentials, where it is that which asks; 0 for the suite itself.
	Library Place
	// Repeats is the probe of which it is a further use; "" for what is shown once.
	Repeats Name
	// Enters says that its tokens are the session that the questions after it are about.
	Enters bool
	// Method is the method that it asks with in the place of the documented one; "" for that.
	Method   string
	Resource bool // it asks the protected resource
	Another  int  // which of the run's tokens is the other one, counted from 1; 0 for the last
	// Full says that it belongs to the full profile alone, and FullWith so of contracts that have the feature.
	Full     bool
	FullWith facts.Feature
	// Exposes is the flag without which the probe is not sent, because it shows a secret (R5); "" for none.
	Exposes Exposure
	// Valid says that the request is neither malformed nor unauthorized. Every probe that expects a token is.
	Valid bool
	// Plain says that it asks over plain HTTP.
	Plain bool
	// ProvesBody says that a token in answer shows that the target takes the client's credentials from the body.
	ProvesBody bool
	// Family names the spellings of one question, of which it is one: a core run asks the one that its id chooses, the
	// full profile all of them. "" where there is one alone.
	Family            Family
	FamilyWithRefresh Family // in contracts that have refresh tokens, where it is none elsewhere
	// Undocumented says that a valid request is not in the documented form, or wants what no answer is in: a 500 is a
	// deviation then, too (R4).
	Undocumented bool
	// Guess says that it shows a wrong secret for the real client or user: it is never sent twice (R5).
	Guess bool
	// Edit makes the question out of the valid request; nil leaves it as it is.
	Edit func(*Draft, Values)
}

// Moment is a moment in the life of a token that is waited for.
type Moment int

// The moments.
const (
	Ended     Moment = iota // as soon as the session's token has ended
	Aged                    // when the token is older than the grace
	BeforeEnd               // shortly before the token ends that is shown
	AfterEnd                // and shortly after
)

// OwnersClient is a client that the target's owner has to set up.
type OwnersClient string

// The clients.
const (
	UnauthorizedOne OwnersClient = "unauthorized"  // not authorized for the grant
	InvalidGrantOne OwnersClient = "invalid-grant" // its grant is invalid
	SpecialOne      OwnersClient = "special"       // its id or secret has special characters
	OtherOne        OwnersClient = "other"         // a second one that works
)

// RequestForm names parts of the documented form of a request (R26).
type RequestForm uint8

// The parts that may fail alone.
const (
	JSONBody RequestForm = 1 << iota
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

// IsValid says that the probe of that name is a valid request.
func IsValid(name Name) bool { return named(name).IsValid() }

// IsValid says that the request is neither malformed nor unauthorized.
func (p Probe) IsValid() bool { return p.Valid || p.Expect == Token || p.Expect == Served }

// IsDocumented says that the probe of that name is a valid request in the documented form: a 500 in answer to it is an
// outage (R4).
func IsDocumented(name Name) bool { return named(name).IsDocumented() }

// IsDocumented says that the request is valid, and in the documented form.
func (p Probe) IsDocumented() bool { return p.IsValid() && !p.Undocumented }

// IsPlain says that the probe of that name asks over plain HTTP.
func IsPlain(name Name) bool { return byName()[name].Plain }

// IsResource says that the probe of that name asks the protected resource.
func IsResource(name Name) bool { return byName()[name].Resource }

// IsControl says that others rest on the success of the probe of that name.
func IsControl(name Name) bool { return named(name).Control }

// Renews says that the probe of that name refreshes a session whose tokens are shown afterwards.
func Renews(name Name) bool { return named(name).Renews }

// Asks says what the probe of that name does; it completes "The suite …".
func Asks(name Name) string { return named(name).Asks }

func named(name Name) Probe { return byName()[name] }

// byName is the catalogue by names, made once: judging asks it for every exchange and clause.
var byName = sync.OnceValue(func() map[Name]Probe {
	index := map[Name]Probe{}
	for _, p := range catalogue() {
		index[p.Name] = p
	}
	return index
})
