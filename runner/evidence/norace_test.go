//go:build !race

package evidence

const slowdown = 1
