package lifecycle

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"

	"github.com/authconform/authconform/openapi/facts"
	. "github.com/authconform/authconform/suites/clause"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/match"
	"github.com/authconform/authconform/suites/probe"
)

const (
	expiry     Source = "endpoint page, expires_in; concept page, expiration"
	revocation Source = "concept page, Token Revocation"
	lifetime   Source = "page, expires_in"
	refreshing Source = "page, Refreshing the access token"
)

// Clauses writes the area's clauses into the catalogue.
func Clauses(b *Catalogue) {
	b.Table("the end of a token", Need(ends(), facts.Resource)...)
	b.Table("the session after it", Need(sessions(), facts.RefreshGrant)...)
}

// Specs describes the area.
func Specs(s *Suite) {
	Describe("lifecycle", Label("lifecycle"), func() {
		for table, entries := range s.Tables("lifecycle") {
			DescribeTable(table, s.Judge, entries)
		}
	})
}

// ends are the clauses of a token that expires, or is revoked (R15 to R17).
func ends() []Clause {
	return []Clause{
		New("lifecycle.expiry.alive", Mandatory, expiry, 16,
			"takes a token until shortly before it expires",
			From(probe.ExpiryBefore), match.Accepted()).After(probe.ResourceAccepted).
			In(facts.RFC6750Resource, Reading{Source: lifetime, Ruling: 24}),
		New("lifecycle.expiry.refused", Mandatory, expiry, 16,
			"refuses a token shortly after it has expired",
			From(probe.ExpiryAfter), match.Rejected(match.Status(http.StatusBadRequest), match.Status(http.StatusForbidden))).After(probe.ResourceAccepted).
			In(facts.RFC6750Resource, Reading{Source: lifetime, Ruling: 24, Hold: match.ClientError()}),
		New("lifecycle.expiry.message", Mandatory, "concept page, invalid token", 15,
			"says in the body why it refuses an expired token",
			From(probe.ExpiryAfter), match.Message()).When(match.IsRefusal).After(probe.ResourceAccepted).Needs(facts.StrictResource),
		New("lifecycle.revoked.refused", Mandatory, revocation, 17,
			"refuses a revoked token with 403",
			From(probe.Revoked), forgotten(evidence.Record{})).Seeing(forgotten).After(probe.ResourceAccepted).Needs(facts.StrictResource),
		New("lifecycle.revoked.message", Mandatory, "concept page, invalid token", 15,
			"says in the body why it refuses a revoked token",
			From(probe.Revoked), match.Message()).When(match.IsRefusal).After(probe.ResourceAccepted).Needs(facts.StrictResource),
		reissued(),
	}
}

// forgotten wants a revoked token refused, and notes how long it took.
func forgotten(rec evidence.Record) match.Matcher {
	return match.Rejected(match.Status(http.StatusForbidden)).Noted(match.Late(rec, string(probe.Revoked)))
}

// reissued is the clause of a token that comes out of a cache.
func reissued() Clause {
	return New("lifecycle.reissued.lifetime", Mandatory, expiry, 16,
		"tells the time that is left when it issues the same token again",
		From(probe.Reissued), match.TimeLeft(evidence.Record{})).Seeing(match.TimeLeft).
		WhenRun(func(rec evidence.Record, x evidence.Exchange) string {
			if _, again := match.Reissue(rec, x); again {
				return ""
			}
			if !x.Granted() {
				return "the target issued no token when it was asked again"
			}
			return "the target issues a new token each time"
		}).
		In(facts.RFC6750Resource, Reading{Source: lifetime, Ruling: 24, Subject: From(probe.SessionAnew)})
}

// sessions are the clauses of a session that outlives its access token (R22).
func sessions() []Clause {
	return []Clause{
		New("lifecycle.refresh.accepted", Mandatory, refreshing, 22,
			"grants new tokens for a refresh token when the access token has expired",
			From(probe.ExpiryRefresh), match.Granted()),
		New("lifecycle.refreshed.accepted", Mandatory, refreshing, 22,
			"takes the access token that a refresh after the expiry brought",
			From(probe.ExpiryRefreshed), match.Accepted()).After(probe.ResourceAccepted).Needs(facts.Resource),
		New("lifecycle.refreshed.alive", Mandatory, lifetime, 22,
			"takes a refreshed token until shortly before it expires",
			From(probe.RefreshedBefore), match.Accepted()).After(probe.ExpiryRefreshed).Needs(facts.Resource),
		New("lifecycle.refreshed.refused", Mandatory, lifetime, 22,
			"refuses a refreshed token shortly after it has expired",
			From(probe.RefreshedAfter), match.ClientError()).After(probe.ExpiryRefreshed).Needs(facts.Resource),
	}
}
