package errors_test

import (
	"testing"

	"github.com/authconform/authconform/suites/clausetest"
	"github.com/authconform/authconform/suites/errors"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
)

var area = clausetest.Area{Clauses: errors.Clauses, Specs: errors.Specs}

func TestErrors(t *testing.T) {
	answer := func(name probe.Name, status int, body string, header ...string) []evidence.Exchange {
		return []evidence.Exchange{clausetest.Answer(name, status, body, append(header, "Content-Type", "application/json")...)}
	}
	inHeader := func(exchanges []evidence.Exchange) []evidence.Exchange {
		exchanges[0].Request.Header = []evidence.Field{{Name: "Authorization", Value: "Basic YTpi"}}
		return exchanges
	}
	const (
		invalidRequest = `{"error":"invalid_request"}`
		invalidClient  = `{"error":"invalid_client"}`
		invalidGrant   = `{"error":"invalid_grant"}`
		unsupported    = `{"error":"unsupported_grant_type"}`
	)
	area.Try(t, "prioticket", []clausetest.Row{
		clausetest.Held("errors.grant-missing.refused", answer(probe.GrantMissing, 400, invalidRequest), answer(probe.GrantMissing, 400, invalidClient)),
		clausetest.Held("errors.grant-unknown.refused", answer(probe.GrantUnknown, 400, unsupported), answer(probe.GrantUnknown, 200, clausetest.Token)),
		clausetest.Held("errors.grant-array.refused", answer(probe.GrantArray, 422, invalidRequest), answer(probe.GrantArray, 200, clausetest.Token)),
		clausetest.Held("errors.body-truncated.refused", answer(probe.BodyTruncated, 400, invalidRequest), answer(probe.BodyTruncated, 200, clausetest.Token)),
		clausetest.Held("errors.no-credentials.refused", answer(probe.NoCredentials, 401, invalidClient), answer(probe.NoCredentials, 200, clausetest.Token)),
		clausetest.Held("errors.wrong-secret.challenge", inHeader(answer(probe.WrongSecret, 401, invalidClient, "WWW-Authenticate", `Basic realm="a"`)), inHeader(answer(probe.WrongSecret, 401, invalidClient))),
		clausetest.Held("errors.unknown-client.refused", answer(probe.UnknownClient, 401, invalidClient), answer(probe.UnknownClient, 403, invalidClient)),
	})
	refreshing := func(status int, body string) []evidence.Exchange {
		return append(answer(probe.Refresh, 200, clausetest.Token), answer(probe.RefreshGarbage, status, body)...)
	}
	area.Try(t, "ticketpark", []clausetest.Row{
		clausetest.Held("errors.grant-missing.refused", answer(probe.GrantMissing, 400, invalidRequest), answer(probe.GrantMissing, 200, clausetest.Token)),
		clausetest.Held("errors.refresh-garbage.refused", refreshing(400, invalidGrant), refreshing(200, clausetest.Token)),
		clausetest.Held("errors.refresh-garbage.answer", refreshing(400, invalidGrant), refreshing(400, invalidRequest)),
	})
}
