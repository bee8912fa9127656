package fault

import "strings"

// TwoParts chooses what a JWT that was issued is without its signature and the dot before it.
func TwoParts(u *Use) bool {
	return u.likens(func(issued string) bool {
		end := strings.LastIndexByte(issued, '.')
		return end > 0 && u.Token == issued[:end]
	})
}

// FourParts chooses JWTs that were issued with a further part behind them.
func FourParts(u *Use) bool {
	return u.likens(func(issued string) bool {
		return strings.HasPrefix(u.Token, issued+".") && strings.Count(u.Token, ".") == 3
	})
}

// AlgNoneSigned chooses JWTs that say they need no signature, and have one.
func AlgNoneSigned(u *Use) bool { return AlgNone(u) && !strings.HasSuffix(u.Token, ".") }
