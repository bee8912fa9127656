package caller

// member of a grant, as the clauses that are generated from a document are called.
func grantMember(contract, name, rule string) string {
	if contract == Ticketpark {
		return "client.request.password-grant." + name + "." + rule
	}
	return "client.request.body." + name + "." + rule
}

func requestFaults(contract string) []Deviation {
	end, other := "/oauth2/token", "/oauth/token"
	if contract == Ticketpark {
		end = "/oauth/v2/token"
	}
	return []Deviation{
		newDeviation("method-put", "asks for tokens by PUT", asks(method("PUT")), "client.request.method"),
		newDeviation("method-patch", "asks for tokens by PATCH", asks(method("PATCH")), "client.request.method"),
		newDeviation("path-other", "asks for tokens at the path of another version of the API", asks(path(end, other)), "client.request.path"),
		newDeviation("path-slash", "adds a slash to the path of the token endpoint", asks(path(end, end+"/")), "client.request.path"),
		newDeviation("media-type-missing", "does not say what its body is", asks(without("Content-Type")), "client.request.media-type"),
		newDeviation("media-type-text", "calls its body plain text", asks(field("Content-Type", "text/plain")), "client.request.media-type"),
		newDeviation("accept-html", "accepts HTML alone", asks(field("Accept", "text/html")), "client.request.accept"),
		newDeviation("accept-refused", "accepts everything but JSON", asks(field("Accept", "application/json;q=0, */*")), "client.request.accept"),
		newDeviation("grant-type-missing", "does not say which grant it asks for", asks(drops("grant_type")), grantMember(contract, "grant_type", "required")),
		newDeviation("grant-type-other", "asks for the grant of another kind of client", asks(sets("grant_type", "authorization_code")), "client.request.grant-type"),
		newDeviation("grant-type-empty", "leaves the grant type empty", asks(sets("grant_type", "")), "client.request.grant-type"),
	}
}

// jsonFaults are of Prioticket's body.
func jsonFaults() []Deviation {
	return []Deviation{
		newDeviation("method-get", "asks for tokens by GET, with a query", asks(inQuery, method("GET")), "client.request.method"),
		newDeviation("body-form", "sends a form, as libraries do", asks(asForm), "client.request.media-type"),
		newDeviation("body-closed-audience", "names an audience, which other services have", asks(sets("audience", "https://api.example.com")), "client.request.body.closed"),
		newDeviation("body-closed-expiry", "asks for a lifetime", asks(sets("expires_in", 3600)), "client.request.body.closed"),
		newDeviation("grant-type-list", "puts the grant type into a list", asks(sets("grant_type", []string{"client_credentials"})), "client.request.body.grant_type.type"),
		newDeviation("grant-type-camel-case", "calls the grant type clientCredentials", asks(sets("grant_type", "clientCredentials")), "client.request.grant-type"),
		newDeviation("grant-type-misnamed", "calls the member grantType", asks(drops("grant_type"), sets("grantType", "client_credentials")),
			"client.request.body.grant_type.required", "client.request.body.closed"),
		newDeviation("scope-list", "sends scopes as a list", asks(sets("scope", []string{"a", "b"})), "client.request.body.scope.type"),
		newDeviation("scope-null", "sends null for a scope that it does not have", asks(func(l *life, d *draft) {
			if l.task.scope == "" {
				d.set("scope", nil)
			}
		}), "client.request.body.scope.type"),
	}
}

// formFaults are of Ticketpark's body.
func formFaults() []Deviation {
	return []Deviation{
		newDeviation("method-get", "asks for tokens by GET, with a query", asks(inQuery, method("GET")), "client.request.method", "client.authentication.not-in-url"),
		newDeviation("body-json", "sends JSON, as to the rest of the API", asks(asJSON), "client.request.media-type"),
		newDeviation("body-json-as-form", "sends JSON and calls it a form", asks(asJSON, field("Content-Type", typeForm)), "client.request.media-type"),
		newDeviation("username-misnamed", "calls the user's name email", asks(func(l *life, d *draft) {
			d.drop("username")
			d.set("email", l.task.username)
		}), "client.request.password-grant.username.required"),
		newDeviation("password-misnamed", "calls the password pass", asks(func(l *life, d *draft) {
			d.drop("password")
			d.set("pass", l.task.password)
		}), "client.request.password-grant.password.required"),
		newDeviation("password-in-query", "writes the password into the URL too", asks(when("password", inQueryToo)), "client.authentication.not-in-url"),
		newDeviation("refresh-token-misnamed", "calls the refresh token token", renewing(func(_ *life, d *draft) {
			d.set("token", d.get("refresh_token"))
			d.drop("refresh_token")
		}), "client.request.refresh-grant.refresh_token.required").in("expiry"),
		newDeviation("refresh-grant-misspelt", "calls the grant refresh", renewing(sets("grant_type", "refresh")), "client.request.grant-type").in("expiry"),
		newDeviation("refresh-grant-missing", "leaves the grant type away when it refreshes", renewing(drops("grant_type")), "client.request.refresh-grant.grant_type.required").in("expiry"),
		newDeviation("username-repeated", "sends the user's name twice", asks(when("password", repeats("username"))), "client.request.password-grant.username.type"),
		newDeviation("password-repeated", "sends the password twice", asks(when("password", repeats("password"))), "client.request.password-grant.password.type"),
		newDeviation("grant-type-repeated", "sends the grant type of the password twice", asks(when("password", repeats("grant_type"))), "client.request.password-grant.grant_type.type"),
		newDeviation("refresh-token-repeated", "sends the refresh token twice", renewing(repeats("refresh_token")), "client.request.refresh-grant.refresh_token.type").in("expiry"),
		newDeviation("refresh-grant-type-repeated", "sends the grant type of a refresh twice", renewing(repeats("grant_type")), "client.request.refresh-grant.grant_type.type").in("expiry"),
		newDeviation("refresh-by-put", "refreshes by PUT", renewing(method("PUT")), "client.request.method").in("expiry"),
		newDeviation("refresh-token-in-query", "writes the refresh token into the URL too", renewing(inQueryToo), "client.authentication.not-in-url").in("expiry"),
		newDeviation("accept-missing", "does not say what it accepts", asks(without("Accept")), "client.request.accept"),
	}
}
