package client_test

import (
	"strings"

	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

const (
	prioticket = "prioticket"
	ticketpark = "ticketpark"
)

func asks(edits ...edit) func(*sketch) {
	return func(k *sketch) { k.every(isAsk, edits...) }
}

func calling(edits ...edit) func(*sketch) {
	return func(k *sketch) { k.every(isCall, edits...) }
}

// replaces changes the text of bodies.
func replaces(from, to string) edit {
	return func(x *evidence.Exchange) {
		x.Request.Body = []byte(strings.ReplaceAll(string(x.Request.Body), from, to))
	}
}

func requestFaults() map[string]fault {
	members := map[string]fault{}
	for name, model := range map[string]string{"grant_type": "password-grant", "username": "password-grant", "password": "password-grant", "refresh_token": "refresh-grant"} {
		members["misnames "+name] = fault{ticketpark, []string{"client.request." + model + "." + name + ".required"}, func(k *sketch) {
			k.every(func(x *evidence.Exchange) bool { return isAsk(x) && isRefresh(x) == (model == "refresh-grant") }, replaces(name+"=", "x"+name+"="))
		}}
	}
	for name, model := range map[string]string{"grant_type": "password-grant", "username": "password-grant", "password": "password-grant", "refresh_token": "refresh-grant"} {
		members["sends twice "+name] = fault{ticketpark, []string{"client.request." + model + "." + name + ".type"}, func(k *sketch) {
			k.every(func(x *evidence.Exchange) bool { return isAsk(x) && isRefresh(x) == (model == "refresh-grant") }, func(x *evidence.Exchange) {
				x.Request.Body = append(x.Request.Body, "&"+name+"=again"...)
			})
		}}
	}
	members["sends twice the refresh's grant_type"] = fault{ticketpark, []string{"client.request.refresh-grant.grant_type.type"}, func(k *sketch) {
		k.every(isRefresh, replaces("refresh_token&", "refresh_token&grant_type=password&"))
	}}
	members["misnames the refresh's grant_type"] = fault{ticketpark, []string{"client.request.refresh-grant.grant_type.required"}, func(k *sketch) {
		k.every(isRefresh, replaces("grant_type=", "x="))
	}}
	return merged(members, map[string]fault{
		"asks by PUT":                   {"", []string{"client.request.method"}, asks(method("PUT"))},
		"asks at another path":          {"", []string{"client.request.path"}, func(k *sketch) { k.of(scenario.Steady).ask(0.05, elsewhere, answers(404)) }},
		"calls its body text":           {"", []string{"client.request.media-type"}, asks(field("Content-Type", "text/plain"))},
		"does not say what its body is": {"", []string{"client.request.media-type"}, asks(field("Content-Type", ""))},
		"sends a form":                  {prioticket, []string{"client.request.media-type mildly"}, asks(field("Content-Type", "application/x-www-form-urlencoded"), body("grant_type=client_credentials"))},
		"sends JSON":                    {ticketpark, []string{"client.request.media-type"}, func(k *sketch) { k.every(isAsk, field("Content-Type", "application/json"), asJSON) }},
		"sends no JSON":                 {prioticket, []string{"client.request.media-type"}, asks(body("grant_type=client_credentials"))},
		"accepts HTML alone":            {"", []string{"client.request.accept"}, asks(field("Accept", "text/html, application/json;q=0"))},
		"does not say what it accepts":  {ticketpark, []string{"client.request.accept mildly"}, asks(field("Accept", ""))},
		"asks for another grant":        {prioticket, []string{"client.request.grant-type"}, asks(replaces("client_credentials", "implicit"))},
		"misspells the refresh":         {ticketpark, []string{"client.request.grant-type"}, func(k *sketch) { k.every(isRefresh, replaces("=refresh_token", "=refresh")) }},
		"leaves the grant type away":    {prioticket, []string{"client.request.body.grant_type.required"}, asks(body(`{"scope":"a"}`))},
		"sends a list of grant types":   {prioticket, []string{"client.request.body.grant_type.type"}, asks(body(`{"grant_type":["client_credentials"],"scope":"a"}`))},
		"sends a list of scopes":        {prioticket, []string{"client.request.body.scope.type"}, asks(body(`{"grant_type":"client_credentials","scope":["a"]}`))},
		"sends what is not documented":  {prioticket, []string{"client.request.body.closed"}, asks(body(`{"grant_type":"client_credentials","scope":"a","audience":"b"}`))},
		"has its parameters in the URL": {ticketpark, []string{"client.authentication.not-in-url"}, asks(body(""), where(evidence.InAuthorization), inURL)},
	})
}

// inURL shows what the body showed in the address.
func inURL(x *evidence.Exchange) {
	for i := range x.Heard.Shown {
		if x.Heard.Shown[i].Where == evidence.InBody {
			x.Heard.Shown[i].Where = evidence.InQuery
		}
	}
}

func elsewhere(x *evidence.Exchange) { x.Heard.Endpoint = evidence.Elsewhere }

func asJSON(x *evidence.Exchange) {
	members := strings.NewReplacer("=", `":"`, "&", `","`).Replace(string(x.Request.Body))
	x.Request.Body = []byte(`{"` + members + `"}`)
}

func merged(parts ...map[string]fault) map[string]fault {
	all := map[string]fault{}
	for _, part := range parts {
		for name, f := range part {
			all[name] = f
		}
	}
	return all
}

func authenticationFaults() map[string]fault {
	const basic = "client.authentication.basic"
	secret := evidence.Shown{What: evidence.ClientCredential, Where: evidence.InBody}
	query, other := secret, secret
	query.Where, other.Where = evidence.InQuery, evidence.InField
	return map[string]fault{
		"shows a wrong secret":                 {"", []string{basic}, asks(flawed(evidence.FlawWrong))},
		"breaks base64":                        {"", []string{basic}, asks(flawed(evidence.FlawMalformed))},
		"shows its identifier alone":           {"", []string{basic}, asks(flawed(evidence.FlawIncomplete))},
		"authenticates as Bearer":              {"", []string{basic}, asks(scheme("Bearer"))},
		"does not authenticate":                {"", []string{basic}, asks(unauthenticated)},
		"breaks the line of its credentials":   {"", []string{basic}, func(k *sketch) { k.of(scenario.Steady).ask(0.05, answers(400), unreadable) }},
		"shows its secret twice":               {"", []string{"client.authentication.one-mechanism"}, asks(showsToo(secret))},
		"shows its secret in a field too":      {"", []string{"client.authentication.one-mechanism"}, asks(showsToo(other))},
		"shows its secret in the body":         {prioticket, []string{"client.authentication.in-header"}, asks(where(evidence.InBody))},
		"shows its secret in the body instead": {ticketpark, []string{"client.authentication.in-header"}, asks(where(evidence.InBody))},
		"shows its secret in the URL":          {"", []string{"client.authentication.not-in-url"}, asks(where(evidence.InQuery))},
		"shows its secret in the URL too":      {"", []string{"client.authentication.not-in-url", "client.authentication.one-mechanism"}, asks(showsToo(query))},
		"does not form-encode":                 {prioticket, []string{"client.authentication.form-encoded"}, func(k *sketch) { k.of(scenario.Special).list[0].Heard.Shown[0].Flaw = evidence.FlawUnencoded }},
	}
}

func unauthenticated(x *evidence.Exchange) { x.Heard.Shown = x.Heard.Shown[1:] }

func unreadable(x *evidence.Exchange) {
	x.Heard.Endpoint, x.Request.Method, x.Response, x.Request.Body = evidence.Unreadable, "", nil, []byte("POST / HTTP/1.1\r\nAuthorization: Basic ‹secret›\n")
}

func tokenFaults() map[string]fault {
	const exact, sent, only, none = "client.token.exact", "client.token.always-sent", "client.token.header-only", "client.resource.no-credentials"
	basic := evidence.Shown{What: evidence.ClientCredential, Where: evidence.InAuthorization, Scheme: "Basic"}
	return map[string]fault{
		"cuts tokens":                         {"", []string{exact}, calling(flawed(evidence.FlawAltered))},
		"shows another text for a token":      {"", []string{exact}, calling(flawed(evidence.FlawWrong))},
		"shows the refresh token":             {ticketpark, []string{exact}, calling(shown(evidence.Shown{What: evidence.RefreshToken, Where: evidence.InAuthorization, Scheme: "Bearer", Token: 1}))},
		"shows tokens in two fields":          {"", []string{exact}, calling(showsToo(evidence.Shown{What: evidence.AccessToken, Where: evidence.InAuthorization, Scheme: "Bearer", Token: 1}))},
		"shows tokens as Basic":               {"", []string{"client.token.scheme"}, calling(scheme("Basic"))},
		"shows tokens without a scheme":       {"", []string{"client.token.scheme"}, calling(scheme(""))},
		"calls without a token":               {"", []string{sent}, calling(shown())},
		"calls with undefined when refused":   {"", []string{sent}, func(k *sketch) { k.of(scenario.RefusedClient).call(0.2, 0, flawed(evidence.FlawMadeUp), answers(403)) }},
		"shows tokens in the body":            {"", []string{only}, calling(where(evidence.InBody))},
		"shows tokens in a cookie too":        {"", []string{only}, calling(showsToo(evidence.Shown{What: evidence.AccessToken, Where: evidence.InField, Token: 1}))},
		"shows tokens in the URL":             {"", []string{"client.authentication.not-in-url", only}, calling(where(evidence.InQuery))},
		"shows its credentials to a resource": {"", []string{none, sent}, calling(shown(basic))},
		"shows the password to a resource":    {ticketpark, []string{none}, calling(showsToo(evidence.Shown{What: evidence.Password, Where: evidence.InBody}))},
	}
}
