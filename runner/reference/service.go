package reference

import "net/http"

// service is what one contract's target decides. Everything around it is the same for all of them.
type service interface {
	// decide gives the answer to a request over TLS.
	decide(*http.Request) Answer
	// revoke is Target.Revoke.
	revoke(token string) bool
}

// places are the addresses of a contract's target.
type places struct{ base, token, resource string }

// Contracts names every contract that has a reference target, in alphabetical order.
func Contracts() []string { return []string{Prioticket, Ticketpark} }

// For gives the name of the reference target to run a contract against: the contract's own, else the one that has the
// same grant type; "" when there is none.
func For(contract, grant string) string {
	switch {
	case contract == Prioticket || contract == Ticketpark:
		return contract
	case grant == grantClientCredentials:
		return Prioticket
	case grant == grantPassword:
		return Ticketpark
	default:
		return ""
	}
}

func (c Config) service() service {
	if c.Contract == Ticketpark {
		return newTicketpark(c)
	}
	return newPrioticket(c)
}

func (c Config) places() places {
	if c.Contract == Ticketpark {
		return places{token: loginPath, resource: eventsPath}
	}
	return places{base: BasePath, token: TokenPath, resource: OrdersPath}
}

// documented makes the request for a token of it that the contract documents, as the target's client and user send it.
func (c Config) documented(q *inquiry) {
	if c.Contract == Ticketpark {
		asDocumented(q)
		asOwnClient(q)
		return
	}
	documentedContent(q)
	signed(q)
}
