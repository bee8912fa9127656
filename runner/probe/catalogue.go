package probe

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"slices"
)

// catalogue is every probe of the token endpoint, in the order in which they are asked: valid requests
// are spread between the others, so that a target that fails only sometimes is seen.
func catalogue() []Probe {
	return slices.Concat([]Probe{{
		Name: Valid, Asks: "sends the documented request", Expect: Token, Phase: First,
	}, {
		Name: FormEncoded, Rulings: []int{9}, Asks: "sends the same request form-encoded", Expect: Either, Valid: true, Undocumented: true, Phase: Between,
		Edit: func(d *Draft, _ Values) { d.Encoding, d.ContentType = Form, string(Form) },
	}, {
		Name: BodyCredentials, Rulings: []int{9, 23}, Asks: "sends the credentials as members of the body", Expect: Either, Valid: true, Phase: Between,
		Edit: func(d *Draft, _ Values) { d.Place = InBody },
	}, {
		Name: FormCredentials, Rulings: []int{9}, Asks: "sends credentials and parameters in a form", Expect: Either, Valid: true, Undocumented: true, Phase: Fallback,
		Edit: func(d *Draft, _ Values) { d.Encoding, d.ContentType, d.Place = Form, string(Form), InBody },
	}, {
		Name: DocumentedScope, Rulings: []int{7}, Asks: "sends the documented request with a scope, as it is refused without", Expect: Token, Phase: Fallback,
		Edit: func(d *Draft, v Values) { d.set("scope", v.Scope) },
	}, {
		Name: FormScope, Rulings: []int{7}, Asks: "sends the request form-encoded, with a scope", Expect: Either, Valid: true, Undocumented: true, Phase: Fallback,
		Edit: func(d *Draft, v Values) {
			d.Encoding, d.ContentType = Form, string(Form)
			d.set("scope", v.Scope)
		},
	}, {
		Name: BodyScope, Rulings: []int{7}, Asks: "sends the credentials as members of the body, with a scope", Expect: Either, Valid: true, Phase: Fallback,
		Edit: func(d *Draft, v Values) {
			d.Place = InBody
			d.set("scope", v.Scope)
		},
	}, {
		Name: FormCredentialsScope, Rulings: []int{7}, Asks: "sends credentials and parameters in a form, with a scope", Expect: Either, Valid: true, Undocumented: true, Phase: Fallback,
		Edit: func(d *Draft, v Values) {
			d.Encoding, d.ContentType, d.Place = Form, string(Form), InBody
			d.set("scope", v.Scope)
		},
	}, {
		Name: ValidScope, Rulings: []int{7}, Asks: "asks for a scope", Expect: Token, Phase: Between,
		Edit: func(d *Draft, v Values) { d.set("scope", v.Scope) },
	}}, grants(), otherGrants(), users(), []Probe{{
		Name: ValidLayout, Rulings: []int{12}, Asks: "writes the JSON with white space and its members in another order", Expect: Token, Phase: Between, Needs: JSONBody,
		Edit: func(d *Draft, v Values) {
			d.Indent = true
			if v.Scope != "" {
				d.drop("scope")
				d.Params = slices.Concat([]Param{{"scope", v.Scope}}, d.Params)
			}
		},
	}}, bodies(), []Probe{{
		Name: ValidCharset, Rulings: []int{12}, Asks: "adds a charset parameter to the content type", Expect: Token, Phase: Between, Needs: JSONBody,
		Edit: func(d *Draft, _ Values) { d.ContentType += "; charset=utf-8" },
	}}, authentications(), []Probe{{
		Name: SchemeLowerCase, Rulings: []int{9}, Asks: `writes "basic" for "Basic"`, Expect: Token, Phase: Between, Needs: HeaderAuth,
		Edit: func(d *Draft, _ Values) { d.Scheme = "basic" },
	}}, negotiations(), []Probe{{
		Name: HeaderLowerCase, Rulings: []int{9}, Asks: "writes header names in lower case, over HTTP/1.1", Expect: Token, Phase: Between,
		Edit: func(d *Draft, _ Values) { d.LowerCase, d.Channel.HTTP1 = true, true },
	}}, channels(), []Probe{{
		Name: ExtraParameter, Rulings: []int{9}, Asks: "adds a parameter that nobody knows", Expect: Either, Valid: true, Phase: Between,
		Edit: func(d *Draft, _ Values) { d.set("authconform_extra", "1") },
	}, {
		Name: ValidLast, Asks: "sends the documented request once more, after everything else", Expect: Token, Phase: End,
	}, {
		Name: ValidControl, Asks: "sends the documented request between a failure and the second try", Expect: Token, Phase: Doubt,
	}, {
		Name: ResourceControl, Asks: "shows the token between a failure of the resource and the second try", Expect: Served, Phase: Doubt, Resource: true,
	}}, owned(), resources(), refreshes(), lifecycles())
}

// grants are the ways to get the grant type wrong (R9).
func grants() []Probe {
	grantIs := func(value any) func(*Draft, Values) {
		return func(d *Draft, _ Values) { d.set("grant_type", value) }
	}
	return []Probe{
		{Name: GrantMissing, Rulings: []int{9, 23}, Asks: "leaves grant_type out", Expect: Refusal, Phase: Between, Edit: func(d *Draft, v Values) {
			d.drop("grant_type")
			if v.ScopeGiven { // the contract's example may be refused for itself
				d.set("scope", v.Scope)
			}
		}},
		{Name: GrantEmpty, Rulings: []int{9}, Asks: "sends an empty grant_type", Expect: Refusal, Phase: Between, Edit: grantIs("")},
		{Name: GrantUnknown, Rulings: []int{9, 23}, Asks: "sends a grant_type that does not exist", Expect: Refusal, Phase: Between, Edit: grantIs("authconform_unknown_grant")},
		{Name: GrantNumber, Rulings: []int{9}, Asks: "sends a number as grant_type", Expect: Refusal, Phase: Between, Needs: JSONBody, Edit: grantIs(1)},
		{Name: GrantBoolean, Rulings: []int{9}, Asks: "sends a boolean as grant_type", Expect: Refusal, Phase: Between, Needs: JSONBody, Edit: grantIs(true)},
		{Name: GrantArray, Rulings: []int{9}, Asks: "sends grant_type in an array", Expect: Refusal, Phase: Between, Needs: JSONBody, Edit: grantIs([]string{"client_credentials"})},
		{Name: GrantObject, Rulings: []int{9}, Asks: "sends an object as grant_type", Expect: Refusal, Phase: Between, Needs: JSONBody, Edit: grantIs(struct{}{})},
		{Name: GrantNull, Rulings: []int{9}, Asks: "sends null as grant_type", Expect: Refusal, Phase: Between, Needs: JSONBody, Edit: grantIs(json.RawMessage("null"))},
	}
}

// bodies are bodies that are no request (R9), and scopes that nobody grants (R7).
func bodies() []Probe {
	body := func(text string) func(*Draft, Values) {
		return func(d *Draft, _ Values) { d.raw(text) }
	}
	const both = JSONBody | HeaderAuth
	return []Probe{
		{Name: BodyEmpty, Rulings: []int{9}, Asks: "sends an empty body", Expect: Refusal, Phase: Between, Needs: HeaderAuth, Edit: body("")},
		{Name: BodyEmptyObject, Rulings: []int{9}, Asks: "sends an empty object", Expect: Refusal, Phase: Between, Needs: both, Edit: body("{}")},
		{Name: BodyTruncated, Rulings: []int{9}, Asks: "sends JSON that is cut short", Expect: Refusal, Phase: Between, Needs: both, Edit: body(`{"grant_type":"client_credentials"`)},
		{Name: BodyGarbage, Rulings: []int{9}, Asks: "sends a body that is not JSON", Expect: Refusal, Phase: Between, Needs: both, Edit: body("authconform: this is not JSON")},
		{Name: DuplicateParameter, Rulings: []int{9}, Asks: "sends grant_type twice", Expect: Either, Phase: Between, Edit: func(d *Draft, _ Values) {
			d.Params = append(d.Params, d.Params...)
		}},
		{Name: UnknownScope, Rulings: []int{7}, Asks: "asks for a scope that does not exist", Expect: Either, Phase: Between, Edit: func(d *Draft, _ Values) {
			d.set("scope", NoSuchScope)
		}},
	}
}

// authentications are the ways to fail as a client (R9, R11).
func authentications() []Probe {
	header := func(value string) func(*Draft, Values) {
		return func(d *Draft, _ Values) { d.authorize(value) }
	}
	return []Probe{
		{Name: WrongSecret, Rulings: []int{9, 23}, Asks: "cuts the client secret short by a character", Expect: Refusal, Phase: Between, Guess: true, Edit: func(d *Draft, _ Values) {
			d.Client.Secret = Cut(d.Client.Secret)
		}},
		{Name: BodyWrongSecret, Rulings: []int{9}, Asks: "changes the case of the client secret, in the body", Expect: Refusal, Phase: Between, Guess: true, Edit: func(d *Draft, _ Values) {
			d.Place, d.Client.Secret = InBody, Misspelt(d.Client.Secret)
		}},
		{Name: UnknownClient, Rulings: []int{9, 23}, Asks: "authenticates as a client that does not exist", Expect: Refusal, Phase: Between, Edit: func(d *Draft, v Values) { d.Client = v.Decoy }},
		{Name: SchemeBearer, Rulings: []int{9, 23}, Asks: "authenticates with the scheme Bearer", Expect: Refusal, Phase: Between, Needs: HeaderAuth, Edit: func(d *Draft, v Values) {
			d.authorize("Bearer " + v.Decoy.Secret)
		}},
		{Name: SchemeDigest, Rulings: []int{9}, Asks: "authenticates with the scheme Digest", Expect: Refusal, Phase: Between, Needs: HeaderAuth, Edit: func(d *Draft, v Values) {
			d.authorize(`Digest username="` + v.Decoy.ID + `", realm="authconform", nonce="0", uri="/", response="0123456789abcdef0123456789abcdef"`)
		}},
		{Name: BasicNotBase64, Rulings: []int{9}, Asks: "sends Basic credentials that are not base64", Expect: Refusal, Phase: Between, Needs: HeaderAuth, Edit: header("Basic %%%not-base64%%%")},
		{Name: BasicNoColon, Rulings: []int{9}, Asks: "sends Basic credentials without a colon", Expect: Refusal, Phase: Between, Needs: HeaderAuth, Edit: func(d *Draft, v Values) {
			d.authorize("Basic " + base64.StdEncoding.EncodeToString([]byte(v.Decoy.ID)))
		}},
		{Name: NoCredentials, Rulings: []int{9, 23}, Asks: "sends no client authentication", Expect: Refusal, Phase: Between, Edit: func(d *Draft, _ Values) { d.Place = 0 }},
		{Name: TwoCredentials, Rulings: []int{9}, Asks: "sends the credentials in the header and in the body", Expect: Refusal, Phase: Between, Needs: HeaderAuth, Edit: func(d *Draft, _ Values) {
			d.Place = InHeader | InBody
		}},
		{Name: QueryCredentials, Rulings: []int{9}, Asks: "sends the credentials in the query only", Expect: Refusal, Phase: Between, Exposes: SecretInURL, Edit: func(d *Draft, _ Values) {
			d.Place = InQuery
		}},
	}
}

// negotiations are other media types and other methods (R9).
func negotiations() []Probe {
	probes := []Probe{
		{Name: ContentTypeText, Rulings: []int{9}, Asks: "calls its body text/plain", Expect: Either, Phase: Between, Edit: func(d *Draft, _ Values) { d.ContentType = "text/plain" }},
		{Name: ContentTypeNone, Rulings: []int{9}, Asks: "sends no content type", Expect: Either, Phase: Between, Edit: func(d *Draft, _ Values) { d.ContentType = "" }},
		{Name: AcceptXML, Rulings: []int{9, 25}, Asks: "accepts application/xml alone", Expect: Either, Valid: true, Undocumented: true, Phase: Between, Edit: func(d *Draft, _ Values) { d.Accept = "application/xml" }},
	}
	for _, method := range []string{"GET", "PUT", "PATCH", "DELETE", "HEAD"} {
		p := Probe{
			Name: Method(method), Rulings: []int{9, 25}, Asks: "asks with the method " + method, Expect: Refusal, Phase: Between,
			Edit: func(d *Draft, _ Values) { d.Method = method },
		}
		if method == "GET" || method == "HEAD" {
			p.Needs = HeaderAuth // credentials in a body would go with it
			p.Edit = func(d *Draft, _ Values) {
				d.Method, d.ContentType = method, ""
				d.raw("")
			}
		}
		probes = append(probes, p)
	}
	return probes
}

// channels ask what the connection lets through (R18, R19).
func channels() []Probe {
	version := func(v uint16) func(*Draft, Values) {
		return func(d *Draft, _ Values) { d.Channel.Handshake = v }
	}
	return []Probe{
		{Name: PlainHTTP, Asks: "sends the request over plain HTTP", Expect: Connection, Phase: Between, Edit: func(d *Draft, _ Values) { d.Channel.Plain = true }},
		{Name: TLS12, Asks: "offers TLS 1.2 alone", Expect: Connection, Phase: Between, Edit: version(tls.VersionTLS12)},
		{Name: TLS11, Asks: "offers TLS 1.1 alone", Expect: Connection, Phase: Between, Edit: version(tls.VersionTLS11)},
		{Name: TLS10, Asks: "offers TLS 1.0 alone", Expect: Connection, Phase: Between, Edit: version(tls.VersionTLS10)},
	}
}
