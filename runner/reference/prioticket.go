package reference

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Prioticket names the contract of Prioticket's Distributor API, as a user types it.
const Prioticket = "prioticket"

// The addresses of Prioticket's contract, version 3.8.
const (
	// BasePath is what the contract's paths are appended to.
	BasePath = "/v3.8/distributor"
	// TokenPath is the token endpoint's, below BasePath.
	TokenPath = "/oauth2/token"
	// OrdersPath is the protected resource's, below BasePath.
	OrdersPath = "/orders"
)

// prioticketPolicy is what the contract makes of a target.
func prioticketPolicy() *policy {
	return &policy{
		contract: Prioticket, base: BasePath, token: TokenPath, resource: OrdersPath, scope: BookingScope,
		decides:     func(c Config) service { return newPrioticket(c) },
		credentials: basicCredentials,
		documented: func(c Config) documentedRequest {
			return documentedRequest{formEncodedBasic(c.ClientID, c.ClientSecret), "application/json", []byte(`{"grant_type":"client_credentials"}`)}
		},
	}
}

// formEncodedBasic writes credentials as basicCredentials reads them.
func formEncodedBasic(id, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
}

// prioticketService issues signed tokens to clients, so that it has to remember revoked ones alone.
type prioticketService struct {
	config  Config
	clients clients
	issuer  *issuer

	mu      sync.Mutex
	revoked map[string]time.Time // token identifier -> expiry
}

func newPrioticket(c Config) *prioticketService {
	return &prioticketService{config: c, clients: newClients(c), issuer: newIssuer(c.Lifetime), revoked: map[string]time.Time{}}
}

// Decide does not use http.ServeMux: it would redirect unclean paths and write errors of its own.
func (p *prioticketService) Decide(r *http.Request) Answer {
	switch r.URL.Path {
	case BasePath + TokenPath:
		return p.token(r)
	case BasePath + OrdersPath:
		return p.orders(r)
	default:
		return notFound()
	}
}
