// Package reference holds targets that keep their contract, to be asked in the place of a provider's: over TLS a
// token endpoint with one protected resource, and a plain-HTTP listener that rejects. It is the engine of all of them: what
// a contract makes of one is a Policy, of which there are two, in prioticket and ticketpark; fault has what their deviations
// are put together from, and targets finds all of it by the contract's name. It takes no code from the judge, so that a misreading in one does not hide in the other.
//
// It stands on net/http and go-jose, not on an OAuth 2.0 server library. fosite and zitadel/oidc read token
// requests as forms only (fosite lets the header win over credentials in the body, zitadel/oidc takes the query
// for part of the form), and write their errors themselves, without the challenge and without the second
// error model that Prioticket's contract has for 405 and 406. Bent to it, nothing would be left of either but a
// token store, which a signed token does not need. go-oauth2 reads what Ticketpark's contract asks for, but refreshes for
// whoever shows a refresh token, and never looks at the client then. It is kept for the foreign server of a test.
package reference
