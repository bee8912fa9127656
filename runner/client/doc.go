// Package client leads a client through the scenarios of its contract: the reference target listens, the client is started
// and calls, and what the target sees of it is recorded, redacted. Nothing is judged here.
package client
