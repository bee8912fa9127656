package fault

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
	"sync"

	"github.com/authconform/authconform/runner/reference"
)

// GrammarDeviations are header fields that are there and cannot be read (R6, R19, R21), whatever the contract.
func GrammarDeviations() []Deviation {
	const stored, strict = "headers.cache-control.no-store", "transport.hsts"
	hsts := func(values ...string) func(*reference.Config) {
		return Responses(Always, SetField("Strict-Transport-Security", values...))
	}
	return []Deviation{
		New("token-cache-quoted", "names no-store within a quoted string alone", Tokens(SetField("Cache-Control", `private="set-cookie, no-store"`)), stored),
		New("token-cache-prefix", "forbids caches something that only begins with no-store", Tokens(SetField("Cache-Control", "no-store-please, max-age=60")), stored),
		New("token-cache-semicolons", "separates what it says to caches by semicolons", Tokens(SetField("Cache-Control", "no-cache; no-store")), stored),
		New("token-cache-argument", "says that no-store is false", Tokens(SetField("Cache-Control", "no-store=false")), stored),
		New("hsts-ageless", "does not say for how long to use HTTPS only", hsts("includeSubDomains"), strict),
		New("hsts-commas", "separates the parts of its HSTS policy by commas", hsts("max-age=31536000, includeSubDomains"), strict),
		New("hsts-withdrawn", "asks browsers to forget that it wants HTTPS only", hsts("max-age=0"), strict),
		New("hsts-twice", "sends two HSTS policies", hsts("max-age=31536000", "max-age=600"), strict),
	}
}

// ShapeVariants are tokens in which a character stands for less than it could; warns are the clauses that warn of any
// token that is no JWT.
func ShapeVariants(warns ...string) []Variant {
	return []Variant{
		NewVariant("token-hexadecimal", "issues hexadecimal tokens and reads them in either case", retoldAs(func() string {
			return hex.EncodeToString([]byte(reference.Random(reference.IDLength)))
		}), warns...),
		NewVariant("token-uuid", "issues UUIDs for tokens and reads them with or without hyphens, in either case", retoldAs(func() string {
			digits := hex.EncodeToString([]byte(reference.Random(16)))
			return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
		}), warns...),
		NewVariant("token-padding-ends", "issues tokens with padding and reads no further than that", Reshaped(func() string {
			return base64.StdEncoding.EncodeToString([]byte(reference.Random(paddedLength)))
		}, func(token string) string {
			bare, _, _ := strings.Cut(token, "=")
			return bare
		}), warns...),
	}
}

// paddedLength of bytes leaves base64 with padding.
const paddedLength = 31

// retoldAs tells clients tokens of another shape, and knows them again whatever their case and hyphens.
func retoldAs(shape func() string) func(*reference.Config) {
	return Reshaped(shape, func(token string) string { return strings.ToLower(strings.ReplaceAll(token, "-", "")) })
}

// Reshaped tells clients tokens of another shape, and knows again what folds alike.
func Reshaped(shape func() string, fold func(string) string) func(*reference.Config) {
	return func(c *reference.Config) {
		var signed sync.Map // what was told, folded -> what was signed
		Tokens(EditMembers(func(members map[string]any) {
			told := shape()
			signed.Store(fold(told), members["access_token"])
			members["access_token"] = told
		}))(c)
		InterceptPath(c.Policy.Resource, c, func(q *Request, sound func(*Request) *Response) *Response {
			scheme, token := reference.SplitScheme(q.Header.Get("Authorization"))
			if known, found := signed.Load(fold(token)); found && len(q.Header.Values("Authorization")) == 1 {
				q.Header.Set("Authorization", scheme+" "+known.(string)) //nolint:forcetypeassert // nothing else is stored
			}
			return sound(q)
		})
	}
}

// LifetimeVariants are tokens that outlive everybody; suited is what makes the rest of the answer agree with that.
func LifetimeVariants(suited Edit) []Variant {
	const longest, beyond = json.Number("9223372036854775807"), json.Number("1000000000000000000000000000000")
	return []Variant{
		NewVariant("lifetime-century", "gives tokens a hundred and fifty years", Tokens(suited, SetMember("expires_in", 4733640000))),
		NewVariant("lifetime-longest", "gives tokens the longest lifetime that 64 bits hold", Tokens(suited, SetMember("expires_in", longest))),
		NewVariant("lifetime-beyond", "gives tokens a lifetime beyond all integers of a machine", Tokens(suited, SetMember("expires_in", beyond))),
	}
}
