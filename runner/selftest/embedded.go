package selftest

import (
	"context"
	"errors"
	"net/http"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/target"
	"github.com/authconform/authconform/suites/probe"
)

// Embedded describes a reference target to whoever asks it: its addresses, all of its clients, its resource, and how to
// revoke one of its tokens.
func Embedded(server *reference.Server) target.Embedded {
	client := func(c reference.Credentials) *probe.Credentials {
		if c.ID == "" {
			return nil // the contract has no use for one
		}
		return &probe.Credentials{ID: c.ID, Secret: c.Secret}
	}
	return target.Embedded{
		BaseURL: server.BaseURL, PlainURL: server.PlainURL, CA: server.CA,
		ClientID: server.ClientID, ClientSecret: server.ClientSecret, Scope: server.Scope,
		Resource: &target.Resource{Path: server.ResourcePath, Method: http.MethodGet},
		Clients: target.Clients{
			Unauthorized: client(server.Unauthorized), InvalidGrant: client(server.InvalidGrant), Special: client(server.Special),
			Other: client(server.Other),
		},
		User: user(server),
		Revoke: func(_ context.Context, token string) error {
			if !server.Revoke(token) {
				return errors.New("the reference target did not issue this token")
			}
			return nil
		},
	}
}

// user is the resource owner whom the target knows; nil where the contract has none.
func user(server *reference.Server) *probe.Credentials {
	if server.Username == "" {
		return nil
	}
	return &probe.Credentials{ID: server.Username, Secret: server.Password}
}
