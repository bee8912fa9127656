//go:build race

package evidence

// hostileSize is small: the race detector makes everything slow.
const hostileSize = 1 << 15
