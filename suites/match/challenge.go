package match

import (
	"net/http"
	"slices"
	"strings"

	"github.com/authconform/authconform/openapi/wire"
	"github.com/authconform/authconform/suites/evidence"
)

const wwwAuthenticate = "WWW-Authenticate"

// Challenge wants a WWW-Authenticate field with a challenge of the given scheme (RFC 9110, section 11.6.1).
func Challenge(scheme string) Matcher {
	return New(wwwAuthenticate+" with scheme "+scheme, func(x evidence.Exchange) []wire.Violation {
		challenges, missing := challenges(x)
		if missing != nil {
			return missing
		}
		named := slices.ContainsFunc(challenges, func(c wire.Challenge) bool { return strings.EqualFold(c.Scheme, scheme) })
		if named || malformed(x) {
			return nil
		}
		return one(wwwAuthenticate, "challenge.scheme", "found %d challenges, none of scheme %s", len(challenges), scheme)
	}).noting(broken)
}

// Challenged wants 401, with a challenge of the given scheme (RFC 6750, section 3).
func Challenged(scheme string) Matcher {
	named := Challenge(scheme)
	return New("401 and "+named.wanted, func(x evidence.Exchange) []wire.Violation {
		if x.Response.Status != http.StatusUnauthorized {
			return one("status", "status", "found %s; wanted 401", found(x))
		}
		return named.judge(x)
	}).noting(broken)
}

// AnyChallenge wants a WWW-Authenticate field, whatever its scheme.
func AnyChallenge() Matcher {
	return New(wwwAuthenticate+" with a challenge", func(x evidence.Exchange) []wire.Violation {
		_, missing := challenges(x)
		return missing
	})
}

// ChallengeGrammar wants every WWW-Authenticate field to parse as a list of challenges (R10).
func ChallengeGrammar() Matcher {
	return New(wwwAuthenticate+" that is a list of challenges (RFC 9110, section 11.6.1)", func(x evidence.Exchange) []wire.Violation {
		answer, _ := x.Answer()
		_, violations := wire.Challenges(answer.Header)
		return violations
	})
}

// Realm wants every Basic challenge to name its realm (RFC 7617, section 2). Other schemes have rules of their own.
func Realm() Matcher {
	return New("a realm in every Basic challenge", func(x evidence.Exchange) []wire.Violation {
		challenges, _ := challenges(x)
		if malformed(x) {
			return nil
		}
		for _, c := range challenges {
			if _, ok := c.Param("realm"); !ok && strings.EqualFold(c.Scheme, "Basic") {
				return one(wwwAuthenticate, "challenge.realm", "a Basic challenge has no realm")
			}
		}
		return nil
	})
}

// malformed says that a field leaves the grammar, so that nobody knows which schemes it names: its grammar is judged by a
// clause of its own, and once.
func malformed(x evidence.Exchange) bool {
	answer, _ := x.Answer()
	_, violations := wire.Challenges(answer.Header)
	return len(violations) > 0
}

func broken(x evidence.Exchange) string {
	if malformed(x) {
		return wwwAuthenticate + " is no list of challenges: see the clause of its grammar"
	}
	return ""
}

// challenges gives what parses of the field: a grammar error has a clause of its own, and must not be
// counted as a missing challenge too.
func challenges(x evidence.Exchange) ([]wire.Challenge, []wire.Violation) {
	answer, _ := x.Answer()
	if len(answer.Header.Values(wwwAuthenticate)) == 0 {
		return nil, one(wwwAuthenticate, "header-missing", "found %s without %s", found(x), wwwAuthenticate)
	}
	parsed, _ := wire.Challenges(answer.Header)
	return parsed, nil
}
