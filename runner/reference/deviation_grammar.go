package reference

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"sync"
)

// grammarDeviations are header fields that are there and cannot be read (R6, R19, R21), whatever the contract.
func grammarDeviations() []Deviation {
	const stored, strict = "headers.cache-control.no-store", "transport.hsts"
	hsts := func(values ...string) func(*Config) {
		return replies(every, field("Strict-Transport-Security", values...))
	}
	return []Deviation{
		breaks("token-cache-quoted", "names no-store within a quoted string alone", tokens(field("Cache-Control", `private="set-cookie, no-store"`)), stored),
		breaks("token-cache-prefix", "forbids caches something that only begins with no-store", tokens(field("Cache-Control", "no-store-please, max-age=60")), stored),
		breaks("token-cache-semicolons", "separates what it says to caches by semicolons", tokens(field("Cache-Control", "no-cache; no-store")), stored),
		breaks("token-cache-argument", "says that no-store is false", tokens(field("Cache-Control", "no-store=false")), stored),
		breaks("hsts-ageless", "does not say for how long to use HTTPS only", hsts("includeSubDomains"), strict),
		breaks("hsts-commas", "separates the parts of its HSTS policy by commas", hsts("max-age=31536000, includeSubDomains"), strict),
		breaks("hsts-withdrawn", "asks browsers to forget that it wants HTTPS only", hsts("max-age=0"), strict),
		breaks("hsts-twice", "sends two HSTS policies", hsts("max-age=31536000", "max-age=600"), strict),
	}
}

// shapeVariants are tokens in which a character stands for less than it could; warns are the clauses that warn of any
// token that is no JWT.
func shapeVariants(warns ...string) []Variant {
	return []Variant{
		leaves("token-hexadecimal", "issues hexadecimal tokens and reads them in either case", retoldAs(func() string {
			return hex.EncodeToString([]byte(random(idLength)))
		}), warns...),
		leaves("token-uuid", "issues UUIDs for tokens and reads them with or without hyphens, in either case", retoldAs(func() string {
			digits := hex.EncodeToString([]byte(random(16)))
			return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
		}), warns...),
	}
}

// retoldAs tells clients tokens of another shape, and knows them again whatever their case and hyphens.
func retoldAs(shape func() string) func(*Config) {
	return reshaped(shape, func(token string) string { return strings.ToLower(strings.ReplaceAll(token, "-", "")) })
}

// reshaped tells clients tokens of another shape, and knows again what folds alike.
func reshaped(shape func() string, fold func(string) string) func(*Config) {
	return func(c *Config) {
		var signed sync.Map // what was told, folded -> what was signed
		tokens(with(func(members map[string]any) {
			told := shape()
			signed.Store(fold(told), members["access_token"])
			members["access_token"] = told
		}))(c)
		aroundPath(c.policy.resource, c, func(q *inquiry, sound func(*inquiry) *reply) *reply {
			scheme, token := splitScheme(q.Header.Get("Authorization"))
			if known, found := signed.Load(fold(token)); found && len(q.Header.Values("Authorization")) == 1 {
				q.Header.Set("Authorization", scheme+" "+known.(string)) //nolint:forcetypeassert // nothing else is stored
			}
			return sound(q)
		})
	}
}

// lifetimeVariants are tokens that outlive everybody; suited is what makes the rest of the answer agree with that.
func lifetimeVariants(suited change) []Variant {
	const longest, beyond = json.Number("9223372036854775807"), json.Number("1000000000000000000000000000000")
	return []Variant{
		leaves("lifetime-century", "gives tokens a hundred and fifty years", tokens(suited, set("expires_in", 4733640000))),
		leaves("lifetime-longest", "gives tokens the longest lifetime that 64 bits hold", tokens(suited, set("expires_in", longest))),
		leaves("lifetime-beyond", "gives tokens a lifetime beyond all integers of a machine", tokens(suited, set("expires_in", beyond))),
	}
}
