package probe

import (
	"encoding/json"
	"slices"

	"github.com/authconform/authconform/openapi/facts"
)

// catalogue is every probe of the token endpoint, in the order in which they are asked: valid requests
// are spread between the others, so that a target that fails only sometimes is seen.
func catalogue() []Probe {
	return slices.Concat(further(endpoints()), owned(), resources(), refreshes(), lifecycles())
}

// endpoints are those of the token endpoint as it is asked by everybody.
func endpoints() []Probe {
	return slices.Concat([]Probe{{
		Name: Valid, Control: true, Asks: "sends the documented request", Expect: Token, Phase: First,
	}, {
		Name: FormEncoded, Needs: []facts.Feature{facts.JSONRequests, facts.OAuthErrors}, Asks: "sends the same request form-encoded", Expect: Either, Valid: true, Undocumented: true, Phase: Between,
		Edit: func(d *Draft, _ Values) { d.Encoding, d.ContentType = Form, string(Form) },
	}, {
		Name: BodyCredentials, Needs: []facts.Feature{facts.ClientIdentifiers, facts.OAuthErrors}, ProvesBody: true, Asks: "sends the credentials as members of the body", Expect: Either, Valid: true, Phase: Between,
		Edit: func(d *Draft, _ Values) { d.Place = InBody },
	}, {
		Name: FormCredentials, Needs: []facts.Feature{facts.JSONRequests, facts.OAuthErrors}, Asks: "sends credentials and parameters in a form", Expect: Either, Valid: true, Undocumented: true, Phase: Fallback,
		Edit: func(d *Draft, _ Values) { d.Encoding, d.ContentType, d.Place = Form, string(Form), InBody },
	}, {
		Name: DocumentedScope, Needs: []facts.Feature{facts.Scopes}, Asks: "sends the documented request with a scope, as it is refused without", Expect: Token, Phase: Fallback,
		Edit: func(d *Draft, v Values) { d.set("scope", v.Scope) },
	}, {
		Name: FormScope, Needs: []facts.Feature{facts.Scopes, facts.ClientIdentifiers, facts.OAuthErrors}, Asks: "sends the request form-encoded, with a scope", Expect: Either, Valid: true, Undocumented: true, Phase: Fallback,
		Edit: func(d *Draft, v Values) {
			d.Encoding, d.ContentType = Form, string(Form)
			d.set("scope", v.Scope)
		},
	}, {
		Name: BodyScope, Needs: []facts.Feature{facts.Scopes, facts.ClientIdentifiers, facts.OAuthErrors}, Asks: "sends the credentials as members of the body, with a scope", Expect: Either, Valid: true, Phase: Fallback,
		Edit: func(d *Draft, v Values) {
			d.Place = InBody
			d.set("scope", v.Scope)
		},
	}, {
		Name: FormCredentialsScope, Needs: []facts.Feature{facts.Scopes, facts.ClientIdentifiers, facts.OAuthErrors}, Asks: "sends credentials and parameters in a form, with a scope", Expect: Either, Valid: true, Undocumented: true, Phase: Fallback,
		Edit: func(d *Draft, v Values) {
			d.Encoding, d.ContentType, d.Place = Form, string(Form), InBody
			d.set("scope", v.Scope)
		},
	}, {
		Name: ValidScope, Apart: true, Flag: "--scope", Unmade: unless(func(v Values) bool { return v.Scope != "" }, "the contract names no scope"), Needs: []facts.Feature{facts.Scopes}, Asks: "asks for a scope", Expect: Token, Phase: Between,
		Edit: func(d *Draft, v Values) { d.set("scope", v.Scope) },
	}}, secrets(), grants(), otherGrants(), accepts(), users(), []Probe{{
		Name: ValidLayout, Apart: true, Full: true, Needs: []facts.Feature{facts.JSONRequests}, Asks: "writes the JSON with white space and its members in another order", Expect: Token, Phase: Between, Form: JSONBody,
		Edit: func(d *Draft, v Values) {
			d.Indent = true
			if v.Scope != "" {
				d.drop("scope")
				d.Params = slices.Concat([]Param{{"scope", v.Scope}}, d.Params)
			}
		},
	}}, bodies(), []Probe{{
		Name: ValidCharset, Needs: []facts.Feature{facts.JSONRequests}, Asks: "adds a charset parameter to the content type", Expect: Token, Phase: Between, Form: JSONBody,
		Edit: func(d *Draft, _ Values) { d.ContentType += "; charset=utf-8" },
	}}, duplicates(), authentications(), unproven(), schemes(), queries(), []Probe{{
		Name: SchemeLowerCase, Needs: []facts.Feature{facts.StrictErrors}, Asks: `writes "basic" for "Basic"`, Expect: Token, Phase: Between, Form: HeaderAuth,
		Edit: func(d *Draft, _ Values) { d.Scheme = "basic" },
	}}, negotiations(), []Probe{{
		Name: HeaderLowerCase, Apart: true, Crosses: true, Needs: []facts.Feature{facts.StrictErrors}, Asks: "writes header names in lower case, over HTTP/1.1", Expect: Token, Phase: Between,
		Edit: func(d *Draft, _ Values) { d.LowerCase, d.Channel.HTTP1 = true, true },
	}}, channels(), []Probe{{
		Name: ExtraParameter, Needs: []facts.Feature{facts.StrictErrors}, Asks: "adds a parameter that nobody knows", Expect: Either, Valid: true, Phase: Between,
		Edit: func(d *Draft, _ Values) { d.set("authconform_extra", "1") },
	}}, afterGuesses(), []Probe{{
		Name: ValidLast, Control: true, Asks: "sends the documented request once more, after everything else and directly after a wrong secret", Expect: Token, Phase: Last,
	}, {
		Name: ValidControl, Asks: "sends the documented request between a failure and the second try", Expect: Token, Phase: Doubt,
	}, {
		Name: ResourceControl, Asks: "shows the token between a failure of the resource and the second try", Expect: Served, Phase: Doubt, Resource: true,
	}, ofOther()})
}

// grants are the ways to get the grant type wrong (R9).
func grants() []Probe {
	grantIs := func(value any) func(*Draft, Values) {
		return func(d *Draft, _ Values) { d.set("grant_type", value) }
	}
	return []Probe{
		{Name: GrantMissing, Needs: []facts.Feature{facts.GrantTypes}, Asks: "leaves grant_type out", Expect: Refusal, Phase: Between, Edit: func(d *Draft, v Values) {
			d.drop("grant_type")
			switch { // something is left in any case: an empty body is another question
			case v.Scope != "" && d.UserParam == "":
				d.set("scope", v.Scope)
			case len(d.Params) == 0:
				d.set("authconform_extra", "1")
			}
		}},
		{Name: GrantEmpty, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends an empty grant_type", Expect: Refusal, Phase: Between, Edit: grantIs("")},
		{Name: GrantUnknown, Needs: []facts.Feature{facts.GrantTypes}, Asks: "sends a grant_type that does not exist", Expect: Refusal, Phase: Between, Edit: grantIs("authconform_unknown_grant")},
		{Name: GrantNumber, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends a number as grant_type", Expect: Refusal, Phase: Between, Form: JSONBody, Edit: grantIs(1)},
		{Name: GrantBoolean, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends a boolean as grant_type", Expect: Refusal, Phase: Between, Form: JSONBody, Edit: grantIs(true)},
		{Name: GrantArray, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends grant_type in an array", Expect: Refusal, Phase: Between, Form: JSONBody, Edit: grantIs([]string{"client_credentials"})},
		{Name: GrantObject, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends an object as grant_type", Expect: Refusal, Phase: Between, Form: JSONBody, Edit: grantIs(struct{}{})},
		{Name: GrantNull, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends null as grant_type", Expect: Refusal, Phase: Between, Form: JSONBody, Edit: grantIs(json.RawMessage("null"))},
	}
}

// bodies are bodies that are no request (R9), and scopes that nobody grants (R7).
func bodies() []Probe {
	body := func(text string) func(*Draft, Values) {
		return func(d *Draft, _ Values) { d.raw(text) }
	}
	const both = JSONBody | HeaderAuth
	return []Probe{
		{Name: BodyEmpty, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends an empty body", Expect: Refusal, Phase: Between, Form: HeaderAuth, Edit: body("")},
		{Name: BodyEmptyObject, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends an empty object", Expect: Refusal, Phase: Between, Form: both, Edit: body("{}")},
		{Name: BodyTruncated, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends JSON that is cut short", Expect: Refusal, Phase: Between, Form: both, Edit: body(`{"grant_type":"client_credentials"`)},
		{Name: BodyGarbage, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends a body that is not JSON", Expect: Refusal, Phase: Between, Form: both, Edit: body("authconform: this is not JSON")},
	}
}

// The families of requests that repeat a parameter, and of scopes that nobody grants.
const (
	Duplicates    Family = "duplicate-parameters"
	UnknownScopes Family = "unknown-scopes"
)

// duplicates repeat a parameter, with the same value (R9), and scopes ask for what nobody grants (R7).
func duplicates() []Probe {
	twice := func(name Name, what string, edit func(*Draft, Values)) Probe {
		return Probe{Name: name, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends " + what + " twice", Expect: Either, Phase: Between, Family: Duplicates, Edit: edit}
	}
	scope := func(name Name, asks, value string) Probe {
		return Probe{
			Name: name, Needs: []facts.Feature{facts.Scopes}, Asks: asks, Expect: Either, Phase: Between, Family: UnknownScopes,
			Edit: func(d *Draft, _ Values) { d.set("scope", value) },
		}
	}
	scopeTwice := twice(DuplicateScope, "scope", func(d *Draft, v Values) {
		d.drop("scope")
		d.Params = append(d.Params, Param{"scope", v.Scope}, Param{"scope", v.Scope})
	})
	scopeTwice.Flag, scopeTwice.Unmade = "--scope", unless(func(v Values) bool { return v.Scope != "" }, "the contract names no scope")
	beside := scope(UnknownScopeBeside, "asks for a scope that does not exist beside a valid one", "")
	beside.Edit = func(d *Draft, v Values) { d.set("scope", v.Scope+" "+NoSuchScope) }
	beside.Flag, beside.Unmade = scopeTwice.Flag, scopeTwice.Unmade
	return []Probe{
		twice(DuplicateParameter, "grant_type", func(d *Draft, _ Values) { d.Params = append(d.Params, Param{"grant_type", d.grant()}) }),
		scopeTwice,
		twice(DuplicateExtra, "a parameter that nobody knows", func(d *Draft, _ Values) {
			d.Params = append(d.Params, Param{"authconform_extra", "1"}, Param{"authconform_extra", "1"})
		}),
		scope(UnknownScope, "asks for a scope that does not exist", NoSuchScope),
		beside,
		scope(UnknownScopeQuoted, "asks for a scope with characters that no error may repeat", NoSuchScope+unrepeatable),
	}
}

// authentications are the ways to fail as a client (R9, R11).
func authentications() []Probe {
	header := func(value string) func(*Draft, Values) {
		return func(d *Draft, _ Values) { d.authorize(value) }
	}
	twice := func(name Name, asks string, edit func(*Draft, Values)) Probe {
		return Probe{
			Name: name, Needs: []facts.Feature{facts.StrictErrors}, Asks: asks, Expect: Refusal, Phase: Between, Form: HeaderAuth,
			Edit: edit,
		}
	}
	return []Probe{
		{Name: UnknownClient, Needs: []facts.Feature{facts.ClientIdentifiers}, Asks: "authenticates as a client that does not exist, with the right secret, over HTTP/1.1", Expect: Refusal, Phase: Between, Edit: func(d *Draft, v Values) {
			d.Client.ID, d.Channel.HTTP1 = v.Client.ID+"-"+v.Decoy.ID, true // that it begins like one that exists is no reason to take it
		}},
		{Name: BasicNotBase64, Asks: "sends Basic credentials that are not base64", Expect: Refusal, Phase: Between, Form: HeaderAuth, Edit: header("Basic %%%not-base64%%%")},
		{Name: BasicNoColon, Asks: "sends the client's id as Basic credentials, without a colon", Expect: Refusal, Phase: Between, Form: HeaderAuth, Edit: noColon},
		{Name: NoCredentials, Needs: []facts.Feature{facts.Authentication}, Asks: "sends no client authentication", Expect: Refusal, Phase: Between, Edit: func(d *Draft, _ Values) { d.Place = 0 }},
		twice(TwoCredentials, "sends the credentials in the header and in the body", func(d *Draft, _ Values) { d.Place = InHeader | InBody }),
		inFull(twice(TwoClients, "sends the credentials in the header, and those of a client that does not exist in the body", func(d *Draft, v Values) {
			d.Place = InHeader
			d.set(d.IDParam, v.Decoy.ID)
			d.set(d.SecretParam, v.Decoy.Secret)
		})),
		inFull(twice(TwoClientsReversed, "sends the credentials in the body, and those of a client that does not exist in the header", func(d *Draft, v Values) {
			d.set(d.IDParam, d.Client.ID)
			d.set(d.SecretParam, d.Client.Secret)
			d.Place, d.Client = InHeader, v.Decoy
		})),
	}
}

// accepts are the ways to accept JSON without naming it (R6, R21).
func accepts() []Probe {
	accept := func(name Name, asks, value string) Probe {
		return Probe{Name: name, Asks: asks, Expect: Token, Phase: Between, Edit: func(d *Draft, _ Values) { d.Accept = value }}
	}
	return []Probe{
		accept(AcceptAny, "accepts any media type", "*/*"),
		accept(AcceptNone, "does not say what it accepts", ""),
		accept(AcceptApplication, "accepts every media type of application", "application/*"),
	}
}

// negotiations are other media types and other methods (R9).
func negotiations() []Probe {
	probes := []Probe{
		{Name: ContentTypeText, Needs: []facts.Feature{facts.StrictErrors}, Asks: "calls its body text/plain", Expect: Either, Phase: Between, Edit: func(d *Draft, _ Values) { d.ContentType = "text/plain" }},
		{Name: ContentTypeNone, Needs: []facts.Feature{facts.StrictErrors}, Asks: "sends no content type", Expect: Either, Phase: Between, Full: true, Edit: func(d *Draft, _ Values) { d.ContentType = "" }},
		{Name: AcceptXML, FullWith: facts.RFC6749Errors, Needs: []facts.Feature{facts.OAuthErrors}, Asks: "accepts application/xml alone", Expect: Either, Valid: true, Undocumented: true, Phase: Between, Edit: func(d *Draft, _ Values) { d.Accept = "application/xml" }},
	}
	for _, method := range []string{"GET", "PUT", "PATCH", "DELETE", "HEAD"} {
		full := facts.RFC6749Errors // where a page is silent, what becomes of them is noted: GET is what people try
		if method == "GET" {
			full = ""
		}
		p := Probe{
			Name: Method(method), FullWith: full, Needs: []facts.Feature{facts.OAuthErrors}, Method: method, Asks: "asks with the method " + method, Expect: Refusal, Phase: Between,
			Edit: func(d *Draft, _ Values) { d.Method = method },
		}
		if method == "GET" || method == "HEAD" {
			p.Form = HeaderAuth // credentials in a body would go with it
			p.Edit = func(d *Draft, _ Values) {
				d.Method, d.ContentType, d.Channel.Raw = method, "", method == "HEAD"
				d.raw("")
			}
		}
		probes = append(probes, p)
	}
	return probes
}

// channels ask what the connection lets through (R18, R19).
func channels() []Probe {
	alone := func(n Name) func(*Draft, Values) {
		return func(d *Draft, _ Values) { d.Channel.Handshake = n.Handshake() }
	}
	return []Probe{
		{Name: PlainHTTP, Plain: true, Asks: "sends the request over plain HTTP, with made-up credentials", Expect: Connection, Phase: Between, Rests: []Name{UnknownClient}, Edit: func(d *Draft, v Values) {
			*d = Disguised(*d, v)
			d.Channel.Plain = true
		}},
		{Name: PlainHTTPReal, Plain: true, Asks: "sends the request over plain HTTP, with the real credentials", Expect: Connection, Phase: Between, Exposes: SecretOverHTTP, Edit: func(d *Draft, _ Values) { d.Channel.Plain = true }},
		{Name: TLS12, Asks: "offers TLS 1.2 alone", Expect: Connection, Phase: Between, Edit: alone(TLS12)},
		{Name: TLS11, Asks: "offers TLS 1.1 alone", Expect: Connection, Phase: Between, Edit: alone(TLS11)},
		{Name: TLS10, Asks: "offers TLS 1.0 alone", Expect: Connection, Phase: Between, Edit: alone(TLS10)},
	}
}
