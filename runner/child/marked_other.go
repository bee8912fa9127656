//go:build !linux

package child

// endMarked does nothing where nobody tells the environment of other processes.
func endMarked(string) {}
