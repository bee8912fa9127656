// Package caller has the reference clients, of which the suite that judges clients is tried: for each contract a sound one,
// and small changes of it that break the contract (deviations) or do what it leaves open in another way (variants), and
// clients that keep no contract at all (nulls). Each lives one life from what its environment tells, as any command that is
// judged does, and knows nothing of who judges it.
//
// Ticketpark's asks by golang.org/x/oauth2: the password and the refresh grant are forms that it writes as the page has them,
// but for the field Accept, which the page lists and a transport adds. What it lacks is around it: its ReuseTokenSource
// renews ten seconds early whatever a token's lifetime, forgets a refresh token when a process ends, and gives up at
// the first 503. Prioticket's does not ask by it: the body that the contract documents is JSON, and that package, as its
// clientcredentials, sends forms alone. Its types for tokens and for refused requests serve both.
package caller
