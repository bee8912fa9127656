package prioticket

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/authconform/authconform/runner/reference"
)

// Name names the contract of Prioticket's Distributor API, as a user types it.
const Name = "prioticket"

// The addresses of Prioticket's contract, version 3.8.
const (
	// BasePath is what the contract's paths are appended to.
	BasePath = "/v3.8/distributor"
	// TokenPath is the token endpoint's, below BasePath.
	TokenPath = "/oauth2/token"
	// OrdersPath is the protected resource's, below BasePath.
	OrdersPath = "/orders"
)

// Policy is what the contract makes of a target.
func Policy() *reference.Policy {
	return &reference.Policy{
		Contract: Name, Base: BasePath, Token: TokenPath, Resource: OrdersPath, Scope: BookingScope,
		Decides:     func(c reference.Config) reference.Service { return newService(c) },
		Credentials: reference.BasicCredentials,
		Documented: func(c reference.Config) reference.DocumentedRequest {
			return reference.DocumentedRequest{Authorization: formEncodedBasic(c.ClientID, c.ClientSecret), ContentType: "application/json", Content: []byte(`{"grant_type":"client_credentials"}`)}
		},
	}
}

// formEncodedBasic writes credentials as basicCredentials reads them.
func formEncodedBasic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

// Service issues signed tokens to clients, so that it has to remember revoked ones alone.
type Service struct {
	config  reference.Config
	clients reference.Clients
	issuer  *issuer

	mu      sync.Mutex
	Revoked map[string]time.Time // token identifier -> expiry
}

func newService(c reference.Config) *Service {
	return &Service{config: c, clients: newClients(c), issuer: newIssuer(c.Lifetime), Revoked: map[string]time.Time{}}
}

// Decide does not use http.ServeMux: it would redirect unclean paths and write errors of its own.
func (p *Service) Decide(r *http.Request) reference.Answer {
	switch r.URL.Path {
	case BasePath + TokenPath:
		return p.token(r)
	case BasePath + OrdersPath:
		return p.orders(r)
	default:
		return notFound()
	}
}
