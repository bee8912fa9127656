package resource

import (
	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

const (
	using   Source = "page, Using the access token"
	rfc6750 Source = "RFC 6750, section 3"
)

// bearers are the clauses of a resource that refuses as RFC 6750 has it (R24), and of refreshed tokens (R22).
func bearers() []Clause {
	clauses := []Clause{
		New("resource.refreshed.accepted", Mandatory, "page, Refreshing the access token", 22,
			"takes the access token that a refresh brought",
			From(probe.ResourceRefreshed), match.Accepted()).After(probe.ResourceAccepted).Needs(facts.RefreshGrant),
	}
	for _, bad := range []struct {
		id, sentence string
		from         Subject
		alone        bool // that it is refused is a clause of these contracts alone
	}{
		{"no-header", "refuses a request without Authorization", From(probe.ResourceNoHeader), false},
		{"garbage", "refuses a token that nobody issued", From(probe.ResourceGarbage), false},
		{"other-case", "refuses a token in another case", From(probe.ResourceCase).Or(probe.ResourceSmall), false},
		{"longer-token", "refuses a token with something behind it, or cut short", From(probe.ResourceLonger).Or(probe.ResourceCut, probe.ResourceFourParts), false},
		{"tampered", "refuses a token that was changed", From(probe.ResourcePayload, probe.ResourceSignature).Or(probe.ResourceHeader), true},
		{"refresh-token", "refuses a refresh token in the place of an access token", From(probe.ResourceRefresh), true},
	} {
		if bad.alone {
			clauses = append(clauses, New("resource."+bad.id+".refused", Mandatory, using, 24, bad.sentence,
				bad.from, match.ClientError()).After(probe.ResourceAccepted))
		}
		clauses = append(clauses, New("resource."+bad.id+".challenge", Recommended, rfc6750, 24, bad.sentence+" with 401 and the Bearer challenge",
			bad.from, match.Challenged("Bearer")).When(match.IsRefusal).After(probe.ResourceAccepted))
	}
	return clauses
}
