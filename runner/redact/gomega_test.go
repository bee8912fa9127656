package redact

import (
	"testing"

	"github.com/authconform/authconform/suites/evidence"
)

func TestGomegaString(t *testing.T) {
	x := evidence.Exchange{ID: "wrong-secret", Request: evidence.Request{Method: "POST", URL: "https://target.test/token"}}
	answered := func(status int, body string) evidence.Exchange {
		x.Response = &evidence.Response{Status: status, Body: []byte(body), Header: []evidence.Field{{Name: "Content-Type", Value: "application/json"}}}
		return x
	}
	long := make([]byte, 300)
	for i := range long {
		long[i] = 'a'
	}
	silent, handshake := x, evidence.Exchange{ID: "tls-1.2", TLS: &evidence.TLS{Version: "TLS 1.2"}}
	silent.Failure = &evidence.Failure{Kind: evidence.Timeout, Detail: "no complete answer in 10s"}
	for want, x := range map[string]evidence.Exchange{
		"wrong-secret POST https://target.test/token: 401\nContent-Type: application/json\n{\"error\":\"e\"}":                       answered(401, `{"error":"e"}`),
		"wrong-secret POST https://target.test/token: 204\nContent-Type: application/json":                                          answered(204, ""),
		"wrong-secret POST https://target.test/token: 200\nContent-Type: application/json\na token response of 20 bytes":            answered(200, `{"access_token":"t"}`),
		"wrong-secret POST https://target.test/token: 500\nContent-Type: application/json\n" + string(long[:200]) + "… (300 bytes)": answered(500, string(long)),
		"wrong-secret POST https://target.test/token: no answer: no complete answer in 10s":                                         silent,
		"tls-1.2: a handshake with TLS 1.2": handshake,
		"none: no answer":                   {ID: "none"},
	} {
		if got := x.GomegaString(); got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
}
