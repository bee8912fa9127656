package reference

func newClients(c Config) clients {
	return clients{
		newClient(Credentials{c.ClientID, c.ClientSecret}, nil),
		newClient(c.Special, nil),
		newClient(c.Unauthorized, unauthorizedClient),
		newClient(c.InvalidGrant, invalidGrant),
	}
}

// authenticate finds the client whose credentials are in the Authorization fields or the parameters of a
// request. It gives the answer that refuses the request when there is none.
func authenticate(known clients, authorization []string, params parameters) (*client, *Answer) {
	if len(authorization) > 1 {
		return nil, refuse("The request has more than one Authorization header.")
	}
	bodyID, bodySecret := params["client_id"], params["client_secret"]
	id, secret := bodyID, bodySecret
	if len(authorization) == 1 {
		if bodySecret != "" {
			return nil, refuse("The client authenticates by more than one mechanism.")
		}
		var readable bool
		if id, secret, readable = basicCredentials(authorization[0]); !readable {
			return nil, unauthenticated("The Authorization header holds no Basic credentials.")
		}
	}
	if id == "" || secret == "" {
		return nil, unauthenticated("The request holds no complete client authentication.")
	}
	found := known.find(Credentials{id, secret})
	if found == nil {
		return nil, unauthenticated("The client is unknown or its secret is wrong.")
	}
	// An identifier beside the header is no second mechanism, but it may not name somebody else.
	if bodyID != "" && bodyID != id {
		return nil, refuse("The parameter client_id names another client than the Authorization header.")
	}
	return found, nil
}

func unauthenticated(description string) *Answer {
	refusal := invalidClient(description)
	return &refusal
}
