package suites

import (
	"path"
	"regexp"
	"slices"
	"sync"

	"github.com/authconform/authconform/openapi"
	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/clause"
)

// remediation is what owners usually do about clauses of one kind.
type remediation struct {
	pattern string // a glob of clause IDs
	advice  string
}

// Advice says how owners usually mend what breaks a clause, in two sentences at most; "" where nobody knows. One mend
// is right for many clauses and for every contract: what exactly is wanted, the clause itself says.
func Advice(id string) string {
	for _, m := range mends() {
		if ok, err := path.Match(m.pattern, id); ok && err == nil {
			return m.advice
		}
	}
	return ""
}

// AdviceIn is Advice in a contract's own words: the answers of RFC 6749 mean nothing where its document's lists alone hold.
func AdviceIn(c *openapi.Contract, about clause.Clause) string {
	advice := Advice(about.Alone().ID)
	if c.Facts.Has(facts.OAuthErrors) {
		return advice
	}
	return ofOAuth.ReplaceAllString(advice, "as the document lists it")
}

var ofOAuth = regexp.MustCompile(`(40[013] )?(invalid_(request|client|grant|scope)|unauthorized_client|unsupported_grant_type)`)

// mends lists them, the more specific pattern before the more general one: the first that matches is meant.
var mends = sync.OnceValue(func() []remediation {
	return slices.Concat(clientMends(), tokenMends(), errorMends(), headerMends(), resourceMends())
})
