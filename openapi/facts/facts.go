package facts

import "time"

// Facts are what a contract says and its OpenAPI document cannot: they stand beside the document, as data.
type Facts struct {
	// Name is what a user types ("prioticket").
	Name string
	// Title is what a reader of a report sees.
	Title string
	// Operation is the operationId of the token operation.
	Operation string
	// Operations are the token operations of a document that has several, each with what is common to all and what is its
	// own; none where there is one.
	Operations []Facts
	// Environments are the servers by the names that a user types.
	Environments Environments
	// Limits are the provider's fair-use limits; none is known when it is empty.
	Limits []Limit
	// Grant is the grant_type of a valid request; NoGrant where requests have none.
	Grant string
	// User says where the resource owner's credentials go; empty when a request has none.
	User User
	// Refresh says how a session is refreshed; empty when the contract has no refresh grant.
	Refresh Refresh
	// Request says how a valid request is written.
	Request Request
	// ClientAuthentication says where the client's credentials go.
	ClientAuthentication ClientAuthentication
	// Tokens says how access tokens are used.
	Tokens Tokens
	// Scope is what is known of scopes.
	Scope Scope
	// ErrorModel is the component schema of errors that are no OAuth errors; "" when the document has none.
	ErrorModel string
	// ApplicationHeaders are the provider's own request headers: name -> value, in which {version}, {run}
	// and {probe} stand for what the run fills in.
	ApplicationHeaders map[string]string
	// Errors says how errors are promised, and where an error says what.
	Errors Errors
	// Resource is what is promised of a protected resource: Strict, RFC6750 or NoPromise.
	Resource Promise
	// ClauseSources says where the contract states what other contracts are held to as well: a clause's ID -> what a
	// report names as its source.
	ClauseSources map[string]string
	// NotProvokable lists the enumeration values and statuses that no request can bring about.
	NotProvokable []Unprovokable
	// Contradictions are the points in which the sources disagree or fall silent, each with the ruling that
	// decides it.
	Contradictions []Contradiction
	// Sources are the pages that the contract was read from: short name -> full name.
	Sources map[string]string
}

// NoGrant is the Grant of an endpoint that knows no grant types: an API key or a login is exchanged for a token.
const NoGrant = "none"

// Environments are the servers of a contract.
type Environments struct {
	// Variable is the server variable that tells them apart; "" when they are servers of their own.
	Variable string
	// Names gives the variable's value for each environment; without a variable, the server's URL as the document
	// writes it.
	Names map[string]string
	// Production are the environments in which real business is done: refused unless told so (R5).
	Production []string
	// Default is the environment to take when none is named; "" when it has to be named.
	Default string
}

// Limit is one fair-use limit, per client and address. Exactly one of Requests and Responses is set.
type Limit struct {
	// Class is the class of responses that Responses counts: "4xx".
	Class string
	// Responses is the number of responses of the class allowed in Per.
	Responses int
	// Requests is the number of requests allowed in Per.
	Requests int
	// Per is the window, which slides.
	Per time.Duration
	// Penalty is for how long the provider blocks who exceeds the limit; 0 when it does not say.
	Penalty time.Duration
}

// Unprovokable is an enumeration value or a status that no request can bring about.
type Unprovokable struct {
	// Value is the enumeration value, or the status in digits.
	Value string
	// Reason completes "not seen: …".
	Reason string
}

// Contradiction is one point in which the sources disagree, or leave open what a target has to do.
type Contradiction struct {
	// About says on one line what the point is.
	About string
	// Says is what the sources have to say about it; a single one where the others are silent.
	Says []Saying
	// Ruling is the ruling that decides the point.
	Ruling int
}

// Saying is what one source says, or fails to say, in words of ours.
type Saying struct {
	// Source is DocumentSource or a short name out of Facts.Sources.
	Source string
	// Text is a sentence without a full stop.
	Text string
}

// DocumentSource names the OpenAPI document among the sources of a contradiction.
const DocumentSource = "document"
