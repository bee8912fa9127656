// Package drafts begins the facts for an OpenAPI document that is there already: it looks for the operation that issues
// tokens, guesses what stands beside a document, and says of each guess why. What it cannot tell it says, too.
package drafts
