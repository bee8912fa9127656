package ticketpark

import (
	"net/http"
	"sync"

	"github.com/authconform/authconform/runner/reference"
	"github.com/authconform/authconform/runner/reference/fault"
)

// strangers are those of this contract.
func strangers() fault.Strangers {
	wrong := fault.OwnSecret(fault.AnySecret)
	return fault.Strangers{
		Anonymous: clientless, Unknown: fault.UnknownClient, Refuse: worthless, Near: wrong,
		Remembered: func(q *fault.Request) bool { return wrong(q) && fault.Renews(q) },
		NearSecret: "errors.wrong-secret.refused", OnConnection: "errors.refresh-wrong-secret.refused", OfOther: "errors.wrong-secret.refused",
		NoCredentials: "errors.no-credentials.refused", UnknownClient: "errors.unknown-client.refused", Spoil: []string{"resource.token.connections", "resource.token.reused", "resource.refreshed.accepted"},
	}
}

// renewedDeviations are faults that show with refresh tokens alone that a refresh brought, or with refreshes (R23).
func renewedDeviations() []fault.Deviation {
	taken := func(name, sentence string, by fault.RequestMatch, clause string) fault.Deviation {
		return fault.New(name, sentence, Remembering(func(m *Memory) func(*reference.Config) {
			return fault.Admit(func(q *fault.Request) bool { return by(q) && m.refreshed(1)(q) }, asOwnClient)
		}), clause).SeenBy(fault.Full)
	}
	crossed := func(name, sentence string, fetched, shown int) fault.Deviation {
		return fault.New(name, sentence, Remembering(func(m *Memory) func(*reference.Config) {
			return fault.ResponsesTo(func(q *fault.Request) bool { return m.crossed(fetched, shown)(q) && !clientless(q) }, invalid)
		}), "token.refresh.accepted").SeenBy(fault.Full).BetweenVersions()
	}
	old := func(name, sentence string, by fault.RequestMatch, clause string) fault.Deviation {
		return fault.New(name, sentence, Remembering(func(m *Memory) func(*reference.Config) {
			return fault.Admit(func(q *fault.Request) bool { return fault.OverHTTP1(q) && by(q) && m.current(q) }, asOwnClient)
		}), clause).SeenBy(fault.Full).BetweenVersions()
	}
	return []fault.Deviation{
		old("refresh-wrong-secret-over-http-1-taken", "looks at no client's secret in a refresh over HTTP/1.1", refreshByGuess, "errors.refresh-wrong-secret.refused"),
		old("refresh-no-client-over-http-1-taken", "refreshes over HTTP/1.1 for whoever does not authenticate", clientless, "errors.refresh-no-client.refused"),
		old("refresh-other-client-over-http-1-taken", "refreshes over HTTP/1.1 for another client", byOtherClient, "errors.refresh-other-client.refused"),
		crossed("refresh-of-http-1-refused", "takes no refresh token over HTTP/2 that came over HTTP/1.1", 1, 2),
		crossed("refresh-of-http-2-refused", "takes no refresh token over HTTP/1.1 that came over HTTP/2", 2, 1),
		taken("renewed-refresh-without-client-taken", "takes a refresh token that a refresh brought from whoever shows it", clientless, "errors.refresh-no-client.refused"),
		taken("renewed-refresh-of-other-taken", "takes a refresh token that a refresh brought from another client", byOtherClient, "errors.refresh-other-client.refused"),
		fault.New("refresh-bound-to-connection", "takes a refresh token only on the connection that fetched it", boundToConnection, "token.refresh.chained"),
		fault.New("refresh-challenge-missing", "sends no challenge to who refreshes with a wrong secret", fault.Compose(func(c *reference.Config) {
			fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
				renews := fault.Renews(q)
				return sound(q).Changed(func(r *fault.Response) bool { return renews && r.Status == http.StatusUnauthorized }, []fault.Edit{fault.SetField("WWW-Authenticate")})
			})
		}), "errors.wrong-secret.challenge"),
	}
}

// boundToConnection refuses refresh tokens on another connection than that on which they were issued.
func boundToConnection(c *reference.Config) {
	var issued sync.Map // refresh token -> the client's address
	fault.Intercept(c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
		from, known := issued.Load(q.SentForm().Get("refresh_token"))
		strange := known && fault.Renews(q) && from != q.RemoteAddr
		r := sound(q)
		if strange {
			return r.Changed(fault.Granted, []fault.Edit{invalid})
		}
		if token, _ := r.Members()["refresh_token"].(string); token != "" {
			issued.Store(token, q.RemoteAddr)
		}
		return r
	})
}

// misuseEndsSession ends a session when its refresh token is shown to the resource.
func misuseEndsSession(m *Memory) func(*reference.Config) {
	return fault.Compose(func(c *reference.Config) {
		fault.InterceptPath(c.Policy.Resource, c, func(q *fault.Request, sound func(*fault.Request) *fault.Response) *fault.Response {
			_, token := reference.SplitScheme(q.Header.Get("Authorization"))
			m.mu.Lock()
			if s := m.holding(token); s != nil {
				s.ended = true
			}
			m.mu.Unlock()
			return sound(q)
		})
	}, fault.ResponsesTo(m.over, invalid))
}
