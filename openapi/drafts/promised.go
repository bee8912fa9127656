package drafts

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// tokens says where a token response has its members, and whose rules hold for it.
func (w *writer) tokens() {
	access, status := w.c.token()
	model := w.c.answers("2")[status]
	reading := "rfc6749"
	if w.noGrant || access != "/access_token" {
		reading = "documented"
	}
	if access == "" {
		w.open("where a token response has its token: no answer of class 2xx has a member that is called like one")
	}
	w.guess("a token response is read by %s", map[string]string{
		"rfc6749": "RFC 6749, as it has access_token", "documented": "the document alone, as it is none of RFC 6749",
	}[reading])
	w.line("tokens:")
	w.line("  response: %s", reading)
	if access != "" && access != "/access_token" {
		w.line("  access-token: %s", quoted(access))
		w.guessed = append(w.guessed, "the access token stands at "+access)
	}
	hasType := w.pointer(model, "token-type", "/token_type", "token_type", "tokenType", "TokenType")
	hasLifetime := w.pointer(model, "lifetime", "/expires_in", "expires_in", "expiresIn", "expires_in_seconds", "expiresInSeconds", "ttl", "lifetime", "ExpiresIn")
	if !hasLifetime {
		w.pointer(model, "expires-at", "", "expires_at", "expiresAt", "expiry", "expires", "expiration", "valid_until", "validUntil", "expires_on")
	}
	w.pointer(model, "refresh-token", "/refresh_token", "refresh_token", "refreshToken")
	w.pointer(model, "scope", "/scope", "scope", "scopes")
	if !hasType {
		w.line("  scheme: Bearer # the answer has no token_type, and most services take this one")
		w.guessed = append(w.guessed, "tokens are shown as Bearer: the answer has no token_type")
	}
	w.line("")
}

// pointer writes where a token response has a member, where that is not where RFC 6749 has it.
func (w *writer) pointer(model *openapi3.SchemaRef, key, usual string, names ...string) bool {
	pointer := pointerTo(model, names)
	if pointer != "" && pointer != usual {
		w.line("  %s: %s", key, quoted(pointer))
		w.guessed = append(w.guessed, "its "+key+" stands at "+pointer)
	}
	return pointer != ""
}

// oauthCodes are the codes of RFC 6749, section 5.2 that every token endpoint has reason to give.
func oauthCodes() []string {
	return []string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}
}

// errors says where an error says what, and whose rules hold for errors.
func (w *writer) errors() {
	models := w.c.answers("4")
	maps.Copy(models, w.c.answers("default"))
	code, message := "", ""
	var codes []string
	for _, status := range slices.Sorted(maps.Keys(models)) {
		if code == "" {
			code = pointerTo(models[status], []string{"error", "code", "errorCode", "error_code", "err_code", "type"})
			message = pointerTo(models[status], []string{"error_description", "message", "errorMessage", "error_message", "detail", "description", "msg", "title"})
		}
		listed, _ := texts(at(models[status], code))
		codes = append(codes, listed...)
	}
	oauth := code == "/error" && (len(codes) == 0 || slices.ContainsFunc(codes, func(c string) bool { return slices.Contains(oauthCodes(), c) }))
	switch {
	case len(models) == 0 && !w.noGrant:
		w.open("what errors are like: the document has no JSON for them; RFC 6749 is taken for what it leaves out")
		w.line("errors: rfc6749")
	case oauth && !w.noGrant:
		w.guess("errors are those of RFC 6749: they have the member error")
		w.line("errors: rfc6749")
	case code == "":
		w.open("where an error has its code: its answers have no member that is called like one")
		w.line("errors: {reading: documented}")
	default:
		w.guess("errors have codes of the document's own at %s", code)
		w.line("errors:")
		w.line("  reading: documented")
		if code != "/error" {
			w.line("  code: %s", quoted(code))
		}
		if message != "" && message != "/error_description" {
			w.line("  message: %s", quoted(message))
		}
	}
	w.line("")
}

// resource is what no document says of whoever takes the tokens.
func (w *writer) resource() {
	w.open("what a protected resource does with bad tokens: see your documentation, and write rfc6750 or strict")
	w.line("resource: none")
	w.line("")
}

// limits are said by pages, and not by documents.
func (w *writer) limits() {
	w.open("fair-use limits, per client and address")
	w.line("# limits:")
	w.line("#   - {requests: 1000, per: 1m}")
	w.line("")
}

func (w *writer) sources() {
	w.line("sources:")
	w.line("  page: %s # what a reader of a report sees", quoted(w.doc.Info.Title))
}

// unprovokable are what cannot be provoked.
func (w *writer) unprovokable() {
	var unprovokable []string
	for _, status := range slices.Sorted(maps.Keys(w.c.op.Responses.Map())) {
		switch {
		case status == "429":
			unprovokable = append(unprovokable, "  - {value: \"429\", reason: the suite stays below the limits}")
		case len(status) == 3 && status[0] == '5' && status != "5XX" && status != "5xx":
			unprovokable = append(unprovokable, "  - {value: \""+status+"\", reason: an outage cannot be provoked from outside}")
		}
	}
	if len(unprovokable) == 0 {
		return
	}
	w.comment("Statuses that the document lists and no request of a run brings about.")
	w.line("not-provokable:")
	for _, line := range unprovokable {
		w.line("%s", line)
	}
	w.line("")
}

// scope takes one that a flow lists, where requests have a member for it.
func (w *writer) scope() {
	scope := w.c.member("scope")
	if scope == nil {
		return
	}
	if values, _ := texts(scope); len(values) > 0 {
		w.guess("there are scopes, such as %s", values[0])
		w.line("scope: {example: %s}", quoted(values[0]))
		w.line("")
		return
	}
	if name := w.c.tokenURLOf(w.doc); name != "" {
		for _, flow := range []*openapi3.OAuthFlow{w.doc.Components.SecuritySchemes[name].Value.Flows.ClientCredentials, w.doc.Components.SecuritySchemes[name].Value.Flows.Password} {
			if flow != nil && len(flow.Scopes) > 0 {
				one := slices.Sorted(maps.Keys(flow.Scopes))[0]
				w.guess("there are scopes, such as %s, which the security scheme lists", one)
				w.line("scope: {example: %s}", quoted(one))
				w.line("")
				return
			}
		}
	}
	w.open("a scope to ask for: requests have the member, and the document shows none")
	w.line("scope: {}")
	w.line("")
}
