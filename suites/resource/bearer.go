package resource

import (
	"github.com/authconform/authconform/runner/probe"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/hold"
)

const (
	using   Source = "page, Using the access token"
	rfc6750 Source = "RFC 6750, section 3"
)

// bearers are the clauses of a resource that takes tokens as RFC 6750 has it (R24, R22).
func bearers() []Clause {
	clauses := []Clause{
		New(Served, Mandatory, using, 24,
			"takes the access token of the last login",
			From(probe.ResourceAccepted), hold.Served()),
		New("resource.token.reused", Mandatory, using, 24,
			"takes the same token again and again",
			From(probe.ResourceReused, probe.ResourceLast), hold.Served()).After(probe.ResourceAccepted),
		New("resource.refreshed.accepted", Mandatory, "page, Refreshing the access token", 22,
			"takes the access token that a refresh brought",
			From(probe.ResourceRefreshed), hold.Served()).After(probe.ResourceAccepted),
	}
	for _, bad := range []struct {
		id, sentence string
		from         probe.Name
	}{
		{"no-header", "refuses a request without Authorization", probe.ResourceNoHeader},
		{"garbage", "refuses a token that nobody issued", probe.ResourceGarbage},
		{"refresh-token", "refuses a refresh token in the place of an access token", probe.ResourceRefresh},
	} {
		clauses = append(clauses,
			New("resource."+bad.id+".refused", Mandatory, using, 24, bad.sentence,
				From(bad.from), hold.ClientError()).After(probe.ResourceAccepted),
			New("resource."+bad.id+".challenge", Recommended, rfc6750, 24, bad.sentence+" with 401 and the Bearer challenge",
				From(bad.from), hold.Challenged("Bearer")).When(hold.IsRefusal).After(probe.ResourceAccepted))
	}
	return clauses
}
