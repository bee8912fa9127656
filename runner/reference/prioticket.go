package reference

import (
	"net/http"
	"sync"
	"time"
)

// Prioticket names the contract of Prioticket's Distributor API, as a user types it.
const Prioticket = "prioticket"

// prioticket issues signed tokens to clients, so that it has to remember revoked ones alone.
type prioticket struct {
	config  Config
	clients clients
	issuer  *issuer

	mu      sync.Mutex
	revoked map[string]time.Time // token identifier -> expiry
}

func newPrioticket(c Config) *prioticket {
	return &prioticket{config: c, clients: newClients(c), issuer: newIssuer(c.Lifetime), revoked: map[string]time.Time{}}
}

// decide does not use http.ServeMux: it would redirect unclean paths and write errors of its own.
func (p *prioticket) decide(r *http.Request) Answer {
	switch r.URL.Path {
	case BasePath + TokenPath:
		return p.token(r)
	case BasePath + OrdersPath:
		return p.orders(r)
	default:
		return notFound()
	}
}
