// Package match holds an exchange against what a contract promises: Gomega matchers that report every
// violation at once, because Expect stops at the first failure. They take an evidence.Exchange, several of them, or the
// *http.Response of somebody else's suite, and work within And, Or, Not and WithTransform.
package match
