//go:build race

package evidence

const slowdown = 15 // the race detector's
