package client_test

import (
	"net/http"
	"testing"

	"github.com/authconform/authconform/openapi/facts"
	"github.com/authconform/authconform/suites/evidence"
	"github.com/authconform/authconform/suites/scenario"
)

// sound is a record of a client that keeps everything.
func sound(t testing.TB, contract string) *sketch {
	t.Helper()
	k := &sketch{c: load(t, contract)}
	for _, of := range scenario.For(k.c) {
		k.draw(k.anew(of.Name))
	}
	return k
}

// refusal is how the contract's resource refuses a token.
func (k *sketch) refusal() int {
	if k.c.Facts.Has(facts.RFC6750Resource) {
		return http.StatusUnauthorized
	}
	return http.StatusForbidden
}

func (k *sketch) draw(s *strip) {
	switch s.of.Name {
	case scenario.Steady:
		s.ask(0.1)
		s.calls(0.2, 0.9, 12, 1)
		s.ends(11, 0)
	case scenario.Expiry:
		s.ask(0.1, scoped)
		s.calls(0.2, 0.7, 6, 1)
		s.ask(4)
		s.calls(4.1, 0.7, 6, 2)
		s.ask(7.9)
		s.calls(8.3, 0.7, 2, 3)
		s.ends(10, 0)
	case scenario.Revoked:
		s.ask(0.1)
		s.calls(0.2, 0.1, 2, 1)
		s.call(0.4, 1, answers(k.refusal()))
		s.ask(0.42)
		s.calls(0.5, 0.1, 6, 2)
		s.ends(2, 0)
	case scenario.RefusedClient:
		s.ask(0.1, answers(http.StatusUnauthorized))
		s.ends(0.2, 1)
	case scenario.LimitedRequests:
		s.ask(0.1)
		s.calls(0.2, 0.8, 4, 1)
		s.ask(3, answers(http.StatusTooManyRequests, "Retry-After", "2"))
		s.ask(5.1)
		s.calls(5.2, 0.8, 4, 2)
		s.ends(9, 0)
	case scenario.OutageAtFirst:
		for _, at := range []float64{0.1, 1.1, 2.3} {
			s.ask(at, answers(http.StatusServiceUnavailable))
		}
		s.ask(4.1)
		s.calls(4.2, 0.6, 10, 1)
		s.ends(11, 0)
	case scenario.NoTokenError, scenario.NoTokenEmpty, scenario.NoTokenHTML:
		s.ask(0.1, answers(http.StatusOK))
		s.ends(0.2, 1)
	case scenario.RedirectPlain, scenario.RedirectHost:
		s.ask(0.1, answers(http.StatusTemporaryRedirect))
		s.ends(0.2, 1)
	case scenario.RedirectResource:
		s.ask(0.1)
		s.call(0.2, 1, answers(http.StatusFound))
		s.ends(0.3, 1)
	case scenario.UntrustedCA, scenario.UntrustedHost:
		s.shake(0.1)
		s.ends(0.2, 1)
	case scenario.Restart:
		s.ask(0.1)
		s.calls(0.2, 0.1, 2, 1)
		s.ends(0.5, 0)
		s.ask(3)
		s.calls(3.2, 0.1, 2, 2)
		s.ends(4, 0)
	case "open-refresh-token-unchanged":
		s.ask(0.1)
		s.calls(0.2, 0.8, 5, 1)
		s.ask(4, func(x *evidence.Exchange) { x.Heard.Issued.Refresh = 0 })
		s.calls(4.1, 0.8, 3, 2)
		s.ends(7, 0)
	case "open-body-gzip":
		k.brief(s, func(x *evidence.Exchange) {
			x.Response.Header = []evidence.Field{{Name: "Content-Encoding", Value: "gzip"}}
		})
	case "open-http2":
		k.brief(s, func(x *evidence.Exchange) { x.Request.Proto = "HTTP/2.0" })
	default:
		k.brief(s)
	}
}

// scoped asks for a scope, where the contract has them.
func scoped(x *evidence.Exchange) {
	if x.Request.Header[0].Value == "application/json" {
		x.Request.Body = []byte(`{"grant_type":"client_credentials","scope":"a b"}`)
	}
}

// brief is a token and as many calls as are asked for.
func (k *sketch) brief(s *strip, edits ...edit) {
	s.ask(0.1, edits...)
	s.calls(0.2, 0.1, s.of.Calls, 1)
	s.ends(1, 0)
}
