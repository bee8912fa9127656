//go:build !race

package evidence

// hostileSize is the largest body that a run keeps.
const hostileSize = 1 << 20
