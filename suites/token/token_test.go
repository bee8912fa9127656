package token_test

import (
	"testing"

	"github.com/authconform/authconform/suites/clausetest"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/probe"
	"github.com/authconform/authconform/suites/token"
)

var area = clausetest.Area{Clauses: token.Clauses, Specs: token.Specs}

func TestToken(t *testing.T) {
	answer := func(name probe.Name, status int, body string) []evidence.Exchange {
		return []evidence.Exchange{clausetest.Answer(name, status, body)}
	}
	issued := func(members string) []evidence.Exchange {
		return []evidence.Exchange{
			clausetest.Answer(probe.Valid, 200, "{"+members+"}"), clausetest.Answer(probe.ValidLast, 200, "{"+members+"}"),
		}
	}
	const good = `"access_token":"a","token_type":"Bearer","expires_in":60`
	area.Try(t, "prioticket", []clausetest.Row{
		clausetest.Held("token.form-encoded", answer(probe.FormEncoded, 200, clausetest.Token), answer(probe.FormEncoded, 415, "")),
		clausetest.Held("token.special-client", answer(probe.SpecialClient, 200, clausetest.Token), answer(probe.SpecialClient, 401, `{"error":"invalid_client"}`)),
		clausetest.Held("token.access-token.usable", issued(good), issued(`"access_token":"a b\u0007","token_type":"Bearer","expires_in":60`)),
		clausetest.Held("token.access-token.bearer-syntax", issued(good), issued(`"access_token":"a!b","token_type":"Bearer","expires_in":60`)),
		clausetest.Held("token.token-type.scheme-name", issued(good), issued(`"access_token":"a","token_type":"a bearer","expires_in":60`)),
		clausetest.Held("token.token-type.bearer", issued(`"access_token":"a","token_type":"bearer","expires_in":60`), issued(`"access_token":"a","token_type":"MAC","expires_in":60`)),
		clausetest.Held("token.expires-in.positive", issued(`"access_token":"a","token_type":"Bearer","expires_in":9223372036854775807`), issued(`"access_token":"a","token_type":"Bearer","expires_in":0`)),
		clausetest.Held("token.expires-in.integer-literal", issued(good), issued(`"access_token":"a","token_type":"Bearer","expires_in":6e1`)),
		clausetest.Held("token.members.unique", issued(good), issued(good+`,"expires_in":60`)),
		clausetest.Held("token.body.access_token.required", issued(good), issued(`"token_type":"Bearer","expires_in":60`)),
		clausetest.Held("token.scope.unknown", answer(probe.UnknownScope, 400, `{"error":"invalid_scope"}`), answer(probe.UnknownScope, 200, `{`+good+`,"scope":"a,`+probe.NoSuchScope+`"}`)),
	})
	area.Try(t, "ticketpark", []clausetest.Row{
		clausetest.Held("token.refresh.accepted", answer(probe.Refresh, 200, clausetest.Token), answer(probe.Refresh, 400, `{"error":"invalid_grant"}`)),
		clausetest.Held(
			"token.refresh.chained",
			append(answer(probe.RefreshAgain, 200, clausetest.Token), answer(probe.RefreshThird, 200, clausetest.Token)...),
			append(answer(probe.RefreshAgain, 200, clausetest.Token), answer(probe.RefreshThird, 400, `{"error":"invalid_grant"}`)...),
		),
		clausetest.Held("token.accept.any", answer(probe.AcceptAny, 200, clausetest.Token), answer(probe.AcceptAny, 406, "")),
		clausetest.Held("token.refresh-token.not-empty", issued(good+`,"refresh_token":"r"`), issued(good+`,"refresh_token":""`)),
	})
}
