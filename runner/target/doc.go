// Package target describes the service that a run asks: its addresses, the client's credentials, TLS and
// limits. A description comes from flags, the environment and a file, and is validated as a whole before
// the first request, so that a mistake in it is told as one and never as a deviation of the target.
package target
