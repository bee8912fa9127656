package probe

import (
	"crypto/sha256"
	"encoding/binary"
)

// Family is a set of probes that spell one question in different ways: more than a run may send (R5). Whoever
// judges takes those that were asked, so that a sound target gets the same verdict whichever it was.
type Family string

// Chosen gives the index of the spelling, out of n, that a run asks: evenly, another one from run to run and from family
// to family, and always the same in one run.
func (f Family) Chosen(run string, n int) int {
	digest := sha256.Sum256([]byte(run + "/" + string(f)))
	return int(binary.BigEndian.Uint64(digest[:]) % uint64(n))
}
