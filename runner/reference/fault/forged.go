package fault

import (
	"encoding/base64"
	"encoding/json"
	"strings"

	"github.com/authconform/authconform/runner/reference"
)

// MadeUp chooses tokens that are no JWTs.
func MadeUp(u *Use) bool {
	return AsBearer(u) && u.Token != "" && strings.Count(u.Token, ".") != 2 && !u.likens(func(issued string) bool { return Prefix(u.Token, issued) || Prefix(issued, u.Token) })
}

// AlgNone chooses JWTs that say they need no signature.
func AlgNone(u *Use) bool {
	head, _, _ := strings.Cut(u.Token, ".")
	decoded, err := base64.RawURLEncoding.DecodeString(head)
	var header struct{ Alg string }
	return err == nil && AsBearer(u) && json.Unmarshal(decoded, &header) == nil && header.Alg == "none"
}

// AlgSpelt chooses JWTs that say they need no signature, in one spelling alone.
func AlgSpelt(none string) UseMatch {
	return func(u *Use) bool {
		head, _, _ := strings.Cut(u.Token, ".")
		decoded, err := base64.RawURLEncoding.DecodeString(head)
		return err == nil && AsBearer(u) && strings.Contains(string(decoded), `"`+none+`"`)
	}
}

// WithoutAlg chooses JWTs whose header names no algorithm, in the way that is named: "missing", "null" or "empty"; with a signature
// or without one.
func WithoutAlg(way string, signed bool) UseMatch {
	return func(u *Use) bool {
		parts := strings.Split(u.Token, ".")
		decoded, err := base64.RawURLEncoding.DecodeString(parts[0])
		var header map[string]any
		if err != nil || json.Unmarshal(decoded, &header) != nil || len(parts) != 3 || !AsBearer(u) || signed != (parts[2] != "") {
			return false
		}
		alg, is := header["alg"]
		switch way {
		case "missing":
			return !is
		case "null":
			return is && alg == nil
		default:
			return alg == ""
		}
	}
}

// WithoutAlgDeviations take JWTs that name no algorithm, in one way alone (R15, R24). Taken has the target take those that are chosen.
func WithoutAlgDeviations(clause string, taken func(UseMatch) func(*reference.Config)) []Deviation {
	return []Deviation{
		New("alg-missing-taken", "takes a JWT without signature whose header has no alg", taken(WithoutAlg("missing", false)), clause).SeenBy(Full),
		New("alg-null-taken", "takes a JWT without signature whose alg is null", taken(WithoutAlg("null", false)), clause).SeenBy(Full),
		New("alg-empty-taken", "takes a JWT without signature whose alg is empty", taken(WithoutAlg("empty", false)), clause).SeenBy(Full),
		New("alg-missing-signed-taken", "looks at no signature of a JWT whose header has no alg, and wants one", taken(WithoutAlg("missing", true)), clause).SeenBy(Full),
	}
}

// Recased chooses tokens that differ in case alone from one that was issued.
func Recased(u *Use) bool {
	return u.likens(func(issued string) bool { return issued != u.Token && strings.EqualFold(issued, u.Token) })
}

// Lowered chooses tokens that are one that was issued, in small letters alone.
func Lowered(u *Use) bool {
	return u.likens(func(issued string) bool { return u.Token != issued && u.Token == strings.ToLower(issued) })
}

// Halved chooses tokens as long as one that was issued, of which one half is that one's.
func Halved(last bool) UseMatch {
	return func(u *Use) bool {
		return u.likens(func(issued string) bool {
			if len(issued) != len(u.Token) || strings.EqualFold(issued, u.Token) {
				return false
			}
			middle := len(issued) / 2
			if last {
				return issued[middle:] == u.Token[middle:]
			}
			return issued[:middle] == u.Token[:middle]
		})
	}
}

// OtherHeader chooses tokens that say what one that was issued says, with its signature, under another header.
func OtherHeader(u *Use) bool {
	return u.resembles(func(sent, own []string) bool {
		return len(own) == len(sent) && sent[0] != own[0] && sent[1] == own[1] && sent[2] == own[2]
	})
}

// Resized chooses tokens that begin with one that was issued, and such as that one begins with.
func Resized(u *Use) bool { return Longer(u) || Shortened(u) }

// Longer chooses tokens that begin with one that was issued.
func Longer(u *Use) bool {
	return u.likens(func(issued string) bool { return len(u.Token) > len(issued) && strings.HasPrefix(u.Token, issued) })
}

// Shortened chooses tokens that one that was issued begins with, but for those that lack a whole part of it.
func Shortened(u *Use) bool {
	return u.likens(func(issued string) bool {
		return len(u.Token) < len(issued) && strings.HasPrefix(issued, u.Token) && u.Token != "" && strings.Count(u.Token, ".") == strings.Count(issued, ".") && !strings.HasSuffix(u.Token, ".")
	})
}

// Signatureless chooses tokens that end where the signature of one that was issued begins.
func Signatureless(u *Use) bool {
	return u.likens(func(issued string) bool {
		return u.Token != issued && strings.HasSuffix(u.Token, ".") && strings.HasPrefix(issued, u.Token)
	})
}

// AlteredLetters chooses tokens as long as one that was issued, with some letters changed.
func AlteredLetters(u *Use) bool {
	return !Recased(u) && u.likens(func(issued string) bool {
		same := 0
		for i := range min(len(issued), len(u.Token)) {
			if issued[i] == u.Token[i] {
				same++
			}
		}
		return len(issued) == len(u.Token) && same < len(issued) && same > len(issued)/2
	})
}

func (u *Use) likens(alike func(issued string) bool) bool {
	if !AsBearer(u) || u.Known != nil {
		return false
	}
	for _, i := range u.Issues {
		if alike(i.token) {
			return true
		}
	}
	return false
}

// OtherPayload chooses tokens that have the signature of one that was issued, and say something else.
func OtherPayload(u *Use) bool {
	return u.resembles(func(sent, own []string) bool { return len(own) == len(sent) && sent[1] != own[1] && sent[2] == own[2] })
}

// OtherSignature chooses tokens that say what one that was issued says, and have another signature.
func OtherSignature(u *Use) bool {
	return u.resembles(func(sent, own []string) bool {
		return len(own) == len(sent) && len(sent[2]) == len(own[2]) && sent[0] == own[0] && sent[1] == own[1]
	})
}

func (u *Use) resembles(alike func(sent, own []string) bool) bool {
	sent := strings.Split(u.Token, ".")
	if len(sent) != 3 || u.Known != nil || !AsBearer(u) {
		return false
	}
	for _, i := range u.Issues {
		if alike(sent, strings.Split(i.token, ".")) {
			return true
		}
	}
	return false
}

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
