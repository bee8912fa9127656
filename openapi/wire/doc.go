// Package wire reads what travels, by the grammars of the RFCs: JSON (RFC 8259) strictly, media types and header fields
// (RFC 9110), Cache-Control (RFC 9111), challenges, bearer tokens (RFC 6750), the shape of a JSON Web Token (RFC 7519).
// It is pure, knows no contract, and tells what breaks a grammar as violations that never hold a value.
package wire
