//go:build race

package redact

// hostileSize is small: the race detector makes everything slow.
const hostileSize = 1 << 15
