// Package gather asks a target the probes of a contract, and records what comes back: concurrently, within the
// provider's limits, with bounded retries of outages, and redacted from the first byte kept.
package gather
