package prioticket

import "github.com/authconform/authconform/runner/reference"

func newClients(c reference.Config) reference.Clients {
	return reference.Clients{
		reference.NewClient(reference.Credentials{ID: c.ClientID, Secret: c.ClientSecret}, nil),
		reference.NewClient(c.Special, nil),
		reference.NewClient(c.Unauthorized, unauthorizedClient),
		reference.NewClient(c.InvalidGrant, invalidGrant),
	}
}

// authenticate finds the client whose credentials are in the Authorization fields or the parameters of a
// request. It gives the answer that refuses the request when there is none.
func authenticate(known reference.Clients, authorization []string, params reference.Parameters) (*reference.Client, *reference.Answer) {
	if len(authorization) > 1 {
		return nil, reference.Refuse("The request has more than one Authorization header.")
	}
	bodyID, bodySecret := params["client_id"], params["client_secret"]
	id, secret := bodyID, bodySecret
	if len(authorization) == 1 {
		if bodySecret != "" {
			return nil, reference.Refuse("The client authenticates by more than one mechanism.")
		}
		var readable bool
		if id, secret, readable = reference.BasicCredentials(authorization[0]); !readable {
			return nil, unauthenticated("The Authorization header holds no Basic credentials.")
		}
	}
	if id == "" || secret == "" {
		return nil, unauthenticated("The request holds no complete client authentication.")
	}
	found := known.Find(reference.Credentials{ID: id, Secret: secret})
	if found == nil {
		return nil, unauthenticated("The client is unknown or its secret is wrong.")
	}
	// An identifier beside the header is no second mechanism, but it may not name somebody else.
	if bodyID != "" && bodyID != id {
		return nil, reference.Refuse("The parameter client_id names another client than the Authorization header.")
	}
	return found, nil
}

func unauthenticated(description string) *reference.Answer {
	refusal := reference.InvalidClient(description)
	return &refusal
}
