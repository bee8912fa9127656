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
		breaks("method-put", "asks for tokens by PUT", asks(method("PUT")), "client.request.method"),
		breaks("method-patch", "asks for tokens by PATCH", asks(method("PATCH")), "client.request.method"),
		breaks("path-other", "asks for tokens at the path of another version of the API", asks(path(end, other)), "client.request.path"),
		breaks("path-slash", "adds a slash to the path of the token endpoint", asks(path(end, end+"/")), "client.request.path"),
		breaks("media-type-missing", "does not say what its body is", asks(without("Content-Type")), "client.request.media-type"),
		breaks("media-type-text", "calls its body plain text", asks(field("Content-Type", "text/plain")), "client.request.media-type"),
		breaks("accept-html", "accepts HTML alone", asks(field("Accept", "text/html")), "client.request.accept"),
		breaks("accept-refused", "accepts everything but JSON", asks(field("Accept", "application/json;q=0, */*")), "client.request.accept"),
		breaks("grant-type-missing", "does not say which grant it asks for", asks(drops("grant_type")), grantMember(contract, "grant_type", "required")),
		breaks("grant-type-other", "asks for the grant of another kind of client", asks(sets("grant_type", "authorization_code")), "client.request.grant-type"),
		breaks("grant-type-empty", "leaves the grant type empty", asks(sets("grant_type", "")), "client.request.grant-type"),
	}
}

// jsonFaults are of Prioticket's body.
func jsonFaults() []Deviation {
	return []Deviation{
		breaks("method-get", "asks for tokens by GET, with a query", asks(inQuery, method("GET")), "client.request.method"),
		breaks("body-form", "sends a form, as libraries do", asks(asForm), "client.request.media-type"),
		breaks("body-closed-audience", "names an audience, which other services have", asks(sets("audience", "https://api.example.com")), "client.request.body.closed"),
		breaks("body-closed-expiry", "asks for a lifetime", asks(sets("expires_in", 3600)), "client.request.body.closed"),
		breaks("grant-type-list", "puts the grant type into a list", asks(sets("grant_type", []string{"client_credentials"})), "client.request.body.grant_type.type"),
		breaks("grant-type-camel-case", "calls the grant type clientCredentials", asks(sets("grant_type", "clientCredentials")), "client.request.grant-type"),
		breaks("grant-type-misnamed", "calls the member grantType", asks(drops("grant_type"), sets("grantType", "client_credentials")),
			"client.request.body.grant_type.required", "client.request.body.closed"),
		breaks("scope-list", "sends scopes as a list", asks(sets("scope", []string{"a", "b"})), "client.request.body.scope.type"),
		breaks("scope-null", "sends null for a scope that it does not have", asks(func(l *life, d *draft) {
			if l.task.scope == "" {
				d.set("scope", nil)
			}
		}), "client.request.body.scope.type"),
	}
}

// formFaults are of Ticketpark's body.
func formFaults() []Deviation {
	return []Deviation{
		breaks("method-get", "asks for tokens by GET, with a query", asks(inQuery, method("GET")), "client.request.method", "client.authentication.not-in-url"),
		breaks("body-json", "sends JSON, as to the rest of the API", asks(asJSON), "client.request.media-type"),
		breaks("body-json-as-form", "sends JSON and calls it a form", asks(asJSON, field("Content-Type", typeForm)), "client.request.media-type"),
		breaks("username-misnamed", "calls the user's name email", asks(func(l *life, d *draft) {
			d.drop("username")
			d.set("email", l.task.username)
		}), "client.request.password-grant.username.required"),
		breaks("password-misnamed", "calls the password pass", asks(func(l *life, d *draft) {
			d.drop("password")
			d.set("pass", l.task.password)
		}), "client.request.password-grant.password.required"),
		breaks("password-in-query", "writes the password into the URL too", asks(when("password", inQueryToo)), "client.authentication.not-in-url"),
		breaks("refresh-token-misnamed", "calls the refresh token token", renewing(func(_ *life, d *draft) {
			d.set("token", d.get("refresh_token"))
			d.drop("refresh_token")
		}), "client.request.refresh-grant.refresh_token.required").in("expiry"),
		breaks("refresh-grant-misspelt", "calls the grant refresh", renewing(sets("grant_type", "refresh")), "client.request.grant-type").in("expiry"),
		breaks("refresh-grant-missing", "leaves the grant type away when it refreshes", renewing(drops("grant_type")), "client.request.refresh-grant.grant_type.required").in("expiry"),
		breaks("username-repeated", "sends the user's name twice", asks(when("password", repeats("username"))), "client.request.password-grant.username.type"),
		breaks("password-repeated", "sends the password twice", asks(when("password", repeats("password"))), "client.request.password-grant.password.type"),
		breaks("grant-type-repeated", "sends the grant type of the password twice", asks(when("password", repeats("grant_type"))), "client.request.password-grant.grant_type.type"),
		breaks("refresh-token-repeated", "sends the refresh token twice", renewing(repeats("refresh_token")), "client.request.refresh-grant.refresh_token.type").in("expiry"),
		breaks("refresh-grant-type-repeated", "sends the grant type of a refresh twice", renewing(repeats("grant_type")), "client.request.refresh-grant.grant_type.type").in("expiry"),
		breaks("refresh-by-put", "refreshes by PUT", renewing(method("PUT")), "client.request.method").in("expiry"),
		breaks("refresh-token-in-query", "writes the refresh token into the URL too", renewing(inQueryToo), "client.authentication.not-in-url").in("expiry"),
		breaks("accept-missing", "does not say what it accepts", asks(without("Accept")), "client.request.accept"),
	}
}
