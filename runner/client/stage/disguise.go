package stage

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// disguised says that a text has a secret in hexadecimal digits or in base64, under whichever alphabet and wherever in what
// was encoded it stands.
func disguised(text, secret string) bool {
	if strings.Contains(strings.ToLower(text), hex.EncodeToString([]byte(secret))) {
		return true
	}
	const group = 3 // bytes of which base64 makes four characters
	ordinary := strings.NewReplacer("-", "+", "_", "/").Replace(text)
	for before := range group {
		aligned := secret[(group-before)%group:]
		aligned = aligned[:len(aligned)-len(aligned)%group]
		if strings.Contains(ordinary, base64.StdEncoding.EncodeToString([]byte(aligned))) {
			return true
		}
	}
	return false
}
