//go:build !race

package redact

// hostileSize is the largest body that a run keeps.
const hostileSize = 1 << 20
