// Package openapi holds the contracts: what a token service's documentation promises, as an OpenAPI
// document and the facts beside it, and the checks that hold an answer against them. Everything here is
// pure: no network, no clock, no secrets.
package openapi
