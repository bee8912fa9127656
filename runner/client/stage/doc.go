// Package stage is where a client is played to: ports that listen, what is made of a client's requests before they are
// redacted, and the exchanges that are recorded of them. What the target answers is its caller's matter.
package stage
