package stage

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// ordinaryAlphabet writes base64url as base64. It is made once: every text that a client shows is looked through.
var ordinaryAlphabet = strings.NewReplacer("-", "+", "_", "/")

// disguised says that a text has a secret in hexadecimal digits or in base64, under whichever alphabet and wherever in what
// was encoded it stands.
func disguised(text, secret string) bool {
	if strings.Contains(strings.ToLower(text), hex.EncodeToString([]byte(secret))) {
		return true
	}
	const group = 3 // bytes of which base64 makes four characters
	ordinary := ordinaryAlphabet.Replace(text)
	for before := range group {
		aligned := secret[(group-before)%group:]
		aligned = aligned[:len(aligned)-len(aligned)%group]
		if strings.Contains(ordinary, base64.StdEncoding.EncodeToString([]byte(aligned))) {
			return true
		}
	}
	return false
}
